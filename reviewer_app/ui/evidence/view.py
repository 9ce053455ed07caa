"""One note on screen: header, fields, text and drawer. It asks; place and presenter act."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from reviewer_app.domain.body import Body
from reviewer_app.domain.entities import sort_years, year_words
from reviewer_app.domain.form_type import Choice
from reviewer_app.services.evidence import OpenNote
from reviewer_app.ui._forms.ui_evidence_form import Ui_EvidenceForm
from reviewer_app.ui.evidence.drawer import DrawerPlace
from reviewer_app.ui.evidence.editor import EvidenceEditor
from reviewer_app.ui.evidence.form_engine import FormEngine
from reviewer_app.ui.evidence.head import NoteHead
from reviewer_app.ui.evidence.history_panel import HistoryPanel
from reviewer_app.ui.evidence.links_panel import LinksPanel
from reviewer_app.ui.evidence.notice import Notice
from reviewer_app.ui.evidence.removal_panel import RemovalPanel
from reviewer_app.ui.evidence.vocabulary import Vocabulary
from reviewer_app.ui.theme import Theme

LINKS, MORE, HISTORY = range(3)
_DRAWER_PAUSE = 600
_LEAST_TEXT = 140
"""How high the text is at least, at 100 %; where there is less room the note scrolls."""


class EvidenceView(QWidget):
    """A note to write in.

    Signals are what the person did; ``text_changed`` comes at each key and costs nothing,
    ``text_rested`` when typing paused while the drawer shows what the text says.
    """

    text_changed = Signal()
    text_rested = Signal()
    field_edited = Signal(str, object)
    field_left = Signal()
    page_shown = Signal(int)
    drawer_closed = Signal()

    def __init__(self, theme: Theme, now: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_EvidenceForm()
        self.ui.setupUi(self)
        self.editor = EvidenceEditor(theme, now, self.ui.editor_host)
        self.editor.setAccessibleName(self.tr("What you see and hear"))
        self.editor.setObjectName("body_edit")
        self.ui.editor_layout.addWidget(self.editor)
        self.ui.note_layout.setStretchFactor(self.ui.editor_host, 1)
        self.ui.main_layout.setStretchFactor(self.ui.note_scroll, 1)
        self.ui.form_layout.setStretchFactor(self.ui.main_host, 1)
        self.engine = FormEngine(self.ui.above_host, self.ui.below_host, self.ui.more_host, self)
        self.links = LinksPanel(theme, self.ui.links_page)
        self.ui.links_layout.addWidget(self.links)
        self.history = HistoryPanel(self.ui, self)
        self.removal = RemovalPanel(self.ui, self)
        self.notice = Notice(self.ui, theme, self)
        self.head = NoteHead(self.ui, self)
        self.drawer = DrawerPlace(self.ui, self, theme)
        self.tabs = QTabBar(self.ui.tabs_host)
        for words in (self.tr("Links"), self.tr("More"), self.tr("History")):
            self.tabs.addTab(words)
        self.tabs.setAccessibleName(self.tr("Panel"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.ui.tabs_layout.insertWidget(0, self.tabs)
        self.ui.drawer_frame.hide()
        middle = Qt.AlignmentFlag.AlignVCenter
        self.ui.head_layout.setAlignment(self.ui.state_label, middle)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_DRAWER_PAUSE)
        self._resting.timeout.connect(self.text_rested)
        self._note: OpenNote | None = None
        self._lists: Mapping[str, Sequence[Choice]] = {}
        self._theme, self._quiet, self._again = theme, False, False
        self._dress(theme)
        self._connect()
        self._on_theme_changed()

    # ---- showing ----

    def set_lists(self, lists: Mapping[str, Sequence[Choice]]) -> None:
        """Give the lists that fields choose from."""
        self._lists = lists

    def show_note(self, opened: OpenNote) -> None:
        """Show a note from its beginning."""
        self._note, self._again = opened, False
        self.notice.clear()
        self.end_linking()
        self.engine.build(opened.form_type, self._lists)
        self.editor.set_vocabulary(Vocabulary(opened.framework, self._lists.get("groups", ())))
        self.editor.load(opened.evidence.body)
        self.editor.setReadOnly(opened.read_only)
        self.editor.setPlaceholderText(opened.form_type.placeholder)
        self.links.show_framework(opened.framework, opened.form_type.closing_prompt)
        self.links.set_writable(not opened.read_only)
        self.history.clear(writable=not opened.read_only)
        self.removal.set_writable(not opened.read_only)
        self._order_tabs()
        self._show_header(opened)

    def refresh(self, opened: OpenNote, *, wiped: bool) -> None:
        """Take in what changed elsewhere; caret and undo stay, unless words went for good."""
        self._note = opened
        if wiped:
            self.editor.load(opened.evidence.body)
        else:
            self.editor.refresh(opened.evidence.body)
        self._show_header(opened)

    def show_title(self) -> None:
        """Read the header line from the fields."""
        if self._note is None:
            return
        note = self._note.evidence
        years = self._field("years", note.years)
        subject = self._field("subject", note.subject)
        start = self._field("start", note.start)
        kind = self._note.form_type.title
        parts = [kind, year_words(sort_years(tuple(years))), subject, start]
        self.ui.title_label.setText(" · ".join(p for p in parts if p))

    def show_status(self, *, done: bool, again: bool = False) -> None:
        """Say what the note is; ``again``: it was done until somebody went on writing."""
        self._again = again
        draft = self.tr("Draft again") if again else self.tr("Draft")
        words = self.tr("Done") if done else draft
        closed = self._note is not None and self._note.read_only
        self.ui.state_label.setText(self.tr("Read only") if closed else words)
        self.ui.done_button.setText(self.tr("Reopen") if done else self.tr("Done"))

    def tell(self, words: str) -> None:
        """Say something above the note; it stays until it is dismissed."""
        self.notice.say(words)
        QTimer.singleShot(0, self, self._show_notice)

    def set_private(self, private: bool) -> None:
        """Hide what a neighbour should not read."""
        self.ui.private_button.setChecked(private)
        self.editor.set_private(private)
        self.links.set_private(private)
        self.history.set_private(private)

    def set_quiet(self, quiet: bool) -> None:
        """Show only the text."""
        self._quiet = quiet
        self.ui.quiet_button.setChecked(quiet)
        self.editor.set_quiet(quiet)
        self.head.set_quiet(quiet)
        for widget in (self.ui.above_host, self.ui.below_host, self.ui.private_button,
                       self.ui.all_notes_button):  # fmt: skip
            widget.setVisible(not quiet)
        self._show_buttons()
        if quiet:
            self.close_drawer()
        self.editor.setFocus()

    # ---- the drawer ----

    def open_drawer(self, page: int) -> None:
        """Bring a page of the drawer to the front."""
        self.tabs.setCurrentIndex(page)
        self.ui.drawer_stack.setCurrentIndex(page)
        from_door = self.ui.links_button.hasFocus() or self.ui.more_button.hasFocus()
        self.ui.drawer_frame.show()
        self.drawer.arrange()
        if from_door:
            self.tabs.setFocus()
        self._show_buttons()
        self.page_shown.emit(page)

    def close_drawer(self) -> None:
        """Put the drawer away; the caret goes back to the text."""
        inside = self.ui.drawer_frame.isAncestorOf(self.focusWidget() or self)
        self.ui.drawer_frame.hide()
        self.end_linking()
        self._show_buttons()
        self.drawer_closed.emit()
        if inside:
            self.editor.setFocus()

    @property
    def page(self) -> int:
        """Return the page of the drawer that is open, -1 for none."""
        if self.ui.drawer_frame.isHidden():
            return -1
        return self.ui.drawer_stack.currentIndex()

    passage: tuple[int, int, str] | None = None
    """The selected words that the next choice in the drawer links: start, end, words."""

    def begin_linking(self) -> bool:
        """Let the next choice in the drawer link the selected words; False where none are."""
        start, end = self.editor.selected_points()
        if start == end:
            return False
        self.passage = (start, end, self.editor.toPlainText()[start:end])
        self.open_drawer(LINKS)
        self.links.ask_about(self.passage[2])
        self.links.show_aspects()
        self.links.ui.aspects_view.setFocus()
        if not self.links.ui.aspects_view.currentIndex().isValid():
            self.links.ui.aspects_view.setCurrentIndex(self.links.model.index(1))
        return True

    def end_linking(self) -> None:
        """Leave the selected words as they are."""
        self.passage = None
        self.links.ask_about("")

    def add_prompt(self, prompt: str) -> None:
        """Put the closing question at the end of the text and the caret behind it."""
        cursor = self.editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        cursor.insertText(("\n" if cursor.block().text() else "") + prompt + " ")
        self.editor.setTextCursor(cursor)
        self.editor.setFocus()

    def body(self) -> Body:
        """Return the text as it is now."""
        return self.editor.body()

    # ---- plumbing ----

    def _field(self, target: str, fallback: Any) -> Any:
        editor = self.engine.editor_for(target)
        return editor.value() if editor is not None else fallback

    def _show_header(self, opened: OpenNote) -> None:
        note = opened.evidence
        self.engine.show_note(note, read_only=opened.read_only)
        self.ui.number_label.setText(note.number)
        again = self._again and note.status != "done"
        self.show_status(done=note.status == "done", again=again)
        self.ui.done_button.setVisible(not opened.read_only)
        self.ui.done_button.setEnabled(True)
        self.show_title()

    def _order_tabs(self) -> None:
        head = [self.ui.all_notes_button, self.ui.private_button, self.ui.quiet_button,
                self.ui.links_button, self.ui.more_button, self.ui.done_button]  # fmt: skip
        panel = self.links.ui
        order: list[QWidget] = [
            *head, self.ui.dismiss_button, *self.engine.stops(0), self.editor,
            *self.engine.stops(1), self.tabs, self.ui.close_drawer_button, panel.aspects_view,
            panel.prompt_button, panel.expand_button, panel.kind_combo, panel.area_combo,
            panel.statement_edit, panel.propose_button, *self.engine.stops(2),
            *self.removal.stops(), *self.history.stops(),
        ]  # fmt: skip
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _dress(self, theme: Theme) -> None:
        theme.bind_icon(self.ui.all_notes_button, "arrow_back")
        theme.bind_icon(self.ui.private_button, "private", chosen="accent")
        theme.bind_icon(self.ui.quiet_button, "focus", chosen="accent")
        theme.bind_icon(self.ui.links_button, "link")
        theme.bind_icon(self.ui.more_button, "more_horiz")
        theme.bind_icon(self.ui.close_drawer_button, "close")

    def _connect(self) -> None:
        self.editor.edited.connect(self._on_edited)
        self.editor.left.connect(self.field_left)
        self.engine.field_edited.connect(self._on_field)
        self.ui.links_button.clicked.connect(self._on_links)
        self.ui.more_button.clicked.connect(self._on_more)
        self.ui.close_drawer_button.clicked.connect(self.close_drawer)
        self.tabs.tabBarClicked.connect(self.open_drawer)
        self.tabs.currentChanged.connect(self._on_tab)
        self.links.prompt_wanted.connect(self.add_prompt)
        self.notice.dismissed.connect(self.editor.setFocus)
        self._theme.changed.connect(self._on_theme_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _on_tab(self, page: int) -> None:
        if not self.ui.drawer_frame.isHidden() and page != self.ui.drawer_stack.currentIndex():
            self.open_drawer(page)

    def _on_edited(self) -> None:
        self.text_changed.emit()
        if not self.ui.drawer_frame.isHidden():
            self._resting.start()

    def _on_field(self, target: str, value: object) -> None:
        self.field_edited.emit(target, value)
        if target in ("years", "subject", "start"):
            self.show_title()

    def _on_links(self) -> None:
        self.open_drawer(LINKS)

    def _on_more(self) -> None:
        self.open_drawer(MORE)

    def _show_buttons(self) -> None:
        """The drawer's own tabs stand for its doors while it is open."""
        doors = self.page < 0 and not self._quiet
        self.ui.links_button.setVisible(doors)
        self.ui.more_button.setVisible(doors)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Bring into sight what has the keyboard, where the note is higher than the window."""
        if new is not None and self.ui.note_host.isAncestorOf(new):
            QTimer.singleShot(0, self, self._show_focus)  # what it is shown for is laid out then

    def _show_focus(self) -> None:
        focus = self.focusWidget()
        if focus is not None and self.ui.note_host.isAncestorOf(focus):
            self._bring_into_sight(focus)

    def _show_notice(self) -> None:
        self._bring_into_sight(self.ui.notice_frame)

    def _bring_into_sight(self, widget: QWidget) -> None:
        """Scroll until all of ``widget`` shows; Qt would show no more than its caret."""
        scroll, host = self.ui.note_scroll, self.ui.note_host
        middle = widget.mapTo(host, widget.rect().center())
        half = min(widget.height() + self.ui.note_layout.spacing(), scroll.viewport().height()) // 2
        scroll.ensureVisible(middle.x(), middle.y(), 0, half)

    def _on_theme_changed(self) -> None:
        # on its host, not on the editor: the style sheet's own least height would take its place
        self.ui.editor_host.setMinimumHeight(round(_LEAST_TEXT * self._theme.zoom))
        self.head.fit()
        QTimer.singleShot(0, self, self._show_focus)
