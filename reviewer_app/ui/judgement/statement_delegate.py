"""Draws a statement with the line below it, and edits its text in place."""

from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from reviewer_app.ui.judgement.data import DROPPED, PROPOSED
from reviewer_app.ui.judgement.statement_model import StatementModel, StatementRole
from reviewer_app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
SETTLE_MILLISECONDS: Final = 1000
MARK = 18


def room(option: QStyleOptionViewItem) -> int:
    """Return how wide a row is: Qt asks for sizes before rows have a place."""
    view = getattr(option, "widget", None)
    if isinstance(view, QAbstractItemView):
        return view.viewport().width()
    return option.rect.width()


class StatementEditor(QPlainTextEdit):
    """The text of one row. Enter keeps, Esc gives up; a pause is saved on the way.

    ``original`` is what stood there when the editing began; ``on_the_way`` says that a pause saved
    something else.
    """

    paused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.dirty = self.on_the_way = False
        self.original = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MILLISECONDS)
        self._timer.timeout.connect(self.paused)
        self.textChanged.connect(self._on_text_changed)
        self.setAccessibleName(self.tr("Text of the statement"))
        self.setTabChangesFocus(True)

    def begin(self, text: str) -> None:
        """Start with ``text``; what was typed meanwhile is never overwritten."""
        if self.dirty:
            return
        self.original = text
        if text != self.toPlainText():
            self.setPlainText(text)
            self.moveCursor(self.textCursor().MoveOperation.End)
            self._timer.stop()
            self.dirty = False

    def _on_text_changed(self) -> None:
        self.dirty = True
        self._timer.start()


class StatementDelegate(QStyledItemDelegate):
    """``text_paused(id, text)``: somebody stopped typing in a row without leaving it."""

    text_paused = Signal(str, str)

    def __init__(self, theme: Theme, mark: str, ink: str, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._mark, self._ink = theme, mark, ink

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of the wrapped text and the line below it."""
        width = room(option) or 400
        text = self._lay_out(str(index.data() or ""), self._text_width(width))
        small = QFontMetrics(self._theme.font("secondary")).height()
        return QSize(
            160, int(text.boundingRect().height()) + small + 2 * self._theme.space("sm") + 6
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme, state, pad = self._theme, QStyle.StateFlag, self._theme.space("sm")
        status = str(index.data(StatementRole.STATE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & state.State_Selected)
        active = selected and bool(option.state & state.State_HasFocus)
        painter.setPen(QPen(theme.colour("focus"), 2) if active else Qt.PenStyle.NoPen)
        hover = bool(option.state & state.State_MouseOver)
        painter.setBrush(
            theme.colour("selected" if selected else "hover")
            if selected or hover else Qt.BrushStyle.NoBrush
        )  # fmt: skip
        painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), 6, 6)
        dropped = status == DROPPED
        left, top = option.rect.left() + pad, option.rect.top() + pad
        painter.setPen(theme.colour("text-secondary" if dropped else self._ink))
        painter.setFont(theme.font("secondary"))
        small = painter.fontMetrics()
        painter.drawText(QRect(left, top, self._indent(), small.height() + 2), 0, self._mark)
        painter.setPen(theme.colour("text-secondary" if dropped else "text"))
        text = self._lay_out(
            str(index.data() or ""), self._text_width(option.rect.width()), struck=dropped
        )
        text.draw(painter, QPointF(left + self._indent(), top))
        box = QRect(
            left + self._indent(), int(top + text.boundingRect().height()) + 4,
            self._text_width(option.rect.width()), small.height(),
        )  # fmt: skip
        self._paint_detail(painter, box, str(index.data(StatementRole.DETAIL)), status)
        painter.restore()

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index
    ) -> QWidget:
        """Return a box for the text."""
        editor = StatementEditor(parent)
        editor.paused.connect(self._on_paused)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill the box."""
        if isinstance(editor, StatementEditor):
            editor.setProperty("statement", str(index.data(StatementRole.ID)))
            editor.begin(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the text to the model, with the one that the editing began with."""
        if isinstance(editor, StatementEditor) and isinstance(model, StatementModel):
            model.give_text(index, editor.original, editor.toPlainText() if editor.dirty else "")

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Cover the row."""
        editor.setGeometry(option.rect.adjusted(1, 1, -1, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps what was typed, Esc also takes back a pause; everything else is Qt's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and isinstance(watched, StatementEditor):
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
                return True
            if event.key() == Qt.Key.Key_Escape and isinstance(watched, StatementEditor):
                watched.dirty = False
                if watched.on_the_way:
                    self.text_paused.emit(str(watched.property("statement")), watched.original)
        return super().eventFilter(watched, event)

    def _on_paused(self) -> None:
        editor = self.sender()
        if isinstance(editor, StatementEditor):
            text = " ".join(editor.toPlainText().split())
            if text:
                editor.on_the_way = True
                self.text_paused.emit(str(editor.property("statement")), text)

    def _paint_detail(self, painter: QPainter, box: QRect, detail: str, status: str) -> None:
        """The first word is a badge while the statement waits for the team."""
        theme = self._theme
        if status in PROPOSED:
            word, _, detail = detail.partition(" · ")
            width = painter.fontMetrics().horizontalAdvance(word) + 16
            badge = QRect(box.left(), box.top() - 1, width, box.height() + 2)
            painter.setPen(theme.colour("information"))
            painter.setBrush(theme.colour("information-soft"))
            painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, word)
            box = box.adjusted(width + theme.space("sm"), 0, 0, 0)
        painter.setPen(theme.colour("text-secondary"))
        shown = painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)

    def _indent(self) -> int:
        """Return the room of the mark before the text, which grows with the text."""
        return round(MARK * self._theme.zoom)

    def _text_width(self, width: int) -> int:
        return max(width - self._indent() - 2 * self._theme.space("sm"), 80)

    def _lay_out(self, text: str, width: int, *, struck: bool = False) -> QTextLayout:
        font = QFont(self._theme.font("body"))
        font.setStrikeOut(struck)
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height() + 1
        layout.endLayout()
        return layout
