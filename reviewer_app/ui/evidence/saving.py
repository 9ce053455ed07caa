"""Typing on its way to the disk: kept until the commit, tried again until it succeeds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.errors import ReviewerError, TooLongError
from reviewer_app.domain.ports import Draft
from reviewer_app.services.evidence import OpenNote
from reviewer_app.services.note_edits import overlaid
from reviewer_app.ui.background import JobRunner
from reviewer_app.ui.errors import expected

Slot = tuple[str, str, str]
"""Review, note, field."""


class Drafts(Protocol):
    """What saving asks of EvidenceService."""

    def draft(self, review: str, note: str, field: str, value: Any) -> datetime:
        """Keep typing of one field; return when, after the commit."""
        ...

    def seal(self, review: str, note: str) -> Changes:
        """Turn a note's typing into ops."""
        ...


class _Outcome:
    """What one round of writing did, and what it could not."""

    def __init__(self) -> None:
        self.saved: datetime | None = None
        self.left: dict[Slot, Any] = {}
        self.too_long: dict[Slot, Any] = {}
        self.error: Exception | None = None
        self.changes = Changes()


class Saver(QObject):
    """Writes drafts and seals on the database lane, one round at a time.

    ``saved(when)`` comes only after a commit. ``failed(error)``: the words are still here and a
    further try is due. ``sealed(changes)``: something became permanent.
    """

    saved = Signal(object)
    failed = Signal(object)
    sealed = Signal(object)

    def __init__(self, service: Drafts, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service, self._jobs = service, jobs
        self._waiting: dict[Slot, Any] = {}
        self._refused: dict[Slot, Any] = {}
        self._to_seal: dict[tuple[str, str], None] = {}
        self._running: list[dict[Slot, Any]] = []

    @property
    def unsaved(self) -> bool:
        """Say whether words are here that no commit has confirmed."""
        return bool(self._waiting or self._refused or self._running)

    def holds(self, review: str, note: str) -> bool:
        """Say whether words of this note wait, are on their way, or were too long to be taken."""
        return any(slot[:2] == (review, note) for slot in self._held())

    def settled(self, review: str, note: str) -> bool:
        """Say whether nothing is on its way and every word of this note is on the disk."""
        return not self._waiting and not self._running and not self.holds(review, note)

    def laid_over(self, review: str, opened: OpenNote) -> OpenNote:
        """Return a note as it was typed: what no commit has taken lies over what is stored."""
        note, now = opened.evidence.id, datetime.now(UTC)
        held = [
            Draft(review, "evidence", note, slot[2], value, now)
            for slot, value in self._held().items()
            if slot[:2] == (review, note)
        ]
        return replace(opened, evidence=overlaid(opened.evidence, held))

    def put(self, review: str, note: str, field: str, value: Any) -> None:
        """Take a value to be written with the next round; a later one replaces it."""
        self._waiting[review, note, field] = value
        self._refused.pop((review, note, field), None)

    def write(self) -> None:
        """Begin a round, unless one runs: its end begins the next."""
        if not self._running and (self._waiting or self._to_seal):
            self._start()

    def seal(self, review: str, note: str) -> None:
        """Make a note's typing permanent after what waits is written."""
        self._to_seal[review, note] = None
        self.write()

    def flush(self) -> None:
        """Hand everything to the lane now, even behind a round that runs."""
        if self._waiting or self._to_seal:
            self._start()

    def forget(self, review: str, note: str) -> None:
        """Drop what waits for a note that is removed for good."""
        for held in (self._waiting, self._refused):
            for slot in [s for s in held if s[:2] == (review, note)]:
                del held[slot]
        self._to_seal.pop((review, note), None)

    def _held(self) -> dict[Slot, Any]:
        """Return what no commit has confirmed: an answer asked before it is older."""
        held = dict(self._refused)
        for batch in (*self._running, self._waiting):
            held.update(batch)
        return held

    def _start(self) -> None:
        batch, self._waiting = self._waiting, {}
        seals, self._to_seal = self._to_seal, {}
        self._running.append(batch)
        service = self._service
        self._jobs.database.run(
            lambda: _write(service, batch, seals), self._on_done, self._on_failed
        )

    def _on_done(self, outcome: _Outcome) -> None:
        self._running.pop(0)  # the lane keeps its order
        for slot, value in outcome.left.items():
            self._waiting.setdefault(slot, value)
        for slot, value in outcome.too_long.items():
            if slot not in self._waiting:  # the next key may have brought a shorter value
                self._refused[slot] = value
        if outcome.error is not None:
            self.failed.emit(expected(outcome.error))
            return
        if outcome.saved is not None and not self._waiting:
            self.saved.emit(outcome.saved)
        if outcome.changes.ids:
            self.sealed.emit(outcome.changes)
        self.write()

    def _on_failed(self, error: Exception) -> None:
        self._running.pop(0)  # the lane keeps its order
        raise error


def _write(
    service: Drafts, batch: Mapping[Slot, Any], seals: Mapping[tuple[str, str], None]
) -> _Outcome:
    """Write on the database lane. Each draft is a commit; what fails is handed back, never lost."""
    outcome = _Outcome()
    for slot, value in batch.items():
        try:
            outcome.saved = service.draft(*slot, value)
        except TooLongError as error:
            # no further try would help: the next key brings a new value
            outcome.too_long[slot] = value
            outcome.error = error
        except Exception as error:  # noqa: BLE001 - handed to the UI thread, which sorts it
            outcome.left[slot] = value
            outcome.error = error
    blocked = {slot[:2] for slot in outcome.left}
    for note in seals:
        if note in blocked:
            continue
        try:
            outcome.changes |= service.seal(*note)
        except ReviewerError as error:
            outcome.error = outcome.error or error
    return outcome
