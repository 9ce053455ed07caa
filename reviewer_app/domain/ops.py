"""Ops: the immutable facts a review is made of (sync.md 2.2).

An op is a header, whose exact bytes are kept and forwarded for ever, and a payload, which stands
apart so that it can be removed for good: the header holds only a salted hash of it.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

MAX_VALUE_BYTES: Final = 64 * 1024
"""Largest payload value, as UTF-8."""

SALT_BYTES: Final = 16


class OpKind(StrEnum):
    """What an op does. Unknown kinds are kept and forwarded, not shown."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    DELETE = "del"
    UNDELETE = "undel"
    RESOLVE = "resolve"
    ERASE = "erase"
    LEAD = "lead"
    FINALISE = "finalise"
    AMEND = "amend"


class _Gone:
    """The value of an op whose payload is not here: removed for good, or not arrived."""

    def __repr__(self) -> str:
        return "GONE"

    def __bool__(self) -> bool:
        return False


GONE: Final = _Gone()


@dataclass(frozen=True, slots=True)
class Op:
    """One op. ``parents`` are the ops it supersedes (for ``erase``: those whose payloads go).

    ``hlc`` is a hybrid logical clock, ``milliseconds << 16 | counter``; it only orders what shows.
    ``value`` is JSON-ready, or GONE. ``header`` holds the exact bytes made on the first device.
    """

    op_id: str
    review: str
    device: str
    seq: int
    hlc: int
    person: str
    entity_type: str
    entity: str
    field: str
    kind: str
    payload_hash: str
    parents: tuple[str, ...]
    header: bytes
    value: Any = GONE
    salt: bytes = b""

    @property
    def order(self) -> tuple[int, str, int]:
        """Return the key by which concurrent values are shown: clock, then device, then number."""
        return (self.hlc, self.device, self.seq)

    @property
    def wall_ms(self) -> int:
        """Return the wall-clock part of ``hlc``, milliseconds since 1970 UTC."""
        return self.hlc >> 16


def encode_value(value: Any) -> bytes:
    """Return the payload value as UTF-8 JSON; lone surrogates become ``?``."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8", "replace"
    )


def payload_hash(salt: bytes, value: bytes) -> str:
    """Return the salted hash a header carries for the encoded ``value``."""
    return hashlib.sha256(salt + value).hexdigest()


def make_op(
    *,
    op_id: str,
    review: str,
    device: str,
    seq: int,
    hlc: int,
    person: str,
    entity_type: str,
    entity: str,
    field: str,
    kind: str,
    value: Any,
    salt: bytes,
    parents: tuple[str, ...] = (),
) -> Op:
    """Build an op with its header bytes. Raises ValueError for a value over MAX_VALUE_BYTES."""
    encoded = encode_value(value)
    if len(encoded) > MAX_VALUE_BYTES:
        raise ValueError(f"a value of {len(encoded)} bytes is over {MAX_VALUE_BYTES}")
    digest = payload_hash(salt, encoded)
    parents = tuple(sorted(parents))
    fields = {
        "o": op_id, "r": review, "d": device, "s": seq, "t": hlc, "u": person,
        "e": entity_type, "i": entity, "f": field, "k": kind, "h": digest, "p": list(parents),
    }  # fmt: skip
    header = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return Op(
        op_id, review, device, seq, hlc, person, entity_type, entity, field, kind, digest, parents,
        header, json.loads(encoded), salt,
    )  # fmt: skip


def read_header(header: bytes, value: Any = GONE, salt: bytes = b"") -> Op:
    """Return the op that ``header`` describes. Raises ValueError where it is not a header."""
    try:
        f = json.loads(header)
        op = Op(
            f["o"], f["r"], f["d"], f["s"], f["t"], f["u"], f["e"], f["i"], f["f"], f["k"], f["h"],
            tuple(f["p"]), header, value, salt,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("not an op header") from error
    texts = (
        op.op_id,
        op.review,
        op.device,
        op.person,
        op.entity_type,
        op.entity,
        op.field,
        op.kind,
    )
    numbers = (op.seq, op.hlc)
    if not all(isinstance(t, str) for t in (*texts, op.payload_hash, *op.parents)):
        raise ValueError("not an op header")
    if not all(
        isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 1 << 63 for n in numbers
    ):
        raise ValueError("not an op header")
    return op


def value_matches(op: Op) -> bool:
    """Say whether the payload that is here is the one the header was made for."""
    return op.value is GONE or payload_hash(op.salt, encode_value(op.value)) == op.payload_hash


def chain(previous: str, header: bytes) -> str:
    """Return the chain hash after ``header``: it covers headers only, so erasing keeps it valid."""
    return hashlib.sha256(bytes.fromhex(previous) + header).hexdigest()


CHAIN_START: Final = "00" * 32
