"""The strip left of the text: the time each line was begun, a bar beside lines that are more."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from reviewer_app.ui.evidence.chips import STATEMENT, TO_SELF
from reviewer_app.ui.evidence.plain_text import PlainText
from reviewer_app.ui.theme import Theme


class TimeMargin(QWidget):
    """Painted by asking the editor for its visible lines; it holds nothing itself."""

    def __init__(self, editor: PlainText, theme: Theme) -> None:
        super().__init__(editor)
        self._editor, self._theme = editor, theme
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        """Return the width that a time takes."""
        return QSize(self.wanted_width(), 0)

    def wanted_width(self) -> int:
        """Return the width that a time takes, with air."""
        return QFontMetrics(self._font()).horizontalAdvance("00:00") + 24

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the times of the lines in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self._font()
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for line in self._editor.visible_lines():
            if line.top > event.rect().bottom() or line.bottom < event.rect().top():
                continue
            if line.time:
                painter.setPen(self._theme.colour("text-secondary"))
                left = self.width() - 14 - metrics.horizontalAdvance(line.time)
                painter.drawText(QPointF(left, line.baseline), line.time)
            if line.text.startswith((STATEMENT, TO_SELF)):
                token = "accent" if line.text.startswith(STATEMENT) else "border-strong"
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colour(token))
                height = line.bottom - line.top - 6
                painter.drawRoundedRect(QRectF(self.width() - 9, line.top + 4, 3, height), 1.5, 1.5)

    def _font(self) -> QFont:
        font = self._theme.font("secondary")
        font.setFeature(QFont.Tag("tnum"), 1)  # figures of one width: times stand in a column
        return font
