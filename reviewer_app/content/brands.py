"""Brands as data: logo, colours and standing lines of a trust's reports (domain.md 3.6).

Colours are ``#rrggbb`` and nothing else; a logo is a PNG or JPEG whose size is read from its own
header before anything decodes it (at-rest-and-security.md R15–R17). SVG is refused.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reviewer_app import assets
from reviewer_app.content import schema
from reviewer_app.content.yaml_file import Document, read_yaml

DEFAULT: Final = "plain"
MAX_LOGO_BYTES: Final = 500_000
MAX_LOGO_SIDE: Final = 4_000
MIN_LOGO_SIDE: Final = 16
MAX_LOGO_RATIO: Final = 12

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class Brand:
    """How a trust's reports look. ``logo`` is empty for none; ``trusts`` are names it is for."""

    key: str
    name: str
    network_name: str
    logo: bytes
    logo_alt: str
    logo_size: tuple[int, int]
    primary: str
    accent: str
    footer: str
    confidentiality: str
    contact: str
    trusts: tuple[str, ...] = ()


def load_brand(data: bytes, name: str, read_logo: Callable[[str], bytes]) -> Brand:
    """Return the brand in ``data``; ``read_logo`` returns the bytes of the logo file it names.

    Raises ContentError naming file, line and field.
    """
    document = read_yaml(data, name)
    schema.check(document, "brand")
    return _build(document, read_logo)


def built_in() -> list[Brand]:
    """Return the packaged brands. The tests check them in full; here they are only read."""
    return [
        _build(read_yaml(assets.read_bytes(file), file), _packaged_logo)
        for file in assets.names("brands", ".yaml")
    ]


def for_trust(trust: str) -> Brand:
    """Return the packaged brand of the trust called ``trust``, or the plain one."""
    brands = {b.key: b for b in built_in()}
    wanted = trust.casefold().strip()
    mine = (b for b in brands.values() if wanted in [t.casefold() for t in b.trusts])
    return next(mine, brands[DEFAULT])


def _packaged_logo(file: str) -> bytes:
    return assets.read_bytes(f"brands/{file}")


def _build(document: Document, read_logo: Callable[[str], bytes]) -> Brand:
    data = document.data
    logo, size = b"", (0, 0)
    if "logo" in data:
        logo, size = _logo(document, data["logo"], read_logo)
    return Brand(
        key=data["key"],
        name=data["name"],
        network_name=data.get("network_name", ""),
        logo=logo,
        logo_alt=data["logo"]["alt"] if logo else "",
        logo_size=size,
        primary=data["primary"].lower(),
        accent=data["accent"].lower(),
        footer=data.get("footer", ""),
        confidentiality=data.get("confidentiality", ""),
        contact=data.get("contact", ""),
        trusts=tuple(data.get("trusts", ())),
    )


def _logo(
    document: Document, entry: Mapping[str, Any], read_logo: Callable[[str], bytes]
) -> tuple[bytes, tuple[int, int]]:
    at = ("logo", "file")
    try:
        data = read_logo(entry["file"])
    except OSError:
        raise document.error(at, "The logo file cannot be read.") from None
    if len(data) > MAX_LOGO_BYTES:
        raise document.error(at, f"The logo is larger than {MAX_LOGO_BYTES // 1000} kB.")
    size = image_size(data)
    if size is None:
        raise document.error(at, "The logo is not a whole PNG or JPEG picture.")
    if not MIN_LOGO_SIDE <= min(size) <= max(size) <= MAX_LOGO_SIDE:
        words = f"Its sides must be {MIN_LOGO_SIDE} to {MAX_LOGO_SIDE:,} pixels."
        raise document.error(at, f"The logo is {size[0]} × {size[1]} pixels. {words}")
    if max(size) > MAX_LOGO_RATIO * min(size):
        raise document.error(at, "The logo is too long for its height.")
    return data, size


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a whole PNG or JPEG, read from its header; None for all else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        if data[12:16] != b"IHDR" or data[-8:-4] != b"IEND":
            return None
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith(b"\xff\xd8\xff") and data.endswith(b"\xff\xd9"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        if length < 2:
            return None
        at += 2 + length
    return None


def contrast(a: str, b: str) -> float:
    """Return the WCAG 2 contrast ratio of two ``#rrggbb`` colours, 1 to 21.

    Raises ValueError for anything that is not such a colour.
    """
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, on: str, ratio: float = 4.5) -> str:
    """Return ``colour``, darkened or lightened no more than it takes to reach ``ratio`` on ``on``.

    Where neither way reaches it, black or white, whichever is nearer to it.
    """
    if contrast(colour, on) >= ratio:
        return colour.lower()
    ends = ("#000000", "#ffffff") if _luminance(on) > 0.18 else ("#ffffff", "#000000")
    for end in ends:
        for step in range(1, _STEPS + 1):
            mixed = _mix(colour, end, step / _STEPS)
            if contrast(mixed, on) >= ratio:
                return mixed
    return max(ends, key=lambda end: contrast(end, on))


def _channels(colour: str) -> tuple[int, int, int]:
    if not _COLOUR.fullmatch(colour):
        raise ValueError("A colour is # and six hexadecimal digits.")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        c = channel / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(colour: str, other: str, part: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)
