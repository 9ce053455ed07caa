"""From the records of a review to the content that report and hub share (sync.md 2.8)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from reviewer_app import __version__
from reviewer_app.domain.entities import (
    Estimate,
    Evidence,
    Member,
    Review,
    Section,
    Statement,
    sort_years,
)
from reviewer_app.domain.form_type import FormType
from reviewer_app.domain.framework import Area, Framework, Scale
from reviewer_app.domain.review import REPORTED
from reviewer_app.protocol import content as c


class ContentMaker:
    """Builds ReportContent from records; pure but for what it is given."""

    def __init__(
        self, review: Review, framework: Framework, form_types: Sequence[FormType]
    ) -> None:
        self._review = review
        self._framework = framework
        self._types = {t.key: t for t in form_types}

    def make(
        self,
        *,
        notes: Sequence[Evidence],
        statements: Sequence[Statement],
        estimates: Sequence[Estimate],
        sections: Mapping[str, Section],
        members: Sequence[Member],
        vector: Mapping[str, tuple[int, str]],
        fold_sha256: str,
        revision: int,
        reason: str,
        finalised_at: datetime | None,
        verify_at: str = "",
    ) -> c.ReportContent:
        """Return the content; ``finalised_at`` None for a draft."""
        review, framework = self._review, self._framework
        done = [n for n in notes if n.status == "done"]
        agreed = {e.area: e for e in estimates if e.stage == "agreed"}
        graded = [(a.code, a.title) for a in framework.areas if a.graded and a.kind == "judged"]
        if framework.overall_scale:
            graded.append(("overall", "Overall estimate"))
        return c.ReportContent(
            review=review.id,
            ref=review.ref,
            review_kind=review.kind,
            revision=revision,
            replaces_reason=reason,
            practice=review.practice,
            school=self._school(),
            hub_name=review.hub_name,
            verify_at=verify_at,
            date_start=review.date_start,
            date_end=review.date_end,
            finalised_at=finalised_at.isoformat(timespec="seconds") if finalised_at else "",
            framework=c.FrameworkFacts(
                code=framework.code,
                version=framework.version,
                sha256=framework.sha256,
                title=framework.title,
            ),
            areas=[
                c.AreaFacts(
                    code=a.code,
                    title=a.title,
                    heading=a.report_heading,
                    graded=a.graded,
                    kind=a.kind,
                    target_words=a.target_words,
                )
                for a in framework.areas
            ],
            estimates=[
                self._estimate(code, title, agreed[code])
                for code, title in graded
                if code in agreed and agreed[code].point
            ],
            statements=self._statements(statements, notes),
            excellence=self._excellence(agreed, sections.get("excellence")),
            previous_estimate=review.previous_estimate,
            previous_date=review.previous_date,
            text={k: s.body for k, s in sorted(sections.items()) if s.body and k != "excellence"},
            team=[
                c.MemberFacts(name=m.name, role_title=m.role_title, school=m.school, role=m.role)
                for m in members
                if review.name_team
            ],
            coverage=self._coverage(done),
            method=self._method(done),
            vector={d: c.DeviceHead(seq=s, chain=h) for d, (s, h) in sorted(vector.items())},
            fold_sha256=fold_sha256,
            app_version=__version__,
        )

    def _school(self) -> c.SchoolFacts:
        known = c.SchoolFacts.model_fields
        facts = {k: v for k, v in self._review.school.as_dict().items() if k in known}
        said = {
            "head_name": self._review.head_name,
            "last_inspection_grade": self._review.inspection_grade,
            "last_inspection_date": self._review.inspection_date,
        }
        return c.SchoolFacts(**{**facts, **said})

    def _estimate(self, code: str, title: str, estimate: Estimate) -> c.EstimateFacts:
        return c.EstimateFacts(
            area=code,
            title=title,
            point=_point(self._framework.scale_of(code), estimate.point),
            insufficient_reason=estimate.insufficient_reason,
            rationale=estimate.rationale,
        )

    def _statements(
        self, statements: Sequence[Statement], notes: Sequence[Evidence]
    ) -> list[c.StatementFacts]:
        by_id = {n.id: n for n in notes}
        facts = []
        for s in statements:
            if s.status not in REPORTED:
                continue
            behind = [by_id[n] for n in s.evidence if n in by_id]
            kinds = {self._types[n.form_type].title for n in behind if n.form_type in self._types}
            facts.append(
                c.StatementFacts.model_validate(
                    {
                        "id": s.id,
                        "kind": s.kind,
                        "area": s.area,
                        "text": s.text,
                        "order": s.order,
                        "evidence": sorted((n.number for n in behind), key=_number),
                        "kinds": sorted(kinds),
                    }
                )
            )
        return facts

    def _excellence(
        self, agreed: Mapping[str, Estimate], section: Section | None
    ) -> c.ExcellenceFacts | None:
        area = next((a for a in self._framework.areas if a.kind == "excellence"), None)
        if area is None or section is None:
            return None
        title = str(section.fields.get("title") or "").strip()
        outcome = str(section.fields.get("outcome") or "")
        if not outcome and area.code in agreed:
            outcome = agreed[area.code].point
        if not title and not section.body.strip():
            return None
        return c.ExcellenceFacts(
            title=title,
            outcome=_point(_area_scale(self._framework, area), outcome),
            text=section.body,
            contact=str(section.fields.get("contact") or ""),
        )

    def _coverage(self, done: Sequence[Evidence]) -> list[c.CoverageFacts]:
        rows = []
        for _, aspect in self._framework.aspects():
            counts = Counter(
                n.form_type for n in done if any(a.rstrip("+-") == aspect.code for a in n.aspects)
            )
            if counts:
                rows.append(
                    c.CoverageFacts(
                        aspect=aspect.code, title=aspect.title, by_type=dict(sorted(counts.items()))
                    )
                )
        return rows

    def _method(self, done: Sequence[Evidence]) -> c.MethodFacts:
        counts = Counter(n.form_type for n in done)
        years = sort_years(tuple({y for n in done for y in n.years}))
        return c.MethodFacts(
            by_type=dict(sorted(counts.items())),
            type_titles={k: self._types[k].title for k in sorted(counts) if k in self._types},
            year_groups=list(years),
            subjects=sorted({n.subject for n in done if n.subject}),
            hours=round(sum(_minutes(n) for n in done) / 60, 1),
        )


def _point(scale: Scale | None, key: str) -> c.ScalePointFacts | None:
    point = scale.point(key) if scale else None
    if scale is None or point is None:
        return None
    return c.ScalePointFacts(
        key=point.key, label=point.label, cells=point.cells, of_cells=scale.cells
    )


def _area_scale(framework: Framework, area: Area) -> Scale | None:
    return framework.scale(area.scale)


def _number(number: str) -> tuple[str, int]:
    letters = number.rstrip("0123456789")
    digits = number[len(letters) :]
    return letters, int(digits) if digits else 0


def _minutes(note: Evidence) -> int:
    try:
        start, end = (datetime.strptime(t, "%H:%M") for t in (note.start, note.end))
    except ValueError:
        return 0
    return max(0, int((end - start).total_seconds() // 60))
