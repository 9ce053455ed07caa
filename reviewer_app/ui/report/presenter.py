"""What the report place reads and writes: the texts, the page, the file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from reviewer_app.content.report_templates import ReportTemplate
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Section, Statement
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.services.reviews import ReviewView
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected

TOUCHING = ("statement", "section", "estimate", "review", "member")


@dataclass(frozen=True, slots=True)
class ReportData:
    """What the *Write* side shows."""

    view: ReviewView
    template: ReportTemplate
    sections: dict[str, Section]
    statements: tuple[Statement, ...]
    file_name: str


class ReportPresenter(QObject):
    """``shown(data)`` for the texts; ``page_made(bytes, when)`` for the page.

    ``text_failed(key)`` when the text of a section could not be saved; ``page_failed(error)`` and
    ``exported(path)`` tell how the others went.
    """

    shown = Signal(object)
    text_failed = Signal(str)
    page_making = Signal()
    page_made = Signal(object, object)
    page_failed = Signal(object)
    exported = Signal(object)
    export_failed = Signal(object)

    def __init__(self, ctx: AppContext, review: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ctx, self._review = ctx, review
        self.data: ReportData | None = None
        self._template: ReportTemplate | None = None
        self._pending = 0
        self._making = False
        self._again = False
        ctx.store.changed.connect(self._on_changed)

    def load(self) -> None:
        """Read the texts anew."""
        self._ctx.jobs.database.run(self._read, self._on_read, self._on_load_failed)

    def write(self, key: str, text: str) -> None:
        """Save the text of a section."""
        service = self._ctx.session.sections
        self._pending += 1
        self._ctx.status.saving()
        self._ctx.jobs.database.run(
            partial(_written, partial(service.set, self._review, key, text), key),
            self._on_written,
            self._on_failed,
        )

    def refresh(self) -> None:
        """Make the page again; while one is being made, once more after it."""
        if self._making:
            self._again = True
            return
        self._making = True
        self.page_making.emit()
        service = self._ctx.session.reports
        work = partial(service.current_pdf, self._review)
        self._ctx.jobs.work.run(work, self._on_page, self._on_page_failed)

    def export(self, path: Path) -> None:
        """Write the PDF to ``path``."""
        service = self._ctx.session.reports
        self._ctx.jobs.work.run(
            partial(service.export_pdf, self._review, path),
            self._on_exported,
            self._on_export_failed,
        )

    def _read(self) -> ReportData:
        from reviewer_app.content import report_templates

        session, review = self._ctx.session, self._review
        view = session.reviews.get(review)
        if self._template is None:
            self._template = report_templates.for_kind(view.review.kind)
        return ReportData(
            view, self._template, session.sections.get(review),
            tuple(session.statements.list(review)), session.reports.file_name(review),
        )  # fmt: skip

    def _on_read(self, data: ReportData) -> None:
        if self._pending == 0:
            self.data = data
            self.shown.emit(data)

    def _on_written(self, written: tuple[Changes, str, ReviewerError | None]) -> None:
        changes, key, problem = written
        self._pending -= 1
        if problem is not None:
            self.text_failed.emit(key)
            self._ctx.status.problem(problem)
            return
        self._ctx.status.saved(datetime.now(UTC))
        self._ctx.store.announce(changes, self)
        if self._pending == 0:
            self.load()

    def _on_failed(self, error: Exception) -> None:
        self._pending -= 1
        self._ctx.status.problem(expected(error))

    def _on_load_failed(self, error: Exception) -> None:
        self._ctx.status.problem(expected(error))

    def _on_page(self, data: bytes) -> None:
        self._making = False
        self.page_made.emit(data, datetime.now(UTC))
        self._once_more()

    def _on_page_failed(self, error: Exception) -> None:
        self._making = False
        self.page_failed.emit(self._worded(error))
        self._once_more()

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.refresh()

    def _on_exported(self, path: Path) -> None:
        self.exported.emit(path)

    def _on_export_failed(self, error: Exception) -> None:
        self.export_failed.emit(self._worded(error))

    def _worded(self, error: Exception) -> ReviewerError:
        return expected(error)

    def _on_changed(self, changes: Changes, initiator: Any) -> None:
        mine = changes.review in ("", self._review)
        if initiator is not self and mine and any(kind in changes for kind in TOUCHING):
            self.load()
            if "review" in changes:  # final now, or open again: the page is another one
                self.refresh()


def _written(work: Callable[[], Changes], key: str) -> tuple[Changes, str, ReviewerError | None]:
    """Write a section; return what changed, which it was, and why it could not be."""
    try:
        return work(), key, None
    except ReviewerError as problem:
        return Changes(), key, problem
