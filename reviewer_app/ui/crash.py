"""Bugs: logged, shown once, with a report that holds no words of anybody.

The exceptions of slots, overrides and jobs all reach ``sys.excepthook``, on the thread that raised
them; the dialog opens on the UI thread through a queued signal. The message of an exception may
quote evidence, so the report names its type and the places in our code only.
"""

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from reviewer_app import __version__
from reviewer_app.ui.context import Dialogs

logger = logging.getLogger(__name__)


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Return versions and where it happened, as lines: no messages, values or people's paths."""
    lines = [
        f"Reviewer {__version__}",
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        "",
    ]
    seen: set[int] = set()
    current: BaseException | None = error
    name, stack = kind.__name__, trace
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(f"{name} at")
        lines += [
            f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(stack)
        ]
        current = current.__cause__ or current.__context__
        if current is not None:
            lines.append("after")
            name, stack = type(current).__name__, current.__traceback__
    return "\n".join(lines)


def _short(filename: str) -> str:
    """Return a path from the package's name on: the rest may name a person."""
    parts = Path(filename).parts
    for anchor in ("reviewer_app", "site-packages"):
        if anchor in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(anchor) :])
    return parts[-1] if parts else filename


class CrashReporter(QObject):
    """Takes over the two exception hooks. ``crashed(report)`` comes on the UI thread."""

    crashed = Signal(str)
    _raised = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: Callable[..., object] | None = None
        self._before_threads: Callable[..., object] | None = None
        self._raised.connect(self.crashed, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take the hooks over."""
        self._before, self._before_threads = sys.excepthook, threading.excepthook
        sys.excepthook = self.take
        threading.excepthook = self._take_thread

    def remove(self) -> None:
        """Give the hooks back."""
        if self._before is not None and self._before_threads is not None:
            sys.excepthook, threading.excepthook = self._before, self._before_threads
            self._before = self._before_threads = None

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log a bug and pass its report on. A Ctrl+C in a terminal ends the program quietly."""
        if issubclass(kind, KeyboardInterrupt):
            app = QApplication.instance()
            if app is not None:
                app.quit()
            return
        text = report(kind, error, trace)
        logger.critical("bug: %s", text)
        self._raised.emit(text)

    def _take_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.take(args.exc_type, args.exc_value, args.exc_traceback)


class CrashDialog(QDialog):
    """Says what happened and what is safe, and offers the report; never modal over itself."""

    def __init__(self, text: str, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from reviewer_app.ui._forms.ui_crash_dialog import Ui_CrashDialog  # hardly ever needed

        self.ui = Ui_CrashDialog()
        self.ui.setupUi(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialogs = dialogs
        self.ui.report_text.setPlainText(text)
        self.ui.copy_button.clicked.connect(self._copy)
        self.ui.save_button.clicked.connect(self._save)
        self.ui.close_button.clicked.connect(self.accept)
        self.ui.close_button.setDefault(True)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.ui.report_text.toPlainText())

    def _save(self) -> None:
        title = self.tr("Save the report")
        self._dialogs.save_file(self, title, "reviewer-report.txt", "Text (*.txt)", self._write)

    def _write(self, path: Path) -> None:
        try:
            path.write_text(self.ui.report_text.toPlainText(), "utf-8")
        except OSError:
            self.ui.words_label.setText(
                self.tr("The report could not be written there. Choose another folder.")
            )
