"""What ``#`` and ``@`` complete to: aspects by words of title and prompts, pupil groups."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reviewer_app.domain.form_type import Choice
from reviewer_app.domain.framework import Framework

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list: ``title`` large, ``code`` small and grey."""

    key: str
    title: str
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    suggestion: Suggestion
    title_words: tuple[str, ...]
    other_words: tuple[str, ...]
    initials: frozenset[str]
    prompts: tuple[str, ...] = ()


class Vocabulary:
    """The words a note can be linked by."""

    def __init__(self, framework: Framework | None = None, groups: Sequence[Choice] = ()) -> None:
        self._aspects: list[_Entry] = []
        for _area, aspect in framework.aspects() if framework else ():
            prompts = tuple(p.text for p in aspect.prompts)
            others = _words([aspect.description, *prompts])
            entry = Suggestion(aspect.code, aspect.title, aspect.code)
            initials = _initials([aspect.title, *prompts])
            title = _words([aspect.title])
            self._aspects.append(_Entry(entry, title, others, initials, prompts))
        self._groups = [
            _Entry(Suggestion(g.key, g.label), _words([g.label]), (g.key.lower(),), frozenset())
            for g in groups
        ]
        self.codes = frozenset(e.suggestion.code.upper() for e in self._aspects)

    def aspects(self, typed: str, limit: int = 8) -> list[Suggestion]:
        """Return the aspects that fit what stands after ``#``, best first; all for nothing."""
        return _find(self._aspects, typed, limit)

    def groups(self, typed: str, limit: int = 8) -> list[Suggestion]:
        """Return the pupil groups that fit what stands after ``@``, best first."""
        return _find(self._groups, typed, limit)

    def knows(self, code: str) -> bool:
        """Say whether ``code`` is an aspect of this framework."""
        return code.upper() in self.codes


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(w.lower() for text in texts for w in _WORD.findall(text))


_SMALL = 3


def _initials(texts: Iterable[str]) -> frozenset[str]:
    """Return the initials of neighbouring words: "teaching assistants" gives "ta"."""
    found = set()
    for text in texts:
        words = _words([text])
        for size in (2, 3):
            starts = range(len(words) - size + 1)
            runs = (words[n : n + size] for n in starts)
            found |= {"".join(w[0] for w in run) for run in runs if min(map(len, run)) > _SMALL}
    return frozenset(found)


def _find(entries: Sequence[_Entry], typed: str, limit: int) -> list[Suggestion]:
    wanted = typed.lower()
    if not wanted:
        return [e.suggestion for e in entries[:limit]]
    ranked = []
    for place, entry in enumerate(entries):
        short = typed.isupper() and wanted in entry.initials
        rank = _rank(entry, wanted)
        if short and (rank is None or rank > 1):
            rank = 1
        if rank is not None:
            ranked.append((rank, place, entry))
    found = []
    for rank, _place, entry in sorted(ranked, key=lambda r: r[:2])[:limit]:
        s = entry.suggestion
        # where the title does not hold the word, show the prompt that does
        detail = _prompt_with(entry.prompts, wanted) if rank >= _IN_PROMPT else ""
        found.append(Suggestion(s.key, s.title, s.code, detail))
    return found


_IN_PROMPT = 3


def _rank(entry: _Entry, wanted: str) -> int | None:
    if entry.suggestion.key.lower() == wanted:
        return 0
    if wanted in entry.title_words:
        return 1
    if any(w.startswith(wanted) for w in entry.title_words) or (
        entry.suggestion.code.lower().startswith(wanted)
    ):
        return 2
    if wanted in entry.other_words:
        return _IN_PROMPT
    if any(w.startswith(wanted) for w in entry.other_words):
        return 4
    return None


def _prompt_with(prompts: Sequence[str], wanted: str) -> str:
    for text in prompts:
        if any(w.startswith(wanted) for w in _words([text])):
            return text
    return ""
