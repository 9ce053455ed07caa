"""The report's own small wordings: dates, counts, lists, file dates. British English."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from reviewer_app.content.lists import label
from reviewer_app.domain.entities import YEARS

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WHOLE: Final = "whole"
_SCHOOL: Final = "the whole school"


def day(text: str) -> str:
    """Return an ISO date in words, ``9 November 2026``; anything else as it is."""
    when = _date(text)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}" if when else text


def days(start: str, end: str) -> str:
    """Return a span of ISO dates in words, saying each part only once."""
    first, last = _date(start), _date(end)
    if not first or not last or first == last:
        return day(start or end) if not (start and end and start != end) else f"{start} – {end}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(end)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def and_list(words: Iterable[str]) -> str:
    """Return ``a, b and c``."""
    parts = [word for word in words if word]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def year_groups(codes: Sequence[str]) -> str:
    """Return ``Reception, Years 2 to 6, and the whole school`` for codes in school order."""
    runs: list[list[str]] = []
    for code in codes:
        if runs and _follows(code, runs[-1][-1]):
            runs[-1].append(code)
        elif code != _WHOLE:
            runs.append([code])
    parts: list[str] = []
    for run in runs:
        names = [label("years", code) for code in run]
        parts += names if len(run) < 3 else [f"Years {run[0]} to {run[-1]}"]
    if _WHOLE not in codes:
        return and_list(parts)
    return f"{', '.join(parts)}, and {_SCHOOL}" if len(parts) > 1 else and_list([*parts, _SCHOOL])


def hours(number: float) -> str:
    """Return ``about 31 hours``."""
    whole = round(number)
    return "under an hour" if whole < 1 else f"about {count(whole, 'hour')}"


def count(number: int, word: str) -> str:
    """Return ``1 note`` or ``2 notes``."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def phase(text: str) -> str:
    """Return a school phase as the cover shows it."""
    return f"{text[:1].upper()}{text[1:]}"


def _follows(code: str, before: str) -> bool:
    both = code in YEARS and before in YEARS and code.isdigit() and before.isdigit()
    return both and int(code) == int(before) + 1


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
