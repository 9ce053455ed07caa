"""What else holds words that are removed from a note for good: statements that came from it."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from reviewer_app.domain.ops import Op, OpKind
from reviewer_app.domain.ports import Edit, UnitOfWork
from reviewer_app.domain.proposals import statement_text, without_marks
from reviewer_app.domain.review import REPORTED
from reviewer_app.services.note_edits import SHORTEST

Holds = Callable[[str], bool]


@dataclass(slots=True)
class Following:
    """What goes along: edits to write first, then payloads to remove; of which ``statements``."""

    edits: list[Edit] = field(default_factory=list)
    op_ids: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)


def of_text(
    unit: UnitOfWork, review: str, note: str, gone: str, codes: Collection[str], person: str
) -> Following:
    """Return what must go from the statements of ``note`` so that ``gone`` is nowhere.

    Every version that holds the words loses its payload, also where the statement was dropped or
    deleted since; one that stands is written anew without them, or deleted where nothing is left.
    Versions of other people stay unless ``person`` leads: only they may remove those.
    """
    pieces = _pieces(gone, codes)
    found = Following()

    def holds(text: str) -> bool:
        return _cut(text, pieces) != text

    for statement, versions in _texts(unit, review, note).items():
        if not any(holds(str(op.value)) for op in versions):
            continue
        _take(unit, review, versions, holds, person, found)
        found.statements.append(statement)
        folded = unit.log.entity(review, "statement", statement)
        text = str(folded.get("text", "")) if folded and not folded.deleted else ""
        if text and holds(text):
            left = _cut(text, pieces)
            edit = Edit("statement", statement, "text", left)
            found.edits.append(edit if left else Edit("statement", statement, "", None, "del"))
    return found


def of_note(unit: UnitOfWork, review: str, note: str, person: str) -> Following:
    """Return what goes with a whole note: this person's proposals that rest on it alone.

    What the team agreed stays, and so does what others proposed.
    """
    found = Following()
    for statement, versions in _texts(unit, review, note).items():
        folded = unit.log.entity(review, "statement", statement)
        if folded is None or folded.get("status") in REPORTED:
            continue
        alone = set(folded.elements("evidence")) <= {note}
        if alone and all(op.person == person for op in versions):
            _take(unit, review, versions, lambda _text: True, person, found)
            found.statements.append(statement)
            if not folded.deleted:
                found.edits.append(Edit("statement", statement, "", None, "del"))
    return found


def _texts(unit: UnitOfWork, review: str, note: str) -> dict[str, list[Op]]:
    """Return the versions of the text of each statement that ever rested on ``note``."""
    ops = [op for op in unit.log.ops(review) if op.entity_type == "statement"]
    rested = {
        op.entity
        for op in ops
        if op.field == "evidence" and op.kind == OpKind.ADD and op.value == note
    }
    found: dict[str, list[Op]] = {statement: [] for statement in sorted(rested)}
    for op in ops:
        if op.entity in found and op.field == "text" and isinstance(op.value, str):
            found[op.entity].append(op)
    return found


def _take(
    unit: UnitOfWork, review: str, versions: list[Op], holds: Holds, person: str, found: Following
) -> None:
    leads = unit.log.lead(review) == person
    found.op_ids += [
        op.op_id for op in versions if (leads or op.person == person) and holds(str(op.value))
    ]


def _pieces(gone: str, codes: Collection[str]) -> list[str]:
    """Return the words of each line as a statement would have them: without its marks."""
    found = []
    for line in gone.splitlines():
        words = without_marks(re.sub(r"^\s*[!?] ", "", line), codes)
        found += [words, statement_text("ebi", words)]
    return [words for words in found if len(words) >= SHORTEST]


def _cut(text: str, pieces: list[str]) -> str:
    """Return ``text`` without the pieces; empty where a piece holds all of it."""
    left = text
    for piece in pieces:
        if len(text.strip()) >= SHORTEST and text.strip().casefold() in piece.casefold():
            return ""
        left = re.sub(rf"(?<!\w){re.escape(piece)}(?!\w)", "", left, flags=re.IGNORECASE)
    return text if left == text else re.sub(r"  +", " ", left).strip(" ,;:")
