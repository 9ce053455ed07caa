"""The fold: from a set of ops to what a screen shows (sync.md 2.3).

A pure function of the *set*: order, repetition and half transfers cannot change the result.
Concurrent values are all kept; nothing is superseded except by an op that names it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer_app.domain.ids import names_founder, review_id
from reviewer_app.domain.ops import GONE, Op, OpKind

_WRITES = {OpKind.SET, OpKind.RESOLVE, OpKind.ADD}
LEAD_ONLY = frozenset({"review", "member"})
"""Entity types of which only the lead's ops count (sync.md 2.3)."""


@dataclass(frozen=True, slots=True)
class Head:
    """One value that nobody superseded; ``gone`` if its payload is not here."""

    op_id: str
    value: Any
    hlc: int
    person: str
    device: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Register:
    """A multi-value register: the shown value last. ``op_ids`` names every head, gone ones too."""

    heads: tuple[Head, ...]
    op_ids: tuple[str, ...]

    @property
    def value(self) -> Any:
        """Return the value shown, or None where it was removed for good."""
        return self.heads[-1].value if self.heads else None

    @property
    def contested(self) -> bool:
        """Say whether people must choose: two or more different values stand."""
        return len(self.heads) > 1


@dataclass(frozen=True, slots=True)
class Folded:
    """One entity. ``sets`` maps a field to its elements, each with the ops that added it."""

    entity_type: str
    entity: str
    registers: Mapping[str, Register]
    sets: Mapping[str, Mapping[str, tuple[str, ...]]]
    deleted: bool
    delete_contested: bool
    first_hlc: int
    last_hlc: int
    first_person: str

    def get(self, field: str, default: Any = None) -> Any:
        """Return the shown value of a register, ``default`` where it was never set or is gone."""
        register = self.registers.get(field)
        value = register.value if register else None
        return default if value is None else value

    def elements(self, field: str) -> tuple[Any, ...]:
        """Return the elements of a set, in the order of their JSON text."""
        return tuple(json.loads(key) for key in sorted(self.sets.get(field, {})))

    def observed(self) -> tuple[str, ...]:
        """Return the ids a delete of this entity supersedes: all heads and additions seen."""
        ids = [i for r in self.registers.values() for i in r.op_ids]
        ids += [i for members in self.sets.values() for ops in members.values() for i in ops]
        return tuple(sorted(ids))


