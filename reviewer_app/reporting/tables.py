"""The report's tables, tagged: header cells say what they head, repeated ones are artifacts."""

from collections.abc import Sequence
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from reviewer_app.reporting import text
from reviewer_app.reporting.flowables import RuledTable
from reviewer_app.reporting.job import Job
from reviewer_app.reporting.look import LINE, WASH, WIDTH
from reviewer_app.reporting.tags import Element

MOST_IN_CELL: Final = 300
"""A cell cannot be split over pages; what may be long is printed as paragraphs instead."""


def cell(job: Job, words: str, style: str, element: Element) -> Flowable:
    """Return the words of one cell."""
    return text.paragraph(text.one_line(words, MOST_IN_CELL), job.look[style], element)


def facts(job: Job, rows: Sequence[tuple[str, str]], parent: Element, empty: str) -> Flowable:
    """Return a table of label and value; the labels are row headers."""
    table = parent.add("Table")
    cells = []
    for label, value in rows:
        row = table.add("TR")
        head, data = row.add("TH", scope="Row"), row.add("TD")
        style = "cell" if value else "cell-muted"
        cells.append([cell(job, label, "row-head", head), cell(job, value or empty, style, data)])
    return RuledTable(
        cells,
        colWidths=[WIDTH * 0.42, WIDTH * 0.58],
        style=[
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LINE)),
            ("LINEABOVE", (0, 0), (-1, 0), 0.5, HexColor(LINE)),
            *_padding(0, 5),
        ],
    )


def grid(
    job: Job,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    parent: Element,
) -> Flowable:
    """Return a table with a header row, repeated on each page; the first column heads its row."""
    table = parent.add("Table")
    lines = [[*header(job, heads, table)]]
    for row in rows:
        line = table.add("TR")
        first = line.add("TH", scope="Row")
        lines.append(
            [cell(job, row[0], "cell", first)]
            + [cell(job, words, "cell", line.add("TD")) for words in row[1:]]
        )
    tight = [(name, (0, 0), (-1, -1), 4) for name in ("TOPPADDING", "BOTTOMPADDING")]
    return ruled(lines, [WIDTH * share for share in shares], *tight)


def header(job: Job, heads: Sequence[str], table: Element) -> list[Flowable]:
    """Return the cells of a header row."""
    line = table.add("TR")
    return [
        cell(job, words, "head-cell", line.add("TH", scope="Column", repeats=True))
        for words in heads
    ]


def ruled(lines: list[list[Any]], widths: list[float], *more: tuple[Any, ...]) -> Flowable:
    """Return a table with a shaded header row and a hairline below each row."""
    return RuledTable(
        lines,
        colWidths=widths,
        repeatRows=1,
        spaceBefore=4,
        spaceAfter=10,
        style=[
            ("BACKGROUND", (0, 0), (-1, 0), HexColor(WASH)),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LINE)),
            *_padding(7, 6),
            *more,
        ],
    )


def _padding(side: float, top: float) -> list[tuple[Any, ...]]:
    everywhere = ((0, 0), (-1, -1))
    return [
        ("VALIGN", *everywhere, "TOP"),
        ("LEFTPADDING", *everywhere, side),
        ("RIGHTPADDING", *everywhere, max(side, 6)),
        ("TOPPADDING", *everywhere, top),
        ("BOTTOMPADDING", *everywhere, top + 1),
    ]
