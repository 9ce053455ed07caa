"""Between rows and the domain's records."""

import json
from collections.abc import Mapping
from typing import Any

from reviewer_app.domain.fold import Folded, Head, Register
from reviewer_app.domain.ops import GONE, Op, read_header


def op_of(header: bytes, salt: bytes | None, value: bytes | None) -> Op:
    """Return the op of a row; one without a payload row has its value GONE."""
    if value is None:
        return read_header(header)
    return read_header(header, json.loads(value), salt or b"")


def op_row(op: Op) -> dict[str, Any]:
    """Return the columns of table ``op``, but for ``n`` and ``link``."""
    return {
        "op_id": op.op_id,
        "review": op.review,
        "device": op.device,
        "seq": op.seq,
        "hlc": op.hlc,
        "person": op.person,
        "entity_type": op.entity_type,
        "entity": op.entity,
        "field": op.field,
        "kind": op.kind,
        "header": op.header,
    }


def dump(value: Any) -> str:
    """Return JSON for a column; lone surrogates, which cannot be UTF-8, become ``?``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def fold_text(folded: Folded) -> str:
    """Return a fold as canonical JSON: equal folds give equal text."""
    return json.dumps(
        {
            "r": {
                name: [
                    [[h.op_id, h.value, h.hlc, h.person, h.device] for h in register.heads],
                    list(register.op_ids),
                ]
                for name, register in folded.registers.items()
            },
            "s": {name: dict(members) for name, members in folded.sets.items()},
            "d": folded.deleted,
            "c": folded.delete_contested,
            "f": folded.first_hlc,
            "l": folded.last_hlc,
            "p": folded.first_person,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def fold_of(entity_type: str, entity: str, text: str) -> Folded:
    """Return the fold that ``fold_text`` wrote."""
    data: Mapping[str, Any] = json.loads(text)
    registers = {
        name: Register(
            tuple(
                Head(i, v, hlc, person, device, gone=False) for i, v, hlc, person, device in heads
            ),
            tuple(op_ids),
        )
        for name, (heads, op_ids) in data["r"].items()
    }
    sets = {
        name: {key: tuple(ops) for key, ops in members.items()}
        for name, members in data["s"].items()
    }
    return Folded(
        entity_type, entity, registers, sets, data["d"], data["c"], data["f"], data["l"], data["p"]
    )


def is_gone(op: Op) -> bool:
    """Say whether the payload of ``op`` is not here."""
    return op.value is GONE
