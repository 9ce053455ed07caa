"""When a review may be finished, and what a list of gaps says (domain.md 1.3, 2.12–2.13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reviewer_app.domain.entities import Estimate, Evidence, Review, Section, Statement
from reviewer_app.domain.framework import INSUFFICIENT, Framework


class ReviewState(StrEnum):
    """States of domain.md 1.3; the window groups them into six words."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    PREPARING = "preparing"
    ON_SITE = "on_site"
    FEEDBACK_GIVEN = "feedback_given"
    DRAFTING = "drafting"
    TEAM_CHECK = "team_check"
    MODERATION = "moderation"
    SCHOOL_CHECK = "school_check"
    FINAL = "final"
    SYNCED = "synced"
    SHARED = "shared"
    FOLLOW_UP = "follow_up"
    PURGED = "purged"


STATE_WORDS = {
    ReviewState.PLANNED: "Planned", ReviewState.CONFIRMED: "Planned",
    ReviewState.PREPARING: "Planned", ReviewState.ON_SITE: "In school",
    ReviewState.FEEDBACK_GIVEN: "Writing", ReviewState.DRAFTING: "Writing",
    ReviewState.TEAM_CHECK: "Writing", ReviewState.MODERATION: "Writing",
    ReviewState.SCHOOL_CHECK: "With the school", ReviewState.FINAL: "Final",
    ReviewState.SYNCED: "Sent", ReviewState.SHARED: "Sent", ReviewState.FOLLOW_UP: "Sent",
    ReviewState.PURGED: "Sent",
}  # fmt: skip
FINAL_STATES = frozenset(
    {
        ReviewState.FINAL,
        ReviewState.SYNCED,
        ReviewState.SHARED,
        ReviewState.FOLLOW_UP,
        ReviewState.PURGED,
    }
)
REPORTED = ("agreed", "in_report")
MAX_EBI_PER_AREA = 4


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing, and its door.

    ``place`` (notes, judgement, report, plan) and ``target`` in it are where to mend it;
    ``blocks`` says whether finalising waits for it or only warns.
    """

    sentence: str
    place: str
    target: str
    blocks: bool = True


def gaps_of_note(note: Evidence, *, needs_year: bool) -> list[str]:
    """Return what a note lacks to be *done*: year, one link, some text – no more (interface 7)."""
    missing = []
    if needs_year and not note.years:
        missing.append("Choose a year group, or Whole school.")
    if not note.aspects:
        missing.append("Link it to at least one aspect.")
    if not note.body.text.strip():
        missing.append("Write at least a few words.")
    return missing


def gaps_to_finalise(
    review: Review,
    framework: Framework,
    notes: Sequence[Evidence],
    statements: Sequence[Statement],
    estimates: Iterable[Estimate],
    sections: Iterable[Section],
    *,
    unsealed_drafts: int,
    lines_left: Iterable[tuple[str, str, int]] = (),
) -> list[Gap]:
    """Return everything between this review and *Finalise*, blockers first.

    Every graded area and the overall estimate need an agreed point with a rationale, or
    "insufficient evidence" with a reason; every reported statement needs a note behind it.
    ``lines_left`` are done notes (id, name) with so many lines to propose that nobody proposed.
    """
    gaps: list[Gap] = []
    agreed = {e.area: e for e in estimates if e.stage == "agreed"}
    areas = [(a.code, a.title) for a in framework.areas if a.graded]
    if framework.overall_scale:
        areas.append(("overall", "Overall"))
    for code, title in areas:
        gaps += _estimate_gaps(code, title, agreed.get(code), framework)
    for s in statements:
        if s.status in REPORTED:
            gaps += _statement_gaps(s)
    for area in framework.areas:
        mine = [s for s in statements if s.area == area.code and s.status in REPORTED]
        if area.kind == "judged" and not any(s.kind == "www" for s in mine):
            words, door = f"No agreed strength for {area.title}.", f"{area.code}/www"
            gaps.append(Gap(words, "judgement", door, blocks=False))
        if sum(s.kind == "ebi" for s in mine) > MAX_EBI_PER_AREA:
            words = f"More than {MAX_EBI_PER_AREA} “even better if” for {area.title}."
            gaps.append(Gap(words, "judgement", f"{area.code}/ebi", blocks=False))
    written = {s.key: s for s in sections}
    context = written.get("context")
    if context is None or not context.body.strip():
        gaps.append(Gap("The context of the school is not written.", "report", "context"))
    if not review.date_start or not review.date_end:
        gaps.append(Gap("The dates of the visit are missing.", "plan", "dates"))
    if unsealed_drafts:
        gaps.append(Gap("Some typing is not saved into its note yet.", "notes", ""))
    drafts = [n for n in notes if n.status == "draft"]
    for note in drafts:
        gaps.append(Gap(f"Note {note.number} is still a draft.", "notes", note.id, blocks=False))
    for identifier, name, count in lines_left:
        words = f"{name} has a line to propose that is not proposed."
        if count > 1:
            words = f"{name} has {count} lines to propose that are not proposed."
        gaps.append(Gap(words, "notes", identifier, blocks=False))
    return sorted(gaps, key=lambda g: not g.blocks)


def _estimate_gaps(
    code: str, title: str, estimate: Estimate | None, framework: Framework
) -> list[Gap]:
    if estimate is not None and "point" in estimate.contested:
        return [Gap(f"{title} has two different estimates: choose one.", "judgement", code)]
    if estimate is None or not estimate.point:
        return [Gap(f"{title} has no agreed estimate.", "judgement", code)]
    if estimate.point == INSUFFICIENT:
        if not estimate.insufficient_reason.strip():
            return [
                Gap(
                    f"{title}: say why there is not enough evidence.", "judgement", f"{code}/reason"
                )
            ]
        return []
    scale = framework.scale_of(code)
    if scale is None or scale.point(estimate.point) is None:
        return [Gap(f"{title} has an estimate that is not on its scale.", "judgement", code)]
    if not estimate.rationale.strip():
        return [Gap(f"{title} has no rationale.", "judgement", f"{code}/rationale")]
    return []


def _statement_gaps(statement: Statement) -> list[Gap]:
    short = statement.text.strip()[:40]
    door = f"{statement.area}/{statement.id}"
    if not short:
        return [Gap("An agreed statement has no text.", "judgement", door)]
    if "text" in statement.contested:
        return [Gap(f"“{short}…” has two versions: choose one.", "judgement", statement.area)]
    if not statement.evidence:
        return [Gap(f"“{short}…” has no note behind it.", "judgement", door)]
    return []
