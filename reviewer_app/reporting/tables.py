"""The report's tables, tagged: header cells say what they head, repeated ones are artifacts."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from reportlab.lib.colors import HexColor
from reportlab.platypus import CondPageBreak, Flowable

from reviewer_app.reporting import text
from reviewer_app.reporting.flowables import RuledTable
from reviewer_app.reporting.job import Job
from reviewer_app.reporting.look import HEIGHT, LINE, WASH, WIDTH
from reviewer_app.reporting.tags import Element

SIDE: Final = 6.0
MOST_IN_CELL: Final = 300
"""A cell cannot be split over pages; what may be long is printed as paragraphs instead."""


KEPT_ROWS: Final = 5
"""Rows that stay with a table's heading."""
KEPT_WHOLE: Final = 230.0
"""A table up to this height is not split at all."""
KEPT_ROOM: Final = 400.0
"""Nothing is kept together beyond this height, whatever people wrote."""
PADDING: Final = (1.5, 5.0)
Words: TypeAlias = str | Sequence[text.Span]


def cell(job: Job, words: Words, style: str, element: Element) -> text.Words:
    """Return the words of one cell; a later span stays on the line of the word before it."""
    spans: list[text.Span] = []
    for span in [text.Span(words)] if isinstance(words, str) else words:
        spans += [text.Span("\xa0")] * bool(spans)
        spans.append(text.Span(text.one_line(span.text, MOST_IN_CELL), span.look))
    return text.paragraph(spans, job.look[style], element)


def facts(
    job: Job, rows: Sequence[tuple[str, str]], table: Element, empty: str, room: float
) -> Flowable:
    """Return a table of label and value, so close that it goes into ``room`` if that can be.

    The labels are row headers.
    """
    widths = WIDTH * 0.42, WIDTH * 0.58
    cells = []
    high = 0.0
    for label, value in rows:
        row = table.add("TR")
        head, data = row.add("TH", scope="Row"), row.add("TD")
        style = "cell" if value else "cell-muted"
        line = [cell(job, label, "row-head", head), cell(job, value or empty, style, data)]
        cells.append(line)
        sizes = zip(line, widths, strict=True)
        high += max(words.wrap(wide - SIDE, HEIGHT)[1] for words, wide in sizes)
    least, most = PADDING
    # padding stands twice in a row, and the lower one is a point more
    padding = max(least, min(most, ((room - high) / max(len(rows), 1) - 1.5) / 2))
    return RuledTable(
        cells,
        colWidths=widths,
        style=[
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LINE)),
            ("LINEABOVE", (0, 0), (-1, 0), 0.5, HexColor(LINE)),
            *_padding(0, padding),
        ],
    )


def grid(
    job: Job,
    heads: Sequence[str],
    rows: Sequence[Sequence[Words]],
    shares: Sequence[float],
    parent: Element,
) -> RuledTable:
    """Return a table with a header row, repeated on each page; the first column heads its row."""
    table = parent.add("Table")
    lines: list[list[Any]] = [header(job, heads, table)]
    for row in rows:
        line = table.add("TR")
        first = line.add("TH", scope="Row")
        lines.append(
            [cell(job, row[0], "cell", first)]
            + [cell(job, words, "cell", line.add("TD")) for words in row[1:]]
        )
    tight = [(name, (0, 0), (-1, -1), 4) for name in ("TOPPADDING", "BOTTOMPADDING")]
    return ruled(lines, [WIDTH * share for share in shares], *tight)


def under(heading: list[Flowable], table: RuledTable) -> list[Flowable]:
    """Return a table below its heading, so that neither stands alone at the end of a page.

    A small one stays whole; of a longer one its first rows stay with the heading.
    """
    _, high = table.wrap(WIDTH, HEIGHT)
    rows = table.row_heights
    room = high if high <= KEPT_WHOLE else sum(rows[: KEPT_ROWS + 1])
    for flow in heading:
        room += flow.wrap(WIDTH, HEIGHT)[1] + flow.getSpaceBefore() + flow.getSpaceAfter()
    last = -min(KEPT_ROWS, len(rows) - 1)
    if sum(rows[last:]) <= KEPT_WHOLE:
        table.setStyle([("NOSPLIT", (0, last), (0, -1))])
    return [CondPageBreak(min(room, KEPT_ROOM)), *heading, table]


def header(job: Job, heads: Sequence[str], table: Element) -> list[Flowable]:
    """Return the cells of a header row."""
    line = table.add("TR")
    return [
        cell(job, words, "head-cell", line.add("TH", scope="Column", repeats=True))
        for words in heads
    ]


def ruled(lines: list[list[Any]], widths: list[float], *more: tuple[Any, ...]) -> RuledTable:
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
        ("RIGHTPADDING", *everywhere, max(side, SIDE)),
        ("TOPPADDING", *everywhere, top),
        ("BOTTOMPADDING", *everywhere, top + 1),
    ]
