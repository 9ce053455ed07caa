"""The texts of the report that people write: context, area of excellence, support, next steps."""

from typing import Any

from reviewer_app.domain.body import clean
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Section
from reviewer_app.domain.ids import section_id
from reviewer_app.domain.ports import Edit
from reviewer_app.services.base import Desk, changeable


class SectionService:
    """Sections by key."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self, review: str) -> dict[str, Section]:
        """Return the sections that were written, by key."""
        with self._desk.store.unit() as unit:
            found = (Section.from_fold(f) for f in unit.log.entities(review, "section"))
            return {s.key: s for s in found}

    def set(self, review: str, key: str, body: str | None = None, **fields: Any) -> Changes:
        """Set the text of a section, and extra fields such as an area of excellence's title."""
        section = section_id(review, key)
        edits = [Edit("section", section, "key", key)]
        if body is not None:
            edits.append(Edit("section", section, "body", clean(body)))
        for name, value in fields.items():
            text = clean(value) if isinstance(value, str) else value
            edits.append(Edit("section", section, f"x.{name}", text))
        with self._desk.store.unit() as unit:
            changeable(unit, review)
            unit.log.write(review, edits)
        return Changes.of(review, "section", [section])
