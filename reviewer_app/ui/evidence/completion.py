"""The small list under the caret: it never takes the focus, so typing goes on."""

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reviewer_app.ui.evidence.vocabulary import Suggestion
from reviewer_app.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_ROWS = 8


class SuggestionModel(QAbstractListModel):
    """Suggestions, best first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Suggestion] = []

    def set_rows(self, rows: list[Suggestion]) -> None:
        """Show other suggestions."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title; for a screen reader the code as well."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.code}" if row.code else row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.detail or None
        return None


class _Rows(QStyledItemDelegate):
    """Title, code small and grey; the prompt that matched below in small type."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of one or two lines."""
        lines = QFontMetrics(self._theme.font("body")).height() + 10
        if index.data(Qt.ItemDataRole.ToolTipRole):
            lines += QFontMetrics(self._theme.font("secondary")).height()
        return QSize(320, lines)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one suggestion."""
        model = index.model()
        row = model.rows[index.row()] if isinstance(model, SuggestionModel) else None
        if row is None:
            return
        painter.save()
        rect: QRect = option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour("selected"))
        inner = rect.adjusted(10, 4, -10, -4)
        top, bottom = inner, inner
        if row.detail:
            half = QFontMetrics(self._theme.font("body")).height() + 1
            top = QRect(inner.topLeft(), QSize(inner.width(), half))
            bottom = inner.adjusted(0, half, 0, 0)
        small = self._theme.font("secondary")
        code = QFontMetrics(small).horizontalAdvance(row.code)
        painter.setPen(self._theme.colour("text"))
        painter.setFont(self._theme.font("body"))
        middle = Qt.AlignmentFlag.AlignVCenter
        title = QFontMetrics(painter.font()).elidedText(
            row.title, Qt.TextElideMode.ElideRight, top.width() - code - 12
        )
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | middle, title)
        painter.setFont(small)
        painter.setPen(self._theme.colour("text-secondary"))
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | middle, row.code)
        if row.detail:
            detail = QFontMetrics(small).elidedText(
                row.detail, Qt.TextElideMode.ElideRight, bottom.width()
            )
            painter.drawText(bottom, Qt.AlignmentFlag.AlignLeft | middle, detail)
        painter.restore()


class CompletionList(QListView):
    """Shows suggestions at a point of its parent. ``chosen(suggestion)`` on a click."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Suggestions"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Rows(theme, self))
        self._model = SuggestionModel(self)
        self.setModel(self._model)
        self.setUniformItemSizes(False)
        self.clicked.connect(self._on_clicked)
        self.hide()

    def offer(self, rows: list[Suggestion], caret: QRect, *, select: bool) -> None:
        """Show ``rows`` under (or above) ``caret``; the first is selected where ``select``."""
        if not rows:
            self.hide()
            return
        if rows != self._model.rows:
            self._model.set_rows(rows)
        self.setCurrentIndex(self._model.index(0) if select else QModelIndex())
        self._put(caret)
        if not self.isVisible():
            self.show()
            self.raise_()

    def current(self) -> Suggestion | None:
        """Return what Enter would take."""
        index = self.currentIndex()
        return self._model.rows[index.row()] if self.isVisible() and index.isValid() else None

    def step(self, rows: int) -> None:
        """Move the selection, round the ends."""
        count = self._model.rowCount()
        at = self.currentIndex().row()
        at = (at + rows) % count if at >= 0 else (0 if rows > 0 else count - 1)
        self.setCurrentIndex(self._model.index(at))

    def _put(self, caret: QRect) -> None:
        parent = self._host
        hints = [self.sizeHintForRow(n) for n in range(min(self._model.rowCount(), _ROWS))]
        room_below = parent.height() - caret.bottom() - 8
        room_above = caret.top() - 8
        wanted = sum(hints) + 2 * self.frameWidth() + 4
        below = room_below >= wanted or room_below >= room_above
        height = min(wanted, max(room_below if below else room_above, 60))
        width = min(420, parent.width() - 16)
        left = max(8, min(caret.left(), parent.width() - width - 8))
        top = caret.bottom() + 4 if below else caret.top() - 4 - height
        self.setGeometry(QRect(QPoint(left, top), QSize(width, height)))

    def _on_clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.rows[index.row()])
