"""Bringing one outbox item to the hub: a review's header, a part, or the signed manifest."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final

from reviewer_app.domain.errors import CancelledError, DamagedError, HubUnreachableError
from reviewer_app.domain.ports import (
    Cancelled,
    HubMembership,
    OutboxItem,
    Progress,
    Revision,
    StoredReceipt,
    UnitOfWork,
)
from reviewer_app.protocol.api import MAX_CHUNK, MIN_CHUNK, FrameworkPin, ReviewHeader, SchoolRef
from reviewer_app.protocol.content import Manifest, ReportContent
from reviewer_app.protocol.encoding import moment
from reviewer_app.protocol.receipt import read_receipt
from reviewer_app.sync.client import HubClient
from reviewer_app.sync.transport import SAFE, HubProblemError

Units = Callable[[], AbstractContextManager[UnitOfWork]]
_SMALL: Final = 1024  # what a call without a part counts for in the progress
_AGAIN: Final = 3
_GROW: Final = 3  # good chunks before they get larger (sync.md 5)
_MOST_CALLS: Final = 4096


class Deliverer:
    """Delivers items of one run; ``items`` are all of them, for the progress."""

    def __init__(
        self,
        units: Units,
        client: HubClient,
        membership: HubMembership,
        progress: Progress,
        cancelled: Cancelled,
        items: Sequence[OutboxItem],
    ) -> None:
        self._units, self._client, self._membership = units, client, membership
        self._tell, self._cancelled = progress, cancelled
        self._chunk, self._good = MIN_CHUNK, 0
        self._weights = self._weigh(items)
        self._total = sum(self._weights.values())
        self._done = 0

    def deliver(self, item: OutboxItem) -> tuple[str, int] | None:
        """Bring ``item`` to the hub; return (review, revision) where a receipt came for it.

        Raises HubError where that failed, DamagedError where the part is not sound on this laptop,
        CancelledError.
        """
        receipt = None
        before = self._done
        if item.kind == "review":
            self._review(item.review)
        elif item.kind == "blob":
            self._blob(item.review, item.ref, before)
        elif item.kind == "revision":
            receipt = self._revision(item.review, int(item.ref))
        else:
            raise DamagedError("Something unknown waits to be sent.", SAFE)
        self._step(before + self._weights.get(item.id, _SMALL))
        return receipt

    def _review(self, review: str) -> None:
        with self._units() as unit:
            revision = _latest(unit, review)
            data = unit.blobs.get(revision.content_sha256)
        try:
            content = ReportContent.model_validate_json(data)
            maker = Manifest.model_validate_json(revision.manifest).made_by
            header = ReviewHeader(
                school=SchoolRef(urn=_line(content.school.urn), name=_line(content.school.name)),
                framework=FrameworkPin(
                    code=content.framework.code,
                    version=content.framework.version,
                    sha256=content.framework.sha256,
                ),
                date_start=content.date_start,
                date_end=content.date_end,
                lead=maker.person,
            )
        except ValueError:
            raise DamagedError("A finished report on this laptop cannot be read.", SAFE) from None
        self._client.put_review(review, header)

    def _blob(self, review: str, sha256: str, before: int) -> None:
        """Send a part from where the hub has it; ask the hub whenever the two differ."""
        with self._units() as unit:
            data = unit.blobs.get(sha256)
        at = self._client.blob_offset(review, sha256)
        lost = 0
        for _ in range(_MOST_CALLS):
            self._step(before + min(at, len(data)))
            if at >= len(data):
                return
            if self._cancelled():
                raise CancelledError
            try:
                piece = data[at : at + self._chunk]
                at = self._client.append(review, sha256, at, len(data), piece)
            except HubProblemError as error:
                lost += 1
                if error.problem.code not in {"offset", "digest-mismatch"} or lost > _AGAIN:
                    raise
                at = self._client.blob_offset(review, sha256)
            else:
                self._good += 1
                if self._good % _GROW == 0:
                    self._chunk = min(self._chunk * 2, MAX_CHUNK)
        raise HubUnreachableError("The hub takes no more of a part.", SAFE)

    def _revision(self, review: str, number: int) -> tuple[str, int]:
        with self._units() as unit:
            revision = next(
                (found for found in unit.delivery.revisions(review) if found.number == number), None
            )
        if revision is None:
            raise DamagedError("A finished report is missing on this laptop.", SAFE)
        for left in range(_AGAIN, -1, -1):
            try:
                found = self._client.put_revision(
                    review, number, revision.manifest, revision.signature
                )
                break
            except HubProblemError as error:
                if error.problem.code != "missing" or not left:
                    raise
                self._send_missing(review, revision, error)
        try:
            receipt = read_receipt(
                found.body,
                found.signature,
                self._membership.hub_id,
                self._membership.keys,
                revision.manifest,
            )
        except ValueError as error:
            raise HubUnreachableError(
                f"The hub’s confirmation does not hold: {error}.",
                f"{SAFE} The report counts as not sent.",
                "Tell the person who looks after the hub.",
            ) from None
        received = moment(receipt.received_at)
        self._keep(revision, found.body, found.signature, received)
        return review, number

    def _send_missing(self, review: str, revision: Revision, error: HubProblemError) -> None:
        """Send again what the hub lost, if it is part of this very report."""
        asked = getattr(error.problem, "blobs", None)
        parts = {p.sha256 for p in Manifest.model_validate_json(revision.manifest).parts}
        wanted = [sha for sha in asked if sha in parts] if isinstance(asked, list) else []
        if not wanted:
            raise error
        for sha256 in wanted:
            self._blob(review, sha256, self._done)

    def _keep(self, revision: Revision, body: bytes, signature: bytes, received: datetime) -> None:
        receipt = StoredReceipt(
            revision.review, revision.number, self._membership.hub_id, body, signature, received
        )
        with self._units() as unit:
            unit.delivery.add_receipt(receipt)
            parts = {revision.content_sha256, revision.pdf_sha256}
            for item in unit.delivery.waiting(revision.review):
                covered = {"blob": item.ref in parts, "revision": item.ref == str(revision.number)}
                if covered.get(item.kind, item.kind == "review"):
                    unit.delivery.mark(item.id, "delivered")

    def _weigh(self, items: Sequence[OutboxItem]) -> dict[int, int]:
        with self._units() as unit:
            return {
                item.id: (unit.blobs.size(item.ref) or _SMALL) if item.kind == "blob" else _SMALL
                for item in items
            }

    def _step(self, done: int) -> None:
        self._done = max(self._done, min(done, self._total))
        self._tell(self._done, self._total)


def _line(text: str) -> str:
    """Return ``text`` as one line that a header may hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


def _latest(unit: UnitOfWork, review: str) -> Revision:
    revisions = unit.delivery.revisions(review)
    if not revisions:
        raise DamagedError("A finished report is missing on this laptop.", SAFE)
    return revisions[-1]
