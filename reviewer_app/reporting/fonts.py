"""The report's typeface, from the packaged files: registered once, always embedded.

ReportLab keeps fonts and settings in modules of its own; this module is the one that sets them.
"""

from functools import cache
from io import BytesIO
from typing import Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reviewer_app import assets

REGULAR: Final = "Inter-Regular"
SEMIBOLD: Final = "Inter-SemiBold"
BOLD: Final = "Inter-Bold"
ITALIC: Final = "Inter-Italic"


@cache
def ready() -> frozenset[int]:
    """Set ReportLab up and return the code points that every face can show.

    Raises FileNotFoundError where the fonts were not made (tools/make_fonts.py).
    """
    # ASCII85 makes a report with photos twenty times slower (design/speed.md)
    rl_config.useA85 = 0
    rl_config.invariant = 1
    # text of a report never loads anything: R16 of at-rest-and-security.md
    rl_config.trustedSchemes = ["data"]
    rl_config.trustedHosts = []
    rl_config.canvas_basefontname = REGULAR
    shown: set[int] | None = None
    for name in (REGULAR, SEMIBOLD, BOLD, ITALIC):
        font = TTFont(name, BytesIO(assets.read_bytes(f"fonts/{name}.ttf")))
        pdfmetrics.registerFont(font)
        points = set(font.face.charToGlyph)
        shown = points if shown is None else shown & points
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=SEMIBOLD, italic=ITALIC, boldItalic=SEMIBOLD
    )
    return frozenset(shown or ())


def width(text: str, font: str, size: float) -> float:
    """Return how wide ``text`` runs, in points."""
    return float(pdfmetrics.stringWidth(text, font, size))
