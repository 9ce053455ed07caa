"""Finds what must be known of a whole review before a part of it can be folded."""

import sqlalchemy as sa

from reviewer_app.domain.fold import erased_ids, lead_times
from reviewer_app.domain.ops import Op, OpKind
from reviewer_app.storage.rows import op_of
from reviewer_app.storage.schema import op, payload
from reviewer_app.storage.work import Facts, Work

CHUNK = 500


def with_payload() -> sa.Select[bytes, bytes | None, bytes | None]:
    """Return a query of headers with the payloads that are here."""
    return sa.select(op.c.header, payload.c.salt, payload.c.value).select_from(
        op.outerjoin(payload, op.c.n == payload.c.n)
    )


def facts_of(work: Work, review: str) -> Facts:
    """Return the facts of ``review``, from memory where nothing changed them."""
    known = work.memory.facts.get(review)
    if known is None:
        known = work.memory.facts[review] = _read(work, review)
    return known


def forget_facts(work: Work, ops: list[Op]) -> None:
    """Forget the facts of reviews that ``ops`` may change: who leads, what is erased."""
    for one in ops:
        if one.entity_type == "review" or one.kind in (OpKind.LEAD, OpKind.ERASE):
            work.memory.facts.pop(one.review, None)


def _read(work: Work, review: str) -> Facts:
    execute = work.connection.execute
    marks = [
        op_of(*row)
        for row in execute(
            with_payload().where(op.c.review == review, op.c.entity_type == "review")
        )
    ]
    ids = {one.op_id for one in marks}
    marks += [
        one
        for one in (
            op_of(*row)
            for row in execute(
                with_payload().where(
                    op.c.review == review, op.c.kind.in_([OpKind.LEAD, OpKind.ERASE])
                )
            )
        )
        if one.op_id not in ids
    ]
    named = sorted({p for one in marks if one.kind == OpKind.ERASE for p in one.parents} - ids)
    for start in range(0, len(named), CHUNK):
        part = named[start : start + CHUNK]
        query = with_payload().where(op.c.op_id.in_(part), op.c.review == review)
        marks += [op_of(*row) for row in execute(query)]
    return Facts(lead_times(marks), erased_ids(list({one.op_id: one for one in marks}.values())))
