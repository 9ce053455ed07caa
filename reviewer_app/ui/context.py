"""What every place is handed: the open profile and the shell's services to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from reviewer_app.domain.errors import CancelledError, ReviewerError
from reviewer_app.ui.background import JobRunner
from reviewer_app.ui.store import ReviewStore
from reviewer_app.ui.strings import MONTHS
from reviewer_app.ui.theme import Theme

if TYPE_CHECKING:
    from reviewer_app.services.session import Session

Navigate = Callable[[str, str], None]
"""``navigate(place, target)``: a place's key and what to show in it; ``("review", id)`` opens."""


class StatusLine(QObject):
    """The quiet line at the foot of the window, and the banner for problems.

    ``shown(text)`` announces the whole line; ``problem_raised(error)`` a problem to show beside
    the work until it is closed; ``problem_cleared`` that it is over.
    """

    shown = Signal(str)
    problem_raised = Signal(object)
    problem_cleared = Signal()

    def __init__(
        self, parent: QObject | None = None, unsaved: Callable[[], bool] = lambda: False
    ) -> None:
        """``unsaved`` is asked before it says that all is saved: other words may wait."""
        super().__init__(parent)
        self._unsaved = unsaved
        self._saving = ""
        self._waiting = ""
        self._network = ""
        self._said = ""
        self._refused = False

    @property
    def refused(self) -> bool:
        """Say whether words are on screen that could not be saved."""
        return self._refused

    @property
    def text(self) -> str:
        """Return the line as it stands."""
        return " · ".join(p for p in (self._saving, self._said, self._waiting, self._network) if p)

    def rest(self, last: datetime | None = None) -> None:
        """Say that nothing is under way: what a start shows before anything is typed.

        ``last`` is when the disk was last written to, where that is known.
        """
        if self._saving not in ("", self._at_rest()):
            return
        self._saving = self._saved_words(last, day=True) if last else self._at_rest()
        self._show()

    def saving(self) -> None:
        """Say that typing is on its way to the disk; ``saved`` or ``problem`` follows."""
        self._saving = self.tr("Saving…")
        self._show()

    def saved(self, when: datetime) -> None:
        """Say when the disk had everything; only ever after the commit.

        While other words wait or were refused, what they are is said instead.
        """
        self._said = ""
        if self._unsaved():
            self._saving = self.tr("Not saved") if self._refused else self.tr("Saving…")
        else:
            self._refused = False
            self._saving = self._saved_words(when)
        self._show()

    def say(self, text: str) -> None:
        """Say something calm that needs no answer; the next save replaces it."""
        self._said = text
        self._show()

    def waiting(self, text: str) -> None:
        """Say what waits to be sent ("nothing waiting to be sent")."""
        self._waiting = text
        self._show()

    def network(self, text: str) -> None:
        """Say how the hub is reached ("working offline")."""
        self._network = text
        self._show()

    def problem(self, error: ReviewerError) -> None:
        """Show a problem beside the work. Something the person stopped is only said."""
        if isinstance(error, CancelledError):
            self.say(error.happened)
            return
        self._refused = self._refused or self._saving == self.tr("Saving…")
        before, self._saving = self._saving, self._after_problem()
        if before != self._saving:
            self._show()
        self.problem_raised.emit(error)

    def clear_problem(self) -> None:
        """Take the banner away, unless it stands for words that still wait."""
        if not (self._refused and self._unsaved()):
            self.problem_cleared.emit()

    def _after_problem(self) -> str:
        """Return what stays true: a time does, "everything" need not."""
        if self._saving == self.tr("Saving…"):
            return self.tr("Not saved")
        return "" if self._saving == self._at_rest() else self._saving

    def _at_rest(self) -> str:
        return self.tr("Everything is saved on this laptop")

    def _saved_words(self, when: datetime, *, day: bool = False) -> str:
        local = when.astimezone()
        time = f"{local:%H:%M:%S}"
        if day and local.date() != datetime.now().astimezone().date():
            time = f"{local.day} {MONTHS[local.month - 1]}, {time}"
        return self.tr("Saved {time} on this laptop").format(time=time)

    def _show(self) -> None:
        self.shown.emit(self.text)


class Dialogs(Protocol):
    """Asks for files and for consent, never blocking; tests hand in one that answers at once."""

    def open_file(
        self, parent: QWidget, title: str, filters: str, on_chosen: Callable[[Path], None]
    ) -> None:
        """Let a person choose a file to read."""
        ...

    def save_file(
        self,
        parent: QWidget,
        title: str,
        name: str,
        filters: str,
        on_chosen: Callable[[Path], None],
    ) -> None:
        """Let a person choose where to write; ``name`` is the suggestion."""
        ...

    def confirm(
        self,
        parent: QWidget,
        question: str,
        explanation: str,
        verb: str,
        on_confirmed: Callable[[], None],
    ) -> None:
        """Ask before something that cannot be undone; ``verb`` is on the button."""
        ...


class WindowDialogs:
    """The real dialogs of the system. They begin in the folder that was chosen last.

    At first that is the home folder: Documents goes to a personal cloud on many laptops.
    """

    def __init__(self) -> None:
        self._folder = Path.home()

    def open_file(
        self, parent: QWidget, title: str, filters: str, on_chosen: Callable[[Path], None]
    ) -> None:
        """Let a person choose a file to read."""
        dialog = QFileDialog(parent, title, str(self._folder), filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog, on_chosen)

    def save_file(
        self,
        parent: QWidget,
        title: str,
        name: str,
        filters: str,
        on_chosen: Callable[[Path], None],
    ) -> None:
        """Let a person choose where to write; ``name`` is the suggestion."""
        dialog = QFileDialog(parent, title, str(self._folder), filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(name)
        suffix = Path(name).suffix.lstrip(".")
        if suffix:
            dialog.setDefaultSuffix(suffix)
        self._open(dialog, on_chosen)

    def confirm(
        self,
        parent: QWidget,
        question: str,
        explanation: str,
        verb: str,
        on_confirmed: Callable[[], None],
    ) -> None:
        """Ask before something that cannot be undone; ``verb`` is on the button."""
        box = QMessageBox(parent)
        box.setWindowTitle(parent.tr("Reviewer"))
        box.setText(question)
        box.setInformativeText(explanation)
        yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(parent.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        yes.clicked.connect(lambda _checked=False: on_confirmed())
        box.finished.connect(box.deleteLater)
        box.open()

    def _open(self, dialog: QFileDialog, on_chosen: Callable[[Path], None]) -> None:
        def chosen(name: str) -> None:
            self._folder = Path(name).parent
            on_chosen(Path(name))

        dialog.fileSelected.connect(chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


@dataclass(frozen=True)
class AppContext:
    """Handed to every place. ``session`` is used on the database lane only."""

    session: "Session"
    jobs: JobRunner
    store: ReviewStore
    theme: Theme
    status: StatusLine
    navigate: Navigate
    dialogs: Dialogs
