"""What the status line says of the hub: what waits, and when the hub was last reached."""

from datetime import datetime

from PySide6.QtCore import QObject

from reviewer_app.domain.changes import Changes
from reviewer_app.services.session import Session
from reviewer_app.ui.background import JobRunner
from reviewer_app.ui.context import StatusLine
from reviewer_app.ui.errors import expected
from reviewer_app.ui.store import ReviewStore
from reviewer_app.ui.strings import MONTHS

Known = tuple[int, str, datetime | None]
"""Reviews that wait, the hub's name ("" where none was joined), when it last answered."""


class HubWords(QObject):
    """Keeps the end of the status line true; ``load`` reads, and every delivery reads again."""

    def __init__(
        self,
        session: Session,
        jobs: JobRunner,
        store: ReviewStore,
        status: StatusLine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._status = session, jobs, status
        store.changed.connect(self._on_changed)

    def load(self) -> None:
        """Read what waits and when the hub answered."""
        session = self._session

        def work() -> Known:
            membership = session.hub.membership()
            waiting = sum(bool(card.waiting) for card in session.reviews.cards())
            return waiting, membership.name if membership else "", session.hub.last_reached()

        self._jobs.database.run(work, self._on_known, self._on_failed)

    def _on_known(self, known: Known) -> None:
        waiting, hub, reached = known
        if self._session.account.practice:
            self._status.waiting(self.tr("practice is never sent"))
            self._status.network("")
            return
        words = self.tr("nothing waiting to be sent")
        if waiting == 1:
            words = self.tr("1 review waiting to be sent")
        elif waiting:
            words = self.tr("{n} reviews waiting to be sent").format(n=waiting)
        self._status.waiting(words)
        words = self.tr("working offline")
        if hub and reached is not None:
            words = self.tr("hub last reached {when}").format(when=_when(reached))
        elif hub:
            words = self.tr("joined to {hub}").format(hub=hub)
        self._status.network(words)

    def _on_failed(self, error: Exception) -> None:
        self._status.problem(expected(error))

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if "delivery" in changes or "review" in changes:
            self.load()


def _when(moment: datetime) -> str:
    """Return a time of today as "14:02", another day's as "9 November, 14:02"."""
    local = moment.astimezone()
    if local.date() == datetime.now().astimezone().date():
        return f"{local:%H:%M}"
    return f"{local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"
