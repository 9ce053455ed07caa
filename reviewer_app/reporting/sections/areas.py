"""What went well and even better if, area by area: strengths always first (domain 3.1, 3–5)."""

from collections.abc import Iterable

from reportlab.platypus import Flowable

from reviewer_app.content.report_templates import ReportSection
from reviewer_app.protocol.content import AreaFacts, StatementFacts
from reviewer_app.reporting import text
from reviewer_app.reporting.job import Job
from reviewer_app.reporting.sections.summary import bar, estimate_words
from reviewer_app.reporting.tags import Element


def areas(job: Job, _: ReportSection, parent: Element) -> list[Flowable]:
    """Return a part for each area, then for statements that belong to no area of the framework."""
    content = job.content
    flow: list[Flowable] = []
    for area in content.areas:
        if area.kind != "excellence":
            flow += _area(job, area, parent)
    elsewhere = {a.code for a in content.areas}
    rest = [s for s in content.statements if s.area not in elsewhere]
    if any(s.kind in ("www", "ebi") for s in rest):
        flow += job.h2("Across the school", parent)
        flow += both(job, rest, parent)
    return flow


def both(job: Job, found: Iterable[StatementFacts], parent: Element) -> list[Flowable]:
    """Return strengths, then developments, each under its heading."""
    statements = list(found)
    flow: list[Flowable] = []
    for kind, label in (("www", job.template.www_label), ("ebi", job.template.ebi_label)):
        mine = of_kind(statements, kind)
        if mine:
            flow += [*job.h3(label, parent), *bullets(job, mine, parent)]
    return flow


def of_kind(statements: Iterable[StatementFacts], kind: str) -> list[StatementFacts]:
    """Return the statements of one kind in their order on the board."""
    return sorted((s for s in statements if s.kind == kind), key=lambda s: (s.order, s.id))


def bullets(job: Job, statements: list[StatementFacts], parent: Element) -> list[Flowable]:
    """Return statements as a list, the numbers of their notes at the end of each."""
    items = parent.add("L")
    return [
        flow
        for s in statements
        for flow in text.bullet(s.text, _numbers(s.evidence), job.look["item"], items)
    ]


def _numbers(evidence: list[str]) -> str:
    """Return note numbers in groups that do not break over a line."""
    groups = [evidence[at : at + 4] for at in range(0, len(evidence), 4)]
    return ", ".join(",\xa0".join(group) for group in groups)


def _area(job: Job, area: AreaFacts, parent: Element) -> list[Flowable]:
    content = job.content
    mine = [s for s in content.statements if s.area == area.code]
    estimate = next((e for e in content.estimates if e.area == area.code), None)
    flow = job.h2(area.heading or area.title, parent)
    if area.graded:
        words = estimate_words(estimate, draft=bool(job.draft))
        spans = [text.Span("Our shared estimate: "), text.Span(words, "bold")]
        flow.append(text.paragraph(spans, job.look["estimate"], parent.add("P")))
        if estimate and estimate.point:
            drawn = bar(job, estimate.point, parent)
            drawn.hAlign = "LEFT"
            drawn.spaceAfter = 5
            flow.append(drawn)
    if estimate and estimate.rationale:
        flow += job.prose(estimate.rationale, parent)
    flow += job.prose(content.text.get(area.code, ""), parent)
    statements = both(job, mine, parent)
    if not statements and job.draft:
        flow.append(job.says("Nothing agreed for this area yet.", parent))
    return flow + statements
