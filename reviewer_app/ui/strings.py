"""Dates and counts in the words of the screen: British English, whatever the system says."""

from datetime import date
from typing import Final

from PySide6.QtCore import QCoreApplication

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def date_words(iso: str) -> str:
    """Return ``2026-11-09`` as "9 November 2026"; the text itself where it is no date."""
    day = _read(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else iso


def span_words(start: str, end: str, *, short: bool = False) -> str:
    """Return two ISO dates as "9–11 November 2026" (``short``: "9–11 Nov 2026")."""
    first, last = _read(start), _read(end)
    if first is None or last is None:
        return " – ".join(date_words(part) for part in (start, end) if part)

    def month(day: date) -> str:
        name = MONTHS[day.month - 1]
        return name[:3] if short else name

    end_words = f"{last.day} {month(last)} {last.year}"
    if first == last:
        return end_words
    if first.year != last.year:
        return f"{first.day} {month(first)} {first.year} – {end_words}"
    if first.month != last.month:
        return f"{first.day} {month(first)} – {end_words}"
    return f"{first.day}–{end_words}"


def count_words(number: int, one: str, many: str) -> str:
    """Return "1 note", "3 notes", with a thousands comma."""
    return f"{number:,} {one if number == 1 else many}"


def length_words(words: int, least: int = 0, most: int = 0) -> str:
    """Return how long a text is beside how long it should be: "36 of about 60 words".

    ``least`` is where it is long enough, ``most`` where it is too long; 0 where there is no such.
    """
    said = _tr("{n} words")
    if words < least:
        said = _tr("{n} of about {wanted} words")
    elif most and words > most:
        said = _tr("{n} words, {over} more than wanted")
    elif words == 1:
        said = _tr("{n} word")
    wanted = f"{least}–{most}" if most > least else f"{least}"
    return said.format(n=f"{words:,}", wanted=wanted, over=f"{words - most:,}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Strings", text)


def _read(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
