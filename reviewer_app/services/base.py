"""What every service holds, and how it finds a review that may still be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviewer_app.domain.account import Account
from reviewer_app.domain.entities import Member, Review
from reviewer_app.domain.errors import FinalError, ReviewerError
from reviewer_app.domain.ports import Clock, Edit, Store, UnitOfWork
from reviewer_app.domain.review import FINAL_STATES


@dataclass(frozen=True, slots=True)
class Desk:
    """An open profile and the time; shared by the services of a session."""

    store: Store
    clock: Clock

    @property
    def account(self) -> Account:
        """Return who works here."""
        return self.store.account


def load_review(unit: UnitOfWork, review: str) -> Review:
    """Return the header of ``review``. Raises ReviewerError where it is not on this laptop."""
    folded = unit.log.entity(review, "review", review)
    if folded is None or folded.deleted:
        raise ReviewerError("This review is not on this laptop.", "", "Choose another one on Home.")
    return Review.from_fold(folded, unit.log.lead(review))


def changeable(unit: UnitOfWork, review: str) -> Review:
    """Return the header of a review that is not final. Raises FinalError where it is."""
    header = load_review(unit, review)
    if header.state in FINAL_STATES:
        raise FinalError(
            "This review is final and cannot be changed.",
            "Nothing was changed.",
            "Start a correction to make a new version.",
        )
    return header


def led_by_me(unit: UnitOfWork, review: str, person: str) -> Review:
    """Return the header of a review that ``person`` leads and that is not final.

    Raises ReviewerError: what others write into header and team would not count (sync.md 2.5).
    """
    header = changeable(unit, review)
    if header.lead != person:
        raise ReviewerError(
            "Only the lead can change this.", "Nothing was changed.", "Ask the lead."
        )
    return header


def members_of(unit: UnitOfWork, review: str) -> tuple[Member, ...]:
    """Return the team, lead first, then in the order they were added."""
    members = [Member.from_fold(f) for f in unit.log.entities(review, "member")]
    return tuple(sorted(members, key=lambda m: m.role != "lead"))


def sets(entity_type: str, entity: str, values: Mapping[str, Any]) -> list[Edit]:
    """Return edits that set each register of ``values``."""
    return [Edit(entity_type, entity, name, value) for name, value in values.items()]
