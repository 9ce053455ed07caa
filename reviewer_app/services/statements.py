"""What went well and even better if: statements, their order and the notes behind them."""

from collections.abc import Collection, Sequence
from typing import Any

from reviewer_app.crypto.ids import new_id
from reviewer_app.domain.body import clean
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Statement
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.order import between
from reviewer_app.domain.ports import Edit, UnitOfWork
from reviewer_app.domain.proposals import statement_text
from reviewer_app.services.base import Desk, changeable, sets

EDITABLE = frozenset({"text", "area", "kind", "status", "order"})


class StatementService:
    """The statements of a review."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list(self, review: str) -> list[Statement]:
        """Return statements by area, kind (strengths first) and order."""
        with self._desk.store.unit() as unit:
            return statements_of(unit, review)

    def add(
        self,
        review: str,
        kind: str,
        area: str,
        text: str,
        evidence: Collection[str] = (),
        status: str = "agreed",
    ) -> tuple[Statement, Changes]:
        """Add a statement at the end of its list; ``evidence`` are note ids."""
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            return add_statement(
                unit, review, kind, area, text, evidence, status, self._desk.account.person
            )

    def edit(self, review: str, statement: str, field: str, value: Any) -> Changes:
        """Set one register: text, area, kind, status or order."""
        if field not in EDITABLE:
            raise ValueError(f"a statement has no field {field}")
        if isinstance(value, str):
            value = clean(value)
        return self._write(review, [Edit("statement", statement, field, value)])

    def resolve(self, review: str, statement: str, field: str, value: Any) -> Changes:
        """Choose between versions: ``value`` supersedes all that stand."""
        return self._write(review, [Edit("statement", statement, field, value, "resolve")])

    def set_evidence(self, review: str, statement: str, notes: Collection[str]) -> Changes:
        """Make ``notes`` (ids) the notes behind a statement."""
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            folded = unit.log.entity(review, "statement", statement)
            before = set(folded.elements("evidence")) if folded else set()
            edits = [
                Edit("statement", statement, "evidence", n, "add") for n in set(notes) - before
            ]
            edits += [
                Edit("statement", statement, "evidence", n, "remove") for n in before - set(notes)
            ]
            unit.log.write(review, edits)
        return Changes.of(review, "statement", [statement])

    def move(self, review: str, statement: str, before: str | None) -> Changes:
        """Put a statement before another of its list, or at the end (``before`` None)."""
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            everything = statements_of(unit, review)
            mine = next((s for s in everything if s.id == statement), None)
            if mine is None:
                raise ReviewerError("This statement is no longer here.", "Nothing was changed.")
            peers = [
                s
                for s in everything
                if s.area == mine.area and s.kind == mine.kind and s.id != statement
            ]
            index = next((i for i, s in enumerate(peers) if s.id == before), len(peers))
            low = peers[index - 1].order if index else ""
            high = peers[index].order if index < len(peers) else ""
            if high and low >= high:  # two laptops chose the same key: give the later ones new ones
                edits = []
                keys = _spread(len(peers) + 1)
                ordered = [*peers[:index], mine, *peers[index:]]
                for s, key in zip(ordered, keys, strict=True):
                    edits.append(Edit("statement", s.id, "order", key))
                unit.log.write(review, edits)
                return Changes.of(review, "statement", [s.id for s in ordered])
            unit.log.write(review, [Edit("statement", statement, "order", between(low, high))])
        return Changes.of(review, "statement", [statement])

    def delete(self, review: str, statement: str) -> Changes:
        """Take a statement out; ``undelete`` brings it back."""
        return self._write(review, [Edit("statement", statement, "", None, "del")])

    def undelete(self, review: str, statement: str) -> Changes:
        """Bring a deleted statement back."""
        return self._write(review, [Edit("statement", statement, "", None, "undel")])

    def _write(self, review: str, edits: Sequence[Edit]) -> Changes:
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            unit.log.write(review, edits)
        return Changes.of(review, "statement", {e.entity for e in edits})


def statements_of(unit: UnitOfWork, review: str) -> list[Statement]:
    """Return statements by area, kind (strengths first) and order."""
    kinds = {"www": 0, "ebi": 1, "practice": 2, "next_step": 3}
    found = [Statement.from_fold(f) for f in unit.log.entities(review, "statement")]
    return sorted(found, key=lambda s: (s.area, kinds.get(s.kind, 9), s.order, s.created_hlc, s.id))


def add_statement(
    unit: UnitOfWork,
    review: str,
    kind: str,
    area: str,
    text: str,
    evidence: Collection[str],
    status: str,
    person: str,
) -> tuple[Statement, Changes]:
    """Write a new statement at the end of its list, without an "Even better if" of its own."""
    peers = [s for s in statements_of(unit, review) if s.area == area and s.kind == kind]
    identifier = new_id()
    values = {
        "kind": kind, "area": area, "text": statement_text(kind, clean(text)), "status": status,
        "order": between(peers[-1].order if peers else "", ""), "proposed_by": person,
    }  # fmt: skip
    edits = sets("statement", identifier, values)
    edits += [Edit("statement", identifier, "evidence", n, "add") for n in sorted(set(evidence))]
    unit.log.write(review, edits)
    folded = unit.log.entity(review, "statement", identifier)
    if folded is None:
        raise RuntimeError("a statement just written is not there")
    return Statement.from_fold(folded), Changes.of(review, "statement", [identifier])


def _spread(count: int) -> Sequence[str]:
    keys: list[str] = []
    for _ in range(count):
        keys.append(between(keys[-1] if keys else "", ""))
    return keys
