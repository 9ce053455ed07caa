"""Done and draft: what a note lacks, the doors to it, and that a changed note is a draft again."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from reviewer_app.domain.review import gaps_of_note
from reviewer_app.services.evidence import OpenNote
from reviewer_app.ui.context import StatusLine
from reviewer_app.ui.evidence.link_desk import LinkDesk
from reviewer_app.ui.evidence.presenter import NotesPresenter
from reviewer_app.ui.evidence.view import LINKS, EvidenceView

_PAUSE = 400
_NEEDED = frozenset({"years"})
"""Fields that *done* asks for, beside text and links; the others may wait for the evening."""


class DoneDesk(QObject):
    """Stands between the button *Done*, the strip above the note, and the presenter."""

    def __init__(
        self, view: EvidenceView, presenter: NotesPresenter, links: LinkDesk, status: StatusLine,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._view, self._presenter, self._links, self._status = view, presenter, links, status
        self._note: OpenNote | None = None
        self._done = False
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(_PAUSE)
        self._looking.timeout.connect(self._look)
        presenter.missing.connect(self._on_missing)
        view.notice.door.connect(self._on_door)
        view.ui.done_button.clicked.connect(self.switch)
        view.text_changed.connect(self._on_edited)
        view.field_edited.connect(self._on_field)
        links.changed.connect(self._on_edited)

    def show_note(self, opened: OpenNote | None) -> None:
        """Take the note that is on screen now."""
        self._note = opened
        self._done = opened is not None and opened.evidence.status == "done"

    def switch(self) -> None:
        """Mark the note done, or make a done note a draft again."""
        if self._note is None:
            return
        if self._done:
            self._presenter.reopen()
        else:
            self._presenter.done()

    def _on_field(self, field: str, _value: object) -> None:
        if field in _NEEDED:
            self._on_edited()

    def _on_edited(self) -> None:
        """Nobody is stopped from typing in a done note: it is a draft again, and says so."""
        if self._view.notice.doors:
            self._looking.start()
        if self._done and self._note is not None and not self._note.read_only:
            self._done = False
            self._view.show_status(done=False, again=True)
            self._status.say(self.tr("Draft again: Ctrl+Enter marks it done"))
            self._presenter.reopen()

    def _look(self) -> None:
        """Take from the strip what the note no longer lacks."""
        if self._note is None or not self._view.notice.doors:
            return
        years = self._view.engine.editor_for("years")
        now = replace(
            self._note.evidence,
            body=self._view.body(),
            aspects=tuple(self._links.aspects()),
            years=tuple(years.value()) if years is not None else self._note.evidence.years,
        )
        needs_year = self._note.form_type.needs_year
        self._view.notice.keep(gaps_of_note(now, needs_year=needs_year))

    def _on_missing(self, sentences: Sequence[str]) -> None:
        self._view.notice.show_missing(sentences)
        if sentences and self._view.notice.doors:
            self._view.notice.doors[0].setFocus()

    def _on_door(self, sentence: str) -> None:
        years = self._view.engine.editor_for("years")
        if "year" in sentence.lower() and years is not None:
            years.stop.setFocus()
        elif "aspect" in sentence.lower():
            self._view.open_drawer(LINKS)
            self._links.focus()
        else:
            self._view.editor.setFocus()
