"""A session with a review in it, in memory: what judgement, report and send ask of services."""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from reviewer_app.content.frameworks import built_in
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Estimate, Member, Review, Section, Statement
from reviewer_app.domain.errors import FinalError
from reviewer_app.domain.framework import FrameworkRef
from reviewer_app.domain.school import School
from reviewer_app.services.estimates import AspectBalance
from reviewer_app.services.evidence import NoteRow
from reviewer_app.services.reviews import ReviewView

REVIEW = "review-1"
ME = "person-me"
BEN = "person-ben"
FRAMEWORK = next(f for f in built_in() if f.code == "QAR-PEER")


def a_review(**changes: Any) -> Review:
    school = School.from_dict(
        {"id": "900001", "urn": "900001", "name": "Northfield Primary Academy"}
    )
    ref = FrameworkRef(FRAMEWORK.code, FRAMEWORK.version, FRAMEWORK.sha256)
    review = Review(
        REVIEW, "QAR-2026-900001-1A", "qar", school, ref, "2026-11-09", "2026-11-11", "on_site",
        "Head", "Hub", "", "", True, 0, False, lead=ME,
    )  # fmt: skip
    return replace(review, **changes)


def a_note(number: str, title: str, form_type: str = "lesson_visit") -> NoteRow:
    words = {"lesson_visit": "Lesson visit", "meeting": "Meeting"}[form_type]
    return NoteRow(
        f"note-{number}", number, form_type, f"{words} · {title}", "done", ("L1+",),
        "2026-11-09", False, False, "Ann", True,
    )  # fmt: skip


def a_statement(id_: str, kind: str, text: str, **more: Any) -> Statement:
    known = {"area": "L", "status": "agreed", "order": id_, "proposed_by": ME, "evidence": ()}
    known |= more
    return Statement(id=id_, kind=kind, text=text, **known)


@dataclass
class FakeData:
    """The review as it stands."""

    review: Review = field(default_factory=a_review)
    estimates: dict[str, Estimate] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    deleted: dict[str, tuple[int, Statement]] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    notes: list[NoteRow] = field(default_factory=list)
    balance: list[AspectBalance] = field(default_factory=list)
    places: dict[str, Any] = field(default_factory=dict)
    problem: Exception | None = None
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def estimate(self, area: str) -> Estimate:
        return self.estimates.get(area) or Estimate(area, area, "agreed", "", "", "")

    def note_call(self, *call: Any) -> None:
        self.calls.append(call)
        self.threads.add(threading.get_ident())
        if self.problem is not None:
            raise self.problem
        if self.review.state == "final":
            raise FinalError("This review is final and cannot be changed.")


class FakeReviews:
    def __init__(self, data: FakeData) -> None:
        self._data = data

    def get(self, review: str) -> ReviewView:
        members = (
            Member("m1", ME, "Ann Reed", "Headteacher", "Eastgate", "lead"),
            Member("m2", BEN, "Ben Okoro", "Deputy head", "Westgate", "team"),
        )
        final = self._data.review.state == "final"
        return ReviewView(
            self._data.review, FRAMEWORK, members, self._data.review.lead == ME, final
        )


class FakeEstimates:
    def __init__(self, data: FakeData) -> None:
        self._data = data

    def list(self, review: str) -> list[Estimate]:
        return list(self._data.estimates.values())

    def set(self, review: str, area: str, **fields: str | None) -> Changes:
        self._data.note_call("estimate", area, fields)
        known = self._data.estimate(area)
        given = {k: v for k, v in fields.items() if v is not None}
        if "point" in given:
            given |= {"contested": (), "candidates": ()}
        if "rationale" in given:
            given |= {"contested": (), "rationales": ()}
        self._data.estimates[area] = replace(known, **given)
        return Changes.of(review, "estimate", [area])

    def balance(self, review: str) -> "list[AspectBalance]":
        return self._data.balance


