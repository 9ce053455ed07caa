"""How the report looks: one family, one brand colour, generous white, readable in grey."""

from dataclasses import dataclass
from typing import Any, Final

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from reviewer_app.content.brands import Brand, contrast, readable
from reviewer_app.reporting import fonts

PAGE: Final[tuple[float, float]] = (float(A4[0]), float(A4[1]))
LEFT: Final = 22 * mm
RIGHT: Final = 22 * mm
TOP: Final = 27 * mm
BOTTOM: Final = 27 * mm
WIDTH: Final = PAGE[0] - LEFT - RIGHT
HEIGHT: Final = PAGE[1] - TOP - BOTTOM
HEAD: Final = 14 * mm
"""Where the head of a page stands, from its upper edge."""
WARNING: Final = 8.5
"""The type size of what a draft says of itself there."""

WHITE: Final = "#ffffff"
INK: Final = "#1b1f23"
GREY: Final = "#595959"
LINE: Final = "#c4cad0"
WASH: Final = "#f2f4f6"
MARK: Final = "#f0f0f0"


@dataclass(frozen=True)
class Look:
    """Colours and paragraph styles of one report."""

    primary: str
    on_primary: str
    accent: str
    heading: str
    styles: dict[str, ParagraphStyle]

    def __getitem__(self, name: str) -> ParagraphStyle:
        return self.styles[name]


def look_of(brand: Brand) -> Look:
    """Return the look for ``brand``; colours that could not be read are darkened (domain 3.6)."""
    fonts.ready()
    heading = readable(brand.primary, WHITE)
    on_primary = WHITE if contrast(brand.primary, WHITE) >= 4.5 else "#000000"
    styles = {style.name: style for style in _styles(heading, on_primary)}
    return Look(brand.primary, on_primary, readable(brand.accent, WHITE, 3), heading, styles)


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    given: dict[str, Any] = {
        "fontName": fonts.REGULAR,
        "bulletFontName": fonts.REGULAR,
        "textColor": INK,
        "bulletColor": INK,
        "allowWidows": 0,
        "allowOrphans": 0,
        "splitLongWords": 1,
    }
    return ParagraphStyle(name, fontSize=size, leading=leading, **{**given, **more})


def _styles(heading: str, on_primary: str) -> list[ParagraphStyle]:
    bold, semi = fonts.BOLD, fonts.SEMIBOLD
    return [
        _style("title", 31, 37, fontName=bold, textColor=on_primary, spaceAfter=16),
        _style("subject", 11, 15, textColor=on_primary, spaceAfter=2),
        _style("school", 19, 25, fontName=semi, textColor=on_primary),
        _style("school-long", 13, 18, fontName=semi, textColor=on_primary),
        _style("dates", 11, 16, textColor=on_primary, spaceBefore=8),
        _style("network", 14, 18, fontName=semi, textColor=heading),
        _style("warning", WARNING, 11, fontName=bold, alignment=TA_RIGHT),
        _style("h2", 18, 23, fontName=bold, textColor=heading, spaceBefore=22, spaceAfter=8),
        _style("h3", 12.5, 17, fontName=semi, textColor=heading, spaceBefore=12, spaceAfter=5),
        _style("body", 11, 16, spaceAfter=8),
        _style("lead", 12, 17.5, spaceAfter=9),
        _style("note", 10.5, 15, spaceAfter=6),
        _style("small", 9, 13, textColor=GREY),
        _style(
            "item", 11, 16, leftIndent=15, bulletIndent=2, spaceAfter=6,
            bulletFontSize=11, bulletColor=heading,
        ),
        _style("head-cell", 9.5, 13, fontName=semi, textColor=INK, embeddedHyphenation=2),
        _style("cell", 10, 14, embeddedHyphenation=2),
        _style("cell-muted", 10, 14, textColor=GREY, embeddedHyphenation=2),
        _style("row-head", 10, 14, textColor=GREY, embeddedHyphenation=2),
        _style("row-area", 11, 15, fontName=fonts.REGULAR),
        _style("word", 11, 15, fontName=bold),
        _style("estimate", 11, 16, spaceAfter=4),
        _style("code", 15, 20, fontName=semi, spaceAfter=6),
    ]  # fmt: skip
