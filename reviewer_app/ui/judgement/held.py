"""Texts of statements that the store refused: they stay in their rows until it takes them."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from reviewer_app.domain.entities import Statement
from reviewer_app.ui.judgement.steps import Words


class HeldTexts:
    """At most one text for each statement: the newest that was handed over and refused."""

    def __init__(self) -> None:
        self._held: dict[str, Words] = {}
        self._newest: dict[str, int] = {}
        self._serial = 0

    def __iter__(self) -> Iterator[Words]:
        return iter(tuple(self._held.values()))

    def __bool__(self) -> bool:
        return bool(self._held)

    @property
    def statements(self) -> frozenset[str]:
        """Return the ids of the statements whose texts are held."""
        return frozenset(self._held)

    def on_the_way(self, statement: str, text: str) -> Words:
        """Return the words to hand over; what was held of that statement is older now."""
        self._held.pop(statement, None)
        self._serial += 1
        self._newest[statement] = self._serial
        return Words("statement", statement, text, self._serial)

    def refused(self, words: Words) -> None:
        """Hold words that the store refused, unless newer ones of their statement are under way."""
        if self._newest.get(words.where) == words.serial:
            self._held[words.where] = words

    def keep_only(self, statements: Collection[str]) -> None:
        """Let go of the texts of statements that are no more."""
        self._held = {key: words for key, words in self._held.items() if key in statements}

    def laid_over(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """Return ``statements`` with the held texts in place of those the store has."""
        return tuple(
            replace(s, text=self._held[s.id].text) if s.id in self._held else s for s in statements
        )
