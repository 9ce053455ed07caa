"""The report's typeface, from the packaged files: registered once, always embedded.

ReportLab keeps fonts and settings in modules of its own; this module is the one that sets them.
"""

from functools import cache
from io import BytesIO
from threading import Lock
from typing import Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reviewer_app import assets

REGULAR: Final = "Inter-Regular"
SEMIBOLD: Final = "Inter-SemiBold"
BOLD: Final = "Inter-Bold"
ITALIC: Final = "Inter-Italic"


# Fonts live in one place of ReportLab's. Registered twice, by two threads that start together, a
# report could begin with one set and end with the other.
_LOADING: Final = Lock()


def ready() -> frozenset[int]:
    """Set ReportLab up and return the code points that every face can show.

    Raises FileNotFoundError where the fonts were not made (tools/make_fonts.py).
    """
    with _LOADING:
        return _load()


@cache
def _load() -> frozenset[int]:
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
