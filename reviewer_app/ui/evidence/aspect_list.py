"""The list of aspects in the drawer: one stop for Tab, Space and clicks go through the states."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from reviewer_app.ui.evidence.aspect_links import AspectLink, next_state
from reviewer_app.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row holds: an AspectLink, or None for the heading of an area."""

    LINK = Qt.ItemDataRole.UserRole + 1


class AspectModel(QAbstractListModel):
    """Areas as headings, their aspects below."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[str | AspectLink] = []
        self.private = False

    def set_private(self, private: bool) -> None:
        """Tell strengths and developments apart, or say only what is linked."""
        self.private = private
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def set_links(self, links: Sequence[AspectLink]) -> None:
        """Show ``links``; where the aspects are the same only what differs is announced."""
        rows: list[str | AspectLink] = []
        area = ""
        for link in links:
            if link.area != area:
                area = link.area
                rows.append(link.area_title)
            rows.append(link)
        if [_name(r) for r in rows] == [_name(r) for r in self._rows]:
            for number, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
                if old != new:
                    self._rows[number] = new
                    self.dataChanged.emit(self.index(number), self.index(number))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def index_of(self, code: str) -> QModelIndex:
        """Return where an aspect is."""
        for number, row in enumerate(self._rows):
            if isinstance(row, AspectLink) and row.code == code:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Return how many rows there are, headings included."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title; all of it in words for screen readers."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Role.LINK:
            return row if isinstance(row, AspectLink) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if isinstance(row, AspectLink) else row
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(row, AspectLink):
            parts = [row.title, self.words(row.state) or self.tr("off")]
            if row.from_text:
                parts.append(self.tr("from the text"))
            return ", ".join(parts)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings are passed over."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], AspectLink):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def words(self, state: str) -> str:
        """Return a state in words."""
        return {
            "neutral": self.tr("linked"),
            "strength": self.tr("strength"),
            "development": self.tr("development"),
        }.get(state, "")


class AspectDelegate(QStyledItemDelegate):
    """Title, code small and grey; the state with a shape and a word."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def row_height(self) -> int:
        """Return the height of an aspect that is off."""
        return QFontMetrics(self._theme.font("body")).height() + 10

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return one line for an aspect that is off, two for one that is linked."""
        theme, link = self._theme, index.data(Role.LINK)
        small = QFontMetrics(theme.font("secondary")).height()
        if link is None:
            return QSize(200, small + 14)
        return QSize(200, self.row_height() + (small + 2 if link.state else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a heading or an aspect."""
        theme, rect = self._theme, option.rect
        link: AspectLink | None = index.data(Role.LINK)
        left = Qt.AlignmentFlag.AlignLeft
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = theme.font("secondary")
        if link is None:
            painter.setFont(theme.font("secondary", weight=QFont.Weight.DemiBold))
            painter.setPen(theme.colour("text-secondary"))
            words = QFontMetrics(painter.font()).elidedText(
                str(index.data()), Qt.TextElideMode.ElideRight, rect.width() - 8
            )
            box = rect.adjusted(4, 0, -4, -3)
            painter.drawText(box, left | Qt.AlignmentFlag.AlignBottom, words)
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected"))
            painter.drawRoundedRect(rect, 6, 6)
        body = theme.font("body")
        body_height = QFontMetrics(body).height()
        mark = round(16 * theme.zoom)
        model = index.model()
        private = isinstance(model, AspectModel) and model.private
        state = "neutral" if private and link.state else link.state
        self._mark(painter, state, QRect(rect.left() + 4, rect.top() + 5, mark, body_height))
        inner = rect.adjusted(10 + mark, 4, -6, -4)
        height = body_height
        code_width = QFontMetrics(small).horizontalAdvance(link.code)
        painter.setFont(body)
        painter.setPen(theme.colour("text"))
        top = QRect(inner.left(), inner.top() + 1, inner.width(), height)
        title = QFontMetrics(body).elidedText(
            link.title, Qt.TextElideMode.ElideRight, top.width() - code_width - 8
        )
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(top, left | middle, title)
        painter.setFont(small)
        painter.setPen(theme.colour("text-secondary"))
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | middle, link.code)
        if state and isinstance(model, AspectModel):
            painter.setPen(theme.colour(_ink(state)))
            words = " · ".join(model.words(s) for s in ((state,) if private else link.states))
            if link.from_text:
                words += " · " + self.tr("from the text")
            low = inner.adjusted(0, height + 2, 0, 0)
            painter.drawText(low, left | middle, words)
        painter.restore()

    def _mark(self, painter: QPainter, state: str, box: QRect) -> None:
        shape = {"strength": "▲", "development": "▼", "neutral": "●"}.get(state, "○")
        painter.setFont(self._theme.font("secondary"))
        painter.setPen(self._theme.colour(_ink(state) if state else "border-strong"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shape)


class AspectKeys(QObject):
    """Turns keys and clicks in a list of aspects into ``wanted(link, state)``."""

    wanted = Signal(object, str)

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)
        view.clicked.connect(self._on_clicked)

    def eventFilter(self, _watched: QObject, event: object) -> bool:
        """Take Space, Enter, plus, minus, Delete."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            link = self._view.currentIndex().data(Role.LINK)
            state = self._state(event, link) if link is not None else None
            if state is not None and link is not None:
                self.wanted.emit(link, state)
                return True
        return False

    def _state(self, event: QKeyEvent, link: AspectLink) -> str | None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return None
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._next(link)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return ""
        return {"+": "strength", "-": "development", "−": "development"}.get(event.text())

    def _on_clicked(self, index: QModelIndex) -> None:
        link = index.data(Role.LINK)
        if link is not None:
            self.wanted.emit(link, self._next(link))

    def _next(self, link: AspectLink) -> str:
        """Return what Space and clicks bring: in private view only what can be seen."""
        model = self._view.model()
        if isinstance(model, AspectModel) and model.private:
            return "" if link.state else "neutral"
        return next_state(link.state)


def _name(row: str | AspectLink) -> str:
    return row if isinstance(row, str) else f"{row.code} {row.title}"


def _ink(state: str) -> str:
    return "accent" if state == "neutral" else state
