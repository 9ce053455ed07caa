"""The text of a note: lines, their own times, links to aspects, and marks parsed out of it.

``body`` is one register ``{text, times: [[line, "09:41"]], links: [{id, start, end, quote, aspect,
polarity}]}`` with offsets in code points (sync.md 2.6).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

POLARITIES = {"+": "strength", "-": "development", "−": "development", "": "neutral"}
_MARK = re.compile(r"(?<![\w#])#([A-Za-z]\d{1,2})([+\-−]?)(?![\w+\-−])")
MAX_LINE = 20_000


@dataclass(frozen=True, slots=True)
class Link:
    """A passage on an aspect. ``polarity``: ``strength``, ``development`` or ``neutral``."""

    id: str
    start: int
    end: int
    quote: str
    aspect: str
    polarity: str = "neutral"


@dataclass(frozen=True, slots=True)
class Body:
    """Text with the time each line was begun (``times``: line number from 0 → "HH:MM")."""

    text: str = ""
    times: tuple[tuple[int, str], ...] = ()
    links: tuple[Link, ...] = ()

    def as_value(self) -> dict[str, Any]:
        """Return the JSON-ready value of the ``body`` register."""
        links = [
            {"id": k.id, "start": k.start, "end": k.end, "quote": k.quote, "aspect": k.aspect,
             "polarity": k.polarity}
            for k in self.links
        ]  # fmt: skip
        return {"text": self.text, "times": [list(t) for t in self.times], "links": links}

    @staticmethod
    def from_value(value: Any) -> "Body":
        """Read a ``body`` value; what is not understood is left out, the text never."""
        if not isinstance(value, dict):
            return Body(value if isinstance(value, str) else "")
        text = value.get("text")
        times = tuple(
            (t[0], t[1])
            for t in _items(value.get("times"))
            if isinstance(t, list)
            and len(t) == 2
            and isinstance(t[0], int)
            and isinstance(t[1], str)
        )
        links = []
        for raw in _items(value.get("links")):
            try:
                quote, polarity = str(raw["quote"]), str(raw.get("polarity", "neutral"))
                start, end = int(raw["start"]), int(raw["end"])
                links.append(Link(raw["id"], start, end, quote, str(raw["aspect"]), polarity))
            except (KeyError, TypeError, ValueError):
                continue
        return Body(text if isinstance(text, str) else "", times, tuple(links))

    def reanchored(self) -> "Body":
        """Return the body with each link moved to where its quote now is; gone quotes drop out."""
        kept = []
        for link in self.links:
            if self.text[link.start : link.end] == link.quote:
                kept.append(link)
                continue
            places = (
                [m.start() for m in re.finditer(re.escape(link.quote), self.text)]
                if link.quote
                else []
            )
            if places:
                start = min(places, key=lambda p: abs(p - link.start))
                kept.append(replace(link, start=start, end=start + len(link.quote)))
        return replace(self, links=tuple(kept))


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Mark:
    """A ``#Q3+`` found in the text, with its place in code points."""

    start: int
    end: int
    aspect: str
    polarity: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line beginning ``! `` or ``? ``: ``kind`` is ``statement`` or ``self`` (a note to self)."""

    line: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What the text itself says about its links."""

    aspects: tuple[Mark, ...] = ()
    proposals: tuple[Proposal, ...] = field(default=())


def find_marks(text: str, known_aspects: Collection[str]) -> Marks:
    """Return the ``#`` marks that name a known aspect and the lines that propose a statement."""
    codes = {code.upper() for code in known_aspects}
    marks = tuple(
        Mark(m.start(), m.end(), m[1].upper(), POLARITIES[m[2]])
        for m in _MARK.finditer(text)
        if m[1].upper() in codes
    )
    proposals = []
    for number, line in enumerate(text.split("\n")):
        if line.startswith("! ") and line[2:].strip():
            proposals.append(Proposal(number, "statement", line[2:].strip()))
        elif line.startswith("? ") and line[2:].strip():
            proposals.append(Proposal(number, "self", line[2:].strip()))
    return Marks(marks, tuple(proposals))


def aspect_elements(marks: Iterable[Mark | Link]) -> frozenset[str]:
    """Return the set elements (``Q3+``, ``D4-``, ``L2``) that marks or links stand for."""
    sign = {"strength": "+", "development": "-"}
    return frozenset(m.aspect + sign.get(m.polarity, "") for m in marks)


def one_line(text: str) -> str:
    """Return ``text`` cleaned (see ``clean``) and on one line, without spare spaces."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    r"""Return ``text`` without control characters other than line breaks and tabs.

    Line ends become ``\n``; bidirectional overrides are taken out, as they can make a line read
    as something else than it says.
    """
    text = re.sub(r"\r\n?|[\u2028\u2029\u0085]", "\n", text)
    return re.sub(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", text
    )
