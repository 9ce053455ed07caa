"""The real page: a PDF held in memory, paged and zoomed; nothing of it touches the disk."""

from typing import Final, cast

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QApplication, QWidget

ZOOM_STEP: Final = 1.2
SMALLEST: Final = 0.25
LARGEST: Final = 4.0


class PdfView(QPdfView):
    """``page_changed(page, pages)`` counts from 1; ``(0, 0)`` while nothing is shown."""

    page_changed = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = _empty_document()
        self._bytes = b""
        self.destroyed.connect(self._document.deleteLater)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.setAccessibleName(self.tr("The report’s pages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QPdfView.Shape.NoFrame)
        self.pageNavigator().currentPageChanged.connect(self._on_page_changed)

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(self._document.pageCount(), 0)

    def show_pdf(self, data: bytes) -> bool:
        """Show ``data``, staying on the page that was shown.

        False, and no change, where it is no PDF.
        """
        new = _empty_document()
        buffer = QBuffer(new)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        new.load(buffer)
        if new.status() != QPdfDocument.Status.Ready or not new.pageCount():
            new.deleteLater()
            return False
        page, old = self.pageNavigator().currentPage(), self._document
        self._document, self._bytes = new, data
        self.setDocument(new)  # waits until the drawing thread has let go of the old one
        self.destroyed.connect(new.deleteLater)
        old.deleteLater()
        self.go_to(min(page, self.pages - 1))
        return True

    def data(self) -> bytes:
        """Return the bytes that are shown."""
        return self._bytes

    def pdf(self) -> QPdfDocument:
        """Return the document, for printing."""
        return self._document

    def go_to(self, page: int) -> None:
        """Show a page, counted from 0."""
        if 0 <= page < self.pages:
            self.pageNavigator().jump(page, QPointF(), self.pageNavigator().currentZoom())
            self._on_page_changed()

    def step(self, pages: int) -> None:
        """Go forward or back by whole pages."""
        self.go_to(self.pageNavigator().currentPage() + pages)

    def zoom(self, steps: int) -> None:
        """Make pages larger or smaller."""
        factor = self._shown_factor() * ZOOM_STEP**steps
        self.setZoomMode(QPdfView.ZoomMode.Custom)
        self.setZoomFactor(min(max(factor, SMALLEST), LARGEST))

    def fit_width(self) -> None:
        """Make a page as wide as the view."""
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Down go by pages, Home and End to the ends, Ctrl + and − zoom."""
        keys, control = Qt.Key, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == keys.Key_PageDown:
            self.step(1)
        elif event.key() == keys.Key_PageUp:
            self.step(-1)
        elif event.key() == keys.Key_Home:
            self.go_to(0)
        elif event.key() == keys.Key_End:
            self.go_to(self.pages - 1)
        elif control and event.key() in (keys.Key_Plus, keys.Key_Equal):
            self.zoom(1)
        elif control and event.key() == keys.Key_Minus:
            self.zoom(-1)
        elif control and event.key() == keys.Key_0:
            self.fit_width()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def _shown_factor(self) -> float:
        if self.zoomMode() == QPdfView.ZoomMode.Custom or not self.pages:
            return self.zoomFactor()
        width = self._document.pagePointSize(0).width() * self.logicalDpiX() / 72
        margins = self.documentMargins()
        return (self.viewport().width() - margins.left() - margins.right()) / max(width, 1)

    def _on_page_changed(self) -> None:
        page = self.pageNavigator().currentPage() + 1 if self.pages else 0
        self.page_changed.emit(page, self.pages)


def _empty_document() -> QPdfDocument:
    """Return a document that outlives the view: a thread draws from it until the view is gone."""
    return QPdfDocument(cast("QApplication", QApplication.instance()))
