"""Faults planted in the driven program on purpose: a rig that does not catch them proves nothing.

Chosen with ``--plant NAME``; they exist only in the driver's process.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from reviewer_app.services.evidence import EvidenceService
from reviewer_app.ui.evidence import autosave

LATE_S = 5.0


def saved_before_commit() -> None:
    """Say "Saved" at once and commit some seconds later, as ``synchronous=OFF`` would."""
    commit = EvidenceService.draft
    wait = threading.Event()

    def draft(self: EvidenceService, review: str, note: str, field: str, value: Any) -> datetime:
        def later() -> None:
            wait.wait(LATE_S)
            commit(self, review, note, field, value)

        threading.Thread(target=later, daemon=True).start()
        return self._desk.clock.now()

    EvidenceService.draft = draft  # type: ignore[method-assign]  # that is the fault


def lazy_autosave() -> None:
    """Write eight seconds after the first key: more is lost than is promised."""
    autosave.PAUSE = autosave.LONGEST = 8_000  # type: ignore[misc]  # that is the fault


PLANTS: dict[str, Callable[[], None]] = {
    "saved-before-commit": saved_before_commit,
    "lazy-autosave": lazy_autosave,
}
