"""The scale as large choices side by side: word, filled cells and descriptor each."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.cells import Cells

NARROWEST = 138


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: ``filled`` of ``cells`` cells are drawn beside its word."""

    key: str
    word: str
    descriptor: str
    filled: int
    cells: int


class ScaleCard(QAbstractButton):
    """One point of the scale; chosen ones say so in words and with a thicker border."""

    def __init__(self, choice: Choice, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice, self._theme = choice, theme
        self.setCheckable(True)
        self.setText(choice.word)
        self.setObjectName(f"{choice.key}_card")
        self.setAccessibleName(choice.word)
        self.setAccessibleDescription(choice.descriptor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._column = column = QVBoxLayout(self)
        pad = theme.space("md")
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme.space("xs"))
        top = Qt.AlignmentFlag.AlignTop
        self.word = self._label(choice.word, "strong")
        self.word.setAlignment(top | Qt.AlignmentFlag.AlignLeft)
        self._chosen = self._label(self.tr("Agreed"), "secondary")
        self._chosen.setWordWrap(False)
        self._chosen.hide()
        head = QHBoxLayout()
        head.setSpacing(theme.space("xs"))
        head.addWidget(self.word, 1)
        head.addWidget(self._chosen, 0, top)
        column.addLayout(head)
        if choice.cells:
            cells = Cells(theme, self)
            cells.show_cells(choice.filled, choice.cells)
            column.addWidget(cells)
        column.addSpacing(theme.space("xs"))
        column.addWidget(self._label(choice.descriptor, "secondary"))
        column.addStretch()
        self.toggled.connect(self._on_toggled)
        theme.changed.connect(self.update)

    def title_height(self, width: int) -> int:
        """Return how high the title is in a card of ``width``."""
        room = width - 2 * self._theme.space("md")
        if not self._chosen.isHidden():
            room -= self._chosen.sizeHint().width() + self._theme.space("xs")
        self.word.ensurePolished()
        box, wrap = QRect(0, 0, max(room, 1), 1000), Qt.TextFlag.TextWordWrap
        return self.word.fontMetrics().boundingRect(box, wrap, self.word.text()).height()

    def heightForWidth(self, width: int) -> int:
        """Return the height its descriptor needs."""
        return self._column.heightForWidth(width)

    def hasHeightForWidth(self) -> bool:
        """Say yes: the text wraps."""
        return True

    def sizeHint(self) -> QSize:
        """Return a card of middling width."""
        narrowest = _narrowest(self._theme)
        return QSize(narrowest, self.heightForWidth(max(self.width(), narrowest)))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest card."""
        narrowest = _narrowest(self._theme)
        return QSize(narrowest, self.heightForWidth(max(self.width(), narrowest)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card behind its labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, focused = self.isChecked(), self.hasFocus()
        ground = "selected" if chosen else "hover" if self.underMouse() else "surface"
        line = "accent" if chosen else "border-strong"
        width = 2 if chosen else 1
        painter.setBrush(self._theme.colour(ground))
        painter.setPen(QPen(self._theme.colour(line), width))
        radius = self._theme.shape("radius")
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, radius, radius)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(box.adjusted(4, 4, -4, -4), radius - 3, radius - 3)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave arrows and Enter to the scale; Space presses as on any button."""
        keys = Qt.Key
        arrows = (keys.Key_Left, keys.Key_Right, keys.Key_Up, keys.Key_Down)
        if event.key() in (*arrows, keys.Key_Return, keys.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name
        """Leave checking to the scale: the estimate is what was saved, not what was clicked."""

    def _label(self, text: str, look: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("look", look)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return label

    def _on_toggled(self, chosen: bool) -> None:
        self._chosen.setVisible(chosen)


def _narrowest(theme: Theme) -> int:
    """Return the width that still takes a long word, at the text size of now."""
    return round(NARROWEST * theme.zoom)


class ScaleWidget(QWidget):
    """Choices side by side. Arrows move, Enter or Space chooses; ``chosen(key)``."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards: list[ScaleCard] = []
        self._choices: tuple[Choice, ...] = ()
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space("sm"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._arrange)

    def show_choices(self, choices: Sequence[Choice], chosen: str) -> None:
        """Show ``choices`` with ``chosen`` (a key, or empty) marked."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            for card in self._cards:
                card.hide()
                card.deleteLater()
            self._cards = [ScaleCard(choice, self._theme, self) for choice in choices]
            for card in self._cards:
                card.clicked.connect(self._on_clicked)
            self._columns = 0
            self._arrange()
        for card in self._cards:
            card.setChecked(card.choice.key == chosen)
        self._level()
        self._set_tab_stop()

    def cards(self) -> list[ScaleCard]:
        """Return the cards, best first."""
        return list(self._cards)

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest scale: one column."""
        return QSize(_narrowest(self._theme), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use one row where the cards fit, two where they do not."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, choose with Enter."""
        keys = Qt.Key
        steps = {keys.Key_Right: 1, keys.Key_Down: 1, keys.Key_Left: -1, keys.Key_Up: -1}
        at = next((i for i, card in enumerate(self._cards) if card.hasFocus()), None)
        pressed = keys(event.key())
        if at is not None and pressed in steps:
            to = min(max(at + steps[pressed], 0), len(self._cards) - 1)
            self._cards[to].setFocus(Qt.FocusReason.TabFocusReason)
        elif at is not None and pressed in (keys.Key_Return, keys.Key_Enter):
            self._cards[at].click()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        card = self.sender()
        if isinstance(card, ScaleCard):
            self.chosen.emit(card.choice.key)

    def _arrange(self) -> None:
        count = len(self._cards)
        if not count:
            return
        spacing = self._grid.spacing()
        fit = max((self.width() + spacing) // (_narrowest(self._theme) + spacing), 1)
        columns = count if fit >= count else min(fit, 2)
        if columns == self._columns:
            self._level()
            return
        self._columns = columns
        for n, card in enumerate(self._cards):
            self._grid.addWidget(card, n // columns, n % columns)
            card.show()
        for n in range(self._grid.columnCount()):
            self._grid.setColumnStretch(n, 1 if n < columns else 0)
        self._level()

    def _level(self) -> None:
        """Give the titles of a row one height, so that cells and descriptors line up."""
        columns, spacing = max(self._columns, 1), self._grid.spacing()
        width = (self.width() - spacing * (columns - 1)) // columns
        for start in range(0, len(self._cards), columns):
            row = self._cards[start : start + columns]
            height = max(card.title_height(width) for card in row)
            for card in row:
                card.word.setMinimumHeight(height)

    def _set_tab_stop(self) -> None:
        """Tab enters the scale once, at the chosen card or the first."""
        stop = next((c for c in self._cards if c.isChecked()), None)
        for card in self._cards:
            enter = card is stop or (stop is None and card is self._cards[0])
            strong, click = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus
            card.setFocusPolicy(strong if enter else click)
