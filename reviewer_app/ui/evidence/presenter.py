"""What the notes place does: opens, saves, finishes, finds and removes notes. No widgets here."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.body import Body
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.errors import ReviewerError, TooLongError
from reviewer_app.services.evidence import NoteRow, OpenNote
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected
from reviewer_app.ui.evidence.autosave import Autosave
from reviewer_app.ui.evidence.removing import remove_text
from reviewer_app.ui.evidence.saving import Saver
from reviewer_app.ui.evidence.start import Start


class NotesPresenter(QObject):
    """One review's notes.

    ``started(Start)``, ``rows_changed(rows)``, ``opened(OpenNote)`` a note to show,
    ``refreshed(OpenNote)`` the one shown changed elsewhere or by a removal (``wiped``: undo must
    not bring the old text back), ``closed()`` none is shown, ``missing(list)`` what *done* lacks,
    ``found(ids or None)`` of a search, ``versions(list)``.

    Args:
        ctx: the window's services.
        review: which review.
        read_body: gives the text of the note on screen; asked when it is due, not at each key.
    """

    started = Signal(object)
    rows_changed = Signal(object)
    opened = Signal(object)
    refreshed = Signal(object, bool)
    closed = Signal()
    missing = Signal(object)
    found = Signal(object)
    versions = Signal(object)

    def __init__(
        self,
        ctx: AppContext,
        review: str,
        read_body: Callable[[], Body],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ctx, self._review, self._read_body = ctx, review, read_body
        self._session = ctx.session
        self.note = ""
        self.read_only = False
        self.rows: Sequence[NoteRow] = ()
        self._wanted = ""
        self._dirty = self._troubled = self._leaving = False
        self._stale = False
        self._sought = ""
        self.autosave = Autosave(self)
        self.saver = Saver(self._session.evidence, ctx.jobs, self)
        self.autosave.draft_due.connect(self._write)
        self.autosave.retry_due.connect(self._write)
        self.autosave.seal_due.connect(self.seal)
        self.saver.saved.connect(self._on_saved)
        self.saver.failed.connect(self._on_save_failed)
        self.saver.sealed.connect(self._announce)
        ctx.store.changed.connect(self._on_changed)

    # ---- coming and going ----

    def start(self) -> None:
        """Ask for everything the place needs, once."""
        session, review = self._session, self._review

        def work() -> Start:
            recovered = [r for r in session.evidence.recovered() if r.review == review]
            return Start(
                session.evidence.list(review), session.frameworks.form_types(),
                session.frameworks.lists(), session.reviews.get(review),
                session.places.get(f"notes.{review}", {}), recovered,
            )  # fmt: skip

        self._run(work, self._on_started)

    def open(self, note: str) -> None:
        """Show a note; what was typed in the one before is sealed."""
        if note == self.note:
            return
        self.leave()
        self._wanted = note
        session, review = self._session, self._review
        self._run(lambda: session.evidence.open(review, note), self._on_opened)

    def create(self, form_type: str) -> None:
        """Begin a note and show it."""
        self.leave()
        self._wanted = ""
        session, review = self._session, self._review

        def work() -> tuple[OpenNote, Changes]:
            evidence, changes = session.evidence.create(review, form_type)
            return session.evidence.open(review, evidence.id), changes

        self._run(work, self._on_created)

    def leave(self) -> None:
        """Seal the note on screen; it stays there until another comes."""
        if self.note:
            self.seal()
            self.autosave.stop()

    def flush(self) -> None:
        """Hand all typing to the disk now: before cover, lock, quit, another place."""
        self.seal()
        self.saver.flush()
        self.autosave.stop()
        if self.saver.unsaved and self._troubled:
            self.autosave.failed()

    def retire(self) -> None:
        """Ask for nothing more: the window closes, or another review is opened."""
        self._leaving = True
        self.autosave.stop()

    def remember(self, values: dict[str, Any]) -> None:
        """Keep where the person was: note, caret, scroll."""
        session, key = self._session, f"notes.{self._review}"
        self._run(lambda: session.places.set(key, values), self._on_nothing)

    # ---- typing ----

    def body_edited(self) -> None:
        """Take note that the text changed: two timers and a flag, nothing else."""
        if not self.note:
            return  # the empty box was cleared or dressed anew: nobody typed
        if not self._dirty:
            self._dirty = True
            self._ctx.status.saving()
        self.autosave.typed()

    def field_edited(self, field: str, value: Any) -> None:
        """Keep what a field holds now."""
        if self.note:
            self.saver.put(self._review, self.note, field, value)
            self._ctx.status.saving()
            self.autosave.typed()

    def seal(self) -> None:
        """Make what is typed permanent."""
        if self.note:
            self._take_body()
            self.saver.seal(self._review, self.note)

    def save_now(self) -> None:
        """Answer Ctrl+S: a restore point, and the time of it in the status line."""
        if not self.note:
            return
        self._take_body()
        self.saver.flush()
        self._with_note(self._session.evidence.seal, self._on_kept)

    # ---- one note ----

    def done(self) -> None:
        """Mark the note done, or say what it lacks."""
        if not self.note or self.read_only:
            return
        self._take_body()
        self.saver.flush()
        self._with_note(self._session.evidence.done, self._on_done)

    def reopen(self) -> None:
        """Make a done note a draft again."""
        self._with_note(self._session.evidence.reopen, self._on_own_change)

    def toggle(self, remove: Sequence[str], add: Sequence[str]) -> None:
        """Take links (set elements) back and make new ones, by hand."""
        session, review, note = self._session, self._review, self.note

        def work() -> Changes:
            changes = Changes()
            for elements, on in ((remove, False), (add, True)):
                for value in elements:
                    changes |= session.evidence.toggle_aspect(review, note, value, on=on)
            return changes

        self._run(work, self._on_kept)

    def ask_versions(self) -> None:
        """Ask for the sealed versions of the text, after sealing what is typed."""
        self.seal()
        self.saver.flush()
        self._with_note(self._session.evidence.history, self._on_versions)

    def remove_note(self, reason: str) -> None:
        """Remove the note for good."""
        self._dirty = False
        self.autosave.stop()
        self.saver.forget(self._review, self.note)
        self._with_note(self._session.evidence.remove_note, self._on_note_removed, reason)

    def remove_text(self, start: int, end: int, reason: str) -> None:
        """Remove a stretch of the text (code points) for good."""
        self._take_body()
        self.saver.flush()
        session, place = self._session, (self._review, self.note)
        shown = self._read_body().text
        self._ctx.jobs.database.run(
            lambda: remove_text(session, place, shown, (start, end), reason),
            self._on_text_removed, self._on_removal_failed,
        )  # fmt: skip

    def search(self, text: str) -> None:
        """Find notes by words; an empty text ends the search."""
        self._sought = text
        if not text.strip():
            self.found.emit(None)
            return
        session, review = self._session, self._review

        def work() -> tuple[str, frozenset[str]]:
            hits = session.evidence.search(text, review)
            return text, frozenset(h.entity for h in hits if h.entity_type == "evidence")

        self._run(work, self._on_search_done)

    def row(self) -> NoteRow | None:
        """Return the row of the note on screen."""
        return next((r for r in self.rows if r.id == self.note), None)

    # ---- answers ----

    def _on_started(self, start: Start) -> None:
        self.rows = start.rows
        self.started.emit(start)

    def _on_opened(self, opened: OpenNote) -> None:
        if opened.evidence.id == self._wanted:
            self._show(opened)

    def _on_created(self, result: tuple[OpenNote, Changes]) -> None:
        opened, changes = result
        self._show(opened)
        self._announce(changes)

    def _show(self, opened: OpenNote) -> None:
        opened = self.saver.laid_over(self._review, opened)
        self.note = self._wanted = opened.evidence.id
        self.read_only = opened.read_only
        self._dirty = False
        self.opened.emit(opened)

    def _on_rows(self, rows: Sequence[NoteRow]) -> None:
        self.rows = rows
        self.rows_changed.emit(rows)

    def _on_saved(self, when: datetime) -> None:
        self._troubled = False
        self._ctx.status.clear_problem()
        if not self._dirty and self.saver.settled(self._review, self.note):
            self.autosave.drafted()
            self._ctx.status.saved(when)
            if self._stale:
                self._refresh()

    def _on_save_failed(self, error: ReviewerError) -> None:
        if not isinstance(error, TooLongError):
            self.autosave.failed()
        if not self._troubled or isinstance(error, TooLongError):
            self._ctx.status.problem(error)
        self._troubled = True

    def _on_kept(self, changes: Changes) -> None:
        self._announce(changes)
        if not self._dirty and self.saver.settled(self._review, self.note):
            self._ctx.status.saved(datetime.now(UTC))

    def _on_done(self, result: tuple[list[str], Changes]) -> None:
        lacking, changes = result
        self._announce(changes)
        self.missing.emit(lacking)
        if not lacking and self.saver.settled(self._review, self.note):
            self._ctx.status.saved(datetime.now(UTC))
        self._refresh()

    def _on_own_change(self, changes: Changes) -> None:
        self._announce(changes)
        self._refresh()

    def _on_versions(self, versions: object) -> None:
        self.versions.emit(versions)

    def _on_note_removed(self, changes: Changes) -> None:
        self._ctx.status.say(self.tr("The note is removed for good"))
        self._forget_note()
        self._announce(changes)

    def _on_text_removed(self, result: tuple[Changes, OpenNote]) -> None:
        changes, opened = result
        self._ctx.status.say(self.tr("The words are removed for good"))
        self._announce(changes)
        if opened.evidence.id == self.note:
            self._dirty = False
            self.refreshed.emit(opened, True)

    def _on_removal_failed(self, error: Exception) -> None:
        # it may have happened all the same, but for the wiping: look what is left
        self._on_failed(error)
        self._with_note(self._session.evidence.open, self._on_looked)

    def _on_looked(self, opened: OpenNote) -> None:
        if opened.evidence.id == self.note:
            self._take_body()
            opened = self.saver.laid_over(self._review, opened)
            gone = opened.evidence.body.text != self._read_body().text
            self.refreshed.emit(opened, gone)

    def _on_search_done(self, result: tuple[str, frozenset[str]]) -> None:
        if result[0] == self._sought:
            self.found.emit(result[1])

    def _on_refreshed(self, opened: OpenNote) -> None:
        # words typed since the question was asked are newer than the answer
        newer = self._dirty or self.saver.holds(self._review, self.note)
        if opened.evidence.id == self.note and newer:
            self._stale = True  # asked for again when those words are written
        elif opened.evidence.id == self.note:
            self._stale = False
            self.refreshed.emit(opened, False)

    def _on_changed(self, changes: Changes, initiator: object) -> None:
        others = changes.review not in ("", self._review)
        if others or "evidence" not in changes or self._leaving:
            return
        session, review = self._session, self._review
        self._run(lambda: session.evidence.list(review), self._on_rows)
        if initiator is not self and self.note in changes.ids["evidence"]:
            self._refresh()

    def _on_nothing(self, _result: object) -> None:
        pass

    def _on_failed(self, error: Exception) -> None:
        self._ctx.status.problem(expected(error))

    # ---- helpers ----

    def _run(self, work: Callable[[], Any], on_done: Callable[[Any], None]) -> None:
        self._ctx.jobs.database.run(work, on_done, self._on_failed)

    def _with_note(
        self, work: Callable[..., Any], on_done: Callable[[Any], None], *values: str
    ) -> None:
        self._run(partial(work, self._review, self.note, *values), on_done)

    def _announce(self, changes: Changes) -> None:
        self._ctx.store.announce(changes, self)

    def _refresh(self) -> None:
        if self.note and not self._leaving:
            self._with_note(self._session.evidence.open, self._on_refreshed)

    def _take_body(self) -> None:
        if self._dirty and self.note:
            self._dirty = False
            self.saver.put(self._review, self.note, "body", self._read_body().as_value())

    def _write(self) -> None:
        self._take_body()
        self.saver.write()

    def _forget_note(self) -> None:
        self.note = self._wanted = ""
        self._dirty = False
        self.autosave.stop()
        self.closed.emit()
