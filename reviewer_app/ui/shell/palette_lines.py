"""The lines of the palette: a title, and at the right its key or kind in grey."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer_app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class Line(Protocol):
    """What a line shows."""

    @property
    def title(self) -> str:
        """What is found."""
        ...

    @property
    def hint(self) -> str:
        """Its key, or what kind of thing it is; may be empty."""
        ...


class LineRole(IntEnum):
    """What the model answers beside the title."""

    HINT = Qt.ItemDataRole.UserRole + 1


class LineModel(QAbstractListModel):
    """What was found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show ``lines``."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title, the hint, or both for a screen reader."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == LineRole.HINT:
            return line.hint
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.title}, {line.hint}" if line.hint else line.title
        return None


class LineDelegate(QStyledItemDelegate):
    """Draws a line; a title that is too long for it is cut short before its hint."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def row_height(self) -> int:
        """Return the height of every line."""
        return self._theme.size("body") + self._theme.space("lg") + self._theme.space("xs")

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return a line that never asks for more width than there is."""
        return QSize(0, self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        theme, state, pad = self._theme, QStyle.StateFlag, self._theme.space("sm")
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & state.State_Selected)
        if selected or option.state & state.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected" if selected else "hover"))
            radius = theme.shape("radius-small")
            painter.drawRoundedRect(option.rect, radius, radius)
        box, middle = option.rect.adjusted(pad, 0, -pad, 0), Qt.AlignmentFlag.AlignVCenter
        hint = str(index.data(LineRole.HINT) or "")
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.colour("text-secondary"))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, hint)
        taken = painter.fontMetrics().horizontalAdvance(hint)
        box.setRight(box.right() - (taken + theme.space("lg") if hint else 0))
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text"))
        title = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, middle, title)
        painter.restore()
