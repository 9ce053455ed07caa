"""Draws the logo of the fictional sample trust: ``python tools/make_sample_logo.py``.

Needs Pillow (it comes with the program) and the font that ``make setup`` puts into
``resources/fonts``. The picture is committed, so this runs only when the mark changes.
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "resources" / "brands" / "lakeside.png"
BLUE, LIGHT, OCHRE = "#1f5673", "#7fb2c8", "#c8772e"
SCALE = 4
"""Drawn four times as large, then reduced: smooth edges without a vector library."""
WIDTH, HEIGHT = 840, 300


def draw() -> Image.Image:
    """Return the mark and the words on white, as the page is: transparency gains nothing there."""
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), "#ffffff")
    pen = ImageDraw.Draw(image)
    _mark(image, (20, 20, 280, 280))
    pen.text((330 * SCALE, 72 * SCALE), "Lakeside", font=_font("Inter-Bold.", 108), fill=BLUE)
    pen.text(
        (334 * SCALE, 186 * SCALE), "Learning Trust", font=_font("Inter-Regular.", 58), fill=BLUE
    )
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _mark(image: Image.Image, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = (v * SCALE for v in box)
    size = right - left
    disc = Image.new("L", image.size, 0)
    ImageDraw.Draw(disc).ellipse((left, top, right, bottom), fill=255)
    scene = Image.new("RGB", image.size, LIGHT)
    pen = ImageDraw.Draw(scene)
    pen.ellipse(
        (left + 0.60 * size, top + 0.14 * size, left + 0.80 * size, top + 0.34 * size), fill=OCHRE
    )
    for peak, height, half, colour in (
        (0.30, 0.34, 0.34, "#4d8aa6"), (0.72, 0.42, 0.34, "#3b7592"), (0.50, 0.28, 0.30, "#2c6684"),
    ):  # fmt: skip
        x, y, w = left + peak * size, top + height * size, half * size
        pen.polygon([(x - w, top + 0.68 * size), (x, y), (x + w, top + 0.68 * size)], fill=colour)
    pen.rectangle((left, top + 0.66 * size, right, bottom), fill=BLUE)
    for level, start, end in ((0.74, 0.14, 0.62), (0.82, 0.34, 0.86), (0.90, 0.28, 0.60)):
        y = top + level * size
        pen.rounded_rectangle(
            (left + start * size, y, left + end * size, y + 0.022 * size), size, fill="#dcebf1"
        )
    image.paste(scene, (0, 0), disc)


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    found = sorted((ROOT / "resources" / "fonts").glob(f"{weight}ttf"))
    if not found:
        raise SystemExit("There is no font yet: run make setup first.")
    return ImageFont.truetype(str(found[0]), size * SCALE)


def main() -> None:
    """Write the picture."""
    picture = draw().quantize(128, method=Image.Quantize.MEDIANCUT)
    picture.save(TARGET, optimize=True)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
