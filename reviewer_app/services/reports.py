"""The report: its content, the PDF on screen and in a file, and a review as readable JSON."""

import json
import os
import re
import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_app.domain.body import clean
from reviewer_app.domain.clock import hlc_time
from reviewer_app.domain.entities import Estimate, Evidence, Review, Section
from reviewer_app.domain.errors import DiskFullError, ReadOnlyError, ReviewerError
from reviewer_app.domain.ports import Revision, UnitOfWork
from reviewer_app.domain.review import FINAL_STATES
from reviewer_app.domain.target import target_of
from reviewer_app.services.base import Desk, load_review, members_of
from reviewer_app.services.frameworks import FrameworkService
from reviewer_app.services.statements import statements_of

if TYPE_CHECKING:
    from reviewer_app.protocol.content import ReportContent

NAME_BYTES = 120
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


class ReportService:
    """Reads a review as the page shows it."""

    def __init__(self, desk: Desk, frameworks: FrameworkService) -> None:
        self._desk = desk
        self._frameworks = frameworks

    def content(self, review: str) -> "ReportContent":
        """Return the report's content as it stands now (revision 0 is a draft)."""
        with self._desk.store.unit() as unit:
            return self.content_in(unit, review, revision=0, reason="", finalised_at=None)

    def content_in(
        self,
        unit: UnitOfWork,
        review: str,
        *,
        revision: int,
        reason: str,
        finalised_at: datetime | None,
    ) -> "ReportContent":
        """Return the content inside a transaction."""
        from reviewer_app.services.report_content import ContentMaker

        header = load_review(unit, review)
        framework = self._frameworks.pinned(unit, header.framework)
        sections = [Section.from_fold(f) for f in unit.log.entities(review, "section")]
        joined = unit.delivery.membership()
        return ContentMaker(header, framework, self._frameworks.form_types()).make(
            notes=[Evidence.from_fold(f) for f in unit.log.entities(review, "evidence")],
            statements=statements_of(unit, review),
            estimates=[Estimate.from_fold(f) for f in unit.log.entities(review, "estimate")],
            sections={s.key: s for s in sections},
            members=members_of(unit, review),
            vector=unit.log.vector(review),
            fold_sha256=unit.log.fold_hash(review),
            revision=revision,
            reason=reason,
            finalised_at=finalised_at,
            verify_at=joined.address if joined else "",
        )

    def draft_pdf(self, review: str) -> bytes:
        """Return the report as it stands, marked as a draft."""
        with self._desk.store.unit() as unit:
            number = load_review(unit, review).revision + 1
            content = self.content_in(unit, review, revision=0, reason="", finalised_at=None)
        return self.compose(content, draft=draft_words(number))

    def final_pdf(self, review: str, revision: int | None = None) -> bytes:
        """Return the signed PDF of a revision, the latest by default. Raises ReviewerError."""
        with self._desk.store.unit() as unit:
            found = self._revision(unit, review, revision)
            return unit.blobs.get(found.pdf_sha256)

    def current_pdf(self, review: str) -> bytes:
        """Return the final PDF of a final review, else a draft."""
        with self._desk.store.unit() as unit:
            final = load_review(unit, review).state in FINAL_STATES
        return self.final_pdf(review) if final else self.draft_pdf(review)

    def compose(self, content: "ReportContent", *, draft: str = "") -> bytes:
        """Return PDF bytes in the brand of the school's trust."""
        from reviewer_app.content import brands, report_templates
        from reviewer_app.reporting import compose

        brand = brands.for_trust(content.school.trust)
        template = report_templates.for_kind(content.review_kind)
        pdf: bytes = compose(content, brand, template, draft=draft)
        return pdf

    def export_pdf(self, review: str, path: Path) -> Path:
        """Write the current PDF to ``path``, whole or not at all. Raises ReviewerError."""
        write_whole(path, self.current_pdf(review))
        return path

    def file_name(self, review: str) -> str:
        """Return a sensible file name that every system accepts."""
        with self._desk.store.unit() as unit:
            header = load_review(unit, review)
        final = header.state in FINAL_STATES
        version = f"v{header.revision}" if final else "DRAFT"
        rest = safe_name(f"QA Review – {header.date_end} – {version}")
        return f"{safe_name(header.school.name)} – {rest}.pdf"

    def export_json(self, review: str) -> dict[str, Any]:
        """Return everything of a review as readable JSON: header, team, notes, statements, report.

        Notes that are for their author and the lead alone are left out for anybody else.
        """
        person = self._desk.account.person
        with self._desk.store.unit() as unit:
            header = load_review(unit, review)
            notes = [Evidence.from_fold(f) for f in unit.log.entities(review, "evidence")]
            leads = person == header.lead
            shown = [n for n in notes if n.visibility == "team" or n.author == person or leads]
            drafts = [asdict(d) for d in unit.drafts.of(review)]
            result: dict[str, Any] = _jsonable(
                {
                    "kind": "review-export",
                    "v": 1,
                    "made_at": self._desk.clock.now(),
                    "review": _header(header),
                    "team": [asdict(m) for m in members_of(unit, review)],
                    "notes": [_note(n) for n in shown],
                    "unsealed_typing": drafts,
                    "statements": [asdict(s) for s in statements_of(unit, review)],
                    "estimates": [
                        asdict(Estimate.from_fold(f)) for f in unit.log.entities(review, "estimate")
                    ],
                    "sections": [
                        asdict(Section.from_fold(f)) for f in unit.log.entities(review, "section")
                    ],
                    "revisions": [
                        {"number": r.number, "code": r.code, "pdf_sha256": r.pdf_sha256}
                        for r in unit.delivery.revisions(review)
                    ],
                }
            )
        return result

    def _revision(self, unit: UnitOfWork, review: str, number: int | None) -> Revision:
        for revision in reversed(unit.delivery.revisions(review)):
            if number is None or revision.number == number:
                return revision
        raise ReviewerError("This review has no finished report yet.", "", "Finalise it first.")


def draft_words(number: int) -> str:
    """Return what a draft of version ``number`` says of itself on every page (domain 3.6)."""
    return f"DRAFT v{number} – not for sharing"


def safe_name(text: str) -> str:
    """Return ``text`` as (the beginning of) a file name, safe on Windows, macOS and Linux."""
    name = re.sub(r'[<>:"/\\|?*]', " ", clean(text))
    # systems count bytes (Linux, 255) or UTF-16 units; a folder and an ending come on top
    name = " ".join(name.split()).encode()[:NAME_BYTES].decode(errors="ignore").strip(". ")
    return f"_{name}" if not name or _RESERVED.match(name.split(".")[0].strip()) else name


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside its target, flushed, then put in place.

    Raises ReviewerError, also where ``path`` is there and is no file.
    """
    path = target_of(path)
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        if error.errno in {28, 122}:  # ENOSPC, EDQUOT
            raise DiskFullError(
                "The disk is full.", "The review is safe; no file was left half written.",
                "Make room or choose another folder.",
            ) from error  # fmt: skip
        raise ReadOnlyError(
            "This folder cannot be written.", "The review is safe.", "Choose another folder."
        ) from error


def _header(header: Review) -> dict[str, Any]:
    data = asdict(header)
    data["created_at"] = hlc_time(data.pop("created_hlc"))
    return data


def _note(note: Evidence) -> dict[str, Any]:
    data = asdict(note)
    data["created_at"] = hlc_time(data.pop("created_hlc"))
    data["changed_at"] = hlc_time(data.pop("changed_hlc"))
    return data


def _jsonable(data: Any) -> Any:
    return json.loads(json.dumps(data, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(type(value).__name__)
