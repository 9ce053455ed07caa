"""How marks look: highlighting in the text, chips behind and beside it, the colours they use."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPolygonF,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
)

from reviewer_app.domain.body import POLARITIES
from reviewer_app.domain.proposals import line_key
from reviewer_app.ui.evidence.offsets import MARK, to_qt
from reviewer_app.ui.theme import Theme

STATEMENT, TO_SELF = "! ", "? "
_PAD = 2.5
_GAP = 2.0
"""What is left free between two marks with one space between them."""


@dataclass(frozen=True)
class Span:
    """A mark in one line, in UTF-16 units; ``sign`` is where + or − stands, -1 without one."""

    start: int
    end: int
    sign: int
    polarity: str


def spans(text: str, knows: Callable[[str], bool]) -> Iterator[Span]:
    """Yield the marks of one line that name a known aspect."""
    if "#" not in text:
        return
    for found in MARK.finditer(text):
        if knows(found[1]):
            end = to_qt(text, found.end())
            sign = end - 1 if found[2] else -1
            yield Span(to_qt(text, found.start()), end, sign, POLARITIES[found[2]])


class MarkHighlighter(QSyntaxHighlighter):
    """Colours marks, one line at a time: typing never colours more than the line it is in."""

    def __init__(self, document: QTextDocument, theme: Theme, knows: Callable[[str], bool]) -> None:
        super().__init__(document)
        self._theme, self.knows = theme, knows
        self.private = False
        self.caret_line = -1

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt names it
        """Colour the marks of one line."""
        for span in spans(text, self.knows):
            looks = QTextCharFormat()
            looks.setForeground(self._theme.colour(ink(span.polarity, private=self.private)))
            looks.setFontWeight(QFont.Weight.DemiBold.value)
            self.setFormat(span.start, span.end - span.start, looks)
            if span.sign >= 0:
                hidden = QTextCharFormat()  # the triangle is drawn in its place
                hidden.setForeground(Qt.GlobalColor.transparent)
                self.setFormat(span.sign, 1, hidden)
        if text.startswith((STATEMENT, TO_SELF)):
            looks = QTextCharFormat()
            looks.setForeground(self._theme.colour("text-secondary"))
            self.setFormat(0, 1, looks)
        if text.startswith(TO_SELF) and self.private:
            if self.currentBlock().blockNumber() != self.caret_line:
                hidden = QTextCharFormat()
                hidden.setForeground(Qt.GlobalColor.transparent)
                self.setFormat(0, len(text), hidden)
        elif text.startswith(TO_SELF):
            looks = QTextCharFormat()
            looks.setForeground(self._theme.colour("text-secondary"))
            looks.setFontItalic(True)
            self.setFormat(2, len(text), looks)


def ink(polarity: str, *, private: bool) -> str:
    """Return the colour token of a mark."""
    return "accent" if private or polarity == "neutral" else polarity


def paper(polarity: str, *, private: bool) -> str:
    """Return the colour token behind a mark."""
    return "accent-soft" if private or polarity == "neutral" else f"{polarity}-soft"


class ChipPainter(QObject):
    """Draws what highlighting cannot: rounded chips, triangles, labels beside a line."""

    def __init__(
        self,
        theme: Theme,
        knows: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._knows = theme, knows
        self.private = False
        self.caret_line = -1
        self.proposed: Mapping[str, bool] = {}
        """Lines that were proposed (``line_key``); False where the statement was dropped."""

    def behind(self, painter: QPainter, block: QTextBlock, top_left: QPointF) -> None:
        """Draw the chips behind the marks of a line whose layout begins at ``top_left``."""
        for box, polarity in self._boxes(block, top_left):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(paper(polarity, private=self.private)))
            painter.drawRoundedRect(box, 5, 5)

    def beside(self, painter: QPainter, block: QTextBlock, top_left: QPointF, right: float) -> None:
        """Draw triangles in place of signs, and the label of a line that is more than a line."""
        text = block.text()
        for span in spans(text, self._knows):
            box = self._box(block, span.sign, span.end, top_left) if span.sign >= 0 else None
            if box is not None:
                self._sign(painter, box, span.polarity)
        label = self.label_of(text)
        if label:
            self._label(painter, block, top_left, right, label)

    def label_of(self, text: str) -> str:
        """Return what a line is, where it is more than a line: empty for ordinary text."""
        if text.startswith(STATEMENT) and text[2:].strip():
            stands = self._stands(text)
            if stands is None:
                return self.tr("Statement to propose")
            return self.tr("Proposed statement") if stands else self.tr("Dropped statement")
        if text.startswith(TO_SELF) and text[2:].strip():
            return self.tr("Note to self")
        return ""

    def _stands(self, text: str) -> bool | None:
        """Say whether what a line proposes stands, or was dropped; None: nobody proposed it."""
        words = MARK.sub(lambda mark: "" if self._knows(mark[1]) else mark[0], text[2:])
        return self.proposed.get(line_key(words))

    def _boxes(self, block: QTextBlock, top_left: QPointF) -> list[tuple[QRectF, str]]:
        """Return the grounds of the marks of a line, each clear of the one before."""
        found: list[tuple[QRectF, str]] = []
        for span in spans(block.text(), self._knows):
            box = self._box(block, span.start, span.end, top_left)
            if box is None:
                continue
            before = found[-1][0] if found else QRectF()
            close = before.top() == box.top() and box.left() < before.right() + _GAP
            if found and close:
                middle = (before.right() + box.left()) / 2
                before.setRight(middle - _GAP / 2)
                box.setLeft(middle + _GAP / 2)
            found.append((box, span.polarity))
        return found

    def _sign(self, painter: QPainter, box: QRectF, polarity: str) -> None:
        colour = self._theme.colour(ink(polarity, private=self.private))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        middle, half = box.center(), box.height() * 0.19
        if self.private:
            painter.drawEllipse(middle, half / 2, half / 2)
            return
        lift = half if polarity == "strength" else -half
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(middle.x() - half, middle.y() + lift * 0.8),
                    QPointF(middle.x() + half, middle.y() + lift * 0.8),
                    QPointF(middle.x(), middle.y() - lift * 0.9),
                ]
            )
        )

    def _label(
        self, painter: QPainter, block: QTextBlock, top_left: QPointF, right: float, label: str
    ) -> None:
        layout = block.layout()
        if not layout.lineCount():
            return
        line = layout.lineAt(layout.lineCount() - 1)
        font = self._theme.font("secondary", weight=QFont.Weight.Medium)
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(label) + 16
        left = top_left.x() + line.x() + line.naturalTextWidth() + 12
        to_self = block.text().startswith(TO_SELF)
        if self.private and to_self and block.blockNumber() != self.caret_line:
            left = top_left.x() + line.x()  # the words are hidden: the label stands for them
        if left + width > right:
            return  # the margin says it too
        height = metrics.height() + 4
        middle = top_left.y() + line.y() + line.height() / 2
        box = QRectF(left, middle - height / 2, width, height)
        accent = block.text().startswith(STATEMENT) and self._stands(block.text()) is True
        chip(painter, box, label, font, self._theme, accent=accent)

    def _box(self, block: QTextBlock, start: int, end: int, top_left: QPointF) -> QRectF | None:
        layout = block.layout()
        line = layout.lineForTextPosition(start)
        if not line.isValid():
            return None
        left, right = _x(line, start), _x(line, end)
        ascent = line.ascent()
        height = line.descent() + ascent + 2
        # proportional line height puts the extra space above the letters
        top = top_left.y() + line.y() + line.height() - height
        return QRectF(top_left.x() + left - _PAD, top, right - left + 2 * _PAD, height)


def chip(
    painter: QPainter, box: QRectF, label: str, font: QFont, theme: Theme, *, accent: bool
) -> None:
    """Draw a small rounded label."""
    ground: QColor = theme.colour("accent-soft" if accent else "surface-sunken")
    painter.setPen(QPen(theme.colour("accent" if accent else "border-strong"), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setPen(theme.colour("text"))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)


def _x(line: object, position: int) -> float:
    found = line.cursorToX(position)  # type: ignore[attr-defined]  # the stubs forget the tuple
    return float(found[0] if isinstance(found, (tuple, list)) else found)
