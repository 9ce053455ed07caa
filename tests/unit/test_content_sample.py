"""The sample trust and its review hang together; invented volumes are whole and repeatable."""

import re
from collections import Counter

import pytest

from reviewer_app import assets
from reviewer_app.content import demo_data, form_types, frameworks, lists, sample
from reviewer_app.content.report_templates import for_kind
from reviewer_app.domain.body import aspect_elements, find_marks
from reviewer_app.domain.entities import YEARS, Evidence
from reviewer_app.domain.errors import ContentError
from reviewer_app.domain.form_type import FieldKind
from reviewer_app.domain.review import gaps_of_note

QAR = next(f for f in frameworks.built_in() if f.code == "QAR-PEER")
CODES = [a.code for _, a in QAR.aspects()]
TYPES = {t.key: t for t in form_types.built_in()}


def keys(name):
    return {c.key for c in lists.built_in(name)}


def check_note(note: sample.SampleNote) -> None:
    """Everything in a note is something the program knows, and the note could be done."""
    form_type = TYPES[note.form_type]
    assert set(note.years) <= set(YEARS)
    assert set(note.groups) <= keys("pupil_groups")
    assert note.joint_with in keys("host_roles") | {""}
    assert note.agreed in keys("agreed")
    assert note.subject in {c.label for c in lists.built_in("subjects")} | {""}
    for key, value in note.extra.items():
        field = form_type.field(key)
        assert field.target == f"x.{key}"
        if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            values = value if isinstance(value, list) else [value]
            assert set(values) <= {c.key for c in field.choices}, key
        if field.kind is FieldKind.NUMBER:
            assert field.minimum <= value <= field.maximum
    times = [at for at, _ in note.lines]
    assert times == sorted(times)
    assert note.start <= times[0]
    assert times[-1] <= note.end
    assert gaps_of_note(as_evidence(note), needs_year=form_type.needs_year) == []


def as_evidence(note: sample.SampleNote) -> Evidence:
    body = note.body()
    aspects = aspect_elements(find_marks(body.text, CODES).aspects)
    return Evidence(
        note.key, note.form_type, note.author, "", "A1", "draft", "team", note.date, note.start,
        note.end, note.place, note.subject, note.focus, note.joint_with, note.agreed, note.so_what,
        body, tuple(sorted(aspects)), note.groups, note.years,
    )  # fmt: skip


def test_the_sample_files_pass_their_schemas():
    trust = sample.load_trust(assets.read_bytes(sample.TRUST), "trust.yaml")
    assert trust == sample.trust()
    assert sample.load_review(assets.read_bytes(sample.REVIEW), "r.yaml", trust) == sample.review()


def test_the_trust_has_seven_academies_of_both_phases():
    trust = sample.trust()
    assert [s.urn for s in trust.schools] == [str(900001 + i) for i in range(7)]
    assert {"Primary", "Secondary"} <= {s.phase for s in trust.schools}
    assert trust.school("900001").name == "Northfield Primary Academy"
    assert all(s.trust == "Lakeside Learning Trust" for s in trust.schools)
    assert all(s.roll <= s.capacity for s in trust.schools)
    names = "".join(p.name for p in trust.people)
    assert {"ś", "ŷ"} <= set(names)  # letters that a thin font would lack
    assert len({p.key for p in trust.people}) == len(trust.people) >= 6


def test_every_sample_note_could_be_done():
    review = sample.review()
    assert len(review.notes) == 10
    assert Counter(n.form_type for n in review.notes) == {"lesson_visit": 6, "meeting": 4}
    people = {review.lead.key, *(p.key for p in review.team)}
    assert {n.author for n in review.notes} == people
    assert len(review.team) == 3
    for note in review.notes:
        check_note(note)
        assert review.date_start <= note.date <= review.date_end
        assert review.school.name not in (review.lead.school, *(p.school for p in review.team))


def test_the_sample_review_holds_no_persons_and_names_no_teacher():
    review = sample.review()
    text = "\n".join([n.body().text + n.so_what for n in review.notes])
    assert not re.search(r"\b(Mr|Mrs|Ms|Miss|Dr|Sir)\b", text)
    for person in (*sample.trust().people, sample.SamplePerson("h", review.head_name, "", "")):
        for name in person.name.split():
            assert name not in text


