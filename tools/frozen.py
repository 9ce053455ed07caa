"""One moment and no chance: pictures of a screen change when the screen does, and only then."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Final, Self

from PySide6.QtWidgets import QApplication

from reviewer_app.protocol import content
from reviewer_app.reporting import report
from reviewer_app.services.hub import REACHED, DeliveryStatus
from reviewer_app.services.session import Session
from reviewer_app.storage import vault

MOMENT: Final = datetime(2026, 11, 11, 15, 10, tzinfo=UTC)
"""The last afternoon of the sample review."""
CODE: Final = "1a2b-3c4d-5e6f-7a8b"
LETTER: Final = "A"


class _Frozen(datetime):
    """Time as the window's modules see it."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return the moment."""
        moment = MOMENT if tz else MOMENT.astimezone().replace(tzinfo=None)
        return cls.fromtimestamp(moment.timestamp(), tz)


class FrozenClock:
    """The program's clock. ``running`` lets it go while another program must agree on the time."""

    def __init__(self) -> None:
        self._running = False

    def now(self) -> datetime:
        """Return the moment, the true time while the clock runs."""
        return datetime.now(UTC) if self._running else MOMENT

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the clock go."""
        self._running = True
        try:
            yield
        finally:
            self._running = False


def freeze() -> None:
    """Take chance out of what is seen: the caret, the letter of notes, the verification code."""
    QApplication.setCursorFlashTime(0)
    vault.LETTERS = LETTER  # type: ignore[misc]  # for this process alone
    for module in (content, report):
        vars(module)["verification_code"] = lambda _data: CODE


def freeze_window() -> None:
    """Give the window's modules that are loaded by now the moment."""
    for name, module in list(sys.modules.items()):
        if name.startswith("reviewer_app.ui.") and getattr(module, "datetime", None) is datetime:
            module.datetime = _Frozen  # type: ignore[attr-defined]


def received_at_the_moment(session: Session) -> None:
    """Say that the hub, which has a clock of its own, took the report at the moment."""
    with session.desk.store.unit() as unit:
        unit.settings.set(REACHED, MOMENT.isoformat(timespec="seconds"))
    status, local = session.hub.status, MOMENT.astimezone()
    sentence = f"The hub has it, {local:%H:%M} on {local.day} {local:%B %Y}."

    def frozen(review: str) -> DeliveryStatus:
        known = status(review)
        return replace(known, sentence=sentence) if known.receipt else known

    vars(session.hub)["status"] = frozen
