"""How the report came about: evidence in numbers, who reviewed, and how to check it is genuine."""

from typing import Final

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether

from reviewer_app.content.report_templates import ReportSection
from reviewer_app.protocol.content import CoverageFacts
from reviewer_app.reporting import tables, text, words
from reviewer_app.reporting.flowables import Code, RuledTable
from reviewer_app.reporting.job import Job
from reviewer_app.reporting.look import WIDTH
from reviewer_app.reporting.tags import Element

_ROLES: Final = {
    "lead": "Lead reviewer",
    "team": "Reviewer",
    "facilitator": "Facilitator",
    "moderator": "Second reader",
    "trainee": "Trainee",
    "observer": "Observer",
}


def method(job: Job, section: ReportSection, parent: Element) -> list[Flowable]:
    """Return the evidence base: one paragraph, then the counts as tables (domain 3.4)."""
    facts = job.content.method
    total = sum(facts.by_type.values())
    flow = [*job.h2(section.heading, parent), *job.standing(section, parent)]
    flow += job.prose(job.content.text.get(section.key, ""), parent)
    said = f"The findings rest on {words.count(total, 'note')} of evidence"
    said += f", gathered in {words.hours(facts.hours)} of visits and talks." if facts.hours else "."
    if facts.year_groups:
        said += f" Year groups seen: {words.year_groups(facts.year_groups)}."
    if facts.subjects:
        # names of subjects have commas and "and" in them
        said += f" Subjects: {'; '.join(facts.subjects)}."
    flow += job.prose(said.replace("\n", " "), parent)
    number = next((n for s in job.content.statements for n in s.evidence), "")
    if number:
        flow.append(
            job.says(
                f"The letters and numbers in small print after a finding, such as {number}, are"
                " the reviewers’ own note numbers. The notes themselves stay with the reviewers.",
                parent,
                "note",
            )
        )
    rows = [
        (facts.type_titles.get(key, key), str(number))
        for key, number in sorted(facts.by_type.items(), key=lambda item: (-item[1], item[0]))
        if number
    ]
    if rows:
        table = tables.grid(job, ("Kind of evidence", "Notes"), rows, (0.54, 0.46), parent)
        flow += tables.under([], table)
    return flow + _coverage(job, parent)


def _coverage(job: Job, parent: Element) -> list[Flowable]:
    """Return a table for each area: its aspects, how many notes speak to them, of which kind."""
    by_area: dict[str, list[CoverageFacts]] = {}
    for row in job.content.coverage:
        by_area.setdefault(_area_of(job, row), []).append(row)
    if not by_area:
        return []
    heading = job.h3("What the evidence speaks to", parent)
    flow: list[Flowable] = []
    for title, rows in by_area.items():
        heads = (title, "Notes", "Kinds of evidence")
        lines = [_aspect(job, row) for row in rows]
        table = tables.grid(job, heads, lines, (0.54, 0.11, 0.35), parent)
        flow += tables.under(heading, table)
        heading = []
    return flow


def _area_of(job: Job, row: CoverageFacts) -> str:
    """Return the title of the aspect's area, whose code the aspect's begins with."""
    found = [a for a in job.content.areas if a.code and row.aspect.startswith(a.code)]
    area = max(found, key=lambda a: len(a.code), default=None)
    return (area.heading or area.title) if area else "Aspect"


def _aspect(job: Job, row: CoverageFacts) -> tuple[tables.Words, str, str]:
    titles = job.content.method.type_titles
    kinds = [titles.get(key, key) for key, number in sorted(row.by_type.items()) if number]
    listed = ", ".join([*kinds[:1], *(kind[:1].lower() + kind[1:] for kind in kinds[1:])])
    title = [text.Span(row.title)] if row.title else []
    return [*title, text.Span(row.aspect, "evidence")], str(sum(row.by_type.values())), listed


def reviewers(job: Job, section: ReportSection, parent: Element) -> list[Flowable]:
    """Return the team as a table; nothing where the review does not name it."""
    if not job.content.team:
        return []
    order = list(_ROLES)
    team = sorted(
        job.content.team,
        key=lambda m: (order.index(m.role) if m.role in order else len(order), m.name),
    )
    rows = [(m.name, _ROLES.get(m.role, m.role), m.role_title, m.school) for m in team]
    heads = ("Name", "In this review", "Post", "School")
    flow = [*job.h2(section.heading, parent), *job.standing(section, parent)]
    return tables.under(flow, tables.grid(job, heads, rows, (0.26, 0.18, 0.25, 0.31), parent))


def genuine(job: Job, parent: Element) -> list[Flowable]:
    """Return the verification code of a final report, as letters and as a QR code.

    Where the hub is known, the QR code leads to its page about this report.
    """
    side = 30 * mm
    at = job.content.verify_at
    page = f"{at}/v1/verify/{job.code}" if at else ""
    heading = text.heading("Is this report genuine?", job.look["h2"], parent, 2)
    lines = [
        job.says(
            "Every final report has a verification code, made from everything it says. The hub"
            " that received the report can tell from the code whether it is genuine and whether"
            " a newer version has replaced it.",
            parent,
        ),
        job.says(f"Verification code {job.code}", parent, "code"),
    ]
    holds = f"QR code that holds the verification code {job.code}"
    if page:
        lines.append(job.says(f"Scan the square, or open {page}", parent, "note"))
        holds = f"QR code that leads to {page}"
    figure = parent.add("Figure", alt=holds)
    panel = RuledTable(
        [[lines, Code(page or job.code, side, figure)]],
        colWidths=[WIDTH - side - 6 * mm, side + 6 * mm],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, 0), 0),
            ("LEFTPADDING", (1, 0), (1, 0), 6 * mm),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
        ],
    )
    return [KeepTogether([heading, panel])]
