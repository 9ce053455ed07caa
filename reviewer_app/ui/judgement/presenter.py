"""What people may do with estimates and statements, each with its way back."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Estimate, Statement
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected
from reviewer_app.ui.judgement.data import JudgementData
from reviewer_app.ui.judgement.held import HeldTexts
from reviewer_app.ui.judgement.steps import Adding, Step, Words, Written
from reviewer_app.ui.widgets.prose import RETRY_MILLISECONDS

TOUCHING = ("estimate", "statement", "section", "evidence", "review", "member")
_NEW = "agreed"


class JudgementPresenter(QObject):
    """``shown(data)`` whenever there is something new to show; ``added(id)`` after adding.

    ``text_failed(words)`` when words could not be saved: whoever shows them holds on to them.
    ``typing_kept(area.kind)`` when a new statement being typed is safe.
    The texts of statements are held here, since a row is drawn from ``data``.
    """

    shown = Signal(object)
    added = Signal(str)
    text_failed = Signal(object)
    typing_kept = Signal(str)

    def __init__(self, ctx: AppContext, review: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ctx, self._review = ctx, review
        self.data: JudgementData | None = None
        self._typing_key = f"judgement.typing.{review}"
        self._typing: dict[str, str] = {}
        self.undo_stack = QUndoStack(self)
        self._pending = 0
        self._held = HeldTexts()
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self.flush)
        self._step: Step | None = None
        ctx.store.changed.connect(self._on_changed)

    def load(self) -> None:
        """Read everything anew."""
        self._ctx.jobs.database.run(self._read, self._on_read, self._on_load_failed)

    def read_only(self) -> bool:
        """Say whether the review is final."""
        return self.data is not None and self.data.view.final

    @property
    def unsaved(self) -> bool:
        """Say whether texts of statements are shown that the store refused."""
        return bool(self._held)

    def flush(self) -> None:
        """Try again to save what the store refused."""
        self._retry.stop()
        for words in self._held:
            self._save_statement(words.where, words.text)

    # --- estimates ----------------------------------------------------------------------------

    def give_point(self, area: str, point: str) -> None:
        """Agree ``point`` (a key, ``insufficient_evidence`` or empty) for an area."""
        if self.data is None or self.read_only():
            return
        before = self.data.point(area)
        estimate = self.data.estimates.get(area)
        if before != point or (estimate is not None and "point" in estimate.contested):
            self._push(
                self.tr("change of estimate"),
                partial(self._write_point, area, point),
                partial(self._write_point, area, before),
            )

    def write_rationale(self, area: str, text: str) -> None:
        """Save the rationale; the text box has its own undo."""
        words = Words("rationale", area, text)
        shown = {"rationale": text, "contested": (), "rationales": ()}
        self._estimates(area, {"rationale": text}, (words,), **shown)

    def write_reason(self, area: str, text: str) -> None:
        """Save why there is not enough evidence."""
        words, fields = Words("reason", area, text), {"insufficient_reason": text}
        self._estimates(area, fields, (words,), **fields)

    def write_excellence(self, body: str | None = None, **fields: str) -> None:
        """Save the area of excellence: its text, or title, outcome, contact."""
        service = self._ctx.session.sections
        texts = fields if body is None else {**fields, "body": body}
        self._run(
            partial(service.set, self._review, "excellence", body, **fields),
            words=tuple(Words("excellence", name, text) for name, text in texts.items()),
        )

    def give_outcome(self, outcome: str) -> None:
        """Say whether the area of excellence is accredited."""
        section = self.data.excellence if self.data else None
        before = str((section.fields if section else {}).get("outcome") or "")
        if before != outcome and not self.read_only():
            self._push(
                self.tr("change of outcome"),
                partial(self.write_excellence, outcome=outcome),
                partial(self.write_excellence, outcome=before),
            )

    # --- statements ---------------------------------------------------------------------------

    def add(self, kind: str, area: str, text: str) -> None:
        """Add a statement the team agrees."""
        adding = Adding(Words("new", f"{area}.{kind}", text))
        self._push(
            self.tr("new statement"),
            partial(self._write_new, adding, kind, area, text),
            partial(self._delete_new, adding),
        )

    def keep_typing(self, kind: str, area: str, text: str) -> None:
        """Keep a new statement that is not added yet, so that a crash does not take it."""
        where = f"{area}.{kind}"
        self._typing = {**self._typing, where: text}
        kept = {key: value for key, value in self._typing.items() if value}
        places, words = self._ctx.session.places, Words("typing", where, text)

        def work() -> Written:
            try:
                places.set(self._typing_key, kept)
            except ReviewerError as problem:
                return Written(Changes(), None, None, (words,), problem)
            return Written(Changes(), None, None, (words,))

        self._ctx.status.saving()
        self._ctx.jobs.database.run(work, self._on_typing_kept, self._on_load_failed)

    def save_text(self, statement: str, text: str) -> None:
        """Save a text on the way; it becomes one step when the row is left."""
        self._save_statement(statement, text)

    def edit_text(self, statement: str, before: str, text: str) -> None:
        """Change the text of a statement; undo brings ``before`` back."""
        if before != text and self._statement(statement) is not None:
            self._push(
                self.tr("change of text"),
                partial(self._write_text, statement, text),
                partial(self._write_text, statement, before),
            )

    def give_status(self, statement: str, status: str) -> None:
        """Agree a statement, or drop it."""
        found = self._statement(statement)
        if found is not None and found.status != status:
            self._push(
                self.tr("change of status"),
                partial(self._write_status, statement, status),
                partial(self._write_status, statement, found.status),
            )

    def move(self, statement: str, before: str) -> None:
        """Put a statement before another of its list, or at the end (``before`` empty)."""
        found = self._statement(statement)
        if found is None or self.data is None:
            return
        peers = [s.id for s in self.data.of_list(found.area, found.kind)]
        at = peers.index(statement)
        back = peers[at + 1] if at + 1 < len(peers) else ""
        self._push(
            self.tr("move"),
            partial(self._write_move, statement, before),
            partial(self._write_move, statement, back),
        )

    def delete(self, statement: str) -> None:
        """Take a statement out; undo brings it back."""
        found = self._statement(statement)
        if found is not None:
            self._push(
                self.tr("delete"),
                partial(self._write_delete, statement),
                partial(self._write_undelete, found),
            )

    def link(self, statement: str, notes: Collection[str]) -> None:
        """Make ``notes`` the notes behind a statement."""
        found = self._statement(statement)
        if found is not None:
            self._push(
                self.tr("change of notes"),
                partial(self._write_links, statement, tuple(notes)),
                partial(self._write_links, statement, found.evidence),
            )

    def choose_text(self, statement: str, text: str) -> None:
        """Choose between versions of a text: ``text`` is what stands from now on."""
        self._swap(statement, text=text, contested=(), versions=())
        service = self._ctx.session.statements
        self._run(partial(service.resolve, self._review, statement, "text", text))

    # --- the writing --------------------------------------------------------------------------

    def _write_point(self, area: str, point: str) -> None:
        shown = {"point": point, "contested": (), "candidates": ()}
        self._estimates(area, {"point": point}, (), **shown)

    def _estimates(
        self, area: str, fields: dict[str, str], words: tuple[Words, ...], **shown: Any
    ) -> None:
        if self.data is not None:
            known = self.data.estimates.get(area) or Estimate("", area, _NEW, "", "", "")
            estimates = {**self.data.estimates, area: replace(known, **shown)}
            self._show(replace(self.data, estimates=estimates))
        service = self._ctx.session.estimates
        self._run(partial(service.set, self._review, area, **fields), words=words)

    def _write_status(self, statement: str, status: str) -> None:
        self._swap(statement, status=status)
        service = self._ctx.session.statements
        self._run(partial(service.edit, self._review, statement, "status", status))

    def _write_text(self, statement: str, text: str) -> None:
        self._swap(statement, text=text)
        self._save_statement(statement, text)

    def _save_statement(self, statement: str, text: str) -> None:
        words, edit = self._held.on_the_way(statement, text), self._ctx.session.statements.edit
        self._run(partial(edit, self._review, statement, "text", text), words=(words,))

    def _write_links(self, statement: str, notes: tuple[str, ...]) -> None:
        self._swap(statement, evidence=tuple(sorted(notes)))
        service = self._ctx.session.statements
        self._run(partial(service.set_evidence, self._review, statement, notes))

    def _write_move(self, statement: str, before: str) -> None:
        found = self._statement(statement)
        if found is not None and self.data is not None:
            others = [s for s in self.data.statements if s.id != statement]
            at = next((n for n, s in enumerate(others) if s.id == before), len(others))
            self._show(replace(self.data, statements=(*others[:at], found, *others[at:])))
        service = self._ctx.session.statements
        self._run(partial(service.move, self._review, statement, before or None))

    def _write_delete(self, statement: str) -> None:
        if self.data is not None:
            kept = tuple(s for s in self.data.statements if s.id != statement)
            self._show(replace(self.data, statements=kept))
        self._run(partial(self._ctx.session.statements.delete, self._review, statement))

    def _write_undelete(self, statement: Statement) -> None:
        self._run(partial(self._ctx.session.statements.undelete, self._review, statement.id))

    def _write_new(self, adding: Adding, kind: str, area: str, text: str) -> None:
        service, review = self._ctx.session.statements, self._review
        if adding.statement:
            self._run(partial(service.undelete, review, adding.statement))
            return

        def work() -> Changes:
            statement, changes = service.add(review, kind, area, text)
            adding.statement = statement.id  # read on the UI thread only after this job is done
            return changes

        self._run(work, adding, (adding.words,))

    def _delete_new(self, adding: Adding) -> None:
        service, review = self._ctx.session.statements, self._review
        # the lane keeps its order: when this runs the adding is done
        self._run(lambda: service.delete(review, adding.statement))

    def _push(self, words: str, do: Callable[[], None], undo: Callable[[], None]) -> None:
        self.undo_stack.push(Step(words, do, undo, self._within))

    def _within(self, step: Step, act: Callable[[], None]) -> None:
        """Run one side of a step, so that its writing knows where it belongs."""
        self._step = step
        act()
        self._step = None

    def _run(
        self,
        work: Callable[[], Changes],
        adding: Adding | None = None,
        words: tuple[Words, ...] = (),
    ) -> None:
        """Write in the lane; what is shown already is checked against the store afterwards."""
        self._pending += 1
        step = self._step

        def job() -> Written:
            try:
                return Written(work(), adding, step, words)
            except ReviewerError as problem:
                return Written(Changes(), adding, step, words, problem)

        self._ctx.status.saving()
        self._ctx.jobs.database.run(job, self._on_written, self._on_failed)

    def _on_written(self, written: Written) -> None:
        self._pending -= 1
        if written.problem is not None:
            if written.step is not None:  # it did not happen: it must not be "taken back"
                written.step.setObsolete(True)
            for words in written.words:
                self._hold(words)
            self._reload_when_quiet()
            self._ctx.status.problem(written.problem)
            return
        self._ctx.store.announce(written.changes, self)
        if self._held:  # there is room again
            self.flush()
        elif not self._pending:
            self._ctx.status.saved(datetime.now(UTC))
        self._reload_when_quiet()
        if written.adding is not None:
            self.added.emit(written.adding.statement)

    def _hold(self, words: Words) -> None:
        """Keep words in the window that the store refused, unless newer ones are on their way."""
        if words.what == "statement":
            self._held.refused(words)
            self._retry.start(RETRY_MILLISECONDS)
        else:
            self.text_failed.emit(words)

    def _on_failed(self, error: Exception) -> None:
        self._pending -= 1
        self._reload_when_quiet()
        self._ctx.status.problem(expected(error))

    def _reload_when_quiet(self) -> None:
        if self._pending == 0:
            self.load()

    # --- the reading --------------------------------------------------------------------------

    def _read(self) -> JudgementData:
        session, review = self._ctx.session, self._review
        estimates = {e.area: e for e in session.estimates.list(review)}
        return JudgementData(
            session.reviews.get(review), estimates, tuple(session.statements.list(review)),
            tuple(session.estimates.balance(review)), tuple(session.evidence.list(review)),
            session.sections.get(review).get("excellence"),
            session.places.get(self._typing_key, {}),
        )  # fmt: skip

    def _on_read(self, data: JudgementData) -> None:
        if self._pending:
            return  # newer writing is under way; its end reads again
        if self.data is None:
            self._typing = dict(data.typing)
        if data.view.final:
            self.undo_stack.clear()
        self._held.keep_only({s.id for s in data.statements})
        self._show(data)

    def _on_typing_kept(self, written: Written) -> None:
        [words] = written.words
        if written.problem is not None:
            self.text_failed.emit(words)
            self._ctx.status.problem(written.problem)
            return
        self.typing_kept.emit(words.where)
        self._ctx.status.saved(datetime.now(UTC))

    def _on_load_failed(self, error: Exception) -> None:
        self._ctx.status.problem(expected(error))

    def _on_changed(self, changes: Changes, initiator: object) -> None:
        mine = changes.review in ("", self._review)
        if initiator is not self and mine and any(kind in changes for kind in TOUCHING):
            self._reload_when_quiet()

    def _show(self, data: JudgementData) -> None:
        """Show ``data``, with the texts that the store refused in place of those it has."""
        statements = self._held.laid_over(data.statements)
        self.data = replace(data, statements=statements, unsaved=self._held.statements)
        self.shown.emit(self.data)

    def _statement(self, statement: str) -> Statement | None:
        statements = self.data.statements if self.data else ()
        return next((s for s in statements if s.id == statement), None)

    def _swap(self, statement: str, **values: Any) -> None:
        if self.data is None:
            return
        changed = tuple(
            replace(s, **values) if s.id == statement else s for s in self.data.statements
        )
        self._show(replace(self.data, statements=changed))
