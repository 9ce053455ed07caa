"""Words removed from a note for good go from the statements that came from it, too."""

import pytest

from reviewer_app.domain.ops import GONE
from tests.fixtures.builders import a_review, write_note
from tests.services.test_removal import SECRET, held

LINE = f"! {SECRET} explains fractions well #Q1+"


@pytest.fixture
def proposed(session):
    """A done note whose line became a statement: (review, note, statement)."""
    review = a_review(session, notes=1)
    note = write_note(session, review, f"Calm start.\n{LINE}\nThe end.")
    [statement] = session.statements.list(review)
    assert statement.text == f"{SECRET} explains fractions well"
    return review, note, statement.id


def remove(session, review, note, words):
    text = session.evidence.open(review, note).evidence.body.text
    start = text.index(words)
    return session.evidence.remove_text(review, note, start, start + len(words), "names_child")


def test_a_name_goes_from_the_statement_and_the_rest_of_it_stays(session, folder, proposed):
    review, note, statement = proposed
    changes = remove(session, review, note, SECRET)
    assert held(session, folder) == []
    assert changes.ids["statement"] == {statement}
    assert [s.text for s in session.statements.list(review)] == ["explains fractions well"]
    assert session.check() == []


def test_a_whole_line_with_its_marks_takes_the_statement_along(session, folder, proposed):
    review, note, _ = proposed
    remove(session, review, note, LINE)
    assert held(session, folder) == []
    assert session.statements.list(review) == []


@pytest.mark.parametrize("became", ["reworded and agreed", "dropped", "deleted"])
def test_what_became_of_the_statement_hides_no_version(session, folder, proposed, became):
    review, note, statement = proposed
    if became == "deleted":
        session.statements.delete(review, statement)
    elif became == "dropped":
        session.statements.edit(review, statement, "status", "dropped")
    else:
        session.statements.edit(review, statement, "text", "Pupils explain fractions well.")
        session.statements.edit(review, statement, "status", "agreed")
    assert held(session, folder)
    remove(session, review, note, SECRET)
    assert held(session, folder) == []
    if became == "reworded and agreed":
        [left] = session.statements.list(review)
        assert (left.text, left.status) == ("Pupils explain fractions well.", "agreed")
        with session.desk.store.unit() as unit:
            history = unit.log.history(review, statement, "text")
        assert [op.value is GONE for op in history] == [True, False]


def test_an_opening_that_the_report_prints_itself_does_not_hide_the_words(session, folder):
    review = a_review(session, notes=0)
    line = f"! Even better if pupils like {SECRET} read daily #Q2-"
    note = write_note(session, review, f"Calm.\n{line}")
    assert session.statements.list(review)[0].text == f"pupils like {SECRET} read daily"
    remove(session, review, note, line)
    assert held(session, folder) == []
    assert session.statements.list(review) == []


def test_statements_of_other_notes_are_left_alone(session, proposed):
    review, note, _ = proposed
    other = write_note(session, review, "! Books are marked well #Q1+")
    remove(session, review, note, "The end.")
    remove(session, review, note, SECRET)
    texts = {s.text: s.evidence for s in session.statements.list(review)}
    assert texts["Books are marked well"] == (other,)


def test_a_whole_note_takes_its_own_proposals_and_leaves_what_was_agreed(session, folder):
    review = a_review(session, notes=0)
    note = write_note(session, review, f"{LINE}\n! Tasks are well chosen #Q1+")
    agreed = next(s for s in session.statements.list(review) if s.text.startswith("Tasks"))
    session.statements.edit(review, agreed.id, "status", "agreed")
    session.evidence.remove_note(review, note, "names_child")
    assert held(session, folder) == []
    [left] = session.statements.list(review)
    assert (left.text, left.evidence) == ("Tasks are well chosen", ())
    assert session.check() == []
