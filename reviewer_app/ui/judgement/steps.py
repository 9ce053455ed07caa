"""The steps of Judgement that can be taken back, and what writing them tells."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.errors import ReviewerError


class Step(QUndoCommand):
    """One thing done: how to do it and how to take it back. Holds ids and values, no widgets."""

    def __init__(
        self, words: str, do: Callable[[], None], undo: Callable[[], None], within: "Within"
    ) -> None:
        super().__init__(words)
        self._do, self._undo, self._within = do, undo, within

    def redo(self) -> None:
        """Do it, also for the first time."""
        if not self.isObsolete():
            self._within(self, self._do)

    def undo(self) -> None:
        """Take it back."""
        if not self.isObsolete():
            self._within(self, self._undo)


Within = Callable[[Step, Callable[[], None]], None]


class Adding:
    """A statement being added: its words, and its id when the store made it."""

    def __init__(self, words: "Words") -> None:
        self.words = words
        self.statement = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Words on their way to the store.

    ``what`` is statement, new, typing, rationale, reason or excellence; ``where`` the statement,
    the area (a new one: ``area.kind``) or the field; ``serial`` tells older from newer texts.
    """

    what: str
    where: str
    text: str
    serial: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one writing: the step it belonged to, the words it carried."""

    changes: Changes
    adding: Adding | None
    step: Step | None
    words: tuple[Words, ...]
    problem: ReviewerError | None = None
