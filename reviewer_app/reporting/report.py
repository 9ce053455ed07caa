"""From a content model, a brand and a template to the bytes of a tagged PDF (architecture 4.10)."""

from collections.abc import Callable
from typing import Final, TypeAlias

from reportlab.platypus import Flowable

from reviewer_app.content.brands import Brand
from reviewer_app.content.report_templates import ReportSection, ReportTemplate
from reviewer_app.protocol.content import ReportContent, content_bytes, verification_code
from reviewer_app.reporting import structure, text
from reviewer_app.reporting.document import draw
from reviewer_app.reporting.job import PRACTICE, Job
from reviewer_app.reporting.look import look_of
from reviewer_app.reporting.sections.areas import areas
from reviewer_app.reporting.sections.cover import cover
from reviewer_app.reporting.sections.making import genuine, method, reviewers
from reviewer_app.reporting.sections.summary import standing_note, summary
from reviewer_app.reporting.sections.telling import excellence, told, what_next
from reviewer_app.reporting.tags import Element

Section: TypeAlias = Callable[[Job, ReportSection, Element], list[Flowable]]

SECTIONS: Final[dict[str, Section]] = {
    "cover": cover,
    "summary": summary,
    "standing_note": standing_note,
    "text": told,
    "area_www_ebi": areas,
    "excellence": excellence,
    "what_next": what_next,
    "method": method,
    "reviewers": reviewers,
}


def compose(
    content: ReportContent, brand: Brand, template: ReportTemplate, *, draft: str = ""
) -> bytes:
    """Return the report as a PDF: the same input gives the same bytes.

    ``draft`` is what a draft says of itself on every page ("DRAFT v1 – not for sharing"); a report
    without it is final and carries its verification code. Raises KeyError for a template whose
    section has an unknown kind; the template reader refuses those.
    """
    draft = text.one_line(draft, 80)
    code = "" if draft else verification_code(content_bytes(content))
    job = Job(content, template, brand, look_of(brand), draft, code)
    root = Element("Document")
    story: list[Flowable] = []
    for section in template.sections:
        story += SECTIONS[section.kind](job, section, root.add("Sect"))
    if code:
        story += genuine(job, root.add("Sect"))
    drawn, tagging = draw(story, job)
    return structure.finish(drawn, root, tagging, _properties(job))


def _properties(job: Job) -> structure.Properties:
    content = job.content
    school = text.one_line(content.school.name, 200)
    marks = [job.draft, PRACTICE if content.practice else ""]
    before = "".join(f"{mark}: " for mark in marks if mark)
    title = text.one_line(job.template.title, 200)
    return structure.Properties(
        title=f"{before}{title}, {school}" if school else f"{before}{title}",
        author=text.one_line(job.brand.network_name or job.brand.name, 200),
        subject=f"Peer review, {job.version().lower()}",
        made=content.finalised_at or content.date_end,
        program=f"Reviewer {text.one_line(content.app_version, 30)}",
    )
