"""The notes place: the list of notes, one note, and what keys do in it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from reviewer_app.domain.review import ReviewState
from reviewer_app.services.evidence import NoteRow, OpenNote
from reviewer_app.ui._forms.ui_notes_page import Ui_NotesPage
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.evidence.done_desk import DoneDesk
from reviewer_app.ui.evidence.link_desk import LinkDesk
from reviewer_app.ui.evidence.list_desk import ListDesk
from reviewer_app.ui.evidence.presenter import NotesPresenter
from reviewer_app.ui.evidence.proposal_desk import ProposalDesk
from reviewer_app.ui.evidence.removal_desk import RemovalDesk
from reviewer_app.ui.evidence.start import Start
from reviewer_app.ui.evidence.view import HISTORY, LINKS, EvidenceView
from reviewer_app.ui.evidence.years import years_of
from reviewer_app.ui.shell.places import Command

_WIDE, _WIDEST = 1180, 1500
_LIST, _LOOSE = 0.36, 1.14
"""The share of the window that the list takes for large text; how much wider it may be else."""
_ON_SITE = {ReviewState.PLANNED, ReviewState.CONFIRMED, ReviewState.PREPARING, ReviewState.ON_SITE}


def local_time() -> str:
    """Return the time of day as the margin shows it."""
    return datetime.now().astimezone().strftime("%H:%M")


class NotesPlace(QWidget):
    """Notes of one review. Built by the rail as ``NotesPlace(ctx, review)``."""

    def __init__(self, ctx: AppContext, review: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Notes")
        self._ctx = ctx
        self.ui = Ui_NotesPage()
        page = QWidget(self)
        self.ui.setupUi(page)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        self.ui.page_layout.setStretchFactor(self.ui.content_stack, 1)
        self.view = EvidenceView(ctx.theme, local_time, self.ui.form_page)
        self.ui.form_page_layout.addWidget(self.view)
        self.presenter = NotesPresenter(ctx, review, self.view.body, self)
        self.links = LinkDesk(self.view, self.presenter, ctx.status, self)
        self.done = DoneDesk(self.view, self.presenter, self.links, ctx.status, self)
        self.proposals = ProposalDesk(self.view, ctx, review, self)
        self.removal = RemovalDesk(self.view, self.presenter, ctx, self)
        self.list = ListDesk(self.ui, self.presenter, ctx.theme, self)
        self.model, self.filter = self.list.model, self.list.filter
        self._started = self._final = False
        self._target = self._recovered = ""
        self._places: dict[str, dict[str, int]] = {}
        self._note: OpenNote | None = None
        self._pinned = False
        self._kinds: dict[str, QPushButton] = {}
        self._list_width = self.ui.list_frame.minimumWidth()
        self._connect()
        self._arrange()

    # ---- what the window asks ----

    def activate(self, target: str) -> None:
        """Come to the front; ``target`` is a note's id, or empty for where the person was."""
        if not self._started:
            self._started = True
            self._target = target
            self.presenter.start()
        elif target:
            self.presenter.open(target)
        elif self._note is not None:
            self.view.editor.setFocus()
        else:
            self.ui.notes_view.setFocus()

    def flush(self) -> None:
        """Save what is typed, now."""
        self.presenter.flush()
        self._remember()

    @property
    def unsaved(self) -> bool:
        """Say whether words are on screen that no commit has confirmed yet."""
        return self.presenter.saver.unsaved

    def commands(self) -> list[Command]:
        """Return what the palette offers here."""
        found = [Command(words, slot, keys) for keys, words, slot in self._keys()]
        found += [
            Command(f"{row.number}  {row.title}", partial(self.presenter.open, row.id))
            for row in self.presenter.rows
        ]
        return found

    # ---- wiring ----

    def _keys(self) -> list[tuple[str, str, Callable[[], None]]]:
        return [
            ("Ctrl+N", self.tr("New note"), self.choose_kind),
            ("Ctrl+Return", self.tr("Mark this note done"), self.done.switch),
            ("Ctrl+Up", self.tr("Previous note"), self.list.previous),
            ("Ctrl+Down", self.tr("Next note"), self.list.next),
            ("Ctrl+S", self.tr("Save and make a restore point"), self.presenter.save_now),
            ("Ctrl+Shift+K", self.tr("Link the selected words"), self.links.link_selection),
            ("Ctrl+Shift+Q", self.tr("Quiet: only the text"), self._on_quiet_key),
        ]

    def _connect(self) -> None:
        p, v, ui = self.presenter, self.view, self.ui
        for keys, _words, slot in [*self._keys(), ("Ctrl+Enter", "", self.done.switch)]:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_escape)
        p.started.connect(self._on_started)
        p.rows_changed.connect(self._on_rows)
        p.opened.connect(self._on_opened)
        p.refreshed.connect(self._on_refreshed)
        p.closed.connect(self._on_closed)
        p.versions.connect(v.history.show_versions)
        v.text_changed.connect(p.body_edited)
        v.field_edited.connect(p.field_edited)
        v.field_left.connect(p.seal)
        v.page_shown.connect(self._on_page)
        v.drawer_closed.connect(self._arrange)
        v.ui.private_button.toggled.connect(self._arrange)
        v.history.restore_wanted.connect(v.editor.put_back)
        v.ui.all_notes_button.clicked.connect(self._on_all_notes)
        v.ui.private_button.clicked.connect(v.set_private)
        v.ui.quiet_button.clicked.connect(v.set_quiet)
        ui.new_button.clicked.connect(self.choose_kind)
        self.list.chosen.connect(self._on_chosen)
        ui.search_edit.installEventFilter(self)
        self._ctx.theme.changed.connect(self._arrange)

    # ---- the list ----

    def choose_kind(self) -> None:
        """Offer the kinds of note in place of the form; each is chosen by its first letter."""
        if self._final or not self._kinds:
            return
        self.presenter.seal()
        self.ui.empty_title_label.setText(self.tr("Which kind of note?"))
        self.ui.empty_label.setText(
            self.tr("Press its first letter. Escape goes back to where you were.")
        )
        self.ui.content_stack.setCurrentWidget(self.ui.empty_page)
        next(iter(self._kinds.values())).setFocus()

    def _on_started(self, start: Start) -> None:
        self._final = start.review.final
        lists = start.lists
        self.view.set_lists(
            {
                "years": lists.years, "groups": lists.groups, "subjects": lists.subjects,
                "years_here": years_of(start.review.review.school, lists.years),
            }
        )  # fmt: skip
        self.list.set_subjects(lists.subjects)
        for form_type in start.form_types:
            button = QPushButton(form_type.title, self.ui.empty_buttons_host)
            button.setProperty("form_type", form_type.key)
            button.clicked.connect(self._on_new)
            button.installEventFilter(self)
            self._kinds[form_type.first_letter.lower()] = button
            self.ui.empty_buttons_layout.addWidget(button)
        self.ui.empty_buttons_layout.addStretch(1)
        self.ui.empty_buttons_layout.insertStretch(0, 1)
        self.ui.new_button.setEnabled(not self._final)
        remembered = start.remembered
        self._places = dict(remembered.get("carets", {}))
        private = remembered.get("private", start.review.review.state in _ON_SITE)
        self.view.set_private(bool(private))
        self.list.show_rows(start.rows)
        self._on_rows(start.rows)
        wanted = self._target or self._recover(start) or str(remembered.get("note", ""))
        if any(r.id == wanted for r in start.rows):
            self.presenter.open(wanted)
        else:
            self._show_nothing()

    def _recover(self, start: Start) -> str:
        """Say what the last run left behind, make it permanent, and return the note to open."""
        if not start.recovered:
            return ""
        count, last = len(start.recovered), start.recovered[0].last_saved.astimezone()
        words = self.tr("Recovered 1 note, last saved {time}")
        if count > 1:
            words = self.tr("Recovered {count} notes, last saved {time}")
        self._recovered = words.format(count=count, time=last.strftime("%H:%M:%S"))
        self._ctx.status.say(self._recovered)
        for found in start.recovered:
            self.presenter.saver.seal(found.review, found.note)
        return start.recovered[0].note

    def _on_rows(self, _rows: Sequence[NoteRow]) -> None:
        row = self.presenter.row()
        if row is not None and self._note is not None:
            self.links.take_aspects(row.aspects)
        if self._note is None:
            self._show_nothing()

    def _on_chosen(self, note: str) -> None:
        if note == self.presenter.note:
            self.view.editor.setFocus()
        else:
            self._remember()
            self.presenter.open(note)

    def _on_new(self) -> None:
        sender = self.sender()
        if sender is None:
            return
        key = sender.property("form_type")
        self._remember()
        self.presenter.create(str(key))

    # ---- the note ----

    def _on_opened(self, opened: OpenNote) -> None:
        fresh = not opened.evidence.body.text and not opened.read_only
        self._note = opened
        self._pinned = False
        self.view.show_note(opened)
        self._take(opened)
        self.ui.content_stack.setCurrentWidget(self.ui.form_page)
        self.list.select()
        self._arrange()
        place = self._places.get(opened.evidence.id, {})
        cursor = self.view.editor.textCursor()
        last = self.view.editor.document().characterCount() - 1
        cursor.setPosition(min(place.get("caret", last), last))
        self.view.editor.setTextCursor(cursor)
        if "scroll" in place:
            self.view.editor.verticalScrollBar().setValue(place["scroll"])
        self.view.editor.setFocus()
        if fresh:
            self._ctx.status.say("")
        if self.view.page >= 0:
            self._on_page(self.view.page)
        if self._recovered:
            self.view.tell(self._recovered)
            self._recovered = ""

    def _on_refreshed(self, opened: OpenNote, wiped: bool) -> None:
        self._note = opened
        self.view.refresh(opened, wiped=wiped)
        self.view.editor.setReadOnly(opened.read_only)
        self._take(opened)
        if self.view.page == HISTORY:
            self.presenter.ask_versions()

    def _take(self, opened: OpenNote | None) -> None:
        self.links.show_note(opened)
        self.done.show_note(opened)
        self.proposals.show_note(opened.evidence.id if opened is not None else "")

    def _on_closed(self) -> None:
        self._note = None
        self._take(None)
        self._show_nothing()

    def _on_quiet_key(self) -> None:
        if self._note is not None:
            self.view.set_quiet(not self.view.ui.quiet_button.isChecked())

    def _on_escape(self) -> None:
        choosing = self.ui.content_stack.currentWidget() is self.ui.empty_page
        if choosing and self._note is not None:
            self.ui.content_stack.setCurrentWidget(self.ui.form_page)
            self.view.editor.setFocus()
        elif choosing:
            self._show_nothing()
            self.ui.notes_view.setFocus()
        elif self.view.passage is not None:
            self.view.end_linking()
            self.view.editor.setFocus()
        elif self.view.page >= 0:
            self.view.close_drawer()
        elif self.view.ui.quiet_button.isChecked():
            self.view.set_quiet(False)

    def _on_all_notes(self) -> None:
        self._pinned = not self.ui.list_frame.isVisible()
        self._arrange()
        if self._pinned:
            self.ui.notes_view.setFocus()

    def _on_page(self, page: int) -> None:
        self._arrange()
        if self._note is None:
            return
        if page == LINKS:
            self.links.update()
        elif page == HISTORY:
            self.presenter.ask_versions()

    # ---- layout ----

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for nothing more."""
        self.presenter.retire()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the list beside a note where there is room and nobody looks over the shoulder."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Down go from the search box into the list, letters choose a kind of note."""
        if isinstance(event, QKeyEvent) and watched in self._kinds.values():
            kind = self._kinds.get(event.text().lower())
            if event.type() == QEvent.Type.KeyPress and kind is not None:
                kind.click()
                return True
        down = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if down and event.type() == QEvent.Type.KeyPress and watched is self.ui.search_edit:
            self.ui.notes_view.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        alone = self._note is not None
        private = self.view.ui.private_button.isChecked()
        wanted = _WIDE if self.view.page < 0 else _WIDEST
        roomy = self.width() >= wanted and not private
        self.ui.list_frame.setVisible(not alone or self._pinned or roomy)
        quiet = self.view.ui.quiet_button.isChecked()
        self.view.ui.all_notes_button.setVisible(alone and not roomy and not quiet)
        words = self.tr("Only this note") if self._pinned else self.tr("All notes")
        self.view.head.set_list_words(words)
        least = self._list_width
        width = max(least, min(round(least * self._ctx.theme.zoom), round(self.width() * _LIST)))
        self.ui.list_frame.setMaximumWidth(max(width, round(least * _LOOSE)))
        self.ui.list_frame.setMinimumWidth(width)

    def _show_nothing(self) -> None:
        some = bool(self.presenter.rows)
        title = self.tr("Choose a note") if some else self.tr("No notes yet")
        words = self.tr(
            "A note holds what you see and hear, line by line, with its own times. "
            "Begin with one of these; everything is saved as you type."
        )
        if some:
            words = self.tr("Open one from the list, or begin a new one.")
        self.ui.empty_title_label.setText(title)
        self.ui.empty_label.setText(words)
        self.ui.empty_buttons_host.setVisible(not self._final)
        self.ui.content_stack.setCurrentWidget(self.ui.empty_page)
        self._arrange()

    def _remember(self) -> None:
        note = self.presenter.note
        if note:
            editor = self.view.editor
            self._places[note] = {
                "caret": editor.textCursor().position(),
                "scroll": editor.verticalScrollBar().value(),
            }
        self.presenter.remember(
            {
                "note": note,
                "carets": self._places,
                "private": self.view.ui.private_button.isChecked(),
            }
        )
