"""Notes: two-stage autosave, done, links, removing for good (sync.md 2.2, 2.4; interface.md)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reviewer_app.crypto.ids import new_id
from reviewer_app.domain.body import Body, clean
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.clock import hlc_time
from reviewer_app.domain.entities import Evidence, Statement, year_words
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.fold import Folded
from reviewer_app.domain.form_type import FormType
from reviewer_app.domain.framework import Framework
from reviewer_app.domain.ops import GONE, OpKind
from reviewer_app.domain.ports import Draft, Edit, Hit, UnitOfWork
from reviewer_app.domain.proposals import statement_text
from reviewer_app.domain.review import FINAL_STATES, ReviewState, gaps_of_note
from reviewer_app.services import note_edits, removal
from reviewer_app.services.base import Desk, changeable, load_review, members_of, sets
from reviewer_app.services.frameworks import FrameworkService
from reviewer_app.services.proposals import propose_lines, proposed_lines
from reviewer_app.services.statements import add_statement

_HITS = 2000
"""As many as a large review has notes: a list that is narrowed must not lack the later ones."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note in the list. ``title`` reads "Lesson visit · Y4 · Mathematics · 09:40"."""

    id: str
    number: str
    form_type: str
    title: str
    status: str
    aspects: tuple[str, ...]
    when: str
    has_draft: bool
    contested: bool
    author_name: str
    mine: bool


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A note as it is typed in: unsealed typing laid over what is sealed."""

    evidence: Evidence
    form_type: FormType
    framework: Framework
    recovered: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class Recovered:
    """Typing found at the start that no seal had taken in: the program had ended abruptly."""

    review: str
    note: str
    number: str
    words: int
    last_saved: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of a field. ``text`` is empty where it was removed for good (``gone``)."""

    when: datetime
    who: str
    text: str
    gone: bool


