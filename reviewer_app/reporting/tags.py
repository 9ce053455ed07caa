"""What a screen reader walks: the structure tree, and the canvas that marks what belongs to it.

Every mark on a page lies in exactly one marked-content sequence: a leaf of the tree (an MCID), or
an artifact (rules, colours, header, footer, watermark). ReportLab's free wheel writes no tags;
why this layer exists is in docs/decisions/004-tagged-pdf.md.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

Furniture: TypeAlias = Callable[["TaggedCanvas", int, int], None]


@dataclass(eq=False)
class Element:
    """A node of the structure tree. ``marks`` are (page, MCID), in the order they were drawn."""

    role: str
    alt: str = ""
    scope: str = ""
    kids: list["Element"] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None
    repeats: bool = False
    """Drawn again on later pages (a table's header row): only the first time counts."""

    def add(self, role: str, **details: Any) -> "Element":
        """Return a new last child."""
        child = Element(role, **details)
        self.kids.append(child)
        return child


@dataclass(frozen=True)
class Heading:
    """Where a heading came to stand, for the bookmarks."""

    level: int
    text: str
    page: int
    top: float


class Tagging:
    """What the pages of one document were marked with."""

    def __init__(self) -> None:
        self.pages: list[list[Element]] = [[]]
        self.headings: list[Heading] = []

    @property
    def page(self) -> int:
        """Return the index of the page that is being drawn."""
        return len(self.pages) - 1

    def mark(self, element: Element) -> int:
        """Give ``element`` a further MCID on this page and return it."""
        number = len(self.pages[-1])
        self.pages[-1].append(element)
        element.marks.append((self.page, number))
        return number


def canvas_of(flowable: Flowable) -> "TaggedCanvas":
    """Return the canvas a flowable is being drawn on. Raises TypeError on any other canvas."""
    canvas = flowable.canv
    if not isinstance(canvas, TaggedCanvas):
        raise TypeError("The report's flowables need a canvas that tags.")
    return canvas


class TaggedCanvas(Canvas):
    """A canvas that marks content, and draws header and footer once the page count is known."""

    def __init__(self, filename: Any, furniture: Furniture, **options: Any) -> None:
        self.tagging = Tagging()
        self._furniture = furniture
        self._states: list[dict[str, Any]] = []
        self._code: list[str] = []
        self.opaque: float | None = None
        """How far down a ground in full colour reaches on this page, if there is one."""
        super().__init__(filename, **options)

    @contextmanager
    def tagged(self, element: Element) -> Iterator[None]:
        """Mark what is drawn inside as content of ``element``."""
        if element.repeats and element.marks:
            with self.artifact():
                yield
            return
        self._code.append(f"/{element.role} <</MCID {self.tagging.mark(element)}>> BDC")
        yield
        self._code.append("EMC")

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """Mark what is drawn inside as decoration; ``kind``: Header, Footer, Watermark or none."""
        properties = f"/Type /Pagination /Subtype /{kind}" if kind else "/Type /Layout"
        self._code.append(f"/Artifact <<{properties}>> BDC")
        yield
        self._code.append("EMC")

    def heading(self, level: int, text: str, top: float) -> None:
        """Remember a heading that starts at ``top`` (in the current coordinates)."""
        _, y = self.absolutePosition(0, top)
        self.tagging.headings.append(Heading(level, text, self.tagging.page, y))

    def place(self, element: Element, width: float, height: float) -> None:
        """Note where a figure stands: its box must be known to readers that zoom."""
        x, y = self.absolutePosition(0, 0)
        element.box = (x, y, x + width, y + height)

    def showPage(self) -> None:
        """Keep the page: its furniture needs the number of all pages."""
        self._states.append(dict(self.__dict__))
        self.tagging.pages.append([])
        self.opaque = None
        self._startPage()  # type: ignore[attr-defined]  # not in the stubs

    def save(self) -> None:
        """Draw the furniture over the content of each page and write the document.

        Over it, because the watermark would end at the first grey ground if it lay below.
        """
        self.tagging.pages.pop()
        states = self._states
        for number, state in enumerate(states, 1):
            self.__dict__.update(state)
            self.saveState()
            self._furniture(self, number, len(states))
            self.restoreState()
            super().showPage()
        super().save()
