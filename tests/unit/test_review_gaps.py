"""What stands between a review and *Finalise*."""

from dataclasses import replace

from reviewer_app.content import frameworks
from reviewer_app.domain.body import Body
from reviewer_app.domain.entities import Estimate, Evidence, Review, Section, Statement, year_words
from reviewer_app.domain.fold import fold
from reviewer_app.domain.framework import INSUFFICIENT, FrameworkRef
from reviewer_app.domain.ops import make_op
from reviewer_app.domain.review import gaps_of_note, gaps_to_finalise
from reviewer_app.domain.school import School

FRAMEWORK = next(f for f in frameworks.built_in() if f.code == "QAR-PEER")
REVIEW = Review(
    id="r", ref="QAR", kind="qar", school=School("900001", "Northfield"),
    framework=FrameworkRef("QAR-PEER", "1", FRAMEWORK.sha256), date_start="2026-11-09",
    date_end="2026-11-11", state="drafting", head_name="", hub_name="", previous_estimate="",
    previous_date="", name_team=True, revision=0, practice=False,
)  # fmt: skip
NOTE = Evidence(
    "n", "lesson_visit", "p", "A", "A1", "done", "team", "2026-11-09", "09:40", "10:00", "", "", "",
    "", "", "", Body("words"), ("Q3+",), (), ("4",),
)  # fmt: skip
CONTEXT = Section("s", "context", "A school.")
GRADED = [a.code for a in FRAMEWORK.areas if a.graded and a.kind == "judged"]


def estimate(area, point="effective", rationale="Because.", **more):
    return Estimate(f"e{area}", area, "agreed", point, rationale, "", **more)


def statement(area, kind="www", **more):
    values = {"text": "Pupils explain.", "status": "agreed", "evidence": ("n",), **more}
    return Statement(
        f"{area}{kind}", kind, area, values["text"], values["status"], "i", "p", values["evidence"]
    )


def gaps(estimates, statements=(), sections=(CONTEXT,), review=REVIEW, drafts=0):
    found = gaps_to_finalise(
        review, FRAMEWORK, [NOTE], list(statements), estimates, sections, unsealed_drafts=drafts
    )
    return [g.sentence for g in found if g.blocks]


FULL = [estimate(code) for code in [*GRADED, "overall"]]


def test_a_full_review_has_nothing_in_its_way():
    assert gaps(FULL, [statement(code) for code in GRADED]) == []


def test_each_door_leads_to_the_very_field_that_is_missing():
    bare = [replace(FULL[0], rationale=""), replace(FULL[1], point=INSUFFICIENT), *FULL[2:]]
    loose = statement(GRADED[2], evidence=())
    found = gaps_to_finalise(
        REVIEW, FRAMEWORK, [NOTE], [loose], bare, (CONTEXT,), unsealed_drafts=0
    )
    doors = {g.target for g in found if g.place == "judgement"}
    assert {
        f"{GRADED[0]}/rationale", f"{GRADED[1]}/reason", f"{GRADED[2]}/{loose.id}",
        f"{GRADED[0]}/www",
    } <= doors  # fmt: skip


def test_every_graded_area_and_the_overall_estimate_are_asked_for():
    found = gaps([])
    assert len([g for g in found if g.endswith("has no agreed estimate.")]) == len(GRADED) + 1


def test_not_enough_evidence_passes_with_a_reason_only():
    bare = replace(FULL[0], point=INSUFFICIENT, rationale="")
    assert gaps([bare, *FULL[1:]]) == [
        f"{FRAMEWORK.areas[0].title}: say why there is not enough evidence."
    ]
    assert gaps([replace(bare, insufficient_reason="The area was not visited."), *FULL[1:]]) == []


def test_two_different_estimates_are_never_chosen_by_the_program():
    contested = replace(FULL[0], point="", contested=("point",))
    assert "two different estimates" in gaps([contested, *FULL[1:]])[0]


def test_a_point_of_another_scale_is_found():
    assert "not on its scale" in gaps([replace(FULL[0], point="outstanding"), *FULL[1:]])[0]


def test_a_reported_statement_needs_words_and_a_note():
    assert "no note behind it" in gaps(FULL, [statement("L", evidence=())])[0]
    assert "has no text" in gaps(FULL, [statement("L", text="  ")])[0]
    assert gaps(FULL, [statement("L", evidence=(), status="proposed")]) == []


def test_context_and_dates_are_asked_for():
    assert gaps(FULL, sections=()) == ["The context of the school is not written."]
    assert "dates" in gaps(FULL, review=replace(REVIEW, date_end=""))[0]


def test_typing_not_yet_in_its_note_blocks():
    assert "not saved into its note" in gaps(FULL, drafts=1)[0]


def test_a_note_is_done_with_a_year_a_link_and_some_words():
    assert gaps_of_note(NOTE, needs_year=True) == []
    empty = replace(NOTE, years=(), aspects=(), body=Body("  "))
    assert len(gaps_of_note(empty, needs_year=True)) == 3
    assert len(gaps_of_note(empty, needs_year=False)) == 2


def test_years_read_as_people_say_them():
    assert year_words(("4",)) == "Y4"
    assert year_words(("3", "4", "5", "6")) == "Y3–Y6"
    assert year_words(("R", "1")) == "Reception and Y1"
    assert year_words(("N1", "2", "4")) == "Nursery 1, Y2 and Y4"
    assert year_words(("1", "whole")) == "Whole school"
    assert year_words(()) == ""


def test_a_header_of_another_shape_is_read_as_far_as_it_goes():
    ops = [
        make_op(op_id=f"o{i}", review="r", device="d", seq=i, hlc=i + 1, person="p",
                entity_type="review", entity="r", field=field, kind="set", value=value, salt=b"s")
        for i, (field, value) in enumerate({"framework": "text", "school": [1], "ref": "R"}.items())
    ]  # fmt: skip
    header = Review.from_fold(fold(ops)["review", "r"], "p")
    assert (header.framework.code, header.school.name, header.ref) == ("", "", "R")
