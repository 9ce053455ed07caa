"""A session for notes stories where the disk must fail on demand, or every call be counted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from reviewer_app.content import form_types, frameworks, lists
from reviewer_app.domain.body import Body
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Evidence, Statement, year_words
from reviewer_app.domain.proposals import line_key
from reviewer_app.domain.review import gaps_of_note
from reviewer_app.domain.school import School
from reviewer_app.services import note_edits
from reviewer_app.services.evidence import NoteRow, OpenNote, Recovered, Version
from reviewer_app.services.frameworks import Lists
from reviewer_app.ui.evidence.aspect_links import text_elements

REVIEW = "r1"
FRAMEWORK = frameworks.built_in()[0]


def a_note(number: str, **values: Any) -> Evidence:
    """Return a note with sensible values."""
    base: dict[str, Any] = {
        "id": f"note-{number}", "form_type": "lesson_visit", "author": "me", "author_name": "Priya",
        "number": number, "status": "draft", "visibility": "team", "date": "2026-11-09",
        "start": "09:40", "end": "", "place": "", "subject": "", "focus": "", "joint_with": "",
        "agreed": "", "so_what": "", "body": Body(), "aspects": (), "groups": (), "years": (),
    }  # fmt: skip
    return Evidence(**{**base, **values})


class FakeEvidence:
    """EvidenceService in memory. ``failing`` is raised by every draft until it is None again."""

    def __init__(self, notes: list[Evidence]) -> None:
        self.notes = {n.id: n for n in notes}
        self.calls: list[str] = []
        self.drafts: list[tuple[str, str, Any]] = []
        self.sealed: list[str] = []
        self.failing: Exception | None = None
        self.found: list[Recovered] = []
        self.texts: dict[str, list[Version]] = {}
        self.removed: list[tuple[str, Any]] = []
        self.statements: list[Statement] = []
        self.toggled: list[tuple[str, bool]] = []
        self.read_only = False
        self.types = {t.key: t for t in form_types.built_in()}

    def list(self, review: str) -> Sequence[NoteRow]:
        self.calls.append("list")
        rows = [
            NoteRow(
                n.id, n.number, n.form_type,
                " · ".join(
                    p for p in (self.types[n.form_type].title, year_words(n.years), n.subject,
                                n.start) if p
                ),
                n.status, n.aspects, f"{n.date}T{n.start}", False, False, n.author_name, True,
            )
            for n in self.notes.values()
        ]  # fmt: skip
        return sorted(rows, key=lambda r: (r.when, r.id), reverse=True)

    def create(self, review: str, form_type: str, **header: Any) -> tuple[Evidence, Changes]:
        number = f"A{len(self.notes) + 1}"
        note = a_note(number, form_type=form_type, start=f"10:{len(self.notes):02}")
        self.notes[note.id] = note
        return note, Changes.of(review, "evidence", [note.id])

    def open(self, review: str, note: str) -> OpenNote:
        self.calls.append("open")
        found = self.notes[note]
        return OpenNote(found, self.types[found.form_type], FRAMEWORK, "", self.read_only)

    def draft(self, review: str, note: str, field: str, value: Any) -> datetime:
        self.calls.append("draft")
        if self.failing is not None:
            raise self.failing
        value = note_edits.checked(field, value)
        self.drafts.append((note, field, value))
        now = datetime(2026, 11, 9, 10, 42, 7, tzinfo=UTC)
        self.notes[note] = note_edits.overlaid(
            self.notes[note], [SimpleNamespace(field=field, value=value, updated=now)]
        )
        return now

    def seal(self, review: str, note: str) -> Changes:
        self.calls.append("seal")
        self.sealed.append(note)
        if note in self.notes:
            n = self.notes[note]
            linked = set(n.aspects) | text_elements(FRAMEWORK, n.body)
            self.notes[note] = replace(n, aspects=tuple(sorted(linked)))
            version = Version(
                datetime(2026, 11, 9, 10, 42, tzinfo=UTC), "Priya", n.body.text, False
            )
            known = self.texts.setdefault(note, [])
            if not known or known[0].text != version.text:
                known.insert(0, version)
        return Changes.of(review, "evidence", [note])

    def done(self, review: str, note: str) -> tuple[Sequence[str], Changes]:
        changes = self.seal(review, note)
        missing = gaps_of_note(self.notes[note], needs_year=True)
        if not missing:
            self.notes[note] = replace(self.notes[note], status="done")
        return missing, changes

    def reopen(self, review: str, note: str) -> Changes:
        self.notes[note] = replace(self.notes[note], status="draft")
        return Changes.of(review, "evidence", [note])

    def recovered(self) -> Sequence[Recovered]:
        return self.found

    def history(self, review: str, note: str, field: str = "body") -> Sequence[Version]:
        return list(self.texts.get(note, ()))

    def remove_note(self, review: str, note: str, reason: str) -> Changes:
        del self.notes[note]
        self.removed.append((note, reason))
        return Changes.of(review, "evidence", [note])

    def remove_text(self, review: str, note: str, start: int, end: int, reason: str) -> Changes:
        body = note_edits.without(self.notes[note].body, start, end)
        self.removed.append((self.notes[note].body.text[start:end], reason))
        self.notes[note] = replace(self.notes[note], body=body)
        self.texts[note] = []
        return Changes.of(review, "evidence", [note])

    def toggle_aspect(self, review: str, note: str, element: str, *, on: bool) -> Changes:
        self.toggled.append((element, on))
        n = self.notes[note]
        aspects = set(n.aspects) | {element} if on else set(n.aspects) - {element}
        self.notes[note] = replace(n, aspects=tuple(sorted(aspects)))
        return Changes.of(review, "evidence", [note])

    def propose(
        self, review: str, note: str, kind: str, area: str, text: str, line: str = ""
    ) -> tuple[Statement, Changes]:
        made = Statement(
            f"s{len(self.statements)}", kind, area, text, "proposed", "m", "me", (note,)
        )
        self.statements.append(made)
        return made, Changes.of(review, "statement", [made.id])

    def proposed_lines(self, review: str, note: str) -> dict[str, bool]:
        return {
            line_key(s.text): s.status != "dropped" for s in self.statements if note in s.evidence
        }

    def search(self, text: str, review: str = "") -> Sequence[Any]:
        return [
            SimpleNamespace(entity_type="evidence", entity=n.id)
            for n in self.notes.values()
            if text.lower() in n.body.text.lower()
        ]


class FakePlaces:
    """PlaceService in memory."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self.values[key] = value


def a_session(
    *notes: Evidence,
    state: str = "drafting",
    final: bool = False,
    school: School = School("s1", "Northfield"),  # noqa: B008 - it is frozen
) -> SimpleNamespace:
    """Return a session that holds ``notes`` in one review."""
    evidence = FakeEvidence(list(notes))
    chosen = Lists(
        lists.built_in("subjects"), lists.built_in("pupil_groups"), lists.built_in("years"),
        lists.built_in("host_roles"), lists.built_in("agreed"),
    )  # fmt: skip
    view = SimpleNamespace(
        review=SimpleNamespace(state=state, school=school), framework=FRAMEWORK, final=final
    )
    return SimpleNamespace(
        evidence=evidence,
        frameworks=SimpleNamespace(form_types=form_types.built_in, lists=lambda: chosen),
        reviews=SimpleNamespace(get=lambda _review: view),
        statements=SimpleNamespace(list=lambda _review: evidence.statements),
        places=FakePlaces(),
    )
