"""Lines that propose: once each when the note is done, and never over what the team changed."""

import pytest

from reviewer_app.content import frameworks
from reviewer_app.domain.body import Body
from reviewer_app.domain.proposals import Offer, area_of_last_link, line_key, offers, statement_text
from tests.fixtures.builders import a_review, finalise, judge, write_note

FRAMEWORK = next(f for f in frameworks.built_in() if f.code == "QAR-PEER")
TEXT = "Recap quiz. #Q3+\n! Pupils explain their answers #Q3+\n! Support comes late. #D4-"


def shown(session, review):
    return sorted(
        (s.kind, s.area, s.text, s.status)
        for s in session.statements.list(review)
        if s.status != "agreed"
    )


def done(session, review, note, text=""):
    if text:
        session.evidence.draft(review, note, "body", Body(text).as_value())
    missing, changes = session.evidence.done(review, note)
    assert not missing
    return changes


@pytest.fixture
def review(session):
    return a_review(session, notes=0)


def test_done_proposes_each_line_that_says_where_it_belongs(session, review):
    note = write_note(session, review, TEXT + "\n! Just an idea\n! Neutral #Q3", done=False)
    assert session.statements.list(review) == []
    changes = done(session, review, note)
    assert shown(session, review) == [
        ("ebi", "D", "Support comes late.", "proposed"),
        ("www", "Q", "Pupils explain their answers", "proposed"),
    ]
    made = session.statements.list(review)
    assert all(s.evidence == (note,) and s.proposed_by for s in made)
    assert {s.id for s in made} == changes.ids["statement"]
    lines = session.evidence.proposed_lines(review, note)
    assert lines == {line_key("Pupils explain their answers"): True, "support comes late.": True}


def test_done_again_doubles_nothing_and_leaves_alone_what_the_team_changed(session, review):
    note = write_note(session, review, TEXT)
    first, second = session.statements.list(review)
    session.statements.edit(review, first.id, "status", "dropped")
    session.statements.edit(review, second.id, "text", "Pupils explain how they know.")
    session.statements.set_evidence(review, second.id, [])
    before = shown(session, review)
    session.evidence.reopen(review, note)
    changes = done(session, review, note, TEXT + "\n! Late line #L1+")
    assert [s for s in shown(session, review) if s not in before] == [
        ("www", "L", "Late line", "proposed")
    ]
    assert len(changes.ids["statement"]) == 1
    lines = session.evidence.proposed_lines(review, note)
    assert lines["support comes late."] is False, "it was dropped"
    assert lines["late line"] is True


def test_a_line_put_better_takes_its_statement_with_it(session, review):
    note = write_note(session, review, TEXT)
    done(session, review, note, TEXT.replace("their answers", "their own answers"))
    done(session, review, note, TEXT.replace("their answers", "their own answers well"))
    texts = [s[2] for s in shown(session, review)]
    assert texts == ["Support comes late.", "Pupils explain their own answers well"]


def test_a_line_put_better_is_new_where_the_team_reworded_the_statement(session, review):
    note = write_note(session, review, TEXT)
    mine = next(s for s in session.statements.list(review) if s.kind == "www")
    session.statements.edit(review, mine.id, "text", "All pupils explain their answers.")
    done(session, review, note, TEXT.replace("their answers", "their own answers"))
    texts = [s[2] for s in shown(session, review) if s[0] == "www"]
    assert texts == ["All pupils explain their answers.", "Pupils explain their own answers"]


def test_a_line_proposed_by_hand_in_other_words_is_not_proposed_again(session, review):
    note = write_note(session, review, TEXT, done=False)
    made, _ = session.evidence.propose(
        review, note, "www", "Q", "Pupils say how they know.", "Pupils explain their answers"
    )
    assert made.text == "Pupils say how they know."
    done(session, review, note)
    assert [s[2] for s in shown(session, review) if s[0] == "www"] == ["Pupils say how they know."]


def test_a_line_left_over_is_worth_a_look_before_finalising(session, review):
    note = write_note(session, review, "Words. #Q3+\n! One idea")
    other = write_note(session, review, "Words. #Q3+\n! One idea\n! Another", done=False)
    judge(session, review)
    gaps = {g.target: g for g in session.finishing.gaps(review)}
    number = session.evidence.open(review, note).evidence.number
    assert gaps[note].sentence == (
        f"Lesson visit, 09:40 ({number}) has a line to propose that is not proposed."
    )
    assert gaps[note].place == "notes"
    assert not any(g.blocks for g in gaps.values())
    assert "still a draft" in gaps[other].sentence
    session.evidence.done(review, other)
    gaps = {g.target: g for g in session.finishing.gaps(review)}
    assert "has 2 lines to propose that are not proposed." in gaps[other].sentence
    session.evidence.propose(review, note, "www", "Q", "One idea")
    assert note not in {g.target for g in session.finishing.gaps(review)}
    finalise(session, review)


def test_the_reports_own_opening_is_not_kept_twice(session, review):
    made, _ = session.statements.add(review, "ebi", "Q", "Even better if… Leaders looked at books")
    assert made.text == "leaders looked at books"


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("ebi", "Even better if leaders saw more", "leaders saw more"),
        ("ebi", "EVEN BETTER IF … Pupils read", "pupils read"),
        ("ebi", "even better if ... Year 4 wrote more", "Year 4 wrote more"),
        ("ebi", "Even better if: SENCO time grew", "SENCO time grew"),
        ("ebi", "Even better if", "Even better if"),
        ("ebi", "Even better iffy", "Even better iffy"),
        ("ebi", " Pupils read ", "Pupils read"),
        ("www", "Even better if it lasts", "Even better if it lasts"),
    ],
)
def test_an_opening_goes_and_a_name_keeps_its_capital(kind, text, kept):
    assert statement_text(kind, text) == kept


def test_an_offer_has_the_kind_and_area_of_its_own_mark():
    text = "! Support #D4- , comes late\n! Plain #zz9\n! Noted #Q3\n!no\n! Noted #Q3\n! #Q3+"
    assert offers(text, FRAMEWORK) == [
        Offer("Support, comes late", "ebi", "D"), Offer("Plain #zz9", "", ""),
        Offer("Noted", "", "Q"),
    ]  # fmt: skip


def test_the_last_link_names_the_area():
    assert area_of_last_link("a #Q3+ b #D4-", ("L1",), FRAMEWORK) == "D"
    assert area_of_last_link("", ("L1", "L2"), FRAMEWORK) == "L"
    assert area_of_last_link("", ("L1", "Q2"), FRAMEWORK) == ""
