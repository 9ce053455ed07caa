"""The shape beside an estimate's word: filled cells, readable without colour."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.ui.theme import Theme

CELL = 10
GAP = 3


def cells_width(cells: int) -> int:
    """Return how wide ``cells`` cells are drawn."""
    return max(cells * (CELL + GAP) - GAP, 0)


def paint_cells(
    painter: QPainter, x: float, y: float, filled: int, cells: int, theme: Theme
) -> None:
    """Draw ``filled`` of ``cells`` squares filled; the others are outlines."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent"), 1))
    for n in range(cells):
        painter.setBrush(theme.colour("accent") if n < filled else Qt.BrushStyle.NoBrush)
        box = QRectF(x + n * (CELL + GAP) + 0.5, y + 0.5, CELL - 1, CELL - 1)
        painter.drawRoundedRect(box, 2, 2)
    painter.restore()


class Cells(QWidget):
    """``filled`` of ``cells`` squares; the word beside it is what a screen reader says."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._filled, self._cells = theme, 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self.update)

    def show_cells(self, filled: int, cells: int) -> None:
        """Draw ``filled`` of ``cells``."""
        self._filled, self._cells = filled, cells
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for all cells."""
        return QSize(max(cells_width(self._cells), 1), CELL + 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them."""
        painter = QPainter(self)
        paint_cells(painter, 0, 0, self._filled, self._cells, self._theme)
        painter.end()
