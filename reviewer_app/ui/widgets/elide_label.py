"""A label that ends in … where there is no room, and shows the whole text as its tooltip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class ElideLabel(QLabel):
    """One line of plain text that may become narrow."""

    def minimumSizeHint(self) -> QSize:
        """Return the room for a few letters."""
        return QSize(48, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        self.style().drawItemText(
            painter, self.contentsRect(), int(self.alignment().value), self.palette(),
            self.isEnabled(), shown, self.foregroundRole(),
        )  # fmt: skip
