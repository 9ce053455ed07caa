"""A profile in memory: the ports that joining and sending use, with transactions that roll back."""

import copy
import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from reviewer_app.domain.account import Account
from reviewer_app.domain.errors import DamagedError, FinalError, ReviewerError
from reviewer_app.domain.ports import HubMembership, OutboxItem, Revision, StoredReceipt
from reviewer_app.protocol.signing import Signer

ORDER = {"review": 0, "blob": 1, "revision": 2}


@dataclass
class State:
    blobs: dict[str, bytes] = field(default_factory=dict)
    outbox: dict[int, OutboxItem] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    receipts: list[StoredReceipt] = field(default_factory=list)
    membership: HubMembership | None = None
    cursors: dict[str, str] = field(default_factory=dict)
    documents: dict[tuple[str, str, str], tuple[str, dict]] = field(default_factory=dict)


class Blobs:
    def __init__(self, state: State) -> None:
        self._state = state

    def put(self, data: bytes, mime: str) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self._state.blobs[sha256] = data
        return sha256

    def get(self, sha256: str) -> bytes:
        data = self._state.blobs.get(sha256, b"")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedError("A part of the report is damaged on this laptop.")
        return data

    def size(self, sha256: str) -> int | None:
        return len(self._state.blobs[sha256]) if sha256 in self._state.blobs else None


class Delivery:
    def __init__(self, state: State) -> None:
        self._state = state

    def add_revision(self, revision: Revision) -> None:
        for known in self._state.revisions:
            same = (known.review, known.number) == (revision.review, revision.number)
            if same and known.manifest != revision.manifest:
                raise FinalError("That version exists.")
        self._state.revisions.append(revision)

    def revisions(self, review: str) -> list[Revision]:
        return [r for r in self._state.revisions if r.review == review]

    def enqueue(self, kind: str, review: str, ref: str) -> None:
        if not any(
            (i.kind, i.review, i.ref) == (kind, review, ref) for i in self._state.outbox.values()
        ):
            number = len(self._state.outbox) + 1
            self._state.outbox[number] = OutboxItem(
                number, kind, review, ref, "queued", 0, None, "", datetime.now(UTC)
            )

    def due(self, now: datetime) -> list[OutboxItem]:
        found = [
            i
            for i in self._state.outbox.values()
            if i.state in {"queued", "waiting"}
            and (i.next_try is None or i.next_try <= now or i.next_try > now + timedelta(days=1))
        ]
        return self._in_order(found)

    def _in_order(self, found: list[OutboxItem]) -> list[OutboxItem]:
        return sorted(
            found, key=lambda i: (ORDER[i.kind], len(self._state.blobs.get(i.ref, b"")), i.id)
        )

    def waiting(self, review: str = "") -> list[OutboxItem]:
        return self._in_order(
            [
                i
                for i in self._state.outbox.values()
                if i.state not in {"delivered", "superseded"} and review in {"", i.review}
            ]
        )

    def mark(
        self, item: int, state: str, *, problem: str = "", next_try: datetime | None = None
    ) -> None:
        known = self._state.outbox[item]
        self._state.outbox[item] = replace(
            known,
            state=state,
            tries=known.tries + (state == "sending"),
            last_problem=problem,
            next_try=next_try,
        )

    def add_receipt(self, receipt: StoredReceipt) -> None:
        self._state.receipts.append(receipt)

    def receipts(self, review: str = "") -> list[StoredReceipt]:
        return [r for r in self._state.receipts if review in {"", r.review}]

    def membership(self) -> HubMembership | None:
        return self._state.membership

    def join(self, membership: HubMembership) -> None:
        self._state.membership = membership

    def cursor(self, feed: str) -> str:
        return self._state.cursors.get(feed, "")

    def set_cursor(self, feed: str, cursor: str) -> None:
        self._state.cursors[feed] = cursor


class Documents:
    def __init__(self, state: State) -> None:
        self._state = state

    def put(self, kind: str, code: str, version: str, sha256: str, data: dict) -> bool:
        known = self._state.documents.get((kind, code, version))
        if known and known[0] != sha256:
            raise ReviewerError(f"{code} {version} is here with other content.")
        self._state.documents[kind, code, version] = (sha256, data)
        return known is None


class Unit:
    def __init__(self, state: State) -> None:
        self.blobs, self.delivery, self.documents = Blobs(state), Delivery(state), Documents(state)


class MemoryStore:
    """An open profile of one person, with a device key of its own."""

    def __init__(
        self, name: str = "Amara Okafor", *, person: str = "", practice: bool = False
    ) -> None:
        self._signer = Signer(uuid.uuid4().bytes + uuid.uuid4().bytes)
        self.account = Account(
            person=person or str(uuid.uuid4()),
            name=name,
            role_title="Head of school",
            home_school="900001",
            device=str(uuid.uuid4()),
            letter="A",
            practice=practice,
            shared_laptop=False,
        )
        self.state = State()

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        draft = copy.copy(self.state)
        for name in ("blobs", "outbox", "revisions", "receipts", "cursors", "documents"):
            setattr(draft, name, copy.copy(getattr(self.state, name)))
        yield Unit(draft)
        self.state = draft

    def sign(self, message: bytes) -> bytes:
        return self._signer.sign(message)

    @property
    def device_public_key(self) -> str:
        return self._signer.public
