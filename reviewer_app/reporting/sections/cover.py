"""The cover: whose report it is, about which school, and the facts at a glance (domain 3.1, 0)."""

from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from reviewer_app.content.report_templates import ReportSection
from reviewer_app.reporting import tables, text, words
from reviewer_app.reporting.flowables import Banner, Raised, Stripe, picture
from reviewer_app.reporting.job import Job
from reviewer_app.reporting.look import HEAD, HEIGHT, TOP, WIDTH
from reviewer_app.reporting.tags import Element

LOGO: Final = (70 * mm, 20 * mm)
LONG_NAME: Final = 60
LONGEST_NAME: Final = 240
_MISSING: Final = "Not recorded"


def cover(job: Job, _: ReportSection, parent: Element) -> list[Flowable]:
    """Return the first page."""
    flow: list[Flowable] = []
    if job.warning():
        flow.append(Raised(job.says(job.warning(), parent, "warning"), TOP - HEAD - 3))
    flow += [*_sender(job, parent), Spacer(1, 12 * mm), _panel(job, parent), Spacer(1, 11 * mm)]
    known = _facts(job)
    rows = [(fact.label, known[fact.key]) for fact in job.template.facts if fact.key in known]
    table = parent.add("Table")
    below = [Spacer(1, 5 * mm), *_version(job, parent)]
    taken = sum(flow.wrap(WIDTH, HEIGHT)[1] for flow in (*flow, *below))
    return [*flow, tables.facts(job, rows, table, _MISSING, HEIGHT - taken), *below]


def _version(job: Job, parent: Element) -> list[Flowable]:
    """Return which version this is, and what it replaces."""
    content = job.content
    version = job.version()
    if content.finalised_at and not job.draft:
        version += f", issued {words.day(content.finalised_at)}"
    if content.ref:
        version += f" · Reference {text.one_line(content.ref, 60)}"
    flow = [job.says(version, parent, "small")]
    if content.revision > 1 and content.replaces_reason and not job.draft:
        why = text.one_line(content.replaces_reason, 600)
        flow.append(
            job.says(
                f"This version replaces version {content.revision - 1}: {why}", parent, "small"
            )
        )
    return flow


def _sender(job: Job, parent: Element) -> list[Flowable]:
    """Return the logo, or the network's name where there is none."""
    brand = job.brand
    logo = picture(brand.logo, brand.logo_alt or brand.name, LOGO, parent) if brand.logo else None
    if logo:
        logo.hAlign = "LEFT"
        return [logo]
    name = brand.network_name or job.content.school.trust
    return [job.says(text.one_line(name, 120), parent, "network")] if name else []


def _panel(job: Job, parent: Element) -> Flowable:
    """Return title, school and dates on the brand's colour; inside the margins, so it prints."""
    content, look = job.content, job.look
    name = text.one_line(content.school.name, LONGEST_NAME)
    style = "school" if len(name) <= LONG_NAME else "school-long"
    inside = [
        text.heading(job.template.title, look["title"], parent, 1),
        job.says(job.template.subject_line, parent, "subject"),
        job.says(name, parent, style),
        job.says(job.dates(), parent, "dates"),
    ]
    whole = (0, 0), (-1, -1)
    return Banner(
        [[inside], [Stripe(26 * mm, 3, _mark(job))]],
        colWidths=[WIDTH],
        style=[
            ("BACKGROUND", *whole, HexColor(look.primary)),
            ("LEFTPADDING", *whole, 9 * mm),
            ("RIGHTPADDING", *whole, 9 * mm),
            ("TOPPADDING", (0, 0), (0, 0), 11 * mm),
            ("BOTTOMPADDING", (0, 0), (0, 0), 6 * mm),
            ("TOPPADDING", (0, 1), (0, 1), 0),
            ("BOTTOMPADDING", (0, 1), (0, 1), 10 * mm),
        ],
    )


def _mark(job: Job) -> str:
    """Return the accent where it shows on the panel, else the panel's text colour."""
    from reviewer_app.content.brands import contrast

    shows = contrast(job.brand.accent, job.look.primary) >= 1.8
    return job.brand.accent if shows else job.look.on_primary


def _facts(job: Job) -> dict[str, str]:
    content = job.content
    school = content.school
    overall = next((e for e in content.estimates if e.area == "overall"), None)
    overall_words = ""
    if overall:
        overall_words = overall.point.label if overall.point else "Not enough evidence"
    facts = {
        "school": school.name,
        "head": school.head_name,
        "hub": content.hub_name,
        "phase": words.phase(school.phase),
        "trust": school.trust,
        "overall": overall_words or ("Not agreed yet" if job.draft else "None given"),
        "dates": words.days(content.date_start, content.date_end),
        "previous_estimate": content.previous_estimate,
        "previous_date": words.day(content.previous_date),
        "inspection_grade": school.last_inspection_grade,
        "inspection_date": words.day(school.last_inspection_date),
    }
    if not school.trust:
        del facts["trust"]
    return facts
