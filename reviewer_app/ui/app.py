"""The program with a window: set-up, door, shell, cover, lock, quit."""

import itertools
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app import __version__
from reviewer_app.domain.ports import Clock
from reviewer_app.services.profiles import ProfileService
from reviewer_app.ui.background import JobRunner
from reviewer_app.ui.context import Dialogs, WindowDialogs
from reviewer_app.ui.crash import CrashDialog, CrashReporter
from reviewer_app.ui.errors import expected
from reviewer_app.ui.logging_setup import LogFile
from reviewer_app.ui.platform.single_instance import SingleInstance
from reviewer_app.ui.shell.leaving import leave
from reviewer_app.ui.shell.window import MainWindow
from reviewer_app.ui.start.door import Door
from reviewer_app.ui.start.idle import KeyAge
from reviewer_app.ui.theme import Theme, prepare

if TYPE_CHECKING:
    from reviewer_app.services.session import Session
    from reviewer_app.ui.shell.frame import ShellFrame
    from reviewer_app.ui.start.cover_page import CoverPage

logger = logging.getLogger(__name__)
CLOSE_MS = 5000
SMOKE_MS = 50
SMOKE_LOOKS = 1200


class Application(QObject):
    """Owns window, lanes and the open session. ``run`` returns the exit code.

    Tests use ``start`` with the QApplication they have, and ``quit``; ``frame`` is the shell while
    somebody is in.
    """

    def __init__(
        self,
        profiles: ProfileService,
        data_dir: Path,
        profile: str,
        clock: Clock,
        argv: list[str],
        *,
        dialogs: Dialogs | None = None,
    ) -> None:
        super().__init__()
        self._profiles, self._data_dir, self._profile = profiles, data_dir, profile
        self._clock, self._argv = clock, argv
        self._dialogs: Dialogs = dialogs or WindowDialogs()
        self._settings_file = data_dir / "window.ini"
        self._session: Session | None = None
        self.frame: ShellFrame | None = None
        self._cover: CoverPage | None = None
        self._crash_dialog: CrashDialog | None = None
        self._leaving = ""
        self._open_next = profile

    def run(self) -> int:
        """Run until the window is closed."""
        app = QApplication.instance() or QApplication(self._argv)
        if not isinstance(app, QApplication):
            raise TypeError("a QApplication is needed")
        app.setApplicationName("Reviewer")
        app.setApplicationVersion(__version__)
        app.setDesktopFileName("reviewer")
        self._instance = SingleInstance(self._data_dir / self._profile, self)
        if not self._instance.claim():
            return 0
        self._instance.raised.connect(self._raise)
        log = LogFile(self._profiles.paths(self._profile).logs)
        self.crashes = CrashReporter(self)
        self.crashes.install()
        self.crashes.crashed.connect(self._on_crash)
        logger.info("start %s", __version__)
        try:
            prepare(app)
            self.start()
            return int(app.exec())
        finally:
            self.crashes.remove()
            self._instance.release()
            logger.info("end")
            log.close()

    def smoke(self) -> int:
        """Run until the first place of the open profile is painted; 0, or 1 after a minute."""
        app = QApplication.instance() or QApplication(self._argv)
        look = QTimer(self)
        tries = itertools.count()
        failed = []

        def seen() -> None:
            there = self.frame is not None and self.frame.isVisible() and not self.jobs.busy
            if not there and next(tries) < SMOKE_LOOKS:
                return
            if not there:
                failed.append("nothing was shown")
            look.stop()
            self.quit()

        look.timeout.connect(seen)
        look.start(SMOKE_MS)
        code = self.run()
        del app
        return code or len(failed)

    def start(self) -> None:
        """Show the window and go to the door."""
        settings = QSettings(str(self._settings_file), QSettings.Format.IniFormat)
        dark = str(settings.value("dark", self._system_is_dark())).lower() == "true"
        self.theme = Theme(dark=dark, parent=self)
        self.theme.set_zoom(_number(settings.value("zoom", 1.0)))
        self.theme.apply()
        self.jobs = JobRunner(self)
        self.window = MainWindow(self.theme, self._settings_file)
        self.window.quit_asked.connect(self.quit)
        self.window.watch.idle.connect(self.cover)
        self.keys_age = KeyAge(self._clock, self)
        self.keys_age.due.connect(self.lock)
        self.door = Door(self._profiles, self.jobs, self.theme, self._dialogs, self)
        self.door.page_changed.connect(self._on_page)
        self.door.opened.connect(self._on_opened)
        gui = QGuiApplication.instance()
        if isinstance(gui, QGuiApplication):
            gui.commitDataRequest.connect(self._on_session_end, Qt.ConnectionType.DirectConnection)
            gui.applicationStateChanged.connect(self._on_app_state)
        self.window.show()
        self.door.open(self._profile)

    @property
    def session(self) -> "Session | None":
        """Return the open profile, or None at the door."""
        return self._session

    # --- coming in

    def _on_page(self, page: QWidget) -> None:
        self.window.show_page(page)

    def _on_opened(self, session: "Session") -> None:
        from reviewer_app.ui.shell.frame import ShellFrame  # not needed for the first window

        self._session = session
        self.frame = ShellFrame(session, self.jobs, self.theme, self._dialogs)
        self.frame.cover_asked.connect(self.cover)
        self.frame.leave_practice_asked.connect(self._leave_practice)
        self.frame.practice_asked.connect(self._practise)
        self.window.show_page(self.frame)
        self.window.watch.start()
        if not session.account.practice:  # practice has no passphrase to ask for
            self.keys_age.start()
        self.frame.begin()

    # --- cover and lock

    def cover(self) -> None:
        """Hide everything at once, then save what is typed; the keys stay."""
        if self._session is None or self.frame is None or self._cover is not None:
            return
        from reviewer_app.ui.start.cover_page import CoverPage

        session, frame = self._session, self.frame
        practice = session.account.practice
        self._cover = CoverPage(session.keys, self.jobs, self.theme, practice=practice)
        self._cover.uncovered.connect(self._uncover)
        self._cover.lock_asked.connect(self.lock)
        self.window.watch.stop()
        self.window.cover(self._cover)
        frame.flush()
        self.jobs.database.run(session.evidence.seal_all, self._on_sealed, self._on_seal_failed)

    def _uncover(self) -> None:
        if self.frame is not None:
            self._cover = None
            self.window.uncover(self.frame)
            self.window.watch.start()

    def _on_sealed(self, changes: Any) -> None:
        if self.frame is not None:
            self.frame.store.announce(changes)
            if self._cover is not None:
                self._cover.show_saved(saved=not self.frame.unsaved)

    def _on_seal_failed(self, error: Exception) -> None:
        if self.frame is not None:
            if self._cover is not None:
                self._cover.show_saved(saved=False)
            self.frame.status.problem(expected(error))

    def lock(self) -> None:
        """Save, drop the keys, empty the window, and ask for the passphrase."""
        self._leave("lock", self._profile_open())

    def _leave_practice(self) -> None:
        profile = self._profile if self._profile != "practice" else "main"
        self._leave("door", profile)

    def _practise(self) -> None:
        self._leave("practice", "")

    def quit(self) -> None:
        """Save, close the profile, and end."""
        if self._leaving != "quit":
            self._leave("quit", "")

    # --- going out: each way saves first

    def _profile_open(self) -> str:
        return self._session.profile if self._session is not None else self._profile

    def _leave(self, way: str, profile: str) -> None:
        if self._leaving and way != "quit":
            return
        self._leaving, self._open_next = way, profile
        self._session = self._session or self.door.give_up()
        if self._session is None:
            self._on_closed(None)
            return
        if self.frame is not None:
            self.frame.flush()
            self.frame.status.saving()
        # whatever flush handed over is on the disk, or known not to be, when this comes back
        self.jobs.database.run(lambda: None, self._on_flushed, self._on_close_failed)

    def _on_flushed(self, _nothing: object) -> None:
        if self.frame is None or not self.frame.unsaved:
            self._close_session()
            return
        way, profile = self._leaving, self._open_next
        self._leaving = ""

        def anyway() -> None:
            self._leaving, self._open_next = way, profile
            self._close_session()

        leave(self._dialogs, self.window, anyway)

    def _close_session(self) -> None:
        session = self._session
        if session is None:  # closed meanwhile: a second wish to leave came first
            return

        def work() -> None:
            try:
                session.evidence.seal_all()
            finally:
                session.close()

        self._session = None
        if self.frame is not None:
            self.frame.release()
        self.jobs.database.run(work, self._on_closed, self._on_close_failed)

    def _on_close_failed(self, error: Exception) -> None:
        # what could not be sealed is still kept as drafts, and comes back at the next start
        logger.error("closing: %s", type(error).__name__)
        self._on_closed(None)
        expected(error)

    def _on_closed(self, _nothing: object) -> None:
        way, self._leaving = self._leaving, ""
        self.window.watch.stop()
        self.keys_age.stop()
        if way == "quit":
            self._leaving = "quit"
            self.jobs.close(CLOSE_MS)
            self.window.close_for_good()
            QApplication.quit()
            return
        QApplication.clipboard().clear()
        frame, self.frame, cover, self._cover = self.frame, None, self._cover, None
        blank = QWidget()
        self.window.show_page(blank)
        for page in (frame, cover):
            if page is not None:
                self.window.forget(page)
        if way == "practice":
            self.door.practise()
        else:
            self.door.open(self._open_next, silently=way != "lock")

    # --- the world outside

    def _on_session_end(self, _manager: object) -> None:
        """The computer is shutting down: everything to the disk now, without asking."""
        self._seal_now()

    def _on_app_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationSuspended:
            self._seal_now()

    def _seal_now(self) -> None:
        if self._session is not None and self.frame is not None:
            self.frame.flush()
            self.jobs.database.run(
                self._session.evidence.seal_all, self._on_sealed, self._on_seal_failed
            )
            self.jobs.database.wait(CLOSE_MS)

    def _raise(self) -> None:
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _on_crash(self, text: str) -> None:
        if self._crash_dialog is None:
            self._crash_dialog = CrashDialog(text, self._dialogs, self.window)
            self._crash_dialog.finished.connect(self._on_crash_closed)
            self._crash_dialog.open()

    def _on_crash_closed(self) -> None:
        self._crash_dialog = None

    @staticmethod
    def _system_is_dark() -> bool:
        style = QGuiApplication.styleHints()
        return style.colorScheme() == Qt.ColorScheme.Dark


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 1.0
