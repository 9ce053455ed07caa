"""What the send place reads and does: finalise, join, send; each can fail with a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.errors import CancelledError, ReviewerError
from reviewer_app.domain.ports import Cancelled, HubMembership, Progress
from reviewer_app.domain.review import REPORTED, Gap
from reviewer_app.services.finishing import Finalised
from reviewer_app.services.hub import DeliveryStatus, SendResult
from reviewer_app.services.reviews import ReviewView
from reviewer_app.ui.background import LongJob
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected


@dataclass(frozen=True, slots=True)
class SendData:
    """What the place shows."""

    view: ReviewView
    gaps: tuple[Gap, ...]
    code: str
    membership: HubMembership | None
    status: DeliveryStatus
    estimates: int
    statements: int


class SendPresenter(QObject):
    """``shown(data)``; ``failed(part, error)`` where part is finalise, hub or confirmation.

    ``progressed(part, done, total)`` while something long runs, ``working(part, bool)`` around it.
    """

    shown = Signal(object)
    working = Signal(str, bool)
    progressed = Signal(str, int, int)
    finalised = Signal(object)
    corrected = Signal()
    sent = Signal(object)
    joined = Signal(object)
    confirmation_saved = Signal(object)
    failed = Signal(str, object)

    def __init__(self, ctx: AppContext, review: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ctx, self._review = ctx, review
        self.data: SendData | None = None
        self._jobs: dict[str, LongJob] = {}
        ctx.store.changed.connect(self._on_changed)

    def load(self) -> None:
        """Read everything anew."""
        self._ctx.jobs.database.run(self._read, self._on_read, self._on_load_failed)

    def busy(self, part: str) -> bool:
        """Say whether *finalise* or *hub* is under way."""
        return part in self._jobs

    def cancel(self, part: str) -> None:
        """Ask what runs to stop at its next step."""
        if part in self._jobs:
            self._jobs[part].cancel()

    def finalise(self) -> None:
        """Finish the review."""
        service, review = self._ctx.session.finishing, self._review

        def work(progress: Progress, cancelled: Cancelled) -> Finalised:
            return service.finalise(review, progress, cancelled)

        self._start("finalise", work, self._on_finalised, self._on_finalise_failed)

    def correct(self, reason: str) -> None:
        """Open the final review again, for its next version."""
        service, review = self._ctx.session.finishing, self._review
        self._ctx.jobs.database.run(
            lambda: service.correct(review, reason), self._on_corrected, self._on_correct_failed
        )

    def send(self) -> None:
        """Bring to the hub what waits."""
        service = self._ctx.session.hub
        self._start("hub", service.send, self._on_sent, self._on_hub_failed)

    def join(self, invitation: Path) -> None:
        """Open an invitation."""
        service = self._ctx.session.hub

        def work(_progress: Progress, _cancelled: Cancelled) -> HubMembership:
            return service.join(invitation)

        self._start("hub", work, self._on_joined, self._on_hub_failed)

    def save_confirmation(self, path: Path) -> None:
        """Write the hub's signed word to a file."""
        service = self._ctx.session.hub
        self._ctx.jobs.database.run(
            partial(service.export_receipt, self._review, path),
            self._on_confirmation,
            self._on_confirmation_failed,
        )

    def _start(
        self,
        part: str,
        work: Callable[[Progress, Cancelled], Any],
        on_done: Callable[[Any], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        if part in self._jobs:
            return
        on_progress = self._on_finalise_progress if part == "finalise" else self._on_hub_progress
        self._jobs[part] = self._ctx.jobs.work.run_long(work, on_done, on_failed, on_progress)
        self.working.emit(part, True)

    def _stop(self, part: str) -> None:
        self._jobs.pop(part, None)
        self.working.emit(part, False)
        self.load()

    def _read(self) -> SendData:
        session, review = self._ctx.session, self._review
        view = session.reviews.get(review)
        revisions = session.finishing.revisions(review)
        gaps = () if view.final else self._named(session.finishing.gaps(review))
        statements = [s for s in session.statements.list(review) if s.status in REPORTED]
        estimates = [e for e in session.estimates.list(review) if e.point]
        return SendData(
            view, gaps, revisions[-1].code if revisions else "", session.hub.membership(),
            session.hub.status(review), len(estimates), len(statements),
        )  # fmt: skip

    def _named(self, gaps: Sequence[Gap]) -> tuple[Gap, ...]:
        """Return ``gaps`` with the titles of notes that are drafts: a number says little."""
        drafts = {g.target for g in gaps if g.place == "notes" and g.target}
        if not drafts:
            return tuple(gaps)
        said = self.tr("{title} ({number}) is still a draft.")
        words = {
            n.id: said.format(title=n.title, number=n.number)
            for n in self._ctx.session.evidence.list(self._review)
            if n.id in drafts
        }
        return tuple(
            replace(g, sentence=words[g.target]) if g.place == "notes" and g.target in words else g
            for g in gaps
        )

    def _on_read(self, data: SendData) -> None:
        self.data = data
        self.shown.emit(data)

    def _on_load_failed(self, error: Exception) -> None:
        self._ctx.status.problem(expected(error))

    def _on_finalise_progress(self, done: int, total: int) -> None:
        self.progressed.emit("finalise", done, total)

    def _on_hub_progress(self, done: int, total: int) -> None:
        self.progressed.emit("hub", done, total)

    def _on_finalised(self, result: Finalised) -> None:
        self._stop("finalise")
        self._ctx.store.announce(result.changes, self)
        self.finalised.emit(result)

    def _on_finalise_failed(self, error: Exception) -> None:
        self._stop("finalise")
        self._fail("finalise", error)

    def _on_corrected(self, changes: Changes) -> None:
        self.load()
        self._ctx.store.announce(changes, self)
        self.corrected.emit()

    def _on_correct_failed(self, error: Exception) -> None:
        self._fail("finalise", error)

    def _on_sent(self, result: SendResult) -> None:
        self._stop("hub")
        self._announce()
        self.sent.emit(result)

    def _on_joined(self, membership: HubMembership) -> None:
        self._stop("hub")
        self._announce()
        self.joined.emit(membership)

    def _on_hub_failed(self, error: Exception) -> None:
        self._stop("hub")
        self._announce()
        self._fail("hub", error)

    def _on_confirmation(self, path: Path) -> None:
        self.confirmation_saved.emit(path)

    def _on_confirmation_failed(self, error: Exception) -> None:
        self._fail("confirmation", error)

    def _announce(self) -> None:
        """Home's card and the status line say what waits."""
        self._ctx.store.announce(Changes.of(self._review, "delivery", [self._review]), self)

    def _fail(self, part: str, error: Exception) -> None:
        worded = expected(error)
        if isinstance(worded, CancelledError):
            worded = ReviewerError(worded.happened, self._after_stop(part))
        self.failed.emit(part, worded)

    def _after_stop(self, part: str) -> str:
        if part == "hub":
            return self.tr("What arrived stays there; sending again goes on where it stopped.")
        return self.tr("Nothing was finished.")

    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if initiator is not self and changes.review in ("", self._review):
            self.load()
