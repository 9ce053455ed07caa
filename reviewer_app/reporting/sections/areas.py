"""What went well and even better if, area by area: strengths always first (domain 3.1, 3–5)."""

from collections.abc import Iterable
from typing import Final

from reportlab.platypus import Flowable

from reviewer_app.content.report_templates import ReportSection
from reviewer_app.protocol.content import AreaFacts, EstimateFacts, StatementFacts
from reviewer_app.reporting import fonts, text
from reviewer_app.reporting.flowables import RuledTable
from reviewer_app.reporting.job import Job
from reviewer_app.reporting.look import WIDTH
from reviewer_app.reporting.sections.summary import bar, estimate_words
from reviewer_app.reporting.tags import Element

BESIDE: Final = 12.0
"""The gap between an estimate's word and its bar."""


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


def _said(job: Job, estimate: EstimateFacts | None, parent: Element) -> list[Flowable]:
    """Return the estimate's word with its bar on the same line, below it where it is too long."""
    before = "Our shared estimate: "
    word = text.one_line(estimate_words(estimate, draft=bool(job.draft)))
    spans = [text.Span(before), text.Span(word, "bold")]
    style = job.look["estimate"]
    said = text.paragraph(spans, style, parent.add("P"))
    if not estimate or not estimate.point:
        return [said]
    drawn = bar(job, estimate.point, parent)
    wide = fonts.width(before, fonts.REGULAR, style.fontSize) + BESIDE
    wide += fonts.width(word, fonts.SEMIBOLD, style.fontSize)
    if wide + drawn.width > WIDTH:
        drawn.hAlign = "LEFT"
        drawn.spaceAfter = 10
        return [said, drawn]
    whole = (0, 0), (-1, -1)
    flat = [(f"{side}PADDING", *whole, 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    line = RuledTable(
        [[said, drawn]],
        colWidths=[wide, drawn.width],
        hAlign="LEFT",
        spaceAfter=8,
        # the boxes stand at half the height of the capitals
        style=[*flat, ("VALIGN", *whole, "MIDDLE"), ("BOTTOMPADDING", (1, 0), (1, 0), 5)],
    )
    return [line]


def _area(job: Job, area: AreaFacts, parent: Element) -> list[Flowable]:
    content = job.content
    mine = [s for s in content.statements if s.area == area.code]
    estimate = next((e for e in content.estimates if e.area == area.code), None)
    flow = job.h2(area.heading or area.title, parent)
    if area.graded:
        flow += _said(job, estimate, parent)
    if estimate and estimate.rationale:
        flow += job.prose(estimate.rationale, parent)
    flow += job.prose(content.text.get(area.code, ""), parent)
    statements = both(job, mine, parent)
    if not statements and job.draft:
        flow.append(job.says("Nothing agreed for this area yet.", parent))
    return flow + statements
