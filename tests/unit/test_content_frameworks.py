"""Frameworks: the packaged one is whole, broken ones are refused with line and field."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app import assets
from reviewer_app.content import form_types, frameworks, lists
from reviewer_app.domain.errors import ContentError
from reviewer_app.domain.framework import (
    Area,
    Aspect,
    Framework,
    GradingRule,
    Prompt,
    Scale,
    ScalePoint,
)

SOURCE = assets.read_bytes("frameworks/qar-peer-1.yaml").decode()


def qar() -> Framework:
    return frameworks.load_framework(SOURCE.encode(), "qar-peer-1.yaml")


def test_every_packaged_framework_passes_its_own_schema():
    files = assets.names("frameworks", ".yaml")
    loaded = [frameworks.load_framework(assets.read_bytes(f), f) for f in files]
    assert loaded == frameworks.built_in()
    assert "QAR-PEER" in [f.code for f in loaded]


def test_qar_peer_is_complete():
    framework = qar()
    codes = [a.code for _, a in framework.aspects()]
    wanted = {"L": 7, "Q": 9, "D": 7, "X": 5}
    assert codes == [f"{a}{n}" for a, count in wanted.items() for n in range(1, count + 1)]
    assert framework.grading_rule is GradingRule.BEST_FIT
    assert [p.key for p in framework.scale_of("overall").points] == [
        "leading",
        "effective",
        "working_towards",
        "ineffective",
    ]
    assert [p.cells for p in framework.scale("peer4").points] == [4, 3, 2, 1]
    assert framework.overall_rationale_words == 60
    assert {a.code: a.target_words for a in framework.areas} == {
        "L": 450,
        "Q": 750,
        "D": 500,
        "X": 350,
    }
    for area in framework.areas:
        for point in framework.scale(area.scale).points:
            words = area.descriptor(point.key).split()
            assert len(words) >= 12, (area.code, point.key)
            assert words[-1].endswith("."), (area.code, point.key)
        for aspect in area.aspects:
            assert aspect.prompts, aspect.code
            assert aspect.activity_hints, aspect.code
            assert len({p.text for p in aspect.prompts}) == len(aspect.prompts)
        if area.graded:
            assert (area.min_forms, area.min_form_types) == (3, 2)
    excellence = framework.area("X")
    assert excellence.kind == "excellence"
    assert not excellence.graded
    assert [p.key for p in framework.scale("accreditation").points] == [
        "accredited",
        "not_yet",
        "not_seen",
    ]
    assert framework.aspect("L7").note_only


def test_form_types_can_be_named_as_hints():
    known = {c.key for c in lists.built_in("activities")}
    assert {t.key for t in form_types.built_in()} <= known


def test_the_hash_is_of_the_content_not_of_the_layout():
    relaid = "# another comment\n" + SOURCE.replace("\nscales:", "\n\n\nscales:")
    assert frameworks.load_framework(relaid.encode(), "x.yaml").sha256 == qar().sha256
    as_json = frameworks.canonical_json(qar())
    assert frameworks.load_framework(as_json, "x.json") == qar()
    one_word = SOURCE.replace("Do staff feel listened to?", "Do staff feel heard?")
    assert frameworks.load_framework(one_word.encode(), "x.yaml").sha256 != qar().sha256


# what is changed in the file, the words that replace it, the field the error names, what it says
BROKEN = {
    "unknown entry": ("owner: ", "owners: ", "owners", "not a known entry"),
    "required missing": ("grading_rule: best_fit\n", "", "grading_rule", "missing"),
    "number for text": ('version: "1"', "version: 1", "version", "must be text"),
    "unknown rule": ("grading_rule: best_fit", "grading_rule: worst_fit", "grading_rule", "one of"),
    "code with a path": ("code: QAR-PEER", "code: ../etc", "code", "Capital letters"),
    "text for a number": (
        "target_words: 750",
        "target_words: many",
        "areas[1].target_words",
        "number",
    ),
    "negative": ("target_words: 750", "target_words: -1", "areas[1].target_words", "or more"),
    "true is no number": (
        "target_words: 750",
        "target_words: true",
        "areas[1].target_words",
        "number",
    ),
    "a whole number with a point": (
        "target_words: 750",
        "target_words: 750.0",
        "areas[1].target_words",
        "number",
    ),
    "huge": ("target_words: 750", "target_words: 9e99", "areas[1].target_words", "number"),
    "unknown scale": ("scale: accreditation\n", "scale: stars\n", "areas[3].scale", "no scale"),
    "unknown overall scale": (
        "overall:\n  scale: peer4",
        "overall:\n  scale: x",
        "overall.scale",
        "no scale",
    ),
    "unknown point": (
        "not_seen: The school",
        "unseen: The school",
        "areas[3].descriptors.unseen",
        "not a point",
    ),
    "twin aspect": ("- code: Q2\n", "- code: Q1\n", "areas[1].aspects[1].code", "twice"),
    "foreign aspect": ("- code: Q2\n", "- code: Z2\n", "areas[1].aspects[1].code", "begins with"),
    "twin area": ("  - code: Q\n", "  - code: L\n", "areas[1].code", "twice"),
    "unknown hint": (
        "[pupil_voice, environment, meeting]",
        "[pupil_voice, tea_leaves]",
        "areas[0].aspects[0].activity_hints[1]",
        "no kind of activity",
    ),
    "long prompt": (
        "Do staff feel listened to?",
        "x" * 141,
        "areas[0].aspects[5].prompts[1].text",
        "longer",
    ),
    "empty prompt": (
        "Do staff feel listened to?",
        "",
        "areas[0].aspects[5].prompts[1].text",
        "empty",
    ),
    "order of points": ("cells: 3\n", "cells: 4\n", "scales[0].points[1].cells", "best to weakest"),
    "insufficient as a point": (
        "- key: not_yet\n",
        "- key: insufficient_evidence\n",
        "scales[1].points[1].key",
        "always there",
    ),
    "graded without a scale": (
        "    graded: true\n    scale: peer4\n    target_words: 750",
        "    graded: true\n    target_words: 750",
        "areas[1].scale",
        "graded on",
    ),
    "a list for a mapping": (
        "overall:\n  scale: peer4\n  rationale_words: 60",
        "overall: [1]",
        "overall",
        "entries",
    ),
    "nothing for a list": (
        "    aspects:\n      - code: X1",
        "    aspects: ~\n    was:\n      - code: X1",
        "areas[3].aspects",
        "a list",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_framework_is_refused_with_line_and_field(case):
    old, new, field, words = BROKEN[case]
    assert SOURCE.count(old) >= 1
    at = SOURCE.index(old)
    broken = SOURCE.replace(old, new, 1)
    with pytest.raises(ContentError) as caught:
        frameworks.load_framework(broken.encode(), "my.yaml")
    error = caught.value
    assert error.field == field
    assert words in error.problem
    changed = SOURCE[:at].count("\n") + 1
    if "missing" in words or "graded" in words:  # what is not there has the line of what lacks it
        assert 0 < error.line <= changed
    else:
        assert changed <= error.line <= changed + old.count("\n")


def test_the_first_error_from_the_top_is_the_one_named():
    broken = SOURCE.replace("grading_rule: best_fit", "grading_rule: x").replace("750", "many")
    with pytest.raises(ContentError) as caught:
        frameworks.load_framework(broken.encode(), "my.yaml")
    assert caught.value.field == "grading_rule"


def nested(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


def test_what_the_hub_sends_is_checked_too():
    data = json.loads(frameworks.canonical_json(qar()))
    assert frameworks.from_dict(data) == qar()
    for spoil in (
        lambda d: d["areas"][0].update(title="\u202eevil"),
        lambda d: d["areas"][0].update(graded="yes"),
        lambda d: d["areas"][0]["aspects"][0].update(code="L2"),
        lambda d: d.pop("areas"),
        lambda d: d.update(extra=1),
        lambda d: d.update(intro=nested(5_000)),
        lambda d: d["areas"][0].update(min_forms=3.0),
    ):
        spoiled = json.loads(frameworks.canonical_json(qar()))
        spoil(spoiled)
        with pytest.raises(ContentError):
            frameworks.from_dict(spoiled)


def test_a_hint_from_a_newer_office_does_not_bar_its_framework():
    data = json.loads(frameworks.canonical_json(qar()))
    data["areas"][0]["aspects"][0]["activity_hints"] = ["assembly"]
    assert frameworks.from_dict(data).aspect("L1").activity_hints == ("assembly",)


@pytest.mark.parametrize("data", [{}, {"areas": 1}, {"code": "X", "scales": [1]}])
def test_damaged_stored_content_is_our_error(data):
    with pytest.raises(ContentError):
        frameworks.from_dict(data, check=False)


TEXT = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40
)


@st.composite
def some_framework(draw):
    points = tuple(
        ScalePoint(f"p{i}", draw(TEXT), i + 1, 9 - i, draw(TEXT))
        for i in range(draw(st.integers(2, 5)))
    )
    scale = Scale("s", draw(TEXT), "ordinal", points)
    areas = []
    for letter in draw(st.lists(st.sampled_from("ABCDE"), min_size=1, unique=True)):
        graded = draw(st.booleans())
        aspects = tuple(
            Aspect(
                f"{letter}{n}",
                draw(TEXT),
                tuple(Prompt(t) for t in draw(st.lists(TEXT, max_size=2))),
                tuple(draw(st.lists(st.sampled_from(["meeting", "pupil_voice"]), unique=True))),
                draw(st.booleans()),
                draw(st.text("ab ", max_size=5)),
            )
            for n in range(1, draw(st.integers(1, 3)) + 1)
        )
        areas.append(
            Area(
                letter,
                draw(TEXT),
                draw(TEXT),
                graded,
                "s" if graded else "",
                draw(st.integers(0, 900)),
                aspects,
                tuple((p.key, draw(TEXT)) for p in points) if graded else (),
                min_forms=draw(st.integers(0, 5)),
            )
        )
    overall = draw(st.booleans())
    return Framework(
        "F-1",
        "2.1",
        draw(TEXT),
        draw(TEXT),
        draw(TEXT),
        "",
        draw(st.sampled_from(GradingRule)),
        (scale,),
        tuple(areas),
        "s" if overall else "",
        draw(st.integers(1, 99)) if overall else 0,
        "",
    )


@settings(max_examples=40, deadline=None)
@given(some_framework())
def test_what_is_written_is_read_back(framework):
    back = frameworks.from_dict(json.loads(frameworks.canonical_json(framework)))
    assert replace(back, sha256="") == framework
    assert frameworks.from_dict(frameworks.to_dict(back)) == back
    as_file = frameworks.canonical_json(framework)
    assert frameworks.load_framework(as_file, "f.json") == back
