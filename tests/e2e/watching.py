"""What the driver sees and does by itself: the status line as painted, keys at a person's pace."""

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tools.demo import hands


def tell(**fields: Any) -> None:
    """Write one line for the parent; ``at`` is the clock that all processes here share."""
    sys.stdout.write(json.dumps({**fields, "at": time.monotonic()}) + "\n")
    sys.stdout.flush()


class SavedWatcher(QObject):
    """Tells ``{"event": "saved", "text": …}`` when "Saved" is painted: the text then on screen.

    It looks at the paint event of the line, not at a signal behind it: what counts is what a
    person reads. Painting and typing are on one thread, so line and text belong together.
    """

    def __init__(self, line: QWidget, text: QWidget) -> None:
        super().__init__(line)
        self._line, self._text = line, text
        self._last = ""
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched is self._line:
            words = hands.text_of(self._line)
            text = hands.text_of(self._text)
            if words.startswith("Saved ") and text != self._last:
                self._last = text
                tell(event="saved", text=text)
        return False


class Typist(QObject):
    """Types ``[[delay in ms, key], …]`` and tells ``{"event": "key", "count": n}`` after each."""

    def __init__(self, target: QWidget, keys: Sequence[tuple[int, str]]) -> None:
        super().__init__(target)
        self._target, self._keys = target, list(keys)
        self._count = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._type)
        self._next()

    def _next(self) -> None:
        if self._count < len(self._keys):
            self._timer.start(self._keys[self._count][0])
        else:
            tell(event="typed")

    def _type(self) -> None:
        key = self._keys[self._count][1]
        if key == "\n":
            QTest.keyClick(self._target, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(self._target, key)
        self._count += 1
        tell(event="key", count=self._count)
        self._next()
