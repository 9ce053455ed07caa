"""Draw docs/screenshots: the program's own window on sample data, for people to look at.

A screen is a function that brings the running program to a state; add yours to SCREENS. Each is
drawn at every size, light and dark: ``<W>x<H>-<theme>-<screen>.png``. Arguments choose screens.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.bootstrap import SystemClock, make_profiles
from reviewer_app.crypto.kdf import KdfCost
from reviewer_app.domain.account import NewAccount
from reviewer_app.ui.app import Application
from reviewer_app.ui.theme import prepare

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "docs" / "screenshots"
SIZES = ((1024, 768), (1366, 768), (1920, 1080))
PASSPHRASE = "otter ladder violet thunder"  # noqa: S105 - opens sample data only
WAIT_SECONDS = 60


class Studio:
    """A running program on a temporary home, and the ways a screen is reached."""

    def __init__(self, profile: str, folder: Path) -> None:
        profiles = make_profiles(folder, kdf=KdfCost(1024 * 1024, 1))
        if profile == "default":
            account = NewAccount("Sara Whitfield", "Deputy head", "Beckfoot Lane Primary")
            profiles.create(profile, account, PASSPHRASE).session.close()
        self.app = Application(profiles, folder, profile, SystemClock(), [])
        self.app.start()
        self.settle()

    def settle(self) -> None:
        """Wait until no job is under way and everything is painted."""
        QTest.qWait(30)
        until = time.monotonic() + WAIT_SECONDS
        while self.app.jobs.busy and time.monotonic() < until:
            QTest.qWait(20)
        QTest.qWait(60)

    def go(self, place: str, target: str = "") -> None:
        """Show a place of the first review."""
        frame = self.app.frame
        if frame is None or self.app.session is None:
            raise SystemExit("screenshots: nobody is signed in")
        if place not in ("home", "help", "settings") and not frame.review:
            frame.navigate("review", self.app.session.reviews.cards()[0].id)
            self.settle()
        frame.navigate(place, target)
        self.settle()

    def close(self) -> None:
        """End the program."""
        self.app.quit()
        self.settle()


Screen = Callable[[Studio], None]


def _place(key: str) -> Screen:
    return lambda studio: studio.go(key)


def _first_note(studio: Studio) -> None:
    studio.go("notes")
    frame, session = studio.app.frame, studio.app.session
    if frame is not None and session is not None:
        studio.go("notes", session.evidence.list(frame.review)[0].id)


def _palette(studio: Studio) -> None:
    studio.go("home")
    if studio.app.frame is not None:
        studio.app.frame.open_palette()
        studio.settle()
        QTest.keyClicks(studio.app.frame.palette_box.ui.words_edit, "ma")


def _new_review(studio: Studio) -> None:
    studio.go("home", "new")


def _cover(studio: Studio) -> None:
    studio.app.cover()


def _nothing(_studio: Studio) -> None:
    """The program as it opens."""


# profile → screens; "first" has no profile yet, "default" is new and locked
SCREENS: dict[str, dict[str, Screen]] = {
    "first": {"start": _nothing},
    "default": {"unlock": _nothing},
    "practice": {
        "home": _place("home"),
        "notes": _place("notes"),
        "note": _first_note,
        "judgement": _place("judgement"),
        "report": _place("report"),
        "send": _place("send"),
        "settings": _place("settings"),
        "help": _place("help"),
        "palette": _palette,
        "new-review": _new_review,
        "cover": _cover,
    },
}


def draw(wanted: Sequence[str]) -> list[Path]:
    """Draw the screens named in ``wanted``, all where it is empty; return the files."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise SystemExit("screenshots: a window system is needed")
    prepare(app)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    files = []
    for profile, screens in SCREENS.items():
        chosen = {name: screen for name, screen in screens.items() if name in wanted or not wanted}
        if not chosen:
            continue
        with tempfile.TemporaryDirectory() as folder:
            studio = Studio(profile, Path(folder))
            window = studio.app.window
            for name, screen in chosen.items():
                window.resize(*SIZES[1])
                screen(studio)
                for width, height in SIZES:
                    for dark in (False, True):
                        studio.app.theme.set_dark(dark)
                        window.resize(width, height)
                        studio.settle()
                        theme = "dark" if dark else "light"
                        path = OUTPUT / f"{width}x{height}-{theme}-{name}.png"
                        window.grab().save(str(path))
                        files.append(path)
            studio.close()
    return files


if __name__ == "__main__":
    for file in draw(sys.argv[1:]):
        print(file.relative_to(ROOT))
