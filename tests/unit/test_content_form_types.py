"""Kinds of note and the lists they draw on."""

import pytest

from reviewer_app import assets
from reviewer_app.content import form_types, lists
from reviewer_app.domain.entities import YEARS
from reviewer_app.domain.errors import ContentError
from reviewer_app.domain.form_type import FieldKind

SOURCE = assets.read_bytes("form_types/lesson_visit.yaml").decode()


def test_every_packaged_form_type_passes_its_schema_and_goes_round():
    files = assets.names("form_types", ".yaml")
    loaded = [form_types.load_form_type(assets.read_bytes(f), f) for f in files]
    assert sorted(loaded, key=lambda t: t.title) == form_types.built_in()
    for form_type in loaded:
        assert form_types.from_dict(form_types.to_dict(form_type)) == form_type
    assert len({t.first_letter for t in loaded}) == len(loaded)
    assert len({t.key for t in loaded}) == len(loaded)
    assert all(t.closing_prompt == "And for disadvantaged pupils?" for t in loaded)


def test_a_lesson_shows_only_what_a_lesson_needs():
    lesson = next(t for t in form_types.built_in() if t.key == "lesson_visit")
    shown = [f.target for f in lesson.fields if f.shown == "lesson"]
    assert shown == ["years", "subject", "so_what", "agreed"]
    assert lesson.title == "Lesson visit"
    assert lesson.needs_year
    assert {f.target for f in lesson.fields} >= {
        "joint_with",
        "place",
        "focus",
        "date",
        "start",
        "end",
        "groups",
        "x.topic",
        "x.typicality",
    }
    assert [c.key for c in lesson.field("agreed").choices] == [
        "agreed",
        "partly",
        "differs",
        "not_discussed",
    ]


def test_a_new_kind_of_note_needs_nothing_but_a_file():
    text = """
key: assembly
version: "1"
title: Assembly
short: Assembly
first_letter: A
icon: campaign
needs_year: false
fields:
  - {key: theme, label: Theme, kind: text}
  - {key: joined_in, label: Pupils joined in, kind: yes_no, shown: lesson}
"""
    kind = form_types.load_form_type(text.encode(), "assembly.yaml")
    assert [f.target for f in kind.fields] == ["x.theme", "x.joined_in"]
    assert kind.field("joined_in").kind is FieldKind.YES_NO
    assert kind.counts_as == "assembly"


BROKEN = {
    "unknown kind": ("kind: subject,", "kind: theme,", "fields[1].kind", "one of"),
    "unknown target": ("target: subject,", "target: author,", "fields[1].target", "One of"),
    "wrong kind for target": ("kind: subject,", "kind: text,", "fields[1].kind", "of kind subject"),
    "twin key": ("{key: subject,", "{key: years,", "fields[1].key", "twice"),
    "twin target": ("target: x.set_label", "target: x.topic", "fields[15].target", "asked once"),
    "own choices without any": ("    choices_from: agreed\n", "", "fields[3]", "choices"),
    "choices on text": (
        "label: Place, kind: text,",
        "label: Place, kind: text, choices_from: agreed,",
        "fields[6].choices_from",
        "no choices",
    ),
    "minimum on text": (
        "label: Place, kind: text,",
        "label: Place, kind: text, minimum: 1,",
        "fields[6].minimum",
        "Only a number",
    ),
    "minimum above maximum": (
        "x.boys, minimum: 0",
        "x.boys, minimum: 500",
        "fields[18].minimum",
        "above",
    ),
    "twin choice": (
        "- {key: middle, label: Middle}",
        "- {key: ending, label: Middle}",
        "fields[12].choices[2].key",
        "twice",
    ),
    "shown elsewhere": ("shown: lesson}", "shown: always}", "fields[0].shown", "one of"),
    "small letter": ("first_letter: L", "first_letter: l", "first_letter", "capital"),
    "script for an icon": ("icon: school", 'icon: "../x.svg"', "icon", "icon"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_form_type_is_refused_with_line_and_field(case):
    old, new, field, words = BROKEN[case]
    assert old in SOURCE
    with pytest.raises(ContentError) as caught:
        form_types.load_form_type(SOURCE.replace(old, new, 1).encode(), "mine.yaml")
    error = caught.value
    assert error.field == field
    assert words in error.problem
    changed = SOURCE[: SOURCE.index(old)].count("\n") + 1
    # a key that is there twice is named where it comes the second time
    assert (
        abs(error.line - changed)
        <= (0 if "twice" not in words else 2) + (case.startswith("own")) * 6
    )


@pytest.mark.parametrize("name", lists.NAMES)
def test_every_packaged_list_passes_its_schema(name):
    file = f"lists/{name}.yaml"
    assert lists.load_list(assets.read_bytes(file), file) == lists.built_in(name)


def test_years_are_the_ones_the_program_sorts_by():
    assert {c.key for c in lists.built_in("years")} == set(YEARS)


def test_labels():
    assert lists.label("host_roles", "senco") == "SENCO"
    assert lists.label("subjects", "Forest school") == "Forest school"
    with pytest.raises(ContentError):
        lists.built_in("../../etc/passwd")


def test_a_list_with_a_twin_is_refused():
    with pytest.raises(ContentError, match="twice") as caught:
        lists.load_list(b"items:\n  - {key: a, label: A}\n  - {key: a, label: B}\n", "l.yaml")
    assert (caught.value.line, caught.value.field) == (3, "items[1].key")
