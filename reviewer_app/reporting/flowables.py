"""Own flowables: tables whose rules are artifacts, the bar of an estimate, logo and QR code."""

from io import BytesIO
from typing import Any, Final

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Table

from reviewer_app.reporting import fonts
from reviewer_app.reporting.look import GREY, WHITE
from reviewer_app.reporting.tags import Element, canvas_of

MOST_PIXELS: Final = 16_000_000


class RuledTable(Table):
    """A table whose cells mark themselves; its colours and lines are decoration."""

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        # ReportLab's own default names Helvetica in the file, which would not be embedded
        self.setStyle([("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR)])

    @property
    def row_heights(self) -> list[float]:
        """Return how high each row is; known once the table was wrapped."""
        return list(self._rowHeights)  # type: ignore[attr-defined]  # not in the stubs

    def _drawBkgrnd(self) -> None:  # noqa: N802 - ReportLab's name
        with canvas_of(self).artifact():
            super()._drawBkgrnd()  # type: ignore[misc]  # not in the stubs

    def _drawLines(self) -> None:  # noqa: N802 - ReportLab's name
        with canvas_of(self).artifact():
            super()._drawLines()  # type: ignore[misc]  # not in the stubs


class Bar(Flowable):
    """``filled`` of ``cells`` boxes: dark against white, so that it reads in grey too."""

    cell: Final = (17.0, 6.0)
    gap: Final = 2.5

    def __init__(self, filled: int, cells: int, colour: str, element: Element) -> None:
        super().__init__()
        self.filled, self.cells, self.colour, self.element = filled, cells, colour, element
        self.width = cells * self.cell[0] + (cells - 1) * self.gap
        self.height = self.cell[1] + 5.0

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return the size, whatever room there is."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the boxes as one figure."""
        canvas = canvas_of(self)
        wide, high = self.cell
        with canvas.tagged(self.element):
            canvas.place(self.element, self.width, high)
            canvas.setStrokeColor(HexColor(GREY))
            canvas.setLineWidth(0.7)
            for number in range(self.cells):
                full = number < self.filled
                canvas.setFillColor(HexColor(self.colour if full else WHITE))
                left = number * (wide + self.gap)
                canvas.rect(left, 1, wide, high, fill=1, stroke=1)


class Banner(RuledTable):
    """A table on a ground in full colour, on which no watermark would show."""

    def draw(self) -> None:
        """Draw it, and note on the page how far down it reaches."""
        canvas = canvas_of(self)
        canvas.opaque = canvas.absolutePosition(0, 0)[1]
        super().draw()


class Raised(Flowable):
    """A paragraph that stands ``above`` the place where it comes in the text; takes no room."""

    def __init__(self, words: Flowable, above: float) -> None:
        super().__init__()
        self.words, self.above = words, above

    def wrap(self, *room: float) -> tuple[float, float]:
        """Return no height: what follows begins as if this were not there."""
        self.words.wrap(*room)
        return room[0], 0

    def draw(self) -> None:
        """Draw the paragraph with its first line ``above``."""
        self.words.drawOn(self.canv, 0, self.above)


class Stripe(Flowable):
    """A short bar in the brand's colours: decoration."""

    def __init__(self, width: float, height: float, colour: str, after: float = 0) -> None:
        super().__init__()
        self.width, self.height, self.colour, self.spaceAfter = width, height, colour, after

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return the size, whatever room there is."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the bar as an artifact."""
        with canvas_of(self).artifact():
            self.canv.setFillColor(HexColor(self.colour))
            self.canv.rect(0, 0, self.width, self.height, fill=1, stroke=0)


class Picture(Flowable):
    """A picture as a figure with words for those who do not see it."""

    def __init__(self, reader: ImageReader, width: float, height: float, element: Element) -> None:
        super().__init__()
        self.reader, self.width, self.height, self.element = reader, width, height, element

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return the size, whatever room there is."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture as one figure."""
        canvas = canvas_of(self)
        with canvas.tagged(self.element):
            canvas.place(self.element, self.width, self.height)
            canvas.drawImage(self.reader, 0, 0, self.width, self.height)


class Code(Flowable):
    """A QR code, drawn as boxes."""

    def __init__(self, words: str, side: float, element: Element) -> None:
        super().__init__()
        self.rows = [bytes(row) for row in segno.make(words, error="m", micro=False).matrix]
        self.width = self.height = side
        self.element = element

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return the size, whatever room there is."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the dark runs of each row as one path."""
        canvas = canvas_of(self)
        step = self.width / len(self.rows)
        with canvas.tagged(self.element):
            canvas.place(self.element, self.width, self.height)
            canvas.setFillColor(HexColor("#000000"))
            path = canvas.beginPath()
            for number, row in enumerate(self.rows):
                bottom = self.height - (number + 1) * step
                start = 0
                while (start := row.find(1, start)) >= 0:
                    end = row.find(0, start)
                    end = end if end >= 0 else len(row)
                    # a hair of overlap, or viewers show white seams between the rows
                    path.rect(start * step, bottom, (end - start) * step, step + 0.05)
                    start = end
            canvas.drawPath(path, stroke=0, fill=1)


def picture(data: bytes, alt: str, most: tuple[float, float], parent: Element) -> Picture | None:
    """Return ``data`` as a picture that fits ``most``; None for what is not a whole PNG or JPEG.

    The brand's reader has checked it already; a brand may have been stored by an older version.
    """
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            layer = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    flat = Image.new("RGB", layer.size, WHITE)
    flat.paste(layer, mask=layer)
    scale = min(most[0] / flat.width, most[1] / flat.height)
    figure = parent.add("Figure", alt=alt)
    reader: Any = ImageReader(flat)
    return Picture(reader, flat.width * scale, flat.height * scale, figure)
