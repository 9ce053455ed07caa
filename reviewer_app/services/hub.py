"""The trust's hub: joining, sending, and what the hub confirmed."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.errors import InvitationError, ReviewerError
from reviewer_app.domain.ports import Cancelled, HubMembership, OutboxItem, Progress, StoredReceipt
from reviewer_app.domain.review import FINAL_STATES
from reviewer_app.services.base import Desk, load_review
from reviewer_app.services.reports import write_whole

if TYPE_CHECKING:
    from reviewer_app.sync.client import HubClient

MAX_INVITATION = 64 * 1024
REACHED = "hub.reached"
_LABELS = {
    "review": "the review’s title page",
    "blob": "report and results",
    "revision": "signature",
}


@dataclass(frozen=True, slots=True)
class SendResult:
    """What a run did: reviews the hub confirmed, problems in sentences, rows still waiting."""

    sent: tuple[str, ...]
    problems: tuple[str, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """Where a finished review is. ``items`` are (label, state, problem) of what waits."""

    word: str
    sentence: str
    receipt: StoredReceipt | None
    items: tuple[tuple[str, str, str], ...]


class HubService:
    """Everything a person does with the hub; only *send*, *join* and *refresh* use the network."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def membership(self) -> HubMembership | None:
        """Return the hub this profile joined, or None."""
        with self._desk.store.unit() as unit:
            return unit.delivery.membership()

    def join(self, invitation: Path) -> HubMembership:
        """Open an invitation file and join. Raises InvitationError, HubUnreachableError."""
        from reviewer_app.sync.joining import join

        try:
            if invitation.stat().st_size > MAX_INVITATION:
                raise InvitationError("This is not an invitation.", "Nothing was changed.", "")
            data = invitation.read_bytes()
        except OSError as error:
            raise InvitationError(
                "The invitation cannot be read.", "Nothing was changed.", "Check where the file is."
            ) from error
        membership = join(data, self._desk.store, self._desk.clock)
        self._note_answer()
        return membership

    def last_reached(self) -> datetime | None:
        """Return when the hub last answered this laptop, or None."""
        with self._desk.store.unit() as unit:
            return _when(unit.settings.get(REACHED))

    def _note_answer(self) -> None:
        with self._desk.store.unit() as unit:
            unit.settings.set(REACHED, self._desk.clock.now().isoformat(timespec="seconds"))

    def send(self, progress: Progress, cancelled: Cancelled) -> SendResult:
        """Bring to the hub what waits, now; progress in bytes.

        Raises ReviewerError where no hub is joined, CancelledError (the next send goes on).
        """
        from reviewer_app.sync.sender import run_once

        store = self._desk.store

        membership = self.membership()
        if membership is None:
            raise ReviewerError(
                "This laptop has not joined a hub.",
                "The review is safe on this laptop.",
                "Open the invitation your hub manager sent you.",
            )
        account = run_once(
            store.unit, self._client, self._desk.clock, progress, cancelled, everything=True
        )
        if account.receipts:
            self._note_answer()
        problem = str(account.error) if account.error else account.problem
        problems = (problem,) if problem else ()
        return SendResult(tuple(r for r, _ in account.receipts), problems, account.waiting)

    def refresh(self, cancelled: Cancelled = lambda: False) -> Changes:
        """Fetch what is new at the hub (frameworks). Raises HubError children."""
        from reviewer_app.sync.feed import pull

        membership = self.membership()
        if membership is None:
            return Changes()
        client = self._client(membership)
        try:
            account = pull(self._desk.store.unit, client, cancelled)
        finally:
            client.close()
        self._note_answer()
        return Changes.of("", "framework", ["hub"] if account.new else [])

    def status(self, review: str) -> DeliveryStatus:
        """Say in words where a review is."""
        with self._desk.store.unit() as unit:
            header = load_review(unit, review)
            items = unit.delivery.waiting(review)
            receipts = [r for r in unit.delivery.receipts(review) if r.revision == header.revision]
            joined = unit.delivery.membership() is not None
        lines = tuple((_LABELS.get(i.kind, i.kind), i.state, i.last_problem) for i in items)
        if header.state not in FINAL_STATES:
            return DeliveryStatus("", "Finalise the review first.", None, ())
        if receipts and not items:
            when = receipts[-1].received_at.astimezone()
            sentence = f"The hub has it, {when:%H:%M} on {when.day} {when:%B %Y}."
            return DeliveryStatus("the hub has it", sentence, receipts[-1], ())
        if header.practice:
            return DeliveryStatus("practice", "Practice reviews are never sent.", None, ())
        if not joined:
            sentence = "Open the invitation from your hub manager to send it."
            return DeliveryStatus("not joined", sentence, None, lines)
        return _waiting(items, lines)

    def _client(self, membership: HubMembership) -> "HubClient":
        from reviewer_app.sync.client import connect

        store = self._desk.store
        return connect(membership, store.account.device, store.sign)

    def export_receipt(self, review: str, path: Path) -> Path:
        """Write the latest receipt as JSON: the hub's exact words and its signature."""
        with self._desk.store.unit() as unit:
            receipts = unit.delivery.receipts(review)
        if not receipts:
            raise ReviewerError("The hub has not confirmed this review yet.", "", "Send it first.")
        latest = receipts[-1]
        body = {
            "kind": "stored-receipt",
            "receipt": json.loads(latest.body),
            "body": base64.b64encode(latest.body).decode(),
            "signature": base64.b64encode(latest.signature).decode(),
        }
        write_whole(path, (json.dumps(body, indent=2, ensure_ascii=False) + "\n").encode())
        return path


def _when(kept: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(kept)) if kept else None
    except ValueError:
        return None


def _waiting(items: list[OutboxItem], lines: tuple[tuple[str, str, str], ...]) -> DeliveryStatus:
    refused = [i for i in items if i.state == "refused"]
    if refused:
        words, said = "needs attention", refused[0].last_problem or "The hub did not accept it."
    else:
        last = next((i.last_problem for i in items if i.last_problem), "")
        words, said = "waiting to send", last or "Waiting to send."
    # said once is enough: most often the same thing keeps all of them waiting
    lines = tuple((label, state, "" if why == said else why) for label, state, why in lines)
    return DeliveryStatus(words, said, None, lines)
