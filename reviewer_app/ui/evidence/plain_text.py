"""A text box that takes and gives plain words only, and can say which lines are in sight."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QMenu, QTextEdit

from reviewer_app.domain.body import clean


@dataclass(frozen=True)
class Line:
    """A line of the text as it is on screen, in pixels of the viewport."""

    number: int
    top: float
    bottom: float
    baseline: float
    time: str
    text: str


class PlainText(QTextEdit):
    """Words in, words out: pasted markup stays behind, copies stay out of clipboard history.

    ``link_wanted``, ``removal_wanted``: chosen in the context menu.
    """

    link_wanted = Signal()
    removal_wanted = Signal()

    def visible_lines(self) -> Iterator[Line]:
        """Yield the lines in sight, from the top."""
        raise NotImplementedError

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste the words only, cleaned of what cannot be seen."""
        if source.hasText():
            self.textCursor().insertText(clean(source.text()))
            self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take text, nothing else."""
        return source.hasText()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy words only, marked to stay out of clipboard history and cloud clipboards."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        for name in ("ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory",
                     "CanUploadToCloudClipboard"):  # fmt: skip
            data.setData(f'application/x-qt-windows-mime;value="{name}"', b"\x00\x00\x00\x00")
        data.setData("x-kde-passwordManagerHint", b"secret")
        return data

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer a menu of our own: Qt's would go round our undo."""
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def context_menu(self) -> QMenu:
        """Return what can be done with the text and its selection."""
        menu, keys = QMenu(self), QKeySequence.StandardKey
        some = self.textCursor().hasSelection()
        write = not self.isReadOnly()
        document = self.document()
        for words, shortcut, slot, enabled in (
            (self.tr("Undo"), keys.Undo, self.undo, write and document.isUndoAvailable()),
            (self.tr("Redo"), keys.Redo, self.redo, write and document.isRedoAvailable()),
            (self.tr("Cut"), keys.Cut, self.cut, write and some),
            (self.tr("Copy"), keys.Copy, self.copy, some),
            (self.tr("Paste"), keys.Paste, self.paste, write and self.canPaste()),
            (self.tr("Select all"), keys.SelectAll, self.selectAll, True),
        ):
            action = menu.addAction(words, slot)
            action.setShortcut(QKeySequence(shortcut))
            action.setEnabled(bool(enabled))
        menu.addSeparator()
        link = menu.addAction(self.tr("Link this passage…"), self.link_wanted.emit)
        link.setShortcut(QKeySequence("Ctrl+Shift+K"))
        remove = menu.addAction(self.tr("Remove for good…"), self.removal_wanted.emit)
        for action in (link, remove):
            action.setEnabled(write and some)
        return menu

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave Ctrl+wheel to the window, which zooms all text."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)
