"""Taking in ops of other laptops: a set union in the unit's transaction (sync.md 2.2)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert

from reviewer_app.domain.clock import MAX_HLC
from reviewer_app.domain.fold import LEAD_ONLY
from reviewer_app.domain.ops import (
    GONE,
    MAX_VALUE_BYTES,
    Op,
    encode_value,
    payload_hash,
    read_header,
)
from reviewer_app.storage import erasing, views
from reviewer_app.storage.append import append
from reviewer_app.storage.facts import CHUNK, facts_of, forget_facts
from reviewer_app.storage.rows import is_gone
from reviewer_app.storage.schema import op, payload, quarantine
from reviewer_app.storage.work import Work, header_fields

HEADROOM: Final = 1 << 40
"""Clock values nearer to the end than this are refused: nothing could supersede them for long."""

MAX_DEPTH: Final = 32
"""Values nested deeper are refused: one that can just be taken in could not be read again."""


def merge(work: Work, ops: Iterable[Op]) -> Mapping[str, int]:
    """Take in ``ops``; what does not hold together goes to quarantine. See port ``OpLog``."""
    counts = {"added": 0, "known": 0, "quarantined": 0}
    batch: list[Op] = []
    touched: dict[str, set[views.Key]] = {}
    for one in ops:
        batch.append(one)
        if len(batch) == CHUNK:
            _take(work, batch, counts, touched)
            batch = []
    _take(work, batch, counts, touched)
    for review, keys in touched.items():
        for key in sorted(keys | views.keys_of(work, review, LEAD_ONLY)):
            views.refold(work, review, key)
        erasing.apply(work, review)
    return counts


def _take(
    work: Work, batch: list[Op], counts: dict[str, int], touched: dict[str, set[views.Key]]
) -> None:
    """Take in one batch: sort out what is known, what is wrong, what is new."""
    sound: list[Op] = []
    for one in batch:
        problem = wrong_with(one)
        if problem:
            counts["quarantined"] += _quarantine(work, one, problem)
        else:
            sound.append(read_header(one.header, one.value, one.salt))
    known = _known(work, sound)
    taken = _places(work, sound)
    new: dict[str, Op] = {}
    for one in sound:
        place = (one.review, one.device, one.seq)
        header, n, has_payload = known.get(one.op_id, (b"", 0, False))
        if one.op_id in new:
            header = new[one.op_id].header
        if header and header != one.header:
            counts["quarantined"] += _quarantine(work, one, "same id, other content")
        elif one.op_id in new:
            counts["known"] += 1
            if is_gone(new[one.op_id]):
                new[one.op_id] = one
        elif header:
            counts["known"] += 1
            if not has_payload and not is_gone(one):
                _fill(work, n, one, touched)
        elif taken.get(place, one.op_id) != one.op_id:
            counts["quarantined"] += _quarantine(work, one, "same number, other op")
        elif one.device == work.account.device:
            # our numbers are ours: a forged last one would leave none to write with
            counts["quarantined"] += _quarantine(work, one, "this laptop never made it")
        else:
            new[one.op_id] = one
            taken[place] = one.op_id
            counts["added"] += 1
    if new:
        for one in new.values():
            work.memory.hlc.observe(one.hlc, work.now())
            touched.setdefault(one.review, set()).add((one.entity_type, one.entity))
        for one in new.values():  # an erase may have come before the op it names
            work.memory.facts.pop(one.review, None)
        append(work, list(new.values()))


def wrong_with(one: Op) -> str:
    """Return what is wrong with a foreign op, empty where it holds together."""
    try:
        bare = read_header(one.header)
        for text in (*header_fields(bare), *bare.parents):
            text.encode()
        if bare.hlc > MAX_HLC - HEADROOM:
            return "impossible clock"
        if bare.seq < 1:
            return "impossible number"
        if _deep(json.loads(one.header)) or (one.value is not GONE and _deep(one.value)):
            return "nested too deeply"
        if one.value is not GONE:
            value = encode_value(one.value)
            if len(value) > MAX_VALUE_BYTES:
                return "payload too long"
            if payload_hash(one.salt, value) != bare.payload_hash:
                return "payload does not match its header"
    except (ValueError, TypeError, RecursionError):
        return "not an op"
    return ""


def _deep(value: Any) -> bool:
    """Say whether ``value`` is nested beyond MAX_DEPTH; without recursion, whatever it holds."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _known(work: Work, ops: list[Op]) -> dict[str, tuple[bytes, int, bool]]:
    """Return header, row and whether the payload is here, of those that are in the log."""
    if not ops:
        return {}
    rows = work.connection.execute(
        sa.select(op.c.op_id, op.c.header, op.c.n, payload.c.n.is_not(None))
        .select_from(op.outerjoin(payload, op.c.n == payload.c.n))
        .where(op.c.op_id.in_([one.op_id for one in ops]))
    )
    return {op_id: (header, n, bool(here)) for op_id, header, n, here in rows}


def _places(work: Work, ops: list[Op]) -> dict[tuple[str, str, int], str]:
    """Return who stands at the numbers that ``ops`` claim."""
    found: dict[tuple[str, str, int], str] = {}
    groups: dict[tuple[str, str], list[int]] = {}
    for one in ops:
        groups.setdefault((one.review, one.device), []).append(one.seq)
    for (review, device), numbers in groups.items():
        rows = work.connection.execute(
            sa.select(op.c.seq, op.c.op_id).where(
                op.c.review == review, op.c.device == device, op.c.seq.in_(numbers)
            )
        )
        found |= {(review, device, seq): op_id for seq, op_id in rows}
    return found


def _fill(work: Work, n: int, one: Op, touched: dict[str, set[views.Key]]) -> None:
    """Add a payload that was missing, unless it was removed for good."""
    if one.op_id in facts_of(work, one.review).erased:
        return
    values = {"n": n, "salt": one.salt, "value": encode_value(one.value)}
    work.connection.execute(upsert(payload).values(**values).on_conflict_do_nothing())
    forget_facts(work, [one])
    touched.setdefault(one.review, set()).add((one.entity_type, one.entity))


def _is_erased(work: Work, one: Op) -> bool:
    """Say whether the op of this id was removed for good, whatever review the header names."""
    op_id, claimed = (text.encode("utf-8", "replace").decode() for text in (one.op_id, one.review))
    known = work.connection.execute(sa.select(op.c.review).where(op.c.op_id == op_id)).scalars()
    return any(op_id in facts_of(work, review).erased for review in {claimed, *known})


def _quarantine(work: Work, one: Op, reason: str) -> int:
    """Put an op aside, once; return 1 in any case: it was not taken in.

    Never with words that were removed for good.
    """
    gone = one.value is GONE or _is_erased(work, one)
    try:
        value = None if gone else encode_value(one.value)[: 2 * MAX_VALUE_BYTES]
    except (ValueError, TypeError, RecursionError):
        value = None
    mark = hashlib.sha256(one.header + one.salt + (value or b"")).hexdigest()
    statement = upsert(quarantine).values(
        mark=mark,
        op_id=str(one.op_id).encode("utf-8", "replace").decode(),
        reason=reason,
        header=one.header,
        salt=one.salt,
        value=value,
        received=work.now().isoformat(),
    )
    work.connection.execute(statement.on_conflict_do_nothing())
    return 1
