"""What the judgement place shows: one reading of the store, worked out off the UI thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from reviewer_app.domain.entities import Estimate, Section, Statement
from reviewer_app.domain.framework import INSUFFICIENT, Area, Framework, Scale
from reviewer_app.services.estimates import AspectBalance
from reviewer_app.services.evidence import NoteRow
from reviewer_app.services.reviews import ReviewView

OVERALL = "overall"
EXCELLENCE = "excellence"
DROPPED = "dropped"
AGREED = "agreed"
PROPOSED = ("proposed", "on_board")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A line of the list of areas; ``word`` is empty while nothing is agreed."""

    code: str
    title: str
    word: str
    filled: int
    cells: int
    contested: bool
    statements: int
    proposed: int


@dataclass(frozen=True, slots=True)
class JudgementData:
    """Everything the place needs; ``typing`` holds new statements not added yet, by "L.www".

    ``unsaved`` names the statements whose text is shown but could not be saved.
    """

    view: ReviewView
    estimates: dict[str, Estimate]
    statements: tuple[Statement, ...]
    balance: tuple[AspectBalance, ...]
    notes: tuple[NoteRow, ...]
    excellence: Section | None
    typing: Mapping[str, str] = field(default_factory=dict)
    unsaved: frozenset[str] = frozenset()

    @property
    def framework(self) -> Framework:
        """Return the pinned framework."""
        return self.view.framework

    def areas(self) -> list[AreaRow]:
        """Return the lines of the list: every area, then the overall estimate."""
        rows = [self._row(area) for area in self.framework.areas]
        if self.framework.overall_scale:
            scale = self.framework.scale(self.framework.overall_scale)
            title = QCoreApplication.translate("Judgement", "Overall")
            rows.append(self._estimate_row(OVERALL, title, scale, 0, 0))
        return rows

    def area(self, code: str) -> Area | None:
        """Return an area, None for the overall estimate."""
        return self.framework.area(code)

    def point(self, code: str) -> str:
        """Return the agreed point of an area, empty where there is none."""
        estimate = self.estimates.get(code)
        return estimate.point if estimate else ""

    def of_list(self, area: str, kind: str) -> list[Statement]:
        """Return the statements of one list in their order, dropped ones last."""
        mine = [s for s in self.statements if s.area == area and s.kind == kind]
        return sorted(mine, key=lambda s: s.status == DROPPED)

    def person(self, person: str) -> str:
        """Return the name of a member, or "another reviewer"."""
        names = {m.person: m.name for m in self.view.members}
        return names.get(person) or QCoreApplication.translate("Judgement", "another reviewer")

    def above_and_below(self) -> str:
        """Return a sentence where the overall estimate lies outside those of the areas."""
        scale = self.framework.scale(self.framework.overall_scale)
        overall = scale.point(self.point(OVERALL)) if scale else None
        orders = [
            p.order
            for a in self.framework.areas
            if a.graded
            and (s := self.framework.scale(a.scale))
            and (p := s.point(self.point(a.code)))
        ]
        if overall is None or not orders:
            return ""
        if overall.order < min(orders):
            return QCoreApplication.translate(
                "Judgement",
                "The overall estimate is above the best area: say why in the rationale.",
            )
        if overall.order > max(orders):
            return QCoreApplication.translate(
                "Judgement",
                "The overall estimate is below the weakest area: say why in the rationale.",
            )
        return ""

    def _row(self, area: Area) -> AreaRow:
        mine = [s for s in self.statements if s.area == area.code and s.status != DROPPED]
        proposed = sum(s.status in PROPOSED for s in mine)
        scale = self.framework.scale(area.scale)
        if area.kind == EXCELLENCE:
            outcome = str((self.excellence.fields if self.excellence else {}).get("outcome") or "")
            point = scale.point(outcome) if scale else None
            return AreaRow(
                area.code,
                area.title,
                point.label if point else "",
                0,
                0,
                False,
                len(mine),
                proposed,
            )
        return self._estimate_row(area.code, area.title, scale, len(mine), proposed)

    def _estimate_row(
        self, code: str, title: str, scale: Scale | None, statements: int, proposed: int
    ) -> AreaRow:
        estimate = self.estimates.get(code)
        contested = estimate is not None and "point" in estimate.contested
        point = scale.point(self.point(code)) if scale else None
        word = point.label if point else ""
        if self.point(code) == INSUFFICIENT:
            word = QCoreApplication.translate("Judgement", "Not enough evidence")
        if contested:
            word = QCoreApplication.translate("Judgement", "Two versions")
        return AreaRow(
            code, title, word, point.cells if point else 0, scale.cells if scale else 0,
            contested, statements, proposed,
        )  # fmt: skip
