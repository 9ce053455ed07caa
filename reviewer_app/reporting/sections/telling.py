"""Sections of prose: context and the like, the area of excellence, what happens next."""

from reportlab.platypus import Flowable

from reviewer_app.content.report_templates import ReportSection
from reviewer_app.reporting import text
from reviewer_app.reporting.job import Job
from reviewer_app.reporting.sections.areas import both, bullets, of_kind
from reviewer_app.reporting.tags import Element


def told(job: Job, section: ReportSection, parent: Element) -> list[Flowable]:
    """Return what people wrote under the section's key; nothing, where a final has nothing."""
    written = job.content.text.get(section.key, "")
    if not written.strip() and not section.standing and not (job.draft and section.required):
        return []
    flow = [*job.h2(section.heading, parent), *job.standing(section, parent)]
    if written.strip():
        return flow + job.prose(written, parent)
    if job.draft and section.required and not section.standing:
        flow.append(job.says("Not written yet.", parent))
    return flow


def excellence(job: Job, section: ReportSection, parent: Element) -> list[Flowable]:
    """Return the area of excellence, its outcome, who to ask, and practice worth sharing."""
    content = job.content
    found = content.excellence
    codes = {a.code for a in content.areas if a.kind == "excellence"}
    mine = [s for s in content.statements if s.area in codes]
    shared = of_kind(content.statements, "practice")
    if not found and not mine and not shared:
        return []
    flow = job.h2(section.heading, parent)
    if found:
        title = text.one_line(found.title, 400)
        spans = [text.Span(title, "bold")] if title else []
        if found.outcome:
            spans.append(text.Span(f" – {found.outcome.label}" if title else found.outcome.label))
        if spans:
            flow.append(text.paragraph(spans, job.look["lead"], parent.add("P")))
        flow += job.standing(section, parent) + job.prose(found.text, parent)
        if found.contact.strip():
            flow += job.prose(f"To find out more: {found.contact}", parent)
    flow += both(job, mine, parent)
    if shared:
        flow += [*job.h3("Practice worth sharing", parent), *bullets(job, shared, parent)]
    return flow


def what_next(job: Job, section: ReportSection, parent: Element) -> list[Flowable]:
    """Return the standing words, what the lead wrote, agreed next steps and the contact."""
    flow = [*job.h2(section.heading, parent), *job.standing(section, parent)]
    flow += job.prose(job.content.text.get(section.key, ""), parent)
    steps = of_kind(job.content.statements, "next_step")
    if steps:
        flow += [*job.h3("Next steps that were agreed", parent), *bullets(job, steps, parent)]
    if job.brand.contact:
        spans = [text.Span("Contact: ", "bold"), text.Span(job.brand.contact)]
        flow.append(text.paragraph(spans, job.look["body"], parent.add("P")))
    return flow
