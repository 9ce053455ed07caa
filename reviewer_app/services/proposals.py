"""Lines of a note that become statements when it is done, and which lines did already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from reviewer_app.domain.body import Body
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Evidence, Statement
from reviewer_app.domain.framework import Framework
from reviewer_app.domain.ops import Op, OpKind
from reviewer_app.domain.ports import Edit, UnitOfWork
from reviewer_app.domain.proposals import Offer, line_key, offers, put_better
from reviewer_app.services.statements import add_statement, statements_of


def proposed_lines(unit: UnitOfWork, review: str) -> Mapping[str, Mapping[str, bool]]:
    """Return for each note the lines (``line_key``) that were ever proposed from it.

    True: a statement stands that rests on the note. False: it was dropped, or rests on others now.
    A statement that was reworded since still answers for its first words, so that no line is
    proposed twice.
    """
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    ops: dict[tuple[str, str], list[Op]] = defaultdict(list)
    for op in unit.log.written(review, "statement", ("text", "evidence")):
        ops[op.entity, op.field].append(op)
    for folded in unit.log.entities(review, "statement"):
        now = set(folded.elements("evidence"))
        before = ops[folded.entity, "evidence"]
        added = {op.value for op in before if op.kind == OpKind.ADD and isinstance(op.value, str)}
        written = [op.value for op in ops[folded.entity, "text"]]
        keys = {line_key(text) for text in written if isinstance(text, str)}
        stands = folded.get("status") != "dropped"
        for note in now | added:
            for key in keys:
                rests = stands and note in now
                found[note][key] = rests or found[note].get(key, False)
    return found


def propose_lines(
    unit: UnitOfWork, review: str, note: Evidence, framework: Framework, person: str
) -> Changes:
    """Propose each ready ``! `` line of a note that was not proposed yet.

    Where a line only puts better what this person proposed from this note, and nobody touched that
    since, the statement takes the new words.
    """
    lines = offers(note.body.text, framework)
    known = proposed_lines(unit, review).get(note.id, {}) if lines else {}
    fresh = [o for o in lines if o.ready and line_key(o.text) not in known]
    loose = _loose(unit, review, note, framework, lines) if fresh else []
    changes = Changes()
    for offer in fresh:
        alike = {
            s.text: s
            for s in loose
            if s.proposed_by == person and (s.kind, s.area) == (offer.kind, offer.area)
        }
        old = alike.get(put_better(offer.text, alike))
        if old is None:
            changes |= add_statement(
                unit, review, offer.kind, offer.area, offer.text, [note.id], "proposed", person
            )[1]
        else:
            loose.remove(old)
            unit.log.write(review, [Edit("statement", old.id, "text", offer.text)])
            changes |= Changes.of(review, "statement", [old.id])
    return changes


def lines_left(
    unit: UnitOfWork, review: str, notes: Sequence[Evidence], framework: Framework
) -> Mapping[str, int]:
    """Return for each done note how many of its ``! `` lines nobody ever proposed."""
    lines = {
        n.id: found
        for n in notes
        if n.status == "done" and (found := offers(n.body.text, framework))
    }
    known = proposed_lines(unit, review) if lines else {}
    left = {
        note: sum(line_key(o.text) not in known.get(note, {}) for o in found)
        for note, found in lines.items()
    }
    return {note: count for note, count in left.items() if count}


def _loose(
    unit: UnitOfWork, review: str, note: Evidence, framework: Framework, lines: Sequence[Offer]
) -> list[Statement]:
    """Return proposals in the very words of an earlier version of the note that it lost since."""
    written = [op.value for op in unit.log.history(review, note.id, "body")]
    earlier = {
        line_key(offer.text)
        for value in written
        if isinstance(value, dict)
        for offer in offers(Body.from_value(value).text, framework)
    }
    lost = earlier - {line_key(offer.text) for offer in lines}
    return [
        s
        for s in statements_of(unit, review)
        if s.status == "proposed" and s.evidence == (note.id,) and line_key(s.text) in lost
    ]
