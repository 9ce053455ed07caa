"""A text box for a few paragraphs that saves itself and grows with what is in it."""

from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

SETTLE_MILLISECONDS: Final = 600
RETRY_MILLISECONDS: Final = 20_000
SHORTEST_LINES: Final = 3


def count_words(text: str) -> int:
    """Return how many words ``text`` has."""
    return len(text.split())


class ProseEdit(QPlainTextEdit):
    """Plain text.

    ``edited`` comes with every change by hand, ``settled(text)`` when it is to be saved: 600 ms
    after the last key, or when the box is left.
    """

    edited = Signal()
    settled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self._lines = SHORTEST_LINES
        self._dirty = False
        self._quiet = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    @property
    def dirty(self) -> bool:
        """Say whether there is something typed that ``settled`` has not told yet."""
        return self._dirty

    def set_lines(self, lines: int) -> None:
        """Be at least ``lines`` high."""
        self._lines = lines
        self.updateGeometry()

    def show_text(self, text: str) -> None:
        """Show ``text`` from the store; typing under way is never overwritten."""
        if self._dirty or text == self.toPlainText():
            return
        self._quiet = True
        position = self.textCursor().position()
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(position, len(text)))
        self.setTextCursor(cursor)
        self._quiet = False

    def keep(self) -> None:
        """Hold on to the words: saving them failed. They are told again by and by."""
        self._dirty = True
        self._timer.start(RETRY_MILLISECONDS)

    def flush(self) -> None:
        """Tell what was typed, now."""
        self._timer.stop()
        if self._dirty:
            self._dirty = False
            self.settled.emit(self.toPlainText())

    def sizeHint(self) -> QSize:
        """Return a height that holds the text."""
        line = self.fontMetrics().lineSpacing()
        lines = max(self._lines, int(self.document().size().height()) + 1)
        frame = self.height() - self.viewport().height() if self.isVisible() else 14
        return QSize(320, lines * line + max(frame, 14) + 2 * int(self.document().documentMargin()))

    def minimumSizeHint(self) -> QSize:
        """Return the same height: the page scrolls, not the box."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew and take the height that needs."""
        super().resizeEvent(event)
        self.updateGeometry()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Save when the box is left."""
        super().focusOutEvent(event)
        self.flush()

    def _on_text_changed(self) -> None:
        if self._quiet:
            return
        self._dirty = True
        self._timer.start(SETTLE_MILLISECONDS)
        self.edited.emit()