def test_statements_keep_the_house_style_and_rest_on_notes():
    review = sample.review()
    known = {n.key for n in review.notes}
    count = Counter((s.area, s.kind) for s in review.statements)
    assert 14 <= len(review.statements) <= 20
    for area in "LQD":
        assert count[area, "www"] >= 3
        assert 1 <= count[area, "ebi"] <= 4
    for statement in review.statements:
        words = len(statement.text.split())
        assert 15 <= words <= 80
        assert set(statement.notes) <= known
        assert statement.text.endswith(".")
        assert (statement.kind == "ebi") == statement.text.startswith("… ")
        if statement.kind == "ebi":
            assert words <= 40
            assert statement.text[2].islower()
        about = {m[0] for k in statement.notes for m in as_evidence(by_key(review)[k]).aspects}
        assert statement.area in about or "X" in about, statement.text[:40]


def by_key(review):
    return {n.key: n for n in review.notes}


def test_every_judgement_is_on_its_scale_and_short_enough():
    review = sample.review()
    graded = [a.code for a in QAR.areas if a.graded]
    assert [e.area for e in review.estimates] == [*graded, "overall"]
    for estimate in review.estimates:
        assert QAR.scale_of(estimate.area).point(estimate.point)
        assert 20 <= len(estimate.rationale.split()) <= QAR.overall_rationale_words
    excellence = review.excellence
    assert QAR.scale("accreditation").point(excellence.outcome)
    assert 200 <= len(excellence.text.split()) <= 450
    assert len({TYPES[by_key(review)[k].form_type].key for k in excellence.notes}) >= 2


def test_each_graded_area_has_the_evidence_its_framework_asks_for():
    review = sample.review()
    for area in QAR.areas:
        fed = [
            n for n in review.notes if any(a.startswith(area.code) for a in as_evidence(n).aspects)
        ]
        assert len(fed) >= area.min_forms, area.code
        assert len({n.form_type for n in fed}) >= area.min_form_types, area.code


def test_the_texts_of_the_report_are_as_long_as_the_template_wants():
    review, template = sample.review(), for_kind("qar")
    for key, text in review.sections.items():
        section = template.section(key)
        assert section.kind == "text"
        assert section.min_words <= len(text.split()) <= section.max_words, key
    for section in template.sections:
        if section.required and section.kind == "text":
            assert section.key in review.sections


def test_a_statement_on_a_note_that_is_not_there_is_refused():
    text = (
        assets.read_bytes(sample.REVIEW).decode().replace("notes: [n1, n7]", "notes: [n1, n77]", 1)
    )
    with pytest.raises(ContentError, match="no note “n77”") as caught:
        sample.load_review(text.encode(), "r.yaml", sample.trust())
    assert caught.value.field == "statements[0].notes[1]"


@pytest.mark.parametrize(
    ("kind", "reviews", "notes", "statements"), [("tiny", 1, 8, 8), ("typical", 1, 65, 70)]
)
def test_an_invented_volume_is_whole_and_repeatable(kind, reviews, notes, statements):
    made = list(demo_data.generate(kind, 7))
    assert made == list(demo_data.generate(kind, 7))
    assert made != list(demo_data.generate(kind, 8))
    assert len(made) == reviews
    for review in made:
        assert (len(review.notes), len(review.statements)) == (notes, statements)
        for note in review.notes:
            check_note(note)
        count = Counter((s.area, s.kind) for s in review.statements)
        assert all(count[area, "ebi"] <= 4 for area in "LQD")
        assert all(count[area, "www"] for area in "LQD")
        assert {s for st in review.statements for s in st.notes} <= {n.key for n in review.notes}
        assert len({p.key for p in (review.lead, *review.team)}) == 1 + len(review.team)
    words = sum(len(n.body().text.split()) for n in made[0].notes) / notes
    assert 100 < words < 300  # domain.md 5.2: about 200 words a note


def test_the_heavy_volume_has_its_numbers():
    made = list(demo_data.generate("heavy"))
    assert len(made) == 20
    assert sum(len(r.notes) for r in made) == 2_000
    assert len({r.ref for r in made}) == 20
    schools = list(demo_data.generate_schools("heavy"))
    assert len({s.urn for s in schools}) == 52_000
    assert not {s.urn for s in schools} & {s.urn for s in sample.trust().schools}
    assert schools[:50] == list(demo_data.generate_schools("heavy"))[:50]
