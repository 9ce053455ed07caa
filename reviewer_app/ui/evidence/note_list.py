"""The list of my notes: model, how a row is drawn, filter."""

from collections.abc import Collection, Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reviewer_app.services.evidence import NoteRow
from reviewer_app.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_STATES = {"done": "✓", "draft": "○", "withdrawn": "–"}


class Role(IntEnum):
    """What a row tells beyond its words."""

    NOTE = Qt.ItemDataRole.UserRole + 1
    STATUS = Qt.ItemDataRole.UserRole + 2
    ROW = Qt.ItemDataRole.UserRole + 3


class NoteModel(QAbstractListModel):
    """Notes as they come from EvidenceService.list, latest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[NoteRow] = []

    @property
    def rows(self) -> Sequence[NoteRow]:
        """Return all rows."""
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[NoteRow]) -> None:
        """Show ``rows``; where ids and order are the same only what differs is announced."""
        if [r.id for r in rows] == [r.id for r in self._rows]:
            for number, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
                if old != new:
                    self._rows[number] = new
                    self.dataChanged.emit(self.index(number), self.index(number))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row_of(self, note: str) -> int:
        """Return where a note is, -1 where it is not."""
        return next((n for n, r in enumerate(self._rows) if r.id == note), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Return how many notes there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return number and title; the state in words for screen readers."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.number}  {row.title}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            done = self.tr("done") if row.status == "done" else self.tr("draft")
            return f"{row.number}, {row.title}, {done}"
        if role == Role.NOTE:
            return row.id
        if role == Role.STATUS:
            return row.status
        if role == Role.ROW:
            return row
        return None


class NoteFilter(QSortFilterProxyModel):
    """Drafts, done ones or mine, and those a search found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = ""
        self._found: Collection[str] | None = None

    def set_show(self, show: str) -> None:
        """Show "draft", "done", "mine" or, empty, all."""
        self._show = show
        self.invalidate()

    def set_found(self, notes: Collection[str] | None) -> None:
        """Show only the notes a search found; None for no search."""
        self._found = notes
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        """Say whether a note is shown."""
        row = self.sourceModel().index(source_row, 0, source_parent).data(Role.ROW)
        if self._found is not None and row.id not in self._found:
            return False
        if self._show == "mine":
            return bool(row.mine)
        return not self._show or row.status == self._show


class NoteDelegate(QStyledItemDelegate):
    """Two lines: state and kind; below it year, subject and time in small type."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the height of two lines with air."""
        body = QFontMetrics(self._theme.font("body")).height()
        return QSize(180, body + QFontMetrics(self._theme.font("secondary")).height() + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a note."""
        row: NoteRow = index.data(Role.ROW)
        theme, rect = self._theme, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        kind, _, rest = row.title.partition(" · ")
        inner = rect.adjusted(12, 7, -12, -7)
        top_height = QFontMetrics(theme.font("body")).height()
        top = QRect(inner.left(), inner.top(), inner.width(), top_height)
        low = QRect(inner.left(), top.bottom() + 2, inner.width(), inner.bottom() - top.bottom())
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("body"))
        done = row.status == "done"
        painter.setPen(theme.colour("strength" if done else "development"))
        painter.drawText(top, left, _STATES.get(row.status, "○"))
        painter.setPen(theme.colour("text"))
        words = QFontMetrics(painter.font()).elidedText(
            f"{row.number}  {kind}", Qt.TextElideMode.ElideRight, top.width() - 20
        )
        painter.drawText(top.adjusted(20, 0, 0, 0), left, words)
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.colour("text-secondary"))
        if not row.mine and row.author_name:
            rest = f"{row.author_name} · {rest}"
        small = QFontMetrics(painter.font()).elidedText(
            rest, Qt.TextElideMode.ElideRight, low.width() - 20
        )
        painter.drawText(low.adjusted(20, 0, 0, 0), left, small)
        painter.restore()
