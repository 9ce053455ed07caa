"""Finishing a review: what is missing; content, PDF and signed manifest (sync.md 2.8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from reviewer_app.domain.body import clean
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Estimate, Evidence, Section
from reviewer_app.domain.errors import CancelledError, FinalError, NotReadyError, ReviewerError
from reviewer_app.domain.ports import Cancelled, Edit, Progress, Revision, UnitOfWork
from reviewer_app.domain.review import FINAL_STATES, Gap, ReviewState, gaps_to_finalise
from reviewer_app.services.base import Desk, changeable, load_review
from reviewer_app.services.evidence import EvidenceService
from reviewer_app.services.frameworks import FrameworkService
from reviewer_app.services.proposals import lines_left
from reviewer_app.services.reports import ReportService
from reviewer_app.services.statements import statements_of

if TYPE_CHECKING:  # pydantic is loaded when a review is finished, not when the window opens
    from reviewer_app.protocol.content import Manifest, ReportContent

STEPS = 4
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Finalised:
    """A finished revision: its number, the code the PDF prints, and what changed."""

    revision: int
    code: str
    changes: Changes


class FinishService:
    """Finalises reviews and begins corrections."""

    def __init__(
        self,
        desk: Desk,
        frameworks: FrameworkService,
        evidence: EvidenceService,
        reports: ReportService,
    ) -> None:
        self._desk = desk
        self._frameworks = frameworks
        self._evidence = evidence
        self._reports = reports

    def gaps(self, review: str) -> list[Gap]:
        """Return what stands between a review and *Finalise*, blockers first."""
        with self._desk.store.unit() as unit:
            return self._gaps(unit, review)

    def revisions(self, review: str) -> list[Revision]:
        """Return finished revisions, oldest first."""
        with self._desk.store.unit() as unit:
            return unit.delivery.revisions(review)

    def finalise(
        self, review: str, progress: Progress, cancelled: Cancelled, reason: str = ""
    ) -> Finalised:
        """Finish the review: content, PDF, signed manifest, outbox, all or nothing.

        ``reason`` says why a correction was made (revision 2 and later). Raises NotReadyError with
        its gaps, FinalError where it is final already, CancelledError.
        """
        for _ in range(ATTEMPTS):
            self._evidence.seal_all()
            done = self._attempt(review, progress, cancelled, reason)
            if done is not None:
                return done
        raise ReviewerError(
            "The review changed while its report was being made.", "Nothing was finished.",
            "Try again.",
        )  # fmt: skip

    def correct(self, review: str, reason: str) -> Changes:
        """Begin a correction of a final review: it can be written in again, as the next version."""
        if not reason.strip():
            raise ReviewerError("A correction needs a reason.", "Nothing was changed.", "Say why.")
        with self._desk.store.unit() as unit:
            header = load_review(unit, review)
            if header.state not in FINAL_STATES:
                raise ReviewerError("This review is not final.", "Nothing was changed.")
            if header.lead != self._desk.account.person:
                raise FinalError(
                    "Only the lead can correct a final review.", "Nothing was changed.",
                    "Ask the lead.",
                )  # fmt: skip
            edits = [
                Edit("review", review, "correction", clean(reason).strip(), "amend"),
                Edit("review", review, "correction_reason", clean(reason).strip()),
                Edit("review", review, "state", ReviewState.DRAFTING.value),
            ]
            unit.log.write(review, edits)
        return Changes.of(review, "review", [review])

    def _attempt(
        self, review: str, progress: Progress, cancelled: Cancelled, reason: str
    ) -> Finalised | None:
        now = self._desk.clock.now()
        progress(0, STEPS)
        with self._desk.store.unit() as unit:
            header = changeable(unit, review)
            if header.lead != self._desk.account.person:
                raise FinalError(
                    "Only the lead can finalise.", "Nothing was changed.", "Ask the lead."
                )
            blocking = tuple(g for g in self._gaps(unit, review) if g.blocks)
            if blocking:
                raise NotReadyError("The review is not ready to be finalised.", blocking)
            folded = unit.log.entity(review, "review", review)
            number = header.revision + 1
            reason = reason or (str(folded.get("correction_reason", "")) if folded else "")
            reason = clean(reason).strip() if number > 1 else ""
            vector = unit.log.vector(review)
            content = self._reports.content_in(
                unit, review, revision=number, reason=reason, finalised_at=now
            )
        _step(progress, cancelled, 1)
        pdf = self._reports.compose(content)
        _step(progress, cancelled, 2)
        from reviewer_app.protocol.content import content_bytes, verification_code
        from reviewer_app.protocol.manifest import manifest_bytes

        data = content_bytes(content)
        manifest = self._manifest(content, pdf, now)
        signed = manifest_bytes(manifest)
        revision = Revision(
            review, number, signed, self._desk.store.sign(signed), manifest.content_sha256,
            manifest.pdf_sha256, verification_code(data), now, reason,
        )  # fmt: skip
        _step(progress, cancelled, 3)
        with self._desk.store.unit() as unit:
            if unit.log.vector(review) != vector or unit.drafts.of(review):
                return None  # somebody typed meanwhile: their words belong in the report
            self._keep(unit, revision, data, pdf, practice=content.practice)
        progress(STEPS, STEPS)
        return Finalised(number, revision.code, Changes.of(review, "review", [review]))

    def _keep(
        self, unit: UnitOfWork, revision: Revision, data: bytes, pdf: bytes, *, practice: bool
    ) -> None:
        """Write the revision, its blobs, the final state and the outbox rows."""
        review = revision.review
        unit.blobs.put(data, "application/json")
        unit.blobs.put(pdf, "application/pdf")
        value = {"revision": revision.number, "content": revision.content_sha256}
        edits = [
            Edit("review", review, "final", value, "finalise"),
            Edit("review", review, "revision", revision.number),
            Edit("review", review, "state", ReviewState.FINAL.value),
        ]
        unit.log.write(review, edits)
        store = self._desk.store
        unit.segments.cut(review, store.sign, store.device_public_key)
        unit.delivery.add_revision(revision)
        if not practice:
            unit.delivery.enqueue("review", review, review)
            unit.delivery.enqueue("blob", review, revision.content_sha256)
            unit.delivery.enqueue("blob", review, revision.pdf_sha256)
            unit.delivery.enqueue("revision", review, str(revision.number))

    def _manifest(self, content: "ReportContent", pdf: bytes, now: datetime) -> "Manifest":
        from reviewer_app.protocol.content import MakerFacts
        from reviewer_app.protocol.manifest import make_manifest

        account, key = self._desk.account, self._desk.store.device_public_key
        maker = MakerFacts(device=account.device, person=account.person, ed25519=key)
        return make_manifest(content, pdf, now.isoformat(timespec="seconds"), maker)

    def _gaps(self, unit: UnitOfWork, review: str) -> list[Gap]:
        header = load_review(unit, review)
        framework = self._frameworks.pinned(unit, header.framework)
        notes = [Evidence.from_fold(f) for f in unit.log.entities(review, "evidence")]
        left = lines_left(unit, review, notes, framework)
        return gaps_to_finalise(
            header,
            framework,
            notes,
            statements_of(unit, review),
            [Estimate.from_fold(f) for f in unit.log.entities(review, "estimate")],
            [Section.from_fold(f) for f in unit.log.entities(review, "section")],
            unsealed_drafts=len(unit.drafts.of(review)),
            lines_left=[(n.id, self._name(n), left[n.id]) for n in notes if n.id in left],
        )

    def _name(self, note: Evidence) -> str:
        """Return a note as a sentence names it: ``Lesson visit, 09:40 (A7)``."""
        titles = {t.key: t.title for t in self._frameworks.form_types()}
        parts = [titles.get(note.form_type, "Note"), note.start]
        return f"{', '.join(p for p in parts if p)} ({note.number})"


def _step(progress: Progress, cancelled: Cancelled, done: int) -> None:
    progress(done, STEPS)
    if cancelled():
        raise CancelledError
