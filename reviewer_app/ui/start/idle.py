"""When nobody has touched the program for a while, and Ctrl + wheel: both read at the window."""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent, QWindow

from reviewer_app.domain.ports import Clock

IDLE_MS: Final = 15 * 60 * 1000
LOOK_MS: Final = 60 * 1000
KEYS_LAST: Final = timedelta(hours=12)
_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """``idle`` after fifteen minutes without a touch; ``zoom_asked(+1 or -1)`` on Ctrl + wheel.

    It listens at the native window, where each event passes once, not at every widget.
    """

    idle = Signal()
    zoom_asked = Signal(int)

    def __init__(self, parent: QObject | None = None, milliseconds: int = IDLE_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self.idle)

    def watch(self, window: QWindow) -> None:
        """Listen at ``window``."""
        window.installEventFilter(self)

    def start(self) -> None:
        """Begin to count."""
        self._timer.start()

    def stop(self) -> None:
        """Stop counting."""
        self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there."""
        if event.type() in _TOUCHES:
            if self._timer.isActive():
                self._timer.start()
            if isinstance(event, QWheelEvent):
                held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                if held and event.angleDelta().y():
                    self.zoom_asked.emit(1 if event.angleDelta().y() > 0 else -1)
                    return True
        return False


class KeyAge(QObject):
    """``due`` when the keys have been open for twelve hours (at-rest design: cover and lock).

    It looks at the clock each minute: a timer would stand still while the laptop sleeps.
    """

    due = Signal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._since: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Count from now: a passphrase was given."""
        self._since = self._clock.now()
        self._timer.start()

    def stop(self) -> None:
        """Nothing is open any more."""
        self._since = None
        self._timer.stop()

    def look(self) -> None:
        """Say so, once, where the time is over."""
        if self._since is not None and self._clock.now() - self._since >= KEYS_LAST:
            self.stop()
            self.due.emit()
