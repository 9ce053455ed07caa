"""Review frameworks: areas, aspects, scales and how grades may be given (domain.md 2.3).

A published framework never changes; a review pins one by code, version and content hash.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

INSUFFICIENT = "insufficient_evidence"
"""The point that every scale has beside its own."""


class GradingRule(StrEnum):
    """How a point of the scale may be chosen."""

    BEST_FIT = "best_fit"
    SECURE_FIT = "secure_fit"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One point: ``cells`` of ``Scale.cells`` are filled when it is drawn (never colour alone)."""

    key: str
    label: str
    order: int
    cells: int
    definition: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Points from best to weakest; ``kind`` is ``ordinal``, ``binary`` or ``none``."""

    key: str
    name: str
    kind: str
    points: tuple[ScalePoint, ...]

    @property
    def cells(self) -> int:
        """Return how many cells the shape beside a word has."""
        return max((p.cells for p in self.points), default=0)

    def point(self, key: str) -> ScalePoint | None:
        """Return the point called ``key``, or None."""
        return next((p for p in self.points if p.key == key), None)


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to look for or ask; ``kind`` as in domain.md 2.3."""

    text: str
    kind: str = "look_for"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One criterion of an area. ``activity_hints`` are keys of form types that usually feed it."""

    code: str
    title: str
    prompts: tuple[Prompt, ...] = ()
    activity_hints: tuple[str, ...] = ()
    note_only: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the framework with a report chapter of its own.

    ``descriptors`` maps scale point keys to text; ``target_words`` is the chapter's word budget.
    """

    code: str
    title: str
    report_heading: str
    graded: bool
    scale: str
    target_words: int
    aspects: tuple[Aspect, ...]
    descriptors: tuple[tuple[str, str], ...] = ()
    intro: str = ""
    kind: str = "judged"
    min_forms: int = 0
    min_form_types: int = 0

    def descriptor(self, point: str) -> str:
        """Return the text that describes ``point`` here, or an empty string."""
        return dict(self.descriptors).get(point, "")


@dataclass(frozen=True, slots=True)
class Framework:
    """A published framework. ``sha256`` is the hash of its canonical content."""

    code: str
    version: str
    title: str
    owner: str
    licence_note: str
    source_note: str
    grading_rule: GradingRule
    scales: tuple[Scale, ...]
    areas: tuple[Area, ...]
    overall_scale: str
    overall_rationale_words: int
    sha256: str
    valid_from: str = ""

    def scale(self, key: str) -> Scale | None:
        """Return the scale called ``key``, or None."""
        return next((s for s in self.scales if s.key == key), None)

    def area(self, code: str) -> Area | None:
        """Return the area ``code``, or None."""
        return next((a for a in self.areas if a.code == code), None)

    def aspects(self) -> Iterator[tuple[Area, Aspect]]:
        """Yield every aspect with its area, in framework order."""
        for area in self.areas:
            for aspect in area.aspects:
                yield area, aspect

    def aspect(self, code: str) -> Aspect | None:
        """Return the aspect ``code``, or None."""
        return next((a for _, a in self.aspects() if a.code == code), None)

    def scale_of(self, area_code: str) -> Scale | None:
        """Return the scale that ``area_code`` (or ``overall``) is graded on, or None."""
        if area_code == "overall":
            return self.scale(self.overall_scale)
        area = self.area(area_code)
        return self.scale(area.scale) if area and area.graded else None


@dataclass(frozen=True, slots=True)
class FrameworkRef:
    """What a review pins."""

    code: str
    version: str
    sha256: str
