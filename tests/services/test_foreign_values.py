"""What another laptop wrote may be anything: it must not stop what people do here."""

import pytest

from tests.fixtures.builders import a_review, judge
from tests.storage.test_merge import an_op


def merge(session, *ops):
    with session.desk.store.unit() as unit:
        assert unit.log.merge(ops)["added"] == len(ops)


@pytest.mark.parametrize("order", ["0", "i0", "A", ["x"], "", "z" * 60_000, "é"])
def test_a_statement_with_an_impossible_order_can_be_worked_round(session, order):
    review = a_review(session)
    mine, _ = session.statements.add(review, "www", "Q", "First", [])
    field = {"review": review, "entity_type": "statement", "entity": "theirs"}
    merge(
        session,
        an_op(1, **{**field, "field": "order"}, value=order),
        an_op(2, **{**field, "field": "area"}, value="Q"),
    )
    added, _ = session.statements.add(review, "www", "Q", "Second", [])
    session.statements.move(review, added.id, "theirs")
    session.statements.move(review, mine.id, None)
    there = [s.id for s in session.statements.list(review) if s.area == "Q" and s.kind == "www"]
    assert set(there) >= {mine.id, added.id, "theirs"}
    assert there[-1] == mine.id


@pytest.mark.parametrize("element", [None, 5, {"a": 1}, "", ["Q1+"]])
def test_an_aspect_that_is_none_is_left_out(session, element):
    review = a_review(session)
    judge(session, review)
    note = session.evidence.list(review)[0].id
    before = session.evidence.open(review, note).evidence.aspects
    merge(session, an_op(1, review=review, entity=note, field="aspects", kind="add", value=element))
    assert session.evidence.open(review, note).evidence.aspects == before
    assert session.estimates.balance(review)
    assert session.reports.current_pdf(review).startswith(b"%PDF")