def element_key(value: Any) -> str:
    """Return the JSON text that identifies a set element."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def supersession(ops: Iterable[Op]) -> dict[str, Op]:
    """Return ops by id, one for each id.

    The same id twice is the same op (storage quarantines an id with other bytes); of two copies
    the one that still has its payload is kept.
    """
    by_id: dict[str, Op] = {}
    for op in ops:
        known = by_id.get(op.op_id)
        if known is None or (known.value is GONE and op.value is not GONE):
            by_id[op.op_id] = op
    return by_id


def lead_times(ops: Iterable[Op]) -> list[tuple[tuple[int, str, int], str]]:
    """Return who led from when: ``[(order, person), …]``, oldest first.

    The op that the review's id names makes its author the lead (where the id names none: the
    first op on the review entity); ``lead`` ops pass it on, from the lead of that moment or as a
    take-over (sync.md 2.5). Before that op arrived, and for older ones, nobody leads.
    """
    marks = sorted(
        (op for op in ops if op.entity_type == "review" and op.kind in {*_WRITES, OpKind.LEAD}),
        key=lambda op: op.order,
    )
    if marks and names_founder(marks[0].review):
        founding = (n for n, op in enumerate(marks) if _founds(op))
        marks = marks[next(founding, len(marks)) :]
    times: list[tuple[tuple[int, str, int], str]] = []
    for op in marks:
        if not times:
            times.append((op.order, op.person))
        if (
            op.kind == OpKind.LEAD
            and isinstance(op.value, dict)
            and isinstance(op.value.get("to"), str)
            and op.value["to"]
        ) and (op.person == times[-1][1] or op.value.get("takeover") is True):
            times.append((op.order, op.value["to"]))
    return times


def _founds(op: Op) -> bool:
    return op.review == review_id(op.op_id, op.device, op.person)


def counts(times: list[tuple[tuple[int, str, int], str]], op: Op) -> bool:
    """Say whether ``op`` was written by the person who led at that moment."""
    return op.person != "" and lead_at(times, op.order) == op.person


def lead_at(times: list[tuple[tuple[int, str, int], str]], order: tuple[int, str, int]) -> str:
    """Return the person who led at ``order``, empty before anybody did."""
    person = ""
    for start, who in times:
        if start > order:
            break
        person = who
    return person


def erased_ids(ops: Collection[Op]) -> frozenset[str]:
    """Return the ids of ops whose payloads are removed for good.

    An erase counts for ops of its own author, or of anybody where the lead made it. Who leads
    stays: without it nobody could tell the same way again which erase counts.
    """
    authors = {op.op_id: op.person for op in ops}
    hand_overs = {op.op_id for op in ops if op.kind == OpKind.LEAD}
    times = lead_times(ops)
    gone: set[str] = set()
    for op in ops:
        if op.kind == OpKind.ERASE:
            leads = counts(times, op)
            gone.update(p for p in op.parents if leads or authors.get(p) == op.person)
    return frozenset(gone - hand_overs)


def fold(ops: Iterable[Op]) -> dict[tuple[str, str], Folded]:
    """Fold ops of one review into entities, by (entity type, id)."""
    by_id = supersession(ops)
    everything = list(by_id.values())
    erased = erased_ids(everything)
    times = lead_times(everything)
    groups: dict[tuple[str, str], list[Op]] = defaultdict(list)
    for op in everything:
        if op.entity_type in LEAD_ONLY and not counts(times, op):
            continue  # kept in the log, not shown
        groups[op.entity_type, op.entity].append(op)
    result = {}
    for (entity_type, entity), group in groups.items():
        folded = fold_entity(entity_type, entity, group, erased)
        if folded is not None:
            result[entity_type, entity] = folded
    return result


def fold_entity(
    entity_type: str, entity: str, ops: Iterable[Op], erased: frozenset[str] = frozenset()
) -> Folded | None:
    """Fold the ops of one entity; None where none of them shows anything.

    ``erased`` are ids whose payloads are gone for good, wherever a copy of them turns up.
    """
    by_id = supersession(op for op in ops if op.entity == entity and op.entity_type == entity_type)
    shown = [op for op in by_id.values() if op.kind in _WRITES]
    if not shown:
        return None
    superseded = superseded_ids(by_id)
    registers: dict[str, list[Op]] = defaultdict(list)
    sets: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for op in shown:
        if op.op_id in superseded:
            continue
        if op.kind == OpKind.ADD:
            if op.value is not GONE and op.op_id not in erased:
                sets[op.field][element_key(op.value)].append(op.op_id)
        else:
            registers[op.field].append(op)
    live = {op.op_id for op in shown if op.op_id not in superseded}
    deleted, contested = _deletion(by_id.values(), live)
    first = min(shown, key=lambda op: op.order)
    return Folded(
        entity_type=entity_type,
        entity=entity,
        registers={f: _register(heads, erased) for f, heads in sorted(registers.items())},
        sets={
            f: {k: tuple(sorted(v)) for k, v in sorted(m.items())} for f, m in sorted(sets.items())
        },
        deleted=deleted,
        delete_contested=contested,
        first_hlc=first.hlc,
        last_hlc=max(op.hlc for op in shown),
        first_person=first.person,
    )


def superseded_ids(by_id: Mapping[str, Op]) -> set[str]:
    """Return ids named as parents by a later write of the same field, among ops of one entity.

    A parent link that does not go back in time is ignored, so hostile cycles cannot hide values.
    """
    gone: set[str] = set()
    for op in by_id.values():
        if op.kind not in {OpKind.SET, OpKind.RESOLVE, OpKind.REMOVE}:
            continue
        for parent_id in op.parents:
            parent = by_id.get(parent_id)
            if parent is None or parent.hlc >= op.hlc or parent.field != op.field:
                continue
            if (op.kind == OpKind.REMOVE) == (parent.kind == OpKind.ADD):
                gone.add(parent_id)
    return gone


def _register(ops: list[Op], erased: frozenset[str]) -> Register:
    """Return the register of the standing ops: equal values collapse, the latest shown last."""
    by_value: dict[str, Head] = {}
    for op in sorted(ops, key=lambda op: op.order):
        if op.value is not GONE and op.op_id not in erased:
            key = element_key(op.value)
            by_value.pop(key, None)
            by_value[key] = Head(op.op_id, op.value, op.hlc, op.person, op.device, gone=False)
    return Register(tuple(by_value.values()), tuple(sorted(op.op_id for op in ops)))


def _deletion(ops: Iterable[Op], live: set[str]) -> tuple[bool, bool]:
    """Return (deleted, an edit overruled a delete): an edit beats a delete it did not know."""
    everything = list(ops)
    undone = {p for op in everything if op.kind == OpKind.UNDELETE for p in op.parents}
    deletes = [op for op in everything if op.kind == OpKind.DELETE and op.op_id not in undone]
    if not deletes:
        return False, False
    known = {p for op in deletes for p in op.parents}
    return live <= known, not live <= known
