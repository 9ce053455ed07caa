"""Removing for good: payloads, folds, search index, drafts, copies (sync.md I11)."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from reviewer_app.domain.errors import ReviewerError
from reviewer_app.storage import views
from reviewer_app.storage.append import put_meta
from reviewer_app.storage.facts import CHUNK, facts_of
from reviewer_app.storage.schema import draft, op, payload, quarantine
from reviewer_app.storage.work import Work

SHORTEST = 3
"""Lines shorter than this are too common to betray that a draft holds a removed text."""


def may_erase(work: Work, review: str, op_ids: Sequence[str], lead: str) -> None:
    """Pass where this person may remove all of ``op_ids``: their own, or any for the lead."""
    if lead and work.account.person == lead:
        return
    for start in range(0, len(op_ids), CHUNK):
        people = work.connection.execute(
            sa.select(op.c.person)
            .where(op.c.review == review, op.c.op_id.in_(op_ids[start : start + CHUNK]))
            .distinct()
        ).scalars()
        if any(person != work.account.person for person in people):
            raise ReviewerError(
                "Only its author or the lead can remove this for good.",
                "Nothing was changed.",
                "Ask the lead.",
            )


def latest(work: Work, op_ids: Sequence[str]) -> int:
    """Return the highest clock among ``op_ids``."""
    found = work.connection.execute(
        sa.select(sa.func.max(op.c.hlc)).where(op.c.op_id.in_(op_ids[:CHUNK]))
    ).scalar()
    return int(found or 0)


def apply(work: Work, review: str) -> int:
    """Remove every payload of ``review`` that is erased and still here; return how many.

    The unit's commit is followed by VACUUM and a checkpoint (store.py), which take the bytes out
    of the file; a mark in ``meta`` makes the next start do it where this one is killed before.
    """
    erased = sorted(facts_of(work, review).erased)
    touched: set[views.Key] = set()
    count = 0
    for start in range(0, len(erased), CHUNK):
        part = erased[start : start + CHUNK]
        rows = work.connection.execute(
            sa.select(op.c.n, op.c.entity_type, op.c.entity, payload.c.value)
            .join(payload, payload.c.n == op.c.n)
            .where(op.c.review == review, op.c.op_id.in_(part))
        ).all()
        for n, entity_type, entity, value in rows:
            work.connection.execute(sa.delete(payload).where(payload.c.n == n))
            _drop_drafts(work, review, entity, json.loads(value))
            _drop_put_aside(work, entity, json.loads(value))
            touched.add((entity_type, entity))
            count += 1
        count += work.connection.execute(
            sa.delete(quarantine).where(quarantine.c.op_id.in_(part))
        ).rowcount
    for key in sorted(touched):
        views.refold(work, review, key)
    if count:
        work.erased = True
        put_meta(work.connection, "vacuum_due", "1")
    return count


def _drop_drafts(work: Work, review: str, entity: str, value: Any) -> None:
    """Delete the drafts of ``entity`` that repeat a line of the removed value."""
    lines = [line for text in texts(value) for line in _lines(text)]
    if not lines:
        return
    where = (draft.c.review == review, draft.c.entity == entity)
    rows = work.connection.execute(
        sa.select(draft.c.entity_type, draft.c.field, draft.c.value).where(*where)
    ).all()
    for entity_type, field, stored in rows:
        held = "\n".join(texts(json.loads(stored)))
        if any(line in held for line in lines):
            work.connection.execute(
                sa.delete(draft).where(
                    *where, draft.c.entity_type == entity_type, draft.c.field == field
                )
            )


def _drop_put_aside(work: Work, entity: str, value: Any) -> None:
    """Forget the values in quarantine that repeat a line of the removed value of ``entity``."""
    lines = [line for text in texts(value) for line in _lines(text)]
    rows = work.connection.execute(
        sa.select(quarantine.c.id, quarantine.c.value).where(
            sa.func.instr(quarantine.c.header, entity.encode()) > 0, quarantine.c.value.is_not(None)
        )
    ).all()
    for row, held in rows:
        text = "\n".join(texts(_read(held)))
        if any(line in text for line in lines):
            work.connection.execute(
                sa.update(quarantine).where(quarantine.c.id == row).values(value=None)
            )


def _read(value: bytes) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value.decode("utf-8", "replace")  # put aside for being cut or broken


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if len(line.strip()) >= SHORTEST:
            yield line.strip()


def texts(value: Any) -> Iterator[str]:
    """Yield every text within a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
