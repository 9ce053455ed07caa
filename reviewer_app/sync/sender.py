"""Sending finished reviews: due outbox rows, in order, until a receipt that verifies clears them.

Network calls happen between transactions. What was interrupted is found again at the next run:
rows are cleared by receipts alone, and every call may be repeated (sync.md 2.7, 3 and 6).
"""

import random
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from reviewer_app.domain.errors import (
    CancelledError,
    DamagedError,
    HubError,
    HubUnreachableError,
    ReviewerError,
)
from reviewer_app.domain.ports import (
    Cancelled,
    Clock,
    HubMembership,
    OutboxItem,
    Progress,
    UnitOfWork,
)
from reviewer_app.protocol.content import Manifest
from reviewer_app.sync.backoff import next_try
from reviewer_app.sync.client import HubClient
from reviewer_app.sync.delivery import Deliverer
from reviewer_app.sync.transport import HubProblemError

Units = Callable[[], AbstractContextManager[UnitOfWork]]
Clients = Callable[[HubMembership], HubClient]

REFUSED_AFTER: Final = 3
_WHOLE_HUB: Final = frozenset({401, 426, 429, 503, 507})
_COUNTED: Final = re.compile(r" \[([a-z-]+) ×(\d+)\]$")


@dataclass
class SendAccount:
    """What a run did: receipts by (review, revision), what waits and why, what was refused."""

    receipts: list[tuple[str, int]] = field(default_factory=list)
    waiting: int = 0
    refused: int = 0
    problem: str = ""
    error: ReviewerError | None = None
    next_try: datetime | None = None

    @property
    def delivered(self) -> int:
        """Return how many finished reviews the hub has now."""
        return len(self.receipts)


def run_once(
    units: Units,
    clients: Clients,
    clock: Clock,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
    *,
    everything: bool = False,
    chance: random.Random | None = None,
) -> SendAccount:
    """Send what is due; return an account of it, also where the hub could not be reached.

    Args:
        units: begins transactions of the profile.
        clients: makes a client for the hub joined.
        clock: the time.
        progress: told (bytes done, bytes in all).
        cancelled: asked between calls.
        everything: asked by hand: do not wait for the times set earlier, and try once more what
            was refused, which nothing does by itself.
        chance: for the jitter of later tries.

    Raises CancelledError; the next run goes on where this one stopped.
    """
    return _Run(units, clients, clock, progress, cancelled, chance or random.Random()).run(  # noqa: S311 - jitter, no secret
        everything=everything
    )


