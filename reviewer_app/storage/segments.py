"""Segments: signed runs of one device's op headers (sync.md 2.2)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from reviewer_app.crypto.boxes import verify
from reviewer_app.domain.ops import CHAIN_START, chain
from reviewer_app.storage.schema import op, segment
from reviewer_app.storage.work import Work


@dataclass(frozen=True, slots=True)
class Segment:
    """A run from ``first`` to ``last``. ``head`` is the signed JSON line, verbatim."""

    review: str
    device: str
    first: int
    last: int
    head: bytes
    signature: bytes
    public_key: str


class SqlSegments:
    """Cuts and reads the segments of a review."""

    def __init__(self, work: Work) -> None:
        self._work, self._connection = work, work.connection

    def cut(self, review: str, sign: Callable[[bytes], bytes], public_key: str) -> Segment | None:
        """Sign this device's ops that no segment covers yet; None where there are none.

        Args:
            review: the review.
            sign: makes this device's signature (``Store.sign``).
            public_key: this device's public key, hex.
        """
        device = self._work.account.device
        covered, previous = self._end(review, device)
        headers = headers_of(self._connection, review, device)
        last = max(headers, default=0)
        if last <= covered:
            return None
        head = head_of(headers, device, covered + 1, last, previous)
        made = Segment(review, device, covered + 1, last, head, sign(head), public_key)
        self._connection.execute(
            sa.insert(segment).values(
                review=made.review,
                device=made.device,
                first=made.first,
                last=made.last,
                head=made.head,
                signature=made.signature,
                public_key=made.public_key,
            )
        )
        return made

    def of(self, review: str) -> list[Segment]:
        """Return the segments of a review, by device and number."""
        rows = self._connection.execute(
            sa.select(segment)
            .where(segment.c.review == review)
            .order_by(segment.c.device, segment.c.first)
        )
        return [Segment(*row) for row in rows]

    def _end(self, review: str, device: str) -> tuple[int, str]:
        mine = [one for one in self.of(review) if one.device == device]
        if not mine:
            return 0, CHAIN_START
        return mine[-1].last, hashlib.sha256(mine[-1].head).hexdigest()


def headers_of(connection: sa.Connection, review: str, device: str) -> dict[int, bytes]:
    """Return a device's headers by number."""
    rows = connection.execute(
        sa.select(op.c.seq, op.c.header).where(op.c.review == review, op.c.device == device)
    )
    return {row.seq: row.header for row in rows}


def head_of(headers: dict[int, bytes], device: str, first: int, last: int, previous: str) -> bytes:
    """Return the line that is signed. Raises KeyError where a header of the run is missing."""
    digest = CHAIN_START
    for seq in range(first, last + 1):
        digest = chain(digest, headers[seq])
    return json.dumps(
        {
            "d": device,
            "from": first,
            "to": last,
            "prev_sha256": previous,
            "n": last - first + 1,
            "sha256": digest,
        },
        separators=(",", ":"),
    ).encode()


def problems(connection: sa.Connection, review: str, segments: list[Segment]) -> list[str]:
    """Return what is wrong with the segments of a review: signatures, chains, headers."""
    wrong: list[str] = []
    previous: dict[str, str] = {}
    for one in segments:
        name = f"segment {one.device[:8]} {one.first}–{one.last}"
        if not verify(bytes.fromhex(one.public_key), one.head, one.signature):
            wrong.append(f"{name}: the signature does not fit")
        try:
            before = previous.get(one.device, CHAIN_START)
            headers = headers_of(connection, review, one.device)
            expected = head_of(headers, one.device, one.first, one.last, before)
        except KeyError:
            expected = b""
        if expected != one.head:
            wrong.append(f"{name}: the ops are not those that were signed")
        previous[one.device] = hashlib.sha256(one.head).hexdigest()
    return wrong
