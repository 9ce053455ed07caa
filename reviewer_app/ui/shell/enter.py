"""Enter presses the button in focus, everywhere: Qt does that in dialogs only.

And Enter that is held down belongs to what had the focus when it was pressed: opening a review
must not go on as empty lines in its note.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class EnterPresses(QObject):
    """Listens at the native window of ``top``: there the focus is still where the key was hit.

    A key that a widget passes on to its parents would come too late: Enter in a field may have
    moved the focus to a button by then.
    """

    def __init__(self, top: QWidget) -> None:
        super().__init__(top)
        self._top = top
        self._pressed_in: QWidget | None = None

    def watch(self, window: QWindow) -> None:
        """Listen at ``window``."""
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Click the button in focus on a plain Enter; a key held down clicks once."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in _ENTER:
            return False
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        button = self._top.focusWidget()
        if event.isAutoRepeat():
            return button is not self._pressed_in
        self._pressed_in = button
        if not plain:
            return False
        if not isinstance(button, (QPushButton, QToolButton)) or not button.isEnabled():
            return False
        button.click()
        return True
