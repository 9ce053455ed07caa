"""The one place where words become paragraphs: whatever people wrote is shown, never interpreted.

ReportLab reads paragraphs as markup (images, links, colours). Here everything from outside is
escaped, characters that steer instead of show are taken out, and those that the typeface lacks
are replaced by something that can be seen. A test forbids ``Paragraph(`` anywhere else.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from reviewer_app.reporting import fonts
from reviewer_app.reporting.tags import Element, canvas_of

LONG_WORD: Final = 500
"""ReportLab's time grows with the square of a word's length (design/faults.md 4.4, case 9)."""
NO_WORD: Final = 2_000
"""More letters than this without a space are no word in any language: broken line by line."""
LINE: Final = 50
LONGEST_WORD: Final = 20_000
PIECE: Final = 4_000
"""Longer paragraphs are laid out in pieces, for the same reason."""
MARKS: Final = 4
"""Combining marks kept on one letter."""
BLANK: Final = "□"

_BREAKS: Final = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ITEM: Final = re.compile(r"^\s*[-•*–]\s+(?=\S)")
_WORD: Final = re.compile(rf"[^ \n]{{{LONG_WORD + 1},}}")
_REGIONAL_A: Final = 0x1F1E6


@dataclass(frozen=True)
class Span:
    """A run of words in a paragraph; ``look`` is "", "bold" or "evidence" (small and grey)."""

    text: str
    look: str = ""


def clean(text: str) -> str:
    r"""Return ``text`` with nothing in it but what can be shown; lines end in ``\n``."""
    lines = unicodedata.normalize("NFC", _BREAKS.sub("\n", text.replace("\t", " ")))
    if lines.isascii() and lines.isprintable():
        return _breakable(lines)
    shown = fonts.ready()
    out: list[str] = []
    marks = 0
    for char in lines:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > MARKS:
            continue
        if char == "\n" or (ord(char) in shown and unicodedata.category(char) not in _HIDDEN):
            out.append(" " if unicodedata.category(char) == "Zs" and char != "\xa0" else char)
        else:
            out.append(_stand_in(char))
    return _breakable("".join(out))


def one_line(text: str, most: int = 0) -> str:
    """Return ``text`` clean and on one line, cut after ``most`` letters (0: not at all)."""
    line = " ".join(clean(text).split())
    return f"{line[: most - 1].rstrip()}…" if most and len(line) > most else line


_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@lru_cache(maxsize=4096)
def _stand_in(char: str) -> str:
    """Return what is shown for a character that the typeface lacks or that shows nothing."""
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Mn", "Me", "Sk"}:
        return ""
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    shown = fonts.ready()
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and plain.isprintable() and all(ord(c) in shown for c in plain):
        return plain
    if _REGIONAL_A <= ord(char) < _REGIONAL_A + 26:
        return chr(ord("A") + ord(char) - _REGIONAL_A)
    if category == "So" and (name := unicodedata.name(char, "")):
        return f"[{name.lower()}]"
    return BLANK


def _breakable(text: str) -> str:
    if len(text) <= LONG_WORD:
        return text

    def cut(match: re.Match[str]) -> str:
        word = match[0]
        left = len(word) - LONGEST_WORD
        step = LONG_WORD if len(word) <= NO_WORD else LINE
        pieces = [word[i : i + step] for i in range(0, min(len(word), LONGEST_WORD), step)]
        if left > 0:
            pieces[-1] = pieces[-1][: LONGEST_WORD - (len(pieces) - 1) * step]
        note = [f"[… {left:,} more letters without a space]"] if left > 0 else []
        return " ".join(pieces + note)

    return _WORD.sub(cut, text)


class Words(Paragraph):
    """A paragraph that marks its content. ``label`` is drawn before its first line, as a Lbl."""

    def __init__(self, text: Any, style: Any = None, **options: Any) -> None:
        self.element = options.pop("element", None)
        self.label: tuple[Element, str] | None = options.pop("label", None)
        self.level: int = options.pop("level", 0)
        self.title: str = options.pop("title", "")
        super().__init__(text, style, **options)

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803 - ReportLab's names
        """Split as ever; both halves belong to the same element, the label to the first."""
        parts = super().split(availWidth, availHeight)
        for number, part in enumerate(parts):
            if part is not self and isinstance(part, Words):
                part.element = self.element
                if number == 0:
                    part.label, part.level, part.title = self.label, self.level, self.title
        return parts

    def draw(self) -> None:
        """Draw label and lines, each inside the marks of its element."""
        canvas = canvas_of(self)
        if self.level:
            canvas.heading(self.level, self.title, self.height)
        if self.label:
            element, sign = self.label
            style = self.style
            with canvas.tagged(element):
                canvas.setFillColor(style.bulletColor)
                canvas.setFont(style.bulletFontName, style.bulletFontSize)
                baseline = self.height - style.fontSize
                canvas.drawString(style.bulletIndent, baseline, sign)
        with canvas.tagged(self.element):
            super().draw()


def paragraph(
    words: str | Sequence[Span], style: ParagraphStyle, element: Element, **details: Any
) -> Words:
    """Return one paragraph for ``element``; line ends become spaces."""
    spans = [Span(words)] if isinstance(words, str) else words
    return Words("".join(map(_markup, spans)), style, element=element, **details)


def heading(words: str, style: ParagraphStyle, parent: Element, level: int) -> Words:
    """Return a heading of ``level`` 1 to 3 that also becomes a bookmark."""
    line = one_line(words, 400)
    return paragraph(line, style, parent.add(f"H{level}"), level=level, title=line)


def bullet(words: str, evidence: str, style: ParagraphStyle, items: Element) -> list[Flowable]:
    """Return a list item: its words, and the numbers of its notes small and grey at the end."""
    item = items.add("LI")
    label, body = item.add("Lbl"), item.add("LBody")
    lines = list(_pieces(words)) or [""]
    last = len(lines) - 1
    flowables: list[Flowable] = []
    for number, line in enumerate(lines):
        spans = [Span(line)]
        if evidence and number == last:
            spans.append(Span(f"  {evidence}", "evidence"))
        look = style if number == last else _tight(style)
        first = (label, "•") if number == 0 else None
        flowables.append(paragraph(spans, look, body, label=first))
    return flowables


def prose(
    words: str, style: ParagraphStyle, item_style: ParagraphStyle, parent: Element
) -> list[Flowable]:
    """Return what people wrote in a box: a paragraph for each line, a list where they made one."""
    flowables: list[Flowable] = []
    items: Element | None = None
    for line in clean(words).split("\n"):
        if not line.strip():
            continue
        found = _ITEM.match(line)
        if found:
            items = items or parent.add("L")
            flowables += bullet(line[found.end() :], "", item_style, items)
            continue
        items = None
        element = parent.add("P")
        flowables += [paragraph(piece, style, element) for piece in _pieces(line)]
    return flowables


def _pieces(text: str) -> Iterator[str]:
    """Yield the lines of ``text``, the very long ones in pieces that end between words."""
    for line in clean(text).split("\n"):
        rest = line.strip()
        while len(rest) > PIECE:
            at = rest.rfind(" ", 0, PIECE)
            at = at if at > 0 else PIECE
            yield rest[:at]
            rest = rest[at:].strip()
        if rest:
            yield rest


@lru_cache(maxsize=64)
def _tight(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}-tight", parent=style, spaceAfter=2)


def _markup(span: Span) -> str:
    words = escape(clean(span.text).replace("\n", " "))
    if span.look == "bold":
        return f'<font name="{fonts.SEMIBOLD}">{words}</font>'
    if span.look == "evidence":
        return f'<font size="8" color="#595959">{words}</font>'
    return words
