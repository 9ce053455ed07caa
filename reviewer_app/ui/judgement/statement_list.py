"""One list of statements: what went well, or even better if."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from reviewer_app.domain.entities import Statement
from reviewer_app.ui._forms.ui_statement_list import Ui_StatementList
from reviewer_app.ui.judgement.data import AGREED, DROPPED
from reviewer_app.ui.judgement.statement_delegate import StatementDelegate
from reviewer_app.ui.judgement.statement_model import NoteNames, StatementModel
from reviewer_app.ui.strings import count_words, length_words
from reviewer_app.ui.theme import Theme


class StatementList(QWidget):
    """A list with its buttons. Signals carry the user's wish; nothing here changes a statement.

    ``added(text)``, ``edited(id, old, new)``, ``paused(id, text)``, ``moved(id, before)`` (empty:
    to the end), ``status_given(id, status)``, ``deleted(id)``, ``links_asked(id, point)``,
    ``typing(text)`` while a new one is being typed.
    """

    added = Signal(str)
    edited = Signal(str, str, str)
    paused = Signal(str, str)
    moved = Signal(str, str)
    status_given = Signal(str, str)
    deleted = Signal(str)
    links_asked = Signal(str, QPoint)
    typing = Signal(str)

    def __init__(self, theme: Theme, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_StatementList()
        self.ui.setupUi(self)
        self.kind = kind
        self.refused = False
        """A new statement could not be saved; it is in its field again."""
        self.setObjectName(f"{kind}_list")
        self.model = StatementModel(self)
        mark, ink = ("▲", "strength") if kind == "www" else ("▼", "development")
        self._delegate = StatementDelegate(theme, mark, ink, self)
        self._names(kind)
        view = self.ui.statements_view
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        for name, icon in {
            "edit": "edit", "up": "arrow_up", "down": "arrow_down", "delete": "delete",
            "agree": "check", "notes": "link", "add": "add",
        }.items():  # fmt: skip
            theme.bind_icon(getattr(self.ui, f"{name}_button"), icon)
        self._connect()
        theme.changed.connect(view.fit)
        self.show_statements([], NoteNames({}, {}), read_only=False)

    def show_statements(self, rows: list[Statement], names: NoteNames, *, read_only: bool) -> None:
        """Show ``rows`` in their order."""
        self.model.set_rows(rows, names, read_only=read_only)
        shown = [s for s in rows if s.status != DROPPED]
        words = sum(len(s.text.split()) for s in shown)
        count = count_words(len(shown), self.tr("statement"), self.tr("statements"))
        self.ui.count_label.setText(f"{count}, {length_words(words)}" if shown else "")
        self.ui.empty_label.setVisible(not rows)
        self.ui.statements_view.setVisible(bool(rows))
        self.ui.new_edit.setVisible(not read_only)
        self.ui.add_button.setVisible(not read_only)
        self._read_only = read_only
        self.ui.statements_view.fit()
        self._show_actions()

    def current(self) -> Statement | None:
        """Return the statement the buttons work on."""
        return self.model.statement(self.ui.statements_view.currentIndex().row())

    def select(self, statement: str) -> bool:
        """Make a statement the current one; say whether it is in this list."""
        row = self.model.row_of(statement)
        if row >= 0:
            self.ui.statements_view.setCurrentIndex(self.model.index(row))
        return row >= 0

    def take_back(self, text: str) -> None:
        """Put a new statement that could not be saved back where it was typed."""
        newer = self.ui.new_edit.text().strip()
        self.ui.new_edit.setText(f"{text} {newer}" if newer else text)
        self.refused = True
        self.typing.emit(self.ui.new_edit.text())

    def tab_chain(self) -> list[QWidget]:
        """Return what Tab visits, in order."""
        ui = self.ui
        return [
            ui.statements_view, ui.agree_button, ui.edit_button, ui.up_button, ui.down_button,
            ui.notes_button, ui.drop_button, ui.delete_button, ui.new_edit, ui.add_button,
        ]  # fmt: skip

    def flush(self) -> None:
        """Keep what is typed in an open row."""
        view = self.ui.statements_view
        if view.state() == QAbstractItemView.State.EditingState:
            view.setFocus()

    def _connect(self) -> None:
        ui, view = self.ui, self.ui.statements_view
        ui.add_button.clicked.connect(self._on_add)
        ui.new_edit.returnPressed.connect(self._on_add)
        ui.new_edit.textEdited.connect(self.typing)
        ui.edit_button.clicked.connect(lambda: view.edit(view.currentIndex()))
        ui.up_button.clicked.connect(lambda: self._on_moved(-1))
        ui.down_button.clicked.connect(lambda: self._on_moved(1))
        ui.agree_button.clicked.connect(self._on_agree)
        ui.drop_button.clicked.connect(self._on_drop)
        ui.delete_button.clicked.connect(self._on_delete)
        ui.notes_button.clicked.connect(self._on_notes)
        view.moved.connect(self._on_moved)
        view.deleted.connect(self._on_delete)
        view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.model.text_given.connect(self.edited)
        self.model.move_asked.connect(self.moved)
        self._delegate.text_paused.connect(self.paused)

    def _names(self, kind: str) -> None:
        ui = self.ui
        if kind == "www":
            title = self.tr("What went well")
            empty = self.tr("No strengths here yet. Type one below, or propose one from a note.")
            ui.new_edit.setPlaceholderText(self.tr("Add what went well"))
        else:
            title = self.tr("Even better if")
            empty = self.tr("Nothing here yet. Type one below, or propose one from a note.")
            ui.new_edit.setPlaceholderText(self.tr("Even better if …"))
        ui.title_label.setText(title)
        ui.empty_label.setText(empty)
        ui.statements_view.setAccessibleName(title)
        ui.new_edit.setAccessibleName(self.tr("A new statement: {list}").format(list=title))

    def _show_actions(self) -> None:
        ui, current = self.ui, self.current()
        ui.actions_frame.setVisible(current is not None and not self._read_only)
        if current is None:
            return
        row = ui.statements_view.currentIndex().row()
        ui.agree_button.setVisible(current.status != AGREED)
        dropped = current.status == DROPPED
        ui.agree_button.setText(self.tr("Take back in") if dropped else self.tr("Agree"))
        ui.drop_button.setVisible(not dropped)
        ui.up_button.setEnabled(row > 0)
        ui.down_button.setEnabled(row < self.model.rowCount() - 1)

    def _on_current_changed(self, _current: QModelIndex) -> None:
        self._show_actions()

    def _on_add(self) -> None:
        text = " ".join(self.ui.new_edit.text().split())
        if text:
            self.refused = False
            self.ui.new_edit.clear()
            self.typing.emit("")
            self.added.emit(text)
        self.ui.new_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_moved(self, step: int) -> None:
        current = self.current()
        if current is None or self._read_only:
            return
        row = self.model.row_of(current.id)
        if not 0 <= row + step < self.model.rowCount():
            return
        after = self.model.statement(row + (2 if step > 0 else -1))
        self.moved.emit(current.id, after.id if after else "")

    def _on_agree(self) -> None:
        self._give_status(AGREED)

    def _on_drop(self) -> None:
        self._give_status(DROPPED)

    def _give_status(self, status: str) -> None:
        current = self.current()
        if current is not None:
            self.status_given.emit(current.id, status)

    def _on_delete(self) -> None:
        current = self.current()
        if current is not None and not self._read_only:
            self.deleted.emit(current.id)

    def _on_notes(self) -> None:
        current = self.current()
        if current is not None:
            button = self.ui.notes_button
            self.links_asked.emit(current.id, button.mapToGlobal(button.rect().bottomLeft()))
