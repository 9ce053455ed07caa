"""Reads what the palette offers beside places and actions: notes and aspects of the open review."""

from PySide6.QtCore import QObject, Signal

from reviewer_app.services.reviews import ReviewView
from reviewer_app.services.session import Session
from reviewer_app.ui.background import JobRunner
from reviewer_app.ui.errors import expected

Found = list[tuple[str, str, str, str]]
"""(title, hint, place, target)."""


class Finder(QObject):
    """``found(list of (title, hint, place, target))``, once for each ``look``."""

    found = Signal(object)

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs

    def look(self, review: str, view: ReviewView | None) -> None:
        """Read the notes and aspects of ``review``, and the other reviews."""
        session = self._session
        note, other = self.tr("Note"), self.tr("Review")

        def work() -> Found:
            found: Found = []
            if review:
                found += [
                    (f"{n.number}  {n.title}", note, "notes", n.id)
                    for n in session.evidence.list(review)
                ]
            found += [
                (card.school_name, other, "review", card.id)
                for card in session.reviews.cards()
                if card.id != review
            ]
            if view is not None:
                found += [
                    (aspect.title, f"{area.title}, {aspect.code}", "judgement", area.code)
                    for area, aspect in view.framework.aspects()
                ]
            return found

        self._jobs.database.run(work, self._on_found, self._on_failed)

    def _on_found(self, found: Found) -> None:
        self.found.emit(found)

    def _on_failed(self, error: Exception) -> None:
        expected(error)  # the palette shows places and actions all the same
