"""When to write: a draft 400 ms after the last key and every 2 s, a seal later (sync.md 2.4)."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE: Final = 400
LONGEST: Final = 1_800  # and timers may be 5 % late: with the commit, two seconds
IDLE: Final = 60_000
STRETCH: Final = 120_000
RETRY: Final = 4_000


class Autosave(QObject):
    """Turns keystrokes into two signals; knows nothing of notes.

    ``draft_due``: write what is typed. ``seal_due``: make it permanent. ``retry_due``: a save
    failed a few seconds ago.
    """

    draft_due = Signal()
    seal_due = Signal()
    retry_due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pause = self._timer(PAUSE)
        self.longest = self._timer(LONGEST)
        self.idle = self._timer(IDLE)
        self.stretch = self._timer(STRETCH)
        self.retry = self._timer(RETRY)
        self.pause.timeout.connect(self._on_draft)
        self.longest.timeout.connect(self._on_draft)
        self.idle.timeout.connect(self._on_seal)
        self.stretch.timeout.connect(self._on_seal)
        self.retry.timeout.connect(self.retry_due)

    def typed(self) -> None:
        """Take note of a key."""
        self.pause.start()
        self.idle.start()
        for timer in (self.longest, self.stretch):
            if not timer.isActive():
                timer.start()

    def failed(self) -> None:
        """Try again in a few seconds."""
        self.retry.start()

    def drafted(self) -> None:
        """Nothing waits to be drafted."""
        self.pause.stop()
        self.longest.stop()
        self.retry.stop()

    def stop(self) -> None:
        """Nothing waits at all."""
        for timer in (self.pause, self.longest, self.idle, self.stretch, self.retry):
            timer.stop()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        return timer

    def _on_draft(self) -> None:
        self.pause.stop()
        self.longest.stop()
        self.draft_due.emit()

    def _on_seal(self) -> None:
        self.idle.stop()
        self.stretch.stop()
        self.seal_due.emit()
