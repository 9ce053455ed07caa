"""What a note is about: every aspect as off, noted, strength or development, and where from."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from reviewer_app.domain.body import Body, aspect_elements, find_marks
from reviewer_app.domain.framework import Framework

STATES = ("", "neutral", "strength", "development")
"""Off, linked, strength, development: the order that Space goes through."""

_SIGN = {"neutral": "", "strength": "+", "development": "-"}
_POLARITY = {"+": "strength", "-": "development"}


@dataclass(frozen=True, slots=True)
class AspectLink:
    """An aspect and what this note says of it. ``from_text``: the text itself says so."""

    code: str
    title: str
    area: str
    area_title: str
    states: tuple[str, ...]
    from_text: tuple[str, ...]

    @property
    def state(self) -> str:
        """Return the one to show: the last of the order."""
        return max(self.states, key=STATES.index, default="")


def element(code: str, state: str) -> str:
    """Return the set element ("Q3+") of an aspect in a state."""
    return code + _SIGN[state]


def read_element(value: str) -> tuple[str, str]:
    """Return code and state of a set element."""
    return (value[:-1], _POLARITY[value[-1]]) if value[-1:] in _POLARITY else (value, "neutral")


def text_elements(framework: Framework, body: Body) -> frozenset[str]:
    """Return the set elements that marks and linked passages stand for."""
    codes = {a.code for _, a in framework.aspects()}
    return aspect_elements(find_marks(body.text, codes).aspects) | aspect_elements(body.links)


def links_of(
    framework: Framework, by_hand: Collection[str], from_text: Collection[str]
) -> list[AspectLink]:
    """Return every aspect in framework order with what links it."""
    hand, text = _by_code(by_hand), _by_code(from_text)
    found = []
    for area, aspect in framework.aspects():
        written = tuple(text.get(aspect.code, ()))
        states = tuple(dict.fromkeys((*hand.get(aspect.code, ()), *written)))
        found.append(AspectLink(aspect.code, aspect.title, area.code, area.title, states, written))
    return found


def next_state(state: str) -> str:
    """Return the state that Space brings."""
    return STATES[(STATES.index(state) + 1) % len(STATES)]


def _by_code(elements: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value in sorted(elements):
        code, state = read_element(value)
        found.setdefault(code, []).append(state)
    return found