class _Run:
    """One run over the outbox."""

    def __init__(
        self,
        units: Units,
        clients: Clients,
        clock: Clock,
        progress: Progress,
        cancelled: Cancelled,
        chance: random.Random,
    ) -> None:
        self._units, self._clients, self._clock = units, clients, clock
        self._progress, self._cancelled, self._chance = progress, cancelled, chance
        self._account = SendAccount()

    def run(self, *, everything: bool) -> SendAccount:
        membership, items = self._begin(everything=everything)
        if membership is None:
            self._account.problem = "This laptop has not joined a hub yet."
        elif items:
            client = self._clients(membership)
            deliverer = Deliverer(
                self._units, client, membership, self._progress, self._cancelled, items
            )
            try:
                self._send(client, deliverer, items)
            finally:
                client.close()
                self._settle()
        self._count()
        return self._account

    def _begin(self, *, everything: bool) -> tuple[HubMembership | None, list[OutboxItem]]:
        """Put back what an earlier run left half done; return the hub and what is due."""
        with self._units() as unit:
            _requeue(unit)
            present = unit.delivery
            return present.membership(), (
                present.waiting() if everything else present.due(self._clock.now())
            )

    def _send(self, client: HubClient, deliverer: Deliverer, items: list[OutboxItem]) -> None:
        try:
            client.meta()
        except HubProblemError as error:
            self._stop(items, error, error.retry_after)
            return
        except HubError as error:
            self._stop(items, error, None)
            return
        for index, item in enumerate(items):
            if self._cancelled():
                raise CancelledError
            if self._blocked(item):
                continue
            with self._units() as unit:
                unit.delivery.mark(item.id, "sending", problem=item.last_problem)
            try:
                receipt = deliverer.deliver(item)
            except HubUnreachableError as error:
                self._stop(items[index:], error, None)
                return
            except HubProblemError as error:
                if error.problem.status in _WHOLE_HUB:
                    self._stop(items[index:], error, error.retry_after)
                    return
                self._refuse(item, error)
            except DamagedError as error:
                self._give_up(item, error)
            else:
                if receipt:
                    self._account.receipts.append(receipt)

    def _blocked(self, item: OutboxItem) -> bool:
        """Return whether something of the same review that must go first did not."""
        with self._units() as unit:
            present = unit.delivery.waiting(item.review)
            if item.id not in {x.id for x in present}:  # an earlier receipt covered it
                return True
            held = [x for x in present if x.state in {"waiting", "refused"}]
            if item.kind != "review" and any(x.kind == "review" for x in held):
                return True
            if item.kind != "revision":
                return False
            parts = _parts(unit, item)  # another version's parts do not hold this one up
            return any(x.kind == "blob" and x.ref in parts for x in held)

    def _stop(self, items: list[OutboxItem], error: HubError, asked: float | None) -> None:
        """Nothing goes at present: everything left waits alike."""
        self._note(error)
        with self._units() as unit:
            present = {x.id: x for x in unit.delivery.waiting()}
            left = [item for item in items if item.id in present]
            tries = max((present[item.id].tries for item in left), default=1)
            when = next_try(self._clock.now(), tries, self._chance, asked)
            for item in left:
                if item.state == "refused":  # what was said of it before still stands
                    unit.delivery.mark(item.id, "refused", problem=item.last_problem)
                else:
                    unit.delivery.mark(item.id, "waiting", problem=error.happened, next_try=when)

    def _refuse(self, item: OutboxItem, error: HubProblemError) -> None:
        """One item does not go: it waits, or is refused after the same lasting problem thrice."""
        self._note(error)
        code, times = error.problem.code, 1
        with self._units() as unit:
            current = next((x for x in unit.delivery.waiting(item.review) if x.id == item.id), item)
            if error.retry == "never":
                before = _COUNTED.search(current.last_problem)
                if before and before[1] == code:
                    times = int(before[2]) + 1
                text = f"{error.happened} [{code} ×{times}]"
                if times >= REFUSED_AFTER:
                    unit.delivery.mark(item.id, "refused", problem=text)
                    return
            else:
                text = error.happened
            when = next_try(self._clock.now(), current.tries, self._chance, error.retry_after)
            unit.delivery.mark(item.id, "waiting", problem=text, next_try=when)

    def _give_up(self, item: OutboxItem, error: DamagedError) -> None:
        """A part is damaged on this laptop: trying again would not help."""
        self._note(error)
        with self._units() as unit:
            unit.delivery.mark(item.id, "refused", problem=error.happened)

    def _note(self, error: ReviewerError) -> None:
        self._account.problem, self._account.error = error.happened, error

    def _settle(self) -> None:
        """Parts that are at the hub wait for their receipt, to be looked at again if none came.

        Refused versions take their parts with them: out of the way where the hub has a later
        version, else to be tried by hand.
        """
        with self._units() as unit:
            _requeue(unit)
            for review in {item.review for item in unit.delivery.waiting()}:
                _settle_refused(unit, review)

    def _count(self) -> None:
        with self._units() as unit:
            left = unit.delivery.waiting()
        self._account.refused = sum(item.state == "refused" for item in left)
        self._account.waiting = len(left) - self._account.refused
        times = [item.next_try for item in left if item.next_try and item.state == "waiting"]
        self._account.next_try = min(times, default=None)


def _parts(unit: UnitOfWork, item: OutboxItem) -> set[str]:
    """Return the hashes of the parts of the version that ``item``, a revision's, stands for."""
    for revision in unit.delivery.revisions(item.review):
        if str(revision.number) == item.ref:
            try:
                found = Manifest.model_validate_json(revision.manifest)
            except ValueError:
                return {revision.content_sha256, revision.pdf_sha256}
            return {part.sha256 for part in found.parts}
    return set()


def _settle_refused(unit: UnitOfWork, review: str) -> None:
    present = unit.delivery.waiting(review)
    versions = [item for item in present if item.kind == "revision"]
    latest = max((receipt.revision for receipt in unit.delivery.receipts(review)), default=0)
    bad = {item.ref for item in present if item.kind == "blob" and item.state == "refused"}
    needed: set[str] = set()
    refused: dict[str, str] = {}
    for item in versions:
        parts = _parts(unit, item)
        if int(item.ref) < latest and (item.state == "refused" or parts & bad):
            unit.delivery.mark(item.id, "superseded", problem=item.last_problem)
        elif item.state == "refused":
            refused |= dict.fromkeys(parts, item.last_problem)
        else:
            needed |= parts
    for item in present:
        if item.kind != "blob" or item.ref in needed:
            continue
        if item.ref in refused:
            unit.delivery.mark(item.id, "refused", problem=refused[item.ref])
        elif latest:
            unit.delivery.mark(item.id, "superseded", problem=item.last_problem)


def _requeue(unit: UnitOfWork) -> None:
    for item in unit.delivery.waiting():
        if item.state == "sending":
            unit.delivery.mark(item.id, "queued", problem=item.last_problem)
