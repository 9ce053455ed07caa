"""Puts the pages on paper, through the system's own printing dialog."""

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

LARGEST_DPI = 300


class Printing(QObject):
    """``said(sentence)`` tells how it went."""

    said = Signal(str)

    def print_pdf(self, document: QPdfDocument, parent: QWidget) -> None:
        """Ask for a printer and print ``document``; without one, say so."""
        if not QPrinterInfo.availablePrinters():
            self.said.emit(
                self.tr(
                    "No printer is set up on this laptop. Export the PDF and print it elsewhere."
                )
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setFromTo(1, document.pageCount())
        dialog = QPrintDialog(printer, parent)
        dialog.setMinMax(1, document.pageCount())
        dialog.accepted.connect(lambda: self._paint(document, printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # QPrintDialog hides the plain open()

    def _paint(self, document: QPdfDocument, printer: QPrinter) -> None:
        first = max(printer.fromPage(), 1)
        last = min(printer.toPage() or document.pageCount(), document.pageCount())
        self.print_pages(document, printer, first, last)
        self.said.emit(self.tr("Sent to {name}.").format(name=printer.printerName()))

    def print_pages(self, document: QPdfDocument, printer: QPrinter, first: int, last: int) -> None:
        """Paint pages ``first`` to ``last`` (from 1) on ``printer``."""
        printer.setFullPage(True)
        painter = QPainter(printer)
        scale = min(1.0, LARGEST_DPI / printer.resolution())
        for number in range(first, last + 1):
            if number > first:
                printer.newPage()
            paper = printer.pageLayout().fullRectPixels(printer.resolution()).size()
            page = document.pagePointSize(number - 1).toSize()
            fitted = page.scaled(paper, Qt.AspectRatioMode.KeepAspectRatio)
            pixels = QSize(round(fitted.width() * scale), round(fitted.height() * scale))
            painter.drawImage(QRect(QPoint(0, 0), fitted), document.render(number - 1, pixels))
        painter.end()
