"""The summary of estimates: a word in bold and filled cells, never a colour alone (3.1, 1)."""

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, PageBreak

from reviewer_app.content.report_templates import ReportSection
from reviewer_app.protocol.content import EstimateFacts, ScalePointFacts
from reviewer_app.reporting import tables, text
from reviewer_app.reporting.flowables import Bar, RuledTable
from reviewer_app.reporting.job import Job
from reviewer_app.reporting.look import WASH, WIDTH
from reviewer_app.reporting.tags import Element

INSUFFICIENT = "Not enough evidence for an estimate"


def summary(job: Job, section: ReportSection, parent: Element) -> list[Flowable]:
    """Return the lead line, the table and the reasons where evidence did not suffice."""
    flow: list[Flowable] = [PageBreak(), *job.h2(section.heading, parent)]
    for words in section.standing:
        flow += job.prose(words, parent, "lead")
    flow += job.prose(job.content.text.get(section.key, ""), parent)
    flow.append(_table(job, parent))
    for estimate in job.content.estimates:
        if estimate.point is None and estimate.insufficient_reason:
            flow += job.prose(
                f"{estimate.title}: {INSUFFICIENT.lower()}. {estimate.insufficient_reason}",
                parent,
                "note",
            )
    return flow


def standing_note(job: Job, section: ReportSection, parent: Element) -> list[Flowable]:
    """Return the note on what a peer estimate is and is not, on a quiet ground."""
    # elements are made in reading order: the heading's before the paragraphs'
    heading = job.h2(section.heading, parent)
    rows = [[flow] for flow in job.standing(section, parent)]
    whole = (0, 0), (-1, -1)
    box = RuledTable(
        rows,
        colWidths=[WIDTH],
        spaceAfter=10,
        style=[
            ("BACKGROUND", *whole, HexColor(WASH)),
            ("LINEBEFORE", *whole, 3, HexColor(job.look.heading), 0),
            ("LEFTPADDING", *whole, 14),
            ("RIGHTPADDING", *whole, 14),
            ("TOPPADDING", *whole, 4),
            ("BOTTOMPADDING", *whole, 5),
            ("TOPPADDING", (0, 0), (-1, 0), 12),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 13),
        ],
    )
    own = job.prose(job.content.text.get(section.key, ""), parent)
    return [*heading, box, *own]


def estimate_words(estimate: EstimateFacts | None, *, draft: bool) -> str:
    """Return the estimate in words."""
    if estimate is None:
        return "Not agreed yet" if draft else "No estimate given"
    return estimate.point.label if estimate.point else INSUFFICIENT


def bar(job: Job, point: ScalePointFacts, parent: Element) -> Bar:
    """Return the filled cells of a point, with words for who does not see them."""
    figure = parent.add("Figure", alt=f"{point.cells} of {point.of_cells} cells filled")
    return Bar(point.cells, point.of_cells, job.look.heading, figure)


def _table(job: Job, parent: Element) -> Flowable:
    content = job.content
    table = parent.add("Table")
    lines: list[list[Any]] = [tables.header(job, ("Area", "Our shared estimate"), table)]
    known = {e.area: e for e in content.estimates}
    titles = {a.code: a.heading or a.title for a in content.areas if a.graded}
    judged = [a.code for a in content.areas if a.graded and a.kind == "judged"]
    judged += [e.area for e in content.estimates if e.area not in (*judged, "overall")]
    for code in judged:
        estimate = known.get(code)
        title = titles.get(code) or (estimate.title if estimate else code)
        words = estimate_words(estimate, draft=bool(job.draft))
        lines.append(_row(job, title, words, estimate.point if estimate else None, table))
    if content.excellence:
        words = text.one_line(content.excellence.title, 300)
        outcome = content.excellence.outcome
        lines.append(
            _row(job, "Area of excellence", outcome.label if outcome else "Not agreed yet",
                 None, table, words)
        )  # fmt: skip
    overall = known.get("overall")
    emphasis: list[tuple[Any, ...]] = []
    if overall:
        words = estimate_words(overall, draft=bool(job.draft))
        lines.append(_row(job, overall.title, words, overall.point, table))
        emphasis = [("LINEABOVE", (0, -1), (-1, -1), 1.4, HexColor(job.look.heading))]
    widths = [WIDTH * 0.56, WIDTH * 0.44]
    return tables.ruled(lines, widths, ("VALIGN", (0, 1), (-1, -1), "MIDDLE"), *emphasis)


def _row(
    job: Job, title: str, words: str, point: ScalePointFacts | None, table: Element, more: str = ""
) -> list[Any]:
    line = table.add("TR")
    head, data = line.add("TH", scope="Row"), line.add("TD")
    right: list[Flowable] = [tables.cell(job, words, "word", data.add("P"))]
    if point:
        right.append(bar(job, point, data))
    if more:
        right.append(tables.cell(job, more, "cell", data.add("P")))
    return [tables.cell(job, title, "row-area", head), right]
