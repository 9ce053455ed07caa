"""The document: page size, frame, and what stands on every page besides the content."""

import math
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from reviewer_app.reporting import fonts, text
from reviewer_app.reporting.job import Job
from reviewer_app.reporting.look import (
    BOTTOM,
    GREY,
    HEAD,
    HEIGHT,
    INK,
    LEFT,
    LINE,
    MARK,
    PAGE,
    RIGHT,
    TOP,
    WARNING,
    WIDTH,
)
from reviewer_app.reporting.tags import TaggedCanvas, Tagging

SMALL = 8.0
CAPITALS = 0.73
"""How high Inter's capitals stand, as a share of the type size."""
LARGEST_MARK = 130.0


def draw(story: Sequence[Flowable], job: Job) -> tuple[bytes, Tagging]:
    """Return the drawn pages, and what was marked on them."""
    out = BytesIO()
    made: list[TaggedCanvas] = []

    def canvas(filename: Any, **options: Any) -> TaggedCanvas:
        options["initialFontName"] = fonts.REGULAR
        made.append(TaggedCanvas(filename, Furniture(job).draw, **options))
        return made[0]

    document = BaseDocTemplate(out, pagesize=PAGE, invariant=1, title="", lang="en-GB")
    frame = Frame(
        LEFT, BOTTOM, WIDTH, HEIGHT,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates([PageTemplate("page", [frame])])
    document.build(list(story), canvasmaker=canvas)
    return out.getvalue(), made[0].tagging


class Furniture:
    """Header, footer and watermark: artifacts on every page, real text all the same."""

    def __init__(self, job: Job) -> None:
        content = job.content
        school = text.one_line(content.school.name, 200)
        self._accent = job.look.heading
        self._warning = job.warning()
        self._marks = [w for w in (_first(job.draft), "PRACTICE" if content.practice else "") if w]
        about = [job.dates(), job.version()]
        self._tail = " · ".join(about)
        self._school = school
        self._title = f"{text.one_line(job.template.title, 120)}"
        self._confidential = text.one_line(job.brand.confidentiality, 300)
        self._brand = text.one_line(job.brand.footer, 200)
        self._code = f"Code {job.code}" if job.code else ""

    def draw(self, canvas: TaggedCanvas, number: int, total: int) -> None:
        """Draw what stands on page ``number`` of ``total``."""
        if self._marks:
            with canvas.artifact("Watermark"):
                self._watermark(canvas)
        with canvas.artifact("Header"):
            self._header(canvas, number)
        with canvas.artifact("Footer"):
            self._footer(canvas, number, total)

    def _watermark(self, canvas: TaggedCanvas) -> None:
        """Draw the mark as large as goes wholly below a coloured ground, from edge to edge."""
        words = " ".join(self._marks)
        top = PAGE[1] - TOP if canvas.opaque is None else canvas.opaque
        high = top - BOTTOM
        angle = math.atan2(high, WIDTH)
        along, across = math.cos(angle), math.sin(angle)
        long = max(fonts.width(words, fonts.BOLD, 1), 1)
        size = min(
            LARGEST_MARK,
            WIDTH / (long * along + CAPITALS * across),
            high / (long * across + CAPITALS * along),
        )
        canvas.saveState()
        # words and grounds show through
        canvas.setBlendMode("Multiply")
        canvas.translate(LEFT + WIDTH / 2, BOTTOM + high / 2)
        canvas.rotate(math.degrees(angle))
        canvas.setFillColor(HexColor(MARK))
        canvas.setFont(fonts.BOLD, size)
        canvas.drawCentredString(0, -size * CAPITALS / 2, words)
        canvas.restoreState()

    def _header(self, canvas: TaggedCanvas, number: int) -> None:
        if number == 1:
            return  # the cover says it in its own words, for those who have the page read aloud
        top = PAGE[1] - HEAD
        left_room = WIDTH
        if self._warning:
            shown = fit(self._warning, WIDTH * 0.6, fonts.BOLD, WARNING)
            _text(canvas, PAGE[0] - RIGHT, top, shown, fonts.BOLD, WARNING, INK, at_right=True)
            left_room -= fonts.width(shown, fonts.BOLD, WARNING) + 12
        line = fit(self._title, left_room, fonts.REGULAR, SMALL)
        _text(canvas, LEFT, top, line, fonts.REGULAR, SMALL, GREY)
        canvas.setFillColor(HexColor(self._accent))
        canvas.rect(LEFT, top - 3.2 * mm, 18 * mm, 1.6, fill=1, stroke=0)

    def _footer(self, canvas: TaggedCanvas, number: int, total: int) -> None:
        line = BOTTOM - 8 * mm
        right = PAGE[0] - RIGHT
        canvas.setStrokeColor(HexColor(LINE))
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, line + 11, right, line + 11)
        page = f"Page {number} of {total}"
        _text(canvas, right, line, page, fonts.SEMIBOLD, SMALL, INK, at_right=True)
        room = WIDTH - fonts.width(page, fonts.SEMIBOLD, SMALL) - 14
        tail = f" · {self._tail}"
        name = fit(
            self._school, room - fonts.width(tail, fonts.REGULAR, SMALL), fonts.REGULAR, SMALL
        )
        _text(canvas, LEFT, line, name + tail, fonts.REGULAR, SMALL, GREY)
        below = line - 11
        room = WIDTH
        if self._code:
            _text(canvas, right, below, self._code, fonts.REGULAR, SMALL, GREY, at_right=True)
            room -= fonts.width(self._code, fonts.REGULAR, SMALL) + 14
        secret = fit(self._confidential, room, fonts.REGULAR, SMALL)
        _text(canvas, LEFT, below, secret, fonts.REGULAR, SMALL, GREY)
        if self._brand:
            brand = fit(self._brand, WIDTH, fonts.REGULAR, SMALL)
            _text(canvas, LEFT, below - 11, brand, fonts.REGULAR, SMALL, GREY)


def fit(words: str, room: float, font: str, size: float) -> str:
    """Return as much of ``words`` as fits into ``room``, with … where it was cut."""
    if fonts.width(words, font, size) <= room:
        return words
    keep = words
    while keep and fonts.width(f"{keep}…", font, size) > room:
        keep = keep[:-1]
    return f"{keep.rstrip()}…"


def _first(words: str) -> str:
    parts = text.one_line(words, 80).split()
    return parts[0].upper()[:12] if parts else ""


def _text(
    canvas: TaggedCanvas, x: float, y: float, words: str, font: str, size: float, colour: str,
    *, at_right: bool = False,
) -> None:  # fmt: skip
    if not words:
        return
    canvas.setFillColor(HexColor(colour))
    canvas.setFont(font, size)
    (canvas.drawRightString if at_right else canvas.drawString)(x, y, words)
