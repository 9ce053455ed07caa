"""From typing to ops: how a note's drafts become edits, and what a removal leaves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from reviewer_app.domain.body import Body, Link, aspect_elements, clean, find_marks
from reviewer_app.domain.entities import EVIDENCE_SETS, Evidence, sort_years
from reviewer_app.domain.errors import TooLongError
from reviewer_app.domain.form_type import FieldKind, FormType
from reviewer_app.domain.ops import MAX_VALUE_BYTES, Op, OpKind, encode_value
from reviewer_app.domain.ports import Draft, Edit, UnitOfWork

_EDITABLE = {
    "visibility", "date", "start", "end", "place", "subject", "focus", "joint_with", "agreed",
    "so_what", "body",
}  # fmt: skip
_PROSE = {"place", "focus", "so_what"}
LINK_SPARE = 16
"""Bytes a link may grow by when it is sealed: its place may get more digits."""
SHORTEST = 3
"""A shorter stretch is too common a word to be looked for in other texts."""


def is_set(field: str) -> bool:
    """Say whether a field of a note is a set of elements."""
    return field in EVIDENCE_SETS or field == "by_hand"


def checked(field: str, value: Any) -> Any:
    """Return the value as it may be kept. Raises TooLongError; ValueError for an unknown field."""
    if field not in _EDITABLE and not is_set(field) and not field.startswith("x."):
        raise ValueError(f"a note has no field {field}")
    spare = 0
    if field == "body":
        body = Body.from_value(value)
        spare = LINK_SPARE * len(body.links)
        value = (
            replace(body, text=clean(body.text)).as_value()
            if body.text != clean(body.text)
            else value
        )
    elif isinstance(value, str):
        value = clean(value)
    if len(encode_value(value)) + spare > MAX_VALUE_BYTES:
        raise TooLongError(
            "This text is longer than a note can hold (about 60,000 letters).",
            "What was saved before is safe, and the text is still in the window.",
            "Move a part of it into a second note.",
        )
    return value


def overlaid(evidence: Evidence, drafts: Iterable[Draft]) -> Evidence:
    """Return the note with unsealed typing laid over it."""
    for draft in drafts:
        if draft.field == "body":
            evidence = replace(evidence, body=Body.from_value(draft.value))
        elif draft.field.startswith("x."):
            evidence = replace(evidence, extra={**evidence.extra, draft.field[2:]: draft.value})
        elif draft.field == "years":
            evidence = replace(evidence, years=sort_years(tuple(draft.value)))
        elif is_set(draft.field):
            if draft.field != "by_hand":
                changed: dict[str, Any] = {draft.field: tuple(sorted(draft.value))}
                evidence = replace(evidence, **changed)
        else:
            evidence = replace(evidence, **{draft.field: draft.value})
    return evidence


def from_drafts(unit: UnitOfWork, review: str, note: str, drafts: Sequence[Draft]) -> list[Edit]:
    """Return the edits that seal ``drafts``: registers are set, sets changed by what differs."""
    edits: list[Edit] = []
    folded = unit.log.entity(review, "evidence", note)
    for draft in drafts:
        if is_set(draft.field):
            before = set(folded.elements(draft.field)) if folded else set()
            after = set(draft.value)
            edits += [Edit("evidence", note, draft.field, v, "add") for v in sorted(after - before)]
            edits += [
                Edit("evidence", note, draft.field, v, "remove") for v in sorted(before - after)
            ]
        elif draft.field == "body":
            body = Body.from_value(draft.value).reanchored()
            edits.append(Edit("evidence", note, "body", body.as_value()))
            edits += aspect_edits(unit, review, note, body)
        else:
            edits.append(Edit("evidence", note, draft.field, draft.value))
    return edits


def aspect_edits(unit: UnitOfWork, review: str, note: str, body: Body) -> list[Edit]:
    """Return the edits that bring the aspect set to what text, links and ticks say.

    Ticked aspects (``by_hand``) stay; those that came from the old text and are not in the new
    one go.
    """
    folded = unit.log.entity(review, "evidence", note)
    ticked = set(folded.elements("by_hand")) if folded else set()
    before = set(folded.elements("aspects")) if folded else set()
    wanted = set(text_aspects(unit, review, body)) | ticked
    old = Body.from_value(folded.get("body")) if folded else Body()
    from_old_text = set(text_aspects(unit, review, old))
    edits = [Edit("evidence", note, "aspects", v, "add") for v in sorted(wanted - before)]
    gone = (before & from_old_text) - wanted
    return edits + [Edit("evidence", note, "aspects", v, "remove") for v in sorted(gone)]


def text_aspects(unit: UnitOfWork, review: str, body: Body) -> frozenset[str]:
    """Return the set elements that the marks and links of ``body`` stand for."""
    header = unit.log.entity(review, "review", review)
    pinned = header.get("framework", {}) if header else {}
    if not isinstance(pinned, dict):
        return frozenset()
    data = unit.documents.get("framework", pinned.get("code", ""), pinned.get("version", "")) or {}
    codes = {a["code"] for area in data.get("areas", ()) for a in area.get("aspects", ())}
    return aspect_elements(find_marks(body.text, codes).aspects) | aspect_elements(body.links)


def without(body: Body, start: int, end: int) -> Body:
    """Return the body without the code points ``start`` to ``end``; times follow their lines."""
    text = body.text[:start] + body.text[end:]
    first = body.text.count("\n", 0, start)
    lost = body.text.count("\n", start, end)
    # where whole lines go, what is left of the last one keeps that line's own time
    stays = first if start == 0 or body.text[start - 1] == "\n" else first + 1
    times = tuple(
        (n if n < stays else n - lost, t) for n, t in body.times if n < stays or n >= stays + lost
    )
    links: list[Link] = []
    for link in body.links:
        if link.end <= start:
            links.append(link)
        elif link.start >= end:
            links.append(
                replace(link, start=link.start - (end - start), end=link.end - (end - start))
            )
    return Body(text, times, tuple(links))


def removal(
    unit: UnitOfWork, review: str, note: str, gone: str, form_type: FormType
) -> tuple[list[str], list[Edit]]:
    """Return the ops that lose their payloads so that ``gone`` is nowhere, and what to set anew.

    The ops are all of the body, and those of other texts that hold ``gone`` as whole words; the
    edits set those texts again without it. Choices, times and names stay: "Y4" taken out of a
    sentence is no reason to forget the year group.
    """
    gone = gone.strip()
    prose = set() if len(gone) < SHORTEST else prose_fields(form_type)
    words = re.compile(rf"(?<!\w){re.escape(gone)}(?!\w)")
    folded = unit.log.entity(review, "evidence", note)
    ids, fields = [], set()
    for op in writes(unit, review, note):
        if op.field == "body":
            ids.append(op.op_id)
        elif op.field in prose and isinstance(op.value, str) and words.search(op.value):
            ids.append(op.op_id)
            fields.add(op.field)
    edits = []
    for field in sorted(fields):
        text = str(folded.get(field, "")) if folded else ""
        edits.append(
            Edit("evidence", note, field, re.sub(r"  +", " ", words.sub("", text)).strip())
        )
    return ids, edits


def prose_fields(form_type: FormType) -> set[str]:
    """Return the fields of a note, beside its body, that people write whole words in."""
    kinds = {FieldKind.TEXT, FieldKind.LONG_TEXT}
    return _PROSE | {f.target for f in form_type.fields if f.kind in kinds}


def writes(unit: UnitOfWork, review: str, note: str) -> list[Op]:
    """Return every op that wrote something into a note."""
    kinds = {OpKind.SET, OpKind.ADD, OpKind.RESOLVE, OpKind.REMOVE}
    return [op for op in unit.log.ops(review) if op.entity == note and op.kind in kinds]
