"""What each section gets: content, template, look and the place in the structure tree."""

from dataclasses import dataclass

from reportlab.platypus import CondPageBreak, Flowable

from reviewer_app.content.brands import Brand
from reviewer_app.content.report_templates import ReportSection, ReportTemplate
from reviewer_app.protocol.content import ReportContent
from reviewer_app.reporting import text, words
from reviewer_app.reporting.look import Look
from reviewer_app.reporting.tags import Element

PRACTICE = "PRACTICE – not a real review"
H2_ROOM = 150.0
"""Room a section's heading wants below it; less, and it starts on the next page."""
H3_ROOM = 92.0


@dataclass(frozen=True)
class Job:
    """One report that is being made. ``draft`` is empty for a final one."""

    content: ReportContent
    template: ReportTemplate
    brand: Brand
    look: Look
    draft: str
    code: str

    def dates(self) -> str:
        """Return the days of the visit, short enough for the foot of a page."""
        return text.one_line(words.days(self.content.date_start, self.content.date_end), 60)

    def version(self) -> str:
        """Return which version this is; what is not final has no number yet."""
        return "Draft" if self.draft else f"Version {self.content.revision}"

    def warning(self) -> str:
        """Return what stands at the head of every page of a report that is none yet."""
        practice = PRACTICE if self.content.practice else ""
        return " · ".join(w for w in (text.one_line(self.draft, 80), practice) if w)

    def h2(self, said: str, parent: Element, room: float = H2_ROOM) -> list[Flowable]:
        """Return the heading of a section."""
        return [CondPageBreak(room), text.heading(said, self.look["h2"], parent, 2)]

    def h3(self, said: str, parent: Element) -> list[Flowable]:
        """Return a heading inside a section."""
        return [CondPageBreak(H3_ROOM), text.heading(said, self.look["h3"], parent, 3)]

    def says(self, said: str, parent: Element, style: str = "body") -> Flowable:
        """Return a paragraph of ours, on one line of thought."""
        return text.paragraph(said, self.look[style], parent.add("P"))

    def prose(self, said: str, parent: Element, style: str = "body") -> list[Flowable]:
        """Return what people wrote, line by line."""
        return text.prose(said, self.look[style], self.look["item"], parent)

    def standing(self, section: ReportSection, parent: Element) -> list[Flowable]:
        """Return the section's standing paragraphs."""
        return [flow for line in section.standing for flow in self.prose(line, parent)]
