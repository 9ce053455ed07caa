"""The list of areas with the word and filled cells of each agreed point."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer_app.ui.judgement.data import AreaRow
from reviewer_app.ui.judgement.statement_delegate import room
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.cells import CELL, cells_width, paint_cells

Index = QModelIndex | QPersistentModelIndex


class AreaRole(IntEnum):
    """What the model answers beside the text."""

    ROW = Qt.ItemDataRole.UserRole + 1


class AreaModel(QAbstractListModel):
    """Areas and the overall estimate."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[AreaRow] = []

    def set_rows(self, rows: list[AreaRow]) -> None:
        """Show ``rows``; where the areas stay the same only what changed is told."""
        if [r.code for r in rows] != [r.code for r in self._rows]:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
            return
        for n, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
            if old != new:
                self._rows[n] = new
                self.dataChanged.emit(self.index(n), self.index(n))

    def row_of(self, code: str) -> int:
        """Return where the area ``code`` is, 0 where there is none."""
        return next((n for n, r in enumerate(self._rows) if r.code == code), 0)

    def code_at(self, row: int) -> str:
        """Return the code of a line, empty outside."""
        return self._rows[row].code if 0 <= row < len(self._rows) else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title, the words for a screen reader, or the whole row."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{row.title}: {row.word or self.tr('Nothing agreed yet')}"
        if role == AreaRole.ROW:
            return row
        return None


class AreaDelegate(QStyledItemDelegate):
    """Draws a line: the title, then cells and word."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return two or three lines: titles wrap."""
        width = max(room(option), 120) - 2 * self._theme.space("md")
        title = self._title_box(str(index.data() or ""), width)
        second = QFontMetrics(self._theme.font("secondary")).height()
        return QSize(width, title.height() + second + self._theme.space("xl") - 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        row = index.data(AreaRole.ROW)
        if not isinstance(row, AreaRow):
            return
        theme, pad = self._theme, self._theme.space("md")
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = QStyle.StateFlag
        selected = bool(option.state & state.State_Selected)
        if selected or option.state & state.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected" if selected else "hover"))
            painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 6, 6)
        box = option.rect.adjusted(pad, theme.space("sm"), -pad, 0)
        painter.setFont(theme.font("body", weight=QFont.Weight.DemiBold))
        painter.setPen(theme.colour("text"))
        title = self._title_box(row.title, box.width()).translated(box.topLeft())
        painter.drawText(title, Qt.TextFlag.TextWordWrap, row.title)
        painter.setFont(theme.font("secondary"))
        metrics = painter.fontMetrics()
        top, left = title.bottom() + theme.space("xs"), box.left()
        if row.cells and not row.contested and row.word:
            paint_cells(
                painter, left, top + (metrics.height() - CELL) / 2, row.filled, row.cells, theme
            )
            left += cells_width(row.cells) + theme.space("sm")
        word = row.word or self.tr("Nothing agreed yet")
        ink = "development" if row.contested else "text" if row.word else "text-secondary"
        painter.setPen(theme.colour("text" if selected and ink == "development" else ink))
        line = QRect(left, top, box.right() - left, metrics.height())
        shown = metrics.elidedText(word, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _title_box(self, title: str, width: int) -> QRect:
        metrics = QFontMetrics(self._theme.font("body", weight=QFont.Weight.DemiBold))
        return metrics.boundingRect(QRect(0, 0, width, 1000), Qt.TextFlag.TextWordWrap, title)
