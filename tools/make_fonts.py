"""Make the program's fonts from the font package: static styles of Inter in resources/fonts.

Screens (Qt) and PDFs (ReportLab, which reads no variable fonts) use the same files. The optical
size is pinned to text sizes. Nothing is done while the outputs fit package and recipe.
"""

import hashlib
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "resources" / "fonts"
STAMP = OUTPUT / ".made-from"
OPTICAL_SIZE = 14  # the axis runs from 14 (text) to 32 (display)


class Style(NamedTuple):
    """One static font: its name after the family, the file it comes from, and its weight."""

    name: str
    source: str
    weight: int


STYLES = (
    Style("Regular", "Inter[opsz,wght].ttf", 400),
    Style("Medium", "Inter[opsz,wght].ttf", 500),
    Style("SemiBold", "Inter[opsz,wght].ttf", 600),
    Style("Bold", "Inter[opsz,wght].ttf", 700),
    Style("Italic", "Inter-Italic[opsz,wght].ttf", 400),
    Style("BoldItalic", "Inter-Italic[opsz,wght].ttf", 700),
)


def output_of(style: Style) -> Path:
    """Return the file a style is written to."""
    return OUTPUT / f"Inter-{style.name}.ttf"


def _package() -> Path:
    import fontpkg_inter

    return Path(fontpkg_inter.ROOT)


def _fingerprint() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in sorted({style.source for style in STYLES}):
        digest.update((_package() / "files" / name).read_bytes())
    return digest.hexdigest()


def make(style: Style) -> str:
    """Write one static font; return its file name."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    # the time stamp of the source is kept: equal input gives equal bytes, in fonts and in PDFs
    font = TTFont(_package() / "files" / style.source, recalcTimestamp=False)
    axes = {"wght": style.weight, "opsz": OPTICAL_SIZE}
    instancer.instantiateVariableFont(font, axes, inplace=True, updateFontNames=True)
    for record in font["name"].names:
        if record.nameID == 6:  # the PostScript name: the instancer says "InterItalic-Italic"
            record.string = f"Inter-{style.name}"
    partial = output_of(style).with_suffix(".partial")
    font.save(partial)
    partial.replace(output_of(style))
    return output_of(style).name


def make_fonts() -> bool:
    """Make all fonts unless they are up to date; return whether anything was made."""
    fingerprint = _fingerprint()
    complete = all(output_of(style).is_file() for style in STYLES)
    if complete and STAMP.is_file() and STAMP.read_text("ascii") == fingerprint:
        return False
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max_workers=4) as pool:
        list(pool.map(make, STYLES))
    (OUTPUT / "LICENSE-Inter.txt").write_bytes((_package() / "LICENSE").read_bytes())
    STAMP.write_text(fingerprint, "ascii")
    return True


if __name__ == "__main__":
    made = make_fonts()
    sys.stdout.write(f"make_fonts: {'made ' + str(len(STYLES)) if made else 'up to date'}\n")
