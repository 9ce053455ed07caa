"""Plays a story in the window: acts, then waits for what a person would wait for.

A story is a generator. Each ``yield`` hands over a condition, a callable; the story goes on when
it is true. A condition that does not come true in time ends the play with what was awaited.
"""

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from tools.demo import hands

Condition = Callable[[], bool]
Story = Generator["Await", None, None]
POLL_MS = 15
PATIENCE_S = 30.0


@dataclass(slots=True)
class Await:
    """Something to wait for, and how it is called in a message."""

    what: str
    condition: Condition
    patience: float = PATIENCE_S


@dataclass(slots=True)
class Step:
    """A named part of the story and how long it took."""

    title: str
    seconds: float = 0.0


@dataclass(slots=True)
class Tale:
    """What was played: steps with their times, and the problem where it stopped."""

    steps: list[Step] = field(default_factory=list)
    problem: str = ""


def seen(name: str, patience: float = PATIENCE_S) -> Await:
    """Wait until the widget ``name`` is visible."""
    return Await(f"{name} to be seen", lambda: hands.visible(name) is not None, patience)


def enabled(name: str, patience: float = PATIENCE_S) -> Await:
    """Wait until the widget ``name`` is visible and can be used."""

    def usable() -> bool:
        widget = hands.visible(name)
        return widget is not None and widget.isEnabled()

    return Await(f"{name} to be usable", usable, patience)


def reads(name: str, text: str, patience: float = PATIENCE_S) -> Await:
    """Wait until the widget ``name`` shows ``text``."""

    def shown() -> bool:
        widget = hands.visible(name)
        return widget is not None and text in hands.text_of(widget)

    return Await(f"{name} to read “{text}”", shown, patience)


class Player(QObject):
    """Runs one story on the UI thread; ``ended`` comes once, with the Tale."""

    ended = Signal(object)

    def __init__(self, on_step: Callable[[Step], None]) -> None:
        super().__init__()
        self._story: Iterator[Await] = iter(())
        self._on_step = on_step
        self.tale = Tale()
        self._awaited: Await | None = None
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, story: Story) -> None:
        """Begin to play ``story``."""
        self._story = story
        self._timer.start()

    def step(self, title: str) -> None:
        """Begin a named step; the story calls it."""
        self._close_step()
        self.tale.steps.append(Step(title, time.monotonic()))

    def _close_step(self) -> None:
        if self.tale.steps:
            last = self.tale.steps[-1]
            last.seconds = time.monotonic() - last.seconds
            self._on_step(last)

    def _look(self) -> None:
        awaited = self._awaited
        try:
            if awaited is not None and not awaited.condition():
                if time.monotonic() - self._since > awaited.patience:
                    there = f"On the screen: {', '.join(hands.names())}"
                    told = f"It says: {hands.problems()}" if hands.problems() else ""
                    self._end(f"waited in vain for {awaited.what}. {told}\n{there}")
                return
            self._awaited = next(self._story)
            self._since = time.monotonic()
        except StopIteration:
            self._close_step()
            self._end("")
        except Exception as error:  # noqa: BLE001 - the play ends, and says why
            self._end(f"{type(error).__name__}: {error}")

    def _end(self, problem: str) -> None:
        self._timer.stop()
        self.tale.problem = problem
        self.ended.emit(self.tale)
