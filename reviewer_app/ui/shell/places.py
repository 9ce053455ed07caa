"""The places of the window, in the order of the rail.

To add one: write a QWidget subclass with the members of ``Place``, built as
``YourPlace(ctx, review)``, and add a line to PLACES. It is imported and built when first opened,
once for each review, and deleted when another review is opened or the window locks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QWidget

from reviewer_app.ui.context import AppContext


class Place(Protocol):
    """What the window asks of a place; it is a QWidget as well.

    A place may also have ``commands() -> list[Command]`` for the palette.
    """

    title: str

    def activate(self, target: str) -> None:
        """Come to the front; ``target`` is what to show (an id, an area code, or empty)."""
        ...

    def flush(self) -> None:
        """Save what is typed, now: before another place, cover, lock, quit."""
        ...


PlaceFactory = Callable[[AppContext, str], QWidget]


@dataclass(frozen=True, slots=True)
class PlaceSpec:
    """A line of the rail. ``factory(ctx, review)`` builds the place; Home's review is empty."""

    key: str
    title: str
    icon: str
    factory: PlaceFactory
    shortcut: str = ""
    needs_review: bool = True


@dataclass(frozen=True, slots=True)
class Command:
    """An action the palette offers while a place is in front."""

    title: str
    run: Callable[[], None]
    hint: str = ""


def _home(ctx: AppContext, _review: str) -> QWidget:
    from reviewer_app.ui.home.place import HomePlace

    return HomePlace(ctx)


def _notes(ctx: AppContext, review: str) -> QWidget:
    from reviewer_app.ui.evidence.place import NotesPlace

    return NotesPlace(ctx, review)


def _judgement(ctx: AppContext, review: str) -> QWidget:
    from reviewer_app.ui.judgement.place import JudgementPlace

    return JudgementPlace(ctx, review)


def _report(ctx: AppContext, review: str) -> QWidget:
    from reviewer_app.ui.report.place import ReportPlace

    return ReportPlace(ctx, review)


def _send(ctx: AppContext, review: str) -> QWidget:
    from reviewer_app.ui.send.place import SendPlace

    return SendPlace(ctx, review)


PLACES: Final = (
    PlaceSpec(
        "home", str(QT_TRANSLATE_NOOP("Places", "Home")), "home", _home, "Alt+1", needs_review=False
    ),
    PlaceSpec("notes", str(QT_TRANSLATE_NOOP("Places", "Notes")), "note", _notes, "Alt+2"),
    PlaceSpec(
        "judgement", str(QT_TRANSLATE_NOOP("Places", "Judgement")), "gavel", _judgement, "Alt+3"
    ),
    PlaceSpec("report", str(QT_TRANSLATE_NOOP("Places", "Report")), "report", _report, "Alt+4"),
    PlaceSpec("send", str(QT_TRANSLATE_NOOP("Places", "Send")), "send", _send, "Alt+5"),
)
