"""What window stories share: a dressed application, lanes that end with the test, tame dialogs.

``jobs``, ``theme``, ``dialogs``, ``status``, ``store`` are the real things where that is possible;
``make_context(session)`` puts them together as an AppContext with the session it is given.
``navigated`` lists where places asked to go. ``eventually`` waits for a condition.
``make_session()`` is a real encrypted profile; ``application()`` the whole program around one.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app.bootstrap import make_profiles
from reviewer_app.crypto.kdf import KdfCost
from reviewer_app.domain.account import NewAccount
from reviewer_app.ui.app import Application
from reviewer_app.ui.background import JobRunner
from reviewer_app.ui.context import AppContext, StatusLine
from reviewer_app.ui.store import ReviewStore
from reviewer_app.ui.theme import Theme, prepare


class TameDialogs:
    """Answers at once with what the test laid ready, and remembers what was asked."""

    def __init__(self) -> None:
        self.file_to_open: Path | None = None
        self.file_to_save: Path | None = None
        self.confirms = True
        self.asked: list[str] = []

    def open_file(
        self, parent: QWidget, title: str, filters: str, on_chosen: Callable[[Path], None]
    ) -> None:
        self.asked.append(title)
        if self.file_to_open is not None:
            on_chosen(self.file_to_open)

    def save_file(
        self,
        parent: QWidget,
        title: str,
        name: str,
        filters: str,
        on_chosen: Callable[[Path], None],
    ) -> None:
        self.asked.append(f"{title}: {name}")
        if self.file_to_save is not None:
            on_chosen(self.file_to_save)

    def confirm(
        self,
        parent: QWidget,
        question: str,
        explanation: str,
        verb: str,
        on_confirmed: Callable[[], None],
    ) -> None:
        self.asked.append(f"{question} [{verb}]")
        if self.confirms:
            on_confirmed()


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> QApplication:
    """Give the application its style and fonts once."""
    prepare(qapp)
    return qapp


@pytest.fixture
def theme(_dressed: QApplication, qapp: QApplication) -> Iterator[Theme]:
    """Return the light theme, applied."""
    theme = Theme()
    theme.apply()
    yield theme
    theme.deleteLater()


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[JobRunner]:
    """Return the lanes; at the end they must be idle."""
    runner = JobRunner()
    yield runner
    assert runner.close(5000), "a job was still running at the end of the test"
    runner.deleteLater()


@pytest.fixture
def dialogs() -> TameDialogs:
    """Return dialogs that answer at once."""
    return TameDialogs()


@pytest.fixture
def status(qapp: QApplication) -> StatusLine:
    """Return the status line's object."""
    return StatusLine()


@pytest.fixture
def store(qapp: QApplication) -> ReviewStore:
    """Return the announcer of changes."""
    return ReviewStore()


@pytest.fixture
def navigated() -> list[tuple[str, str]]:
    """Return where places asked to go."""
    return []


@pytest.fixture
def make_context(
    jobs: JobRunner,
    theme: Theme,
    dialogs: TameDialogs,
    status: StatusLine,
    store: ReviewStore,
    navigated: list[tuple[str, str]],
) -> Callable[[Any], AppContext]:
    """Return a function that makes an AppContext around a session (real or fake)."""

    def make(session: Any) -> AppContext:
        return AppContext(
            session=session,
            jobs=jobs,
            store=store,
            theme=theme,
            status=status,
            navigate=lambda place, target: navigated.append((place, target)),
            dialogs=dialogs,
        )

    return make


@pytest.fixture
def eventually(qtbot: Any) -> Callable[[Callable[[], Any]], None]:
    """Return a function that runs the event loop until a condition holds: 20 s at most."""

    def wait(condition: Callable[[], Any]) -> None:
        qtbot.waitUntil(lambda: bool(condition()), timeout=20_000)

    return wait


CHEAP = KdfCost(1024 * 1024, 1)
PASSPHRASE = "otter ladder violet thunder"


@pytest.fixture
def profiles(tmp_path: Path, memory_secrets: Any, clock: Any) -> Any:
    """Return the real ProfileService over an empty folder, with a key derivation that is quick."""
    return make_profiles(tmp_path / "data", secrets=memory_secrets, clock=clock, kdf=CHEAP)


@pytest.fixture
def make_session(profiles: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that makes a real, encrypted profile and opens it; closed at the end."""
    opened: list[Any] = []

    def make(name: str = "Sara Whitfield", *, practice: bool = False) -> Any:
        if practice:
            session = profiles.create_practice()
        else:
            account = NewAccount(name, "Deputy head", "Beckfoot Lane Primary")
            session = profiles.create(f"p{len(opened)}", account, PASSPHRASE).session
        opened.append(session)
        return session

    yield make
    for session in opened:
        session.close()


@pytest.fixture
def application(
    profiles: Any, clock: Any, dialogs: TameDialogs, _dressed: QApplication, qtbot: Any
) -> Iterator[Callable[..., Application]]:
    """Return a function that starts the whole program in this process, over ``profiles``."""
    running: list[Application] = []

    def start(profile: str = "default") -> Application:
        app = Application(profiles, profiles.data_dir, profile, clock, [], dialogs=dialogs)
        app.start()
        running.append(app)
        qtbot.waitUntil(lambda: app.window.page is not None, timeout=10_000)
        return app

    yield start
    for app in running:
        if app.window.isVisible():
            app.quit()
            qtbot.waitUntil(lambda app=app: not app.window.isVisible(), timeout=10_000)
        app.window.deleteLater()
        app.deleteLater()


@pytest.fixture
def show_notes(qtbot: Any, make_context: Any, eventually: Any, jobs: JobRunner) -> Iterator[Any]:
    """Return a function that shows the notes of a session's review."""
    from reviewer_app.ui.evidence.place import NotesPlace
    from tests.ui.notes_session import REVIEW

    def show(
        session: Any, review: str = REVIEW, target: str = "", size: tuple[int, int] = (1000, 700)
    ) -> Any:
        place = NotesPlace(make_context(session), review)
        qtbot.addWidget(place)
        place.resize(*size)
        with qtbot.waitExposed(place):
            place.show()
        place.activate(target)
        eventually(lambda: place.presenter.rows or not jobs.busy)
        eventually(lambda: not jobs.busy)
        return place

    yield show
    eventually(lambda: not jobs.busy)  # the windows are closed by now: what they sealed comes in


@pytest.fixture
def real(tmp_path: Path, eventually: Any, jobs: JobRunner) -> Iterator[Any]:
    """Return an open practice profile on the disk: (session, review id)."""
    session = make_profiles(tmp_path, kdf=CHEAP).create_practice()
    yield session, session.reviews.cards()[0].id
    eventually(lambda: not jobs.busy)
    session.close()
