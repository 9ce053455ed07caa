"""Ticks the notes behind a statement."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from reviewer_app.services.evidence import NoteRow
from reviewer_app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class NoteTickModel(QAbstractListModel):
    """Notes by number and title, each with a tick."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notes: list[NoteRow] = []
        self._ticked: set[str] = set()

    def show_notes(self, notes: Sequence[NoteRow], ticked: Collection[str]) -> None:
        """Show ``notes``, ticked ones first."""
        self.beginResetModel()
        self._ticked = set(ticked)
        self._notes = sorted(notes, key=lambda n: n.id not in self._ticked)
        self.endResetModel()

    def ticked(self) -> frozenset[str]:
        """Return the ids of the ticked notes."""
        return frozenset(self._ticked)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many notes there are."""
        return 0 if parent.isValid() else len(self._notes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return number and title, or the tick."""
        if not index.isValid():
            return None
        note = self._notes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{note.number}  {note.title}"
        if role == Qt.ItemDataRole.CheckStateRole:
            state = Qt.CheckState
            return state.Checked if note.id in self._ticked else state.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick a note."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        note = self._notes[index.row()].id
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._ticked.add(note)
        else:
            self._ticked.discard(note)
        self.dataChanged.emit(index, index, [role])
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that each note can be ticked."""
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsUserCheckable


class LinkPopup(QFrame):
    """A small window over the page; closing it keeps the ticks: ``closed(statement, ids)``."""

    closed = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = NoteTickModel(self)
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self.model)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._statement, self._before = "", frozenset[str]()
        column = QVBoxLayout(self)
        pad = theme.space("md")
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme.space("sm"))
        title = QLabel(self.tr("Notes behind this statement"), self)
        title.setProperty("look", "strong")
        self.filter_edit = QLineEdit(self)
        self.filter_edit.setObjectName("filter_edit")
        self.filter_edit.setPlaceholderText(self.tr("Find a note"))
        self.filter_edit.setAccessibleName(self.tr("Find a note"))
        self.filter_edit.setClearButtonEnabled(True)
        self.notes_view = QListView(self)
        self.notes_view.setObjectName("notes_view")
        self.notes_view.setAccessibleName(self.tr("Notes; Space ticks"))
        self.notes_view.setModel(self._filtered)
        hint = QLabel(self.tr("Space ticks · Esc closes and keeps the ticks"), self)
        hint.setProperty("look", "secondary")
        for widget in (title, self.filter_edit, self.notes_view, hint):
            column.addWidget(widget)
        self.filter_edit.textChanged.connect(self._filtered.setFilterFixedString)
        self.resize(420, 360)

    def open_for(
        self, statement: str, notes: Sequence[NoteRow], ticked: Collection[str], at: QPoint
    ) -> None:
        """Show ``notes`` with ``ticked`` for one statement, its corner at ``at``."""
        self._statement, self._before = statement, frozenset(ticked)
        self.filter_edit.clear()
        self.model.show_notes(notes, ticked)
        screen = self.screen().availableGeometry()
        x = min(at.x(), screen.right() - self.width())
        y = min(at.y(), screen.bottom() - self.height())
        self.move(max(x, screen.left()), max(y, screen.top()))
        self.show()
        self.notes_view.setCurrentIndex(self._filtered.index(0, 0))
        self.notes_view.setFocus(Qt.FocusReason.PopupFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hand the ticks over where they changed."""
        super().hideEvent(event)
        if self._statement and self.model.ticked() != self._before:
            self.closed.emit(self._statement, self.model.ticked())
        self._statement = ""
