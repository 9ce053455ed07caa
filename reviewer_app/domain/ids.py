"""Ids that two laptops derive alike (sync.md 2.2)."""

import uuid
from typing import Final

NAMESPACE: Final = uuid.UUID("6f1f0c1e-6a0d-5c58-9a35-6c9f2d8e4b10")


def derived(*parts: str) -> str:
    """Return the id that everybody derives from ``parts`` (UUIDv5)."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def review_id(first_op: str, device: str, person: str) -> str:
    """Return the id of a review: it names the op that founds it, and so who leads it at first.

    Somebody else's op with an earlier clock cannot take that place.
    """
    return derived("review", first_op, device, person)


def names_founder(review: str) -> bool:
    """Say whether ``review`` is such an id (UUIDv5)."""
    return review[14:15] == "5"


def estimate_id(review: str, area: str, stage: str, person: str = "") -> str:
    """Return the id of an estimate: one for each area and stage, or for each person's vote."""
    return derived("estimate", review, area, stage, person)


def section_id(review: str, key: str) -> str:
    """Return the id of a section of the report's own text."""
    return derived("section", review, key)


def member_id(review: str, person: str) -> str:
    """Return the id of a person's place in the team."""
    return derived("member", review, person)