class EvidenceService:
    """The notes of a review."""

    def __init__(self, desk: Desk, frameworks: FrameworkService) -> None:
        self._desk = desk
        self._frameworks = frameworks

    def list(self, review: str) -> list[NoteRow]:
        """Return the notes, latest first, with unsealed typing taken into account."""
        types = {t.key: t for t in self._frameworks.form_types()}
        with self._desk.store.unit() as unit:
            drafts: dict[str, list[Draft]] = defaultdict(list)
            for draft in unit.drafts.of(review):
                drafts[draft.entity].append(draft)
            notes = [
                note_edits.overlaid(Evidence.from_fold(f), drafts.get(f.entity, ()))
                for f in unit.log.entities(review, "evidence")
            ]
        rows = [self._row(n, types.get(n.form_type), bool(drafts.get(n.id))) for n in notes]
        return sorted(rows, key=lambda r: (r.when, r.id), reverse=True)

    def create(self, review: str, form_type: str, **header: Any) -> tuple[Evidence, Changes]:
        """Begin a note of ``form_type`` now; ``header`` presets registers and sets (years=[…])."""
        self._frameworks.form_type(form_type)
        note, account = new_id(), self._desk.account
        local = self._desk.clock.now().astimezone()
        values: dict[str, Any] = {
            "form_type": form_type, "author": account.person, "author_name": account.name,
            "status": "draft", "visibility": "team", "date": local.date().isoformat(),
            "start": local.strftime("%H:%M"),
        }  # fmt: skip
        with self._desk.store.unit() as unit:
            state = changeable(unit, review)
            key = f"number.{review}"
            number = int(unit.settings.get(key, 0)) + 1
            unit.settings.set(key, number)
            values["number"] = f"{account.letter}{number}"
            edits = []
            for name, value in header.items():
                if note_edits.is_set(name):
                    edits += [Edit("evidence", note, name, element, "add") for element in value]
                else:
                    values[name] = value
            edits = sets("evidence", note, values) + edits
            early = {ReviewState.PLANNED, ReviewState.CONFIRMED, ReviewState.PREPARING}
            begins = state.state in early and state.lead == account.person
            if begins:
                edits.append(Edit("review", review, "state", ReviewState.ON_SITE.value))
            unit.log.write(review, edits)
            evidence = self._load(unit, review, note)
        changes = Changes.of(review, "evidence", [note])
        if begins:
            changes |= Changes.of(review, "review", [review])
        return evidence, changes

    def open(self, review: str, note: str) -> OpenNote:
        """Return a note to read or type in. Raises ReviewerError where it is not here."""
        with self._desk.store.unit() as unit:
            header = load_review(unit, review)
            evidence = self._load(unit, review, note)
            drafts = unit.drafts.of(review, note)
            framework = self._frameworks.pinned(unit, header.framework)
        mine = evidence.author == self._desk.account.person
        recovered = ""
        if drafts:
            last = max(d.updated for d in drafts).astimezone()
            recovered = f"Recovered, last saved {last:%H:%M:%S}"
        return OpenNote(
            note_edits.overlaid(evidence, drafts),
            self._frameworks.form_type(evidence.form_type),
            framework,
            recovered,
            read_only=header.state in FINAL_STATES or not mine,
        )

    def draft(self, review: str, note: str, field: str, value: Any) -> datetime:
        """Keep typing of one field; returns when, after the commit (the time "Saved" may show).

        ``field`` is a header register, ``body`` (Body.as_value()), ``x.<key>``, or a set with the
        whole list of its elements. Raises TooLongError, DiskFullError, FinalError; ReviewerError
        where the note is gone: typing must not bring back what was removed for good.
        """
        now = self._desk.clock.now()
        value = note_edits.checked(field, value)
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            self._standing(unit, review, note)
            unit.drafts.put(Draft(review, "evidence", note, field, value, now))
        return now

    def seal(self, review: str, note: str) -> Changes:
        """Turn a note's typing into ops, once; nothing where there is none."""
        with self._desk.store.unit() as unit:
            return self._seal(unit, review, note)

    def seal_all(self) -> Changes:
        """Seal all typing on this laptop: before cover, lock, quit and finalising.

        Typing in a review that another laptop finished meanwhile is kept for a correction; it
        must not bar the way out.
        """
        changes = Changes()
        with self._desk.store.unit() as unit:
            for review, note in sorted({(d.review, d.entity) for d in unit.drafts.all()}):
                folded = unit.log.entity(review, "review", review)
                if (
                    folded is not None
                    and not folded.deleted
                    and folded.get("state") not in FINAL_STATES
                ):
                    changes |= self._seal(unit, review, note)
        return changes

    def done(self, review: str, note: str) -> tuple[Sequence[str], Changes]:
        """Mark a note done; where it lacks something, say what in sentences and change nothing.

        Its ``! `` lines that tell where they belong become proposed statements, once each.
        """
        with self._desk.store.unit() as unit:
            header = changeable(unit, review)
            changes = self._seal(unit, review, note)
            evidence = self._load(unit, review, note)
            kind = self._frameworks.form_type(evidence.form_type)
            missing = gaps_of_note(evidence, needs_year=kind.needs_year)
            if not missing:
                edits = [Edit("evidence", note, "status", "done")]
                if not evidence.end:
                    now = self._desk.clock.now().astimezone()
                    if now.date().isoformat() == evidence.date:
                        edits.append(Edit("evidence", note, "end", now.strftime("%H:%M")))
                unit.log.write(review, edits)
                framework = self._frameworks.pinned(unit, header.framework)
                changes |= propose_lines(
                    unit, review, evidence, framework, self._desk.account.person
                )
        return missing, changes | Changes.of(review, "evidence", [note])

    def reopen(self, review: str, note: str) -> Changes:
        """Make a done note a draft again."""
        return self._write(review, note, [Edit("evidence", note, "status", "draft")])

    def recovered(self) -> Sequence[Recovered]:
        """Return typing that the last run left unsealed, newest first."""
        groups: dict[tuple[str, str], list[Draft]] = defaultdict(list)
        found = []
        with self._desk.store.unit() as unit:
            for draft in unit.drafts.all():
                groups[draft.review, draft.entity].append(draft)
            for (review, note), drafts in groups.items():
                folded = unit.log.entity(review, "evidence", note)
                if folded is not None and not folded.deleted:
                    evidence = note_edits.overlaid(Evidence.from_fold(folded), drafts)
                    last = max(d.updated for d in drafts)
                    words = len(evidence.body.text.split())
                    found.append(Recovered(review, note, evidence.number, words, last))
        return sorted(found, key=lambda r: r.last_saved, reverse=True)

    def last_saved(self) -> datetime | None:
        """Return when words were last written to this laptop's disk, None where none were."""
        with self._desk.store.unit() as unit:
            times = [draft.updated for draft in unit.drafts.all()]
            sealed = unit.log.last_written()
        return max([*times, *([sealed] if sealed else [])], default=None)

    def history(self, review: str, note: str, field: str = "body") -> Sequence[Version]:
        """Return the sealed versions of a text, newest first."""
        with self._desk.store.unit() as unit:
            account = self._desk.account
            names = {m.person: m.name for m in members_of(unit, review)}
            names.setdefault(account.person, account.name)
            ops = unit.log.history(review, note, field)
        versions = []
        for op in reversed(ops):
            text = ""
            if op.value is not GONE:
                text = Body.from_value(op.value).text if field == "body" else str(op.value)
            versions.append(
                Version(hlc_time(op.hlc), names.get(op.person, ""), text, op.value is GONE)
            )
        return versions

    def remove_note(self, review: str, note: str, reason: str) -> Changes:
        """Remove a note for good: every payload of it, everywhere it travels. Not undoable."""
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            unit.drafts.clear(review, note)
            statements = unit.log.entities(review, "statement")
            resting = [f.entity for f in statements if note in f.elements("evidence")]
            followed = removal.of_note(unit, review, note, self._desk.account.person)
            edits = [Edit("evidence", note, "", None, "del"), *followed.edits]
            edits += [Edit("statement", s, "evidence", note, "remove") for s in resting]
            unit.log.write(review, edits)
            ids = [op.op_id for op in note_edits.writes(unit, review, note)]
            unit.log.erase(review, [*ids, *followed.op_ids], reason)
        touched = Changes.of(review, "statement", [*resting, *followed.statements])
        return Changes.of(review, "evidence", [note]) | touched

    def remove_text(self, review: str, note: str, start: int, end: int, reason: str) -> Changes:
        """Remove a stretch of the body for good (code points of the text as shown).

        All earlier versions of this body go with it, as any of them may hold a part of the words;
        other texts of the note, and statements that came from it, lose the versions that hold the
        whole stretch. Raises ReviewerError where nothing is selected, FinalError.
        """
        with self._desk.store.unit() as unit:
            header = changeable(unit, review)
            self._seal(unit, review, note)
            evidence = self._load(unit, review, note)
            body, form_type = evidence.body, self._frameworks.form_type(evidence.form_type)
            gone = body.text[start:end]
            if not gone.strip():
                raise ReviewerError(
                    "No text is selected.", "Nothing was removed.", "Select it first."
                )
            left = note_edits.without(body, start, end)
            before, edits = note_edits.removal(unit, review, note, gone, form_type)
            edits.append(Edit("evidence", note, "body", left.as_value()))
            edits += note_edits.aspect_edits(unit, review, note, left)
            pinned = self._frameworks.pinned(unit, header.framework)
            codes = {aspect.code for _, aspect in pinned.aspects()}
            followed = removal.of_text(unit, review, note, gone, codes, self._desk.account.person)
            unit.log.write(review, edits + followed.edits)
            unit.log.erase(review, before + followed.op_ids, reason)
        statements = Changes.of(review, "statement", followed.statements)
        return statements | Changes.of(review, "evidence", [note])

    def delete(self, review: str, note: str) -> Changes:
        """Take a note out; ``undelete`` brings it back."""
        self.seal(review, note)
        return self._write(review, note, [Edit("evidence", note, "", None, "del")])

    def undelete(self, review: str, note: str) -> Changes:
        """Bring a deleted note back. Raises ReviewerError for one removed for good."""
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            if self._gone(unit, review, note):
                raise ReviewerError("This note was removed for good.", "Nothing was changed.")
            unit.log.write(review, [Edit("evidence", note, "", None, "undel")])
        return Changes.of(review, "evidence", [note])

    def toggle_aspect(self, review: str, note: str, element: str, *, on: bool) -> Changes:
        """Link a note to an aspect by hand (``Q3+``, ``D4-``, ``L2``), or take the link back."""
        kind = OpKind.ADD if on else OpKind.REMOVE
        edits = [
            Edit("evidence", note, "by_hand", element, kind),
            Edit("evidence", note, "aspects", element, kind),
        ]
        return self._write(review, note, edits)

    def propose(
        self, review: str, note: str, kind: str, area: str, text: str, line: str = ""
    ) -> tuple[Statement, Changes]:
        """Propose a statement that rests on this note.

        ``line`` is the line of the note it was taken from: as the statement's first words it
        tells that this line is proposed, whatever the words are now.
        """
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            made, changes = add_statement(
                unit, review, kind, area, line or text, [note], "proposed",
                self._desk.account.person,
            )  # fmt: skip
            text = statement_text(kind, clean(text))
            unit.log.write(review, [Edit("statement", made.id, "text", text)])
        return replace(made, text=text), changes

    def proposed_lines(self, review: str, note: str) -> Mapping[str, bool]:
        """Return which lines (``line_key``) of a note were proposed; whether they still stand."""
        with self._desk.store.unit() as unit:
            return proposed_lines(unit, review).get(note, {})

    def search(self, text: str, review: str = "") -> Sequence[Hit]:
        """Find notes and statements by words; any text is safe to search for."""
        with self._desk.store.unit() as unit:
            return unit.search.find(clean(text), review, _HITS)

    def _seal(self, unit: UnitOfWork, review: str, note: str) -> Changes:
        drafts = unit.drafts.of(review, note)
        if not drafts:
            return Changes()
        changeable(unit, review)
        folded = unit.log.entity(review, "evidence", note)
        if folded is not None and folded.deleted and self._gone(unit, review, note):
            unit.drafts.clear(review, note)  # or the note would come back, with nobody's name
            return Changes.of(review, "evidence", [note])
        edits = note_edits.from_drafts(unit, review, note, drafts)
        unit.log.write(review, edits)
        unit.drafts.clear(review, note, [d.field for d in drafts])
        return Changes.of(review, "evidence", [note])

    def _write(self, review: str, note: str, edits: Sequence[Edit]) -> Changes:
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            unit.log.write(review, edits)
        return Changes.of(review, "evidence", [note])

    def _gone(self, unit: UnitOfWork, review: str, note: str) -> bool:
        """Say whether every text of a note is removed for good."""
        return all(op.value is GONE for op in note_edits.writes(unit, review, note))

    def _load(self, unit: UnitOfWork, review: str, note: str) -> Evidence:
        return Evidence.from_fold(self._standing(unit, review, note))

    def _standing(self, unit: UnitOfWork, review: str, note: str) -> Folded:
        folded = unit.log.entity(review, "evidence", note)
        if folded is None or folded.deleted:
            raise ReviewerError("This note is no longer here.", "", "Choose another one.")
        return folded

    def _row(self, note: Evidence, form_type: FormType | None, has_draft: bool) -> NoteRow:
        kind = form_type.title if form_type else "Note"
        parts = [kind, year_words(note.years), note.subject, note.start]
        return NoteRow(
            note.id, note.number, note.form_type, " · ".join(p for p in parts if p), note.status,
            note.aspects, f"{note.date}T{note.start}", has_draft, bool(note.contested),
            note.author_name, note.author == self._desk.account.person,
        )  # fmt: skip
