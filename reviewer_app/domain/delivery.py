"""Ports of what leaves the laptop: finished revisions, the outbox, receipts, the hub joined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Revision:
    """A finished revision as signed. ``manifest`` and ``signature`` are the exact bytes."""

    review: str
    number: int
    manifest: bytes
    signature: bytes
    content_sha256: str
    pdf_sha256: str
    code: str
    made_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """Something to bring to the hub (sync.md 2.7). ``kind``: review, blob, revision."""

    id: int
    kind: str
    review: str
    ref: str
    state: str
    tries: int
    next_try: datetime | None
    last_problem: str
    created: datetime


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A hub's signed word, verified before it was stored."""

    review: str
    revision: int
    hub_id: str
    body: bytes
    signature: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class HubMembership:
    """The hub this profile joined: pinned keys and this laptop's certificate."""

    hub_id: str
    name: str
    address: str
    keys: Mapping[str, str]
    certificate: str
    joined_at: datetime


class Delivery(Protocol):
    """Finished revisions, what waits for the hub, and what the hub confirmed."""

    def add_revision(self, revision: Revision) -> None:
        """Keep a signed revision. Raises FinalError where that number exists with other bytes."""
        ...

    def revisions(self, review: str) -> list[Revision]:
        """Return revisions, oldest first."""
        ...

    def enqueue(self, kind: str, review: str, ref: str) -> None:
        """Add to the outbox; nothing where it is there already."""
        ...

    def due(self, now: datetime) -> list[OutboxItem]:
        """Return what may be sent now: reviews, then blobs smallest first, then revisions.

        A time more than a day ahead was set by a clock that was wrong; it holds nothing back.
        """
        ...

    def waiting(self, review: str = "") -> list[OutboxItem]:
        """Return everything not delivered, in the order of ``due``.

        Left out is also what is ``superseded``: refused, and the hub has a later version.
        """
        ...

    def mark(
        self, item: int, state: str, *, problem: str = "", next_try: datetime | None = None
    ) -> None:
        """Change an item's state; counts a try where the state is ``sending``."""
        ...

    def add_receipt(self, receipt: StoredReceipt) -> None:
        """Keep a receipt that verified and clear the outbox of what it covers."""
        ...

    def receipts(self, review: str = "") -> list[StoredReceipt]:
        """Return receipts, oldest first."""
        ...

    def membership(self) -> HubMembership | None:
        """Return the hub this profile joined, or None."""
        ...

    def join(self, membership: HubMembership) -> None:
        """Remember the hub."""
        ...

    def cursor(self, feed: str) -> str:
        """Return how far ``feed`` was read, empty at first."""
        ...

    def set_cursor(self, feed: str, cursor: str) -> None:
        """Remember how far ``feed`` was read."""
        ...