class FakeStatements:
    def __init__(self, data: FakeData) -> None:
        self._data = data

    def list(self, review: str) -> "list[Statement]":
        return list(self._data.statements)

    def add(self, review: str, kind: str, area: str, text: str, evidence=(), status="agreed"):
        self._data.note_call("add", kind, area, text)
        new = a_statement(f"new-{len(self._data.calls)}", kind, text, area=area, status=status)
        self._data.statements.append(new)
        return new, Changes.of(review, "statement", [new.id])

    def edit(self, review: str, id_: str, field_: str, value: Any) -> Changes:
        self._data.note_call("edit", id_, field_, value)
        return self._change(review, id_, {field_: value})

    def resolve(self, review: str, id_: str, field_: str, value: Any) -> Changes:
        self._data.note_call("resolve", id_, field_, value)
        return self._change(review, id_, {field_: value, "contested": (), "versions": ()})

    def set_evidence(self, review: str, id_: str, notes: Collection[str]) -> Changes:
        self._data.note_call("links", id_, tuple(sorted(notes)))
        return self._change(review, id_, {"evidence": tuple(sorted(notes))})

    def move(self, review: str, id_: str, before: str | None) -> Changes:
        self._data.note_call("move", id_, before)
        rows = self._data.statements
        mine = next(s for s in rows if s.id == id_)
        rows.remove(mine)
        at = next((n for n, s in enumerate(rows) if s.id == before), len(rows))
        rows.insert(at, mine)
        return Changes.of(review, "statement", [id_])

    def delete(self, review: str, id_: str) -> Changes:
        self._data.note_call("delete", id_)
        at = next(n for n, s in enumerate(self._data.statements) if s.id == id_)
        self._data.deleted[id_] = (at, self._data.statements.pop(at))
        return Changes.of(review, "statement", [id_])

    def undelete(self, review: str, id_: str) -> Changes:
        self._data.note_call("undelete", id_)
        at, statement = self._data.deleted.pop(id_)
        self._data.statements.insert(at, statement)
        return Changes.of(review, "statement", [id_])

    def _change(self, review: str, id_: str, values: dict[str, Any]) -> Changes:
        rows = self._data.statements
        at = next(n for n, s in enumerate(rows) if s.id == id_)
        rows[at] = replace(rows[at], **values)
        return Changes.of(review, "statement", [id_])


class FakeSections:
    def __init__(self, data: FakeData) -> None:
        self._data = data

    def get(self, review: str) -> dict[str, Section]:
        return dict(self._data.sections)

    def set(self, review: str, key: str, body: str | None = None, **fields: Any) -> Changes:
        self._data.note_call("section", key, body, fields)
        known = self._data.sections.get(key) or Section(key, key, "")
        text = known.body if body is None else body
        self._data.sections[key] = Section(key, key, text, {**known.fields, **fields})
        return Changes.of(review, "section", [key])


class FakePlaces:
    def __init__(self, data: FakeData) -> None:
        self._data = data

    def get(self, key: str, default: Any = None) -> Any:
        return self._data.places.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self._data.places[key] = value


def fake_session(data: FakeData, **services: Any) -> SimpleNamespace:
    """Return a session around ``data``; more services by name."""
    return SimpleNamespace(
        account=SimpleNamespace(person=ME, practice=False),
        reviews=FakeReviews(data),
        estimates=FakeEstimates(data),
        statements=FakeStatements(data),
        sections=FakeSections(data),
        places=FakePlaces(data),
        evidence=SimpleNamespace(list=lambda _review: list(data.notes)),
        **services,
    )


def balance_of(area: str, notes: Callable[[str], tuple[str, ...]]) -> list[AspectBalance]:
    """Return balances for the aspects of an area; ``notes`` gives the note ids of an aspect."""
    found = FRAMEWORK.area(area)
    assert found is not None
    rows = []
    for n, aspect in enumerate(found.aspects):
        ids = notes(aspect.code)
        kinds = ("Lesson visit", "Meeting")[: len(ids)]
        rows.append(
            AspectBalance(
                area, aspect.code, aspect.title, len(ids), n % 2 if ids else 0, 0, kinds, ids
            )
        )
    return rows


def write_file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def a_pdf(*pages: str) -> bytes:
    """Return a small real PDF with a line of text on each page."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=1)
    for text in pages:
        canvas.setFont("Helvetica-Bold", 24)
        canvas.drawString(72, 740, text)
        canvas.setFont("Helvetica", 11)
        for line in range(30):
            canvas.drawString(72, 700 - 18 * line, "Leaders know their school well. " * 3)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


class FakeReports:
    """Makes the page from what stands; ``problem`` is raised instead."""

    def __init__(self, data: FakeData) -> None:
        self._data = data
        self.made = 0
        self.problem: Exception | None = None

    def current_pdf(self, review: str) -> bytes:
        if self.problem is not None:
            raise self.problem
        self.made += 1
        context = self._data.sections.get("context")
        return a_pdf("DRAFT Northfield Primary Academy", context.body if context else "-", "Three")

    def export_pdf(self, review: str, path: Path) -> Path:
        return write_file(path, self.current_pdf(review))

    def file_name(self, review: str) -> str:
        return "Northfield Primary Academy – QA Review – 2026-11-11 – DRAFT.pdf"
