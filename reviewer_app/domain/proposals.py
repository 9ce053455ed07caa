"""Lines of a note that propose a statement (``! ``), and the words a statement is kept in."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from reviewer_app.domain.body import find_marks, one_line
from reviewer_app.domain.framework import Framework

_KINDS: Final = {"strength": "www", "development": "ebi"}
_OPENING = re.compile(r"even better if\b[\s.…:,–—-]*", re.IGNORECASE)
_COMMON: Final = frozenset(
    {"adults", "all", "any", "books", "both", "boys", "children", "each", "every", "feedback",
     "girls", "governors", "it", "leaders", "lessons", "middle", "more", "most", "parents",
     "pupils", "senior", "some", "staff", "subject", "tasks", "teachers", "teaching", "the",
     "their", "there", "these", "they", "this", "those", "trustees", "work"}
)  # fmt: skip
"""First words that are surely no names: only these lose their capital."""
_ALIKE: Final = 0.6
"""From which likeness on a changed line is the old one put better, not another one."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A ``! `` line without its marks. ``kind`` and ``area`` are its own mark's, or empty."""

    text: str
    kind: str
    area: str

    @property
    def ready(self) -> bool:
        """Say whether the line itself tells where it belongs, so that *Done* can propose it."""
        return bool(self.kind and self.area)


def offers(text: str, framework: Framework) -> list[Offer]:
    """Return the lines of ``text`` that propose a statement, each once."""
    codes = {aspect.code: area.code for area, aspect in framework.aspects()}
    found: dict[str, Offer] = {}
    for proposal in find_marks(text, codes).proposals:
        if proposal.kind == "statement":
            offer = _offer(proposal.text, codes)
            if offer.text:
                found.setdefault(offer.text, offer)
    return list(found.values())


def _offer(line: str, codes: Mapping[str, str]) -> Offer:
    marks = find_marks(line, codes).aspects
    words = without_marks(line, codes)
    signed = next((m for m in marks if m.polarity in _KINDS), None)
    kind = _KINDS[signed.polarity] if signed else ""
    placing = signed or next(iter(marks), None)
    area = codes[placing.aspect] if placing else ""
    return Offer(statement_text(kind, words), kind, area)


def without_marks(line: str, codes: Collection[str]) -> str:
    """Return the words of a line without the ``#`` marks in it."""
    words = line
    for mark in reversed(find_marks(line, codes).aspects):
        words = words[: mark.start] + words[mark.end :]
    return _tidy(words)


def _tidy(words: str) -> str:
    """Close the holes that marks left."""
    return re.sub(r" +([,.;:!?])", r"\1", one_line(words))


def statement_text(kind: str, text: str) -> str:
    """Return the text a statement is kept in: the report itself says "Even better if …"."""
    text = text.strip()
    opening = _OPENING.match(text) if kind == "ebi" else None
    rest = text[opening.end() :] if opening else ""
    if not rest:
        return text
    first = re.split(r"[\s,;:.]", rest, maxsplit=1)[0]
    plain = first[:1].isupper() and first.lower() in _COMMON
    return rest[0].lower() + rest[1:] if plain else rest


def area_of_last_link(text: str, aspects: Collection[str], framework: Framework) -> str:
    """Return the area of the last mark in ``text``; else that of all ``aspects``, if it is one."""
    codes = {aspect.code: area.code for area, aspect in framework.aspects()}
    marks = find_marks(text, codes).aspects
    if marks:
        return codes[marks[-1].aspect]
    areas = {codes[a] for a in aspects if a in codes}
    return areas.pop() if len(areas) == 1 else ""


def put_better(line: str, texts: Collection[str]) -> str:
    """Return which of ``texts`` the line is another wording of, empty where it is a new one."""
    likeness = {t: SequenceMatcher(None, t.lower(), line.lower()).ratio() for t in texts}
    best = max(likeness, key=lambda t: likeness[t], default="")
    return best if likeness.get(best, 0) >= _ALIKE else ""


def line_key(text: str) -> str:
    """Return what wordings of one line have in common: capitals, spaces and opening aside."""
    return statement_text("ebi", _tidy(text)).casefold()
