"""Statements that rest on the note on screen: proposing them, and what its lines say of it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Statement
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected
from reviewer_app.ui.evidence.view import EvidenceView

Answer = tuple[str, Sequence[Statement], Mapping[str, bool]]
"""A note, the statements behind which it stands, and which of its lines were proposed."""


class ProposalDesk(QObject):
    """Stands between the drawer, the text and the services."""

    def __init__(
        self, view: EvidenceView, ctx: AppContext, review: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._view, self._ctx, self._review = view, ctx, review
        self._note = ""
        view.links.proposed.connect(self._on_wanted)
        ctx.store.changed.connect(self._on_changed)

    def show_note(self, note: str) -> None:
        """Take another note; until the answer is there, nothing rests on it."""
        if note != self._note:
            self._note = note
            self._view.links.forget_statements()
            self._view.editor.set_proposed({})
        self.ask()

    def ask(self) -> None:
        """Ask for the statements that rest on the note, and for its lines."""
        if not self._note:
            return
        session, review, note = self._ctx.session, self._review, self._note

        def work() -> Answer:
            resting = [s for s in session.statements.list(review) if note in s.evidence]
            return note, resting, session.evidence.proposed_lines(review, note)

        self._ctx.jobs.database.run(work, self._on_answer, self._on_failed)

    def _on_wanted(self, kind: str, area: str, text: str, line: str) -> None:
        session, review, note = self._ctx.session, self._review, self._note
        self._ctx.jobs.database.run(
            lambda: session.evidence.propose(review, note, kind, area, text, line),
            self._on_proposed,
            self._on_failed,
        )

    def _on_proposed(self, result: tuple[Any, Changes]) -> None:
        self._ctx.store.announce(result[1], self)
        self._ctx.status.saved(datetime.now(UTC))

    def _on_answer(self, answer: Answer) -> None:
        note, statements, lines = answer
        if note == self._note:
            self._view.links.show_statements(statements, lines)
            self._view.editor.set_proposed(lines)

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if changes.review in ("", self._review) and "statement" in changes:
            self.ask()

    def _on_failed(self, error: Exception) -> None:
        self._ctx.status.problem(expected(error))
