"""Estimates: the team's agreed point for each area, never chosen by the program."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from reviewer_app.domain.body import clean
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Estimate, Evidence
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.framework import INSUFFICIENT
from reviewer_app.domain.ids import estimate_id
from reviewer_app.domain.ports import Edit
from reviewer_app.services.base import Desk, changeable, load_review
from reviewer_app.services.frameworks import FrameworkService


@dataclass(frozen=True, slots=True)
class AspectBalance:
    """The evidence for one aspect. ``notes`` are ids; ``kinds`` titles of form types."""

    area: str
    aspect: str
    title: str
    strengths: int
    developments: int
    neutral: int
    kinds: tuple[str, ...]
    notes: tuple[str, ...]


class EstimateService:
    """Agreed estimates of a review."""

    def __init__(self, desk: Desk, frameworks: FrameworkService) -> None:
        self._desk = desk
        self._frameworks = frameworks

    def list(self, review: str) -> list[Estimate]:
        """Return the agreed estimates that were begun."""
        with self._desk.store.unit() as unit:
            found = (Estimate.from_fold(f) for f in unit.log.entities(review, "estimate"))
            return [e for e in found if e.stage == "agreed"]

    def set(
        self,
        review: str,
        area: str,
        *,
        point: str | None = None,
        rationale: str | None = None,
        insufficient_reason: str | None = None,
    ) -> Changes:
        """Set what is given of the agreed estimate for ``area`` (or ``overall``).

        ``point`` is a key of the area's scale, ``insufficient_evidence``, or empty to take it
        back. Raises ReviewerError for a point that is not on the scale.
        """
        estimate = estimate_id(review, area, "agreed")
        with self._desk.store.unit() as unit:
            header = changeable(unit, review)
            framework = self._frameworks.pinned(unit, header.framework)
            if area != "overall" and framework.area(area) is None:
                raise ReviewerError("The framework has no such area.", "Nothing was changed.")
            edits = [
                Edit("estimate", estimate, "area", area),
                Edit("estimate", estimate, "stage", "agreed"),
            ]
            if point is not None:
                scale = framework.scale_of(area)
                known = scale is not None and scale.point(point) is not None
                if point and point != INSUFFICIENT and not known:
                    raise ReviewerError("This point is not on the scale.", "Nothing was changed.")
                edits.append(Edit("estimate", estimate, "point", point))
            if rationale is not None:
                edits.append(Edit("estimate", estimate, "rationale", clean(rationale)))
            if insufficient_reason is not None:
                reason = clean(insufficient_reason)
                edits.append(Edit("estimate", estimate, "insufficient_reason", reason))
            unit.log.write(review, edits)
        return Changes.of(review, "estimate", [estimate])

    def balance(self, review: str) -> Sequence[AspectBalance]:
        """Return the evidence for every aspect of the framework, in its order."""
        with self._desk.store.unit() as unit:
            framework = self._frameworks.pinned(unit, load_review(unit, review).framework)
            notes = [Evidence.from_fold(f) for f in unit.log.entities(review, "evidence")]
        by_aspect: dict[str, list[tuple[Evidence, str]]] = defaultdict(list)
        for note in notes:
            if note.status != "withdrawn":
                for element in note.aspects:
                    by_aspect[element.rstrip("+-")].append((note, element[-1]))
        titles = {t.key: t.title for t in self._frameworks.form_types()}
        rows = []
        for area, aspect in framework.aspects():
            found = by_aspect.get(aspect.code, [])
            signs = [sign for _, sign in found]
            kinds = sorted({titles.get(n.form_type, n.form_type) for n, _ in found})
            ids = tuple(dict.fromkeys(n.id for n, _ in found))
            plus, minus = signs.count("+"), signs.count("-")
            rows.append(
                AspectBalance(
                    area.code, aspect.code, aspect.title, plus, minus, len(signs) - plus - minus,
                    tuple(kinds), ids,
                )
            )  # fmt: skip
        return rows
