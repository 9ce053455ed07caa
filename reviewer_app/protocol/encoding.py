"""How bytes and moments are written in messages, and how JSON from outside is read."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn


def b64(data: bytes) -> str:
    """Return ``data`` in base64."""
    return base64.b64encode(data).decode("ascii")


def from_b64(text: str) -> bytes:
    """Return the bytes that ``text`` (base64) stands for. Raises ValueError for anything else."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64") from error


def stamp(moment: datetime) -> str:
    """Return an aware ``moment`` as UTC RFC 3339 with milliseconds."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def moment(text: str) -> datetime:
    """Return the aware moment ``text`` (RFC 3339) names. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without its zone")
    try:
        return found.astimezone(UTC)
    except OverflowError as error:  # the first or last day there is, seen from another zone
        raise ValueError("a time beyond all calendars") from error


def canonical(data: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed or hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_json(data: bytes) -> Any:
    """Return what ``data`` says.

    Raises ValueError for text that is not UTF-8 JSON, for NaN, infinities and doubled keys, and
    for nesting deeper than the interpreter follows (faults.md 4.4: 34, 42-45).
    """
    try:
        return json.loads(
            data.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_doubles
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found
