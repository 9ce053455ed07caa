"""Reviews: the cards of Home, making a new one, its header and team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from reviewer_app.crypto.ids import new_id
from reviewer_app.domain.body import one_line
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Member, Review
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.framework import Framework, FrameworkRef
from reviewer_app.domain.ids import member_id, review_id
from reviewer_app.domain.ports import Edit, UnitOfWork
from reviewer_app.domain.review import FINAL_STATES, STATE_WORDS, ReviewState
from reviewer_app.domain.school import School
from reviewer_app.services.base import Desk, led_by_me, load_review, members_of, sets
from reviewer_app.services.frameworks import FrameworkService

MAX_DAYS = 120
"""A visit may be three days that are weeks apart; a longer span is a slip."""

HEADER_FIELDS = frozenset(
    {"head_name", "hub_name", "date_start", "date_end", "previous_estimate", "previous_date",
     "inspection_grade", "inspection_date", "name_team", "state"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewMember:
    """A reviewer to put in the team; ``role`` lead, team, moderator or trainee.

    ``person`` is the id of somebody who is in it already, empty for somebody new.
    """

    name: str
    role_title: str = ""
    school: str = ""
    role: str = "team"
    person: str = ""


@dataclass(frozen=True, slots=True)
class NewReview:
    """What the new-review page asks. Dates ISO. The person at this laptop leads."""

    school: School
    framework: FrameworkRef
    date_start: str
    date_end: str
    team: tuple[NewMember, ...] = ()
    head_name: str = ""
    hub_name: str = ""
    previous_estimate: str = ""
    previous_date: str = ""
    name_team: bool = True


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A review on Home.

    ``progress`` 0–1: the share of graded areas with an agreed estimate and, last, being final;
    ``waiting`` says in words what is left to send.
    """

    id: str
    school_name: str
    place: str
    date_start: str
    date_end: str
    state_word: str
    progress: float
    lead_name: str
    notes: int
    drafts: int
    waiting: str
    practice: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One review with its framework and team."""

    review: Review
    framework: Framework
    members: tuple[Member, ...]
    is_lead: bool
    final: bool


class ReviewService:
    """The reviews on this laptop."""

    def __init__(self, desk: Desk, frameworks: FrameworkService) -> None:
        self._desk = desk
        self._frameworks = frameworks

    def cards(self) -> list[ReviewCard]:
        """Return the cards of Home, newest visit first."""
        with self._desk.store.unit() as unit:
            cards = [self._card(unit, review) for review in unit.log.reviews()]
        return sorted(cards, key=lambda c: (c.date_start, c.id), reverse=True)

    def create(self, new: NewReview) -> tuple[str, Changes]:
        """Make a review; the person at this laptop is its lead. Raises ReviewerError."""
        start, end = _dates(new)
        account, first_op = self._desk.account, new_id()
        review = review_id(first_op, account.device, account.person)
        number = (new.school.urn or new.school.id[-6:] or "school").upper()
        with self._desk.store.unit() as unit:
            framework = self._frameworks.pinned(unit, new.framework)
            same_year = sum(number in self._ref(unit, r) for r in unit.log.reviews())
            header = {
                "ref": f"QAR-{start.year}-{number}-{same_year + 1}{account.letter}",
                "kind": "qar",
                "school": new.school.as_dict(),
                "framework": {
                    "code": framework.code, "version": framework.version,
                    "sha256": framework.sha256,
                },
                "date_start": start.isoformat(), "date_end": end.isoformat(),
                "state": ReviewState.PLANNED.value, "head_name": one_line(new.head_name),
                "hub_name": one_line(new.hub_name),
                "previous_estimate": one_line(new.previous_estimate),
                "previous_date": one_line(new.previous_date), "name_team": new.name_team,
                "practice": account.practice,
            }  # fmt: skip
            edits = sets("review", review, header)
            edits += _member(
                review, account.person,
                NewMember(account.name, account.role_title, account.home_school, "lead"),
            )  # fmt: skip
            for member in new.team:
                if one_line(member.name) and member.role != "lead":
                    edits += _member(review, new_id(), member)
            unit.log.write(review, edits, first_op)
        return review, Changes.of(review, "review", [review])

    def get(self, review: str) -> ReviewView:
        """Return one review. Raises ReviewerError where it is not on this laptop."""
        with self._desk.store.unit() as unit:
            header = load_review(unit, review)
            return ReviewView(
                header,
                self._frameworks.pinned(unit, header.framework),
                members_of(unit, review),
                header.lead == self._desk.account.person,
                header.state in FINAL_STATES,
            )

    def edit_header(self, review: str, field: str, value: Any) -> Changes:
        """Set one field of the header. Raises ReviewerError for a field nobody may set by hand."""
        return self.edit_details(review, {field: value})

    def edit_details(
        self, review: str, values: Mapping[str, Any], team: Sequence[NewMember] | None = None
    ) -> Changes:
        """Set fields of the header and, where it is given, the team, all or none.

        Who is not in ``team`` leaves it, but for the lead. Raises ReviewerError for a field nobody
        may set by hand, for dates that cannot be and for somebody without a name.
        """
        if not HEADER_FIELDS.issuperset(values) or values.get("state") in FINAL_STATES:
            raise ReviewerError("This cannot be changed here.", "Nothing was changed.")
        values = {f: one_line(v) if isinstance(v, str) else v for f, v in values.items()}
        with self._desk.store.unit() as unit:
            header = led_by_me(unit, review, self._desk.account.person)
            if "date_start" in values or "date_end" in values:
                span(
                    values.get("date_start", header.date_start),
                    values.get("date_end", header.date_end),
                )
            edits = [Edit("review", review, f, v) for f, v in values.items()]
            if team is not None:
                edits += _team(review, members_of(unit, review), team)
            unit.log.write(review, edits)
        return Changes.of(review, "review", [review]) | Changes.of(review, "member", [review])

    def _ref(self, unit: UnitOfWork, review: str) -> str:
        folded = unit.log.entity(review, "review", review)
        return str(folded.get("ref", "")) if folded else ""

    def _card(self, unit: UnitOfWork, review: str) -> ReviewCard:
        header = load_review(unit, review)
        notes = unit.log.tally(review, "evidence", "status")
        agreed = sum(
            bool(f.get("point"))
            for f in unit.log.entities(review, "estimate")
            if f.get("stage") == "agreed"
        )
        steps = self._steps(unit, header)
        final = header.state in FINAL_STATES
        lead = next((m.name for m in members_of(unit, review) if m.person == header.lead), "")
        waiting = "Waiting to send" if unit.delivery.waiting(review) else ""
        return ReviewCard(
            review, header.school.name, header.school.place, header.date_start, header.date_end,
            self._state_word(header, unit), 1.0 if final else min(agreed / steps, 1.0), lead,
            sum(notes.values()), notes.get("draft", 0) + notes.get("", 0), waiting, header.practice,
        )  # fmt: skip

    def _steps(self, unit: UnitOfWork, header: Review) -> int:
        """Return the steps to the end: graded areas, overall, being final."""
        try:
            framework = self._frameworks.pinned(unit, header.framework)
        except ReviewerError:  # a card is shown all the same; opening it says what is missing
            return 1
        return sum(a.graded for a in framework.areas) + bool(framework.overall_scale) + 1

    def _state_word(self, header: Review, unit: UnitOfWork) -> str:
        receipts = unit.delivery.receipts(header.id)
        if header.state == ReviewState.FINAL and any(
            r.revision == header.revision for r in receipts
        ):
            return STATE_WORDS[ReviewState.SYNCED]
        known = {state.value: word for state, word in STATE_WORDS.items()}
        return known.get(header.state, "Planned")


def _member(review: str, person: str, member: NewMember) -> list[Edit]:
    values = {
        "person": person, "name": one_line(member.name),
        "role_title": one_line(member.role_title), "school": one_line(member.school),
        "role": member.role,
    }  # fmt: skip
    return sets("member", member_id(review, person), values)


def _team(review: str, now: Sequence[Member], team: Sequence[NewMember]) -> list[Edit]:
    """Return the edits that make ``team`` of those who are in it now."""
    known = {member.person: member for member in now}
    edits: list[Edit] = []
    for member in team:
        if not one_line(member.name):
            raise ReviewerError(
                "One of the team has no name.",
                "Nothing was changed.",
                "Type it, or take the line off.",
            )
        before = known.pop(member.person, None)
        leads = before is not None and before.role == "lead"
        role = "lead" if leads else "team" if member.role == "lead" else member.role
        person = before.person if before else new_id()
        edits += _member(review, person, replace(member, role=role))
    left = [m for m in known.values() if m.role != "lead"]
    return edits + [Edit("member", m.id, "", None, "del") for m in left]


def _dates(new: NewReview) -> tuple[date, date]:
    start, end = span(new.date_start, new.date_end)
    if not new.school.name.strip():
        raise ReviewerError("No school is chosen.", "Nothing was made.", "Choose or type a school.")
    return start, end


def span(first: str, last: str) -> tuple[date, date]:
    """Return the first and last day of a visit. Raises ReviewerError for what cannot be."""
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise ReviewerError(
            "The dates of the visit are missing.",
            "Nothing was changed.",
            "Choose the first and last day.",
        ) from None
    if end < start:
        raise ReviewerError(
            "The visit ends before it begins.", "Nothing was changed.", "Correct the dates."
        )
    if (end - start).days > MAX_DAYS:
        raise ReviewerError(
            f"The visit is longer than {MAX_DAYS} days.",
            "Nothing was changed.",
            "Correct the dates.",
        )
    return start, end
