"""The one window: a stack of door pages, shell and cover. Its title names no school."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings, QSize, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from reviewer_app.ui.shell.enter import EnterPresses
from reviewer_app.ui.start.idle import IdleWatch
from reviewer_app.ui.theme import Theme

SMALLEST: Final = QSize(800, 540)
USUAL: Final = QSize(1240, 800)
FRAME: Final = QSize(16, 56)
"""Room left for borders and title, which nobody knows before the window is shown."""


class MainWindow(QMainWindow):
    """``quit_asked`` instead of closing: the program saves first and then closes it."""

    quit_asked = Signal()

    def __init__(self, theme: Theme, settings_file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main_window")
        self.setWindowTitle(self.tr("Reviewer"))
        self.setMinimumSize(SMALLEST)
        self._theme = theme
        self._settings = QSettings(str(settings_file), QSettings.Format.IniFormat)
        self.watch = IdleWatch(self)
        self.watch.zoom_asked.connect(theme.step_zoom)
        self._enter = EnterPresses(self)
        self._stack = QStackedWidget(self)
        self._stack.setObjectName("pages_stack")
        self.setCentralWidget(self._stack)
        self._page: QWidget | None = None
        self._may_close = False
        self._before: QWidget | None = None
        self._restore()

    @property
    def page(self) -> QWidget | None:
        """Return the page in front."""
        return self._page

    def show_page(self, page: QWidget, *, keep: QWidget | None = None) -> None:
        """Bring ``page`` to the front; the one before is deleted unless it is ``keep``."""
        before = self._page
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._page = page
        self._stack.setCurrentWidget(page)
        if before is not None and before is not keep and before is not page:
            self._stack.removeWidget(before)
            before.hide()
            before.deleteLater()

    def cover(self, cover: QWidget) -> None:
        """Put ``cover`` over the page; the page keeps caret, scroll and undo."""
        self._before = self.focusWidget()
        self.show_page(cover, keep=self._page)
        cover.setFocus()

    def uncover(self, page: QWidget) -> None:
        """Come back to ``page`` as it was."""
        self.show_page(page)
        if self._before is not None:
            self._before.setFocus()
        self._before = None

    def forget(self, page: QWidget) -> None:
        """Delete a page that is not in front."""
        self._before = None
        self._stack.removeWidget(page)
        page.deleteLater()

    def close_for_good(self) -> None:
        """Close, everything being saved."""
        self.remember()
        self._may_close = True
        self.close()

    def remember(self) -> None:
        """Keep size and look for the next start; the file says nothing about reviews."""
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("dark", self._theme.dark)
        self._settings.setValue("zoom", self._theme.zoom)
        self._settings.sync()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for quitting; close when that is done."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.quit_asked.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Listen at the native window once there is one."""
        super().showEvent(event)
        if (handle := self.windowHandle()) is not None:
            self.watch.watch(handle)
            self._enter.watch(handle)

    def _restore(self) -> None:
        geometry = self._settings.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableGeometry().size() - FRAME
            self.resize(USUAL.boundedTo(room))
