"""Draw docs/screenshots: the program's own window on sample data, for people to look at.

A screen is a function that brings the running program to a state; add yours to SCREENS. Each is
drawn at every size, light and dark: ``<W>x<H>-<theme>-<screen>.png``. Arguments choose screens.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateEdit, QLineEdit

from reviewer_app.bootstrap import make_profiles
from reviewer_app.crypto.kdf import KdfCost
from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.changes import Changes
from reviewer_app.services.sample_data import fill
from reviewer_app.ui.app import Application
from reviewer_app.ui.theme import prepare
from tools.demo.hub import HubProcess
from tools.frozen import MOMENT, FrozenClock, freeze, freeze_window, received_at_the_moment

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "docs" / "screenshots"
SIZES = ((1024, 768), (1366, 768), (1920, 1080))
PASSPHRASE = "otter ladder violet thunder"  # noqa: S105 - opens sample data only
WAIT_SECONDS = 60
MOST_LOOKS = 20


class Studio:
    """A running program on a temporary home, and the ways a screen is reached."""

    def __init__(self, profile: str, folder: Path) -> None:
        self.clock = FrozenClock()
        profiles = make_profiles(folder, clock=self.clock, kdf=KdfCost(1024 * 1024, 1))
        if profile in {"default", "whole"}:
            account = NewAccount("Sara Whitfield", "Deputy head", "Beckfoot Lane Primary")
            created = profiles.create(profile, account, PASSPHRASE)
            session = created.session
            if profile == "whole":
                fill(session, "sample")
                session.keys.confirm_recovery(created.recovery_code[-4:])
            session.close()
        self.app = Application(profiles, folder, profile, self.clock, [])
        self.app.start()
        self.settle()

    def settle(self) -> None:
        """Wait until no job is under way and everything is painted."""
        QTest.qWait(30)
        freeze_window()
        until = time.monotonic() + WAIT_SECONDS
        while self.app.jobs.busy and time.monotonic() < until:
            QTest.qWait(20)
        QTest.qWait(60)

    def picture(self) -> QPixmap:
        """Return the window once two looks at it are alike: layouts settle one in another."""
        last = self.app.window.grab()
        for _look in range(MOST_LOOKS):
            self.settle()
            seen, last = last, self.app.window.grab()
            if seen.toImage() == last.toImage():
                break
        return last

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
    for edit in studio.app.window.findChildren(QDateEdit):
        edit.setDate(QDate(MOMENT.year, MOMENT.month, MOMENT.day))


def _cover(studio: Studio) -> None:
    studio.app.cover()


def _sent(studio: Studio) -> None:
    """Finalise and send to a hub that is a process of its own."""
    session, frame = studio.app.session, studio.app.frame
    if session is None or frame is None:
        raise SystemExit("screenshots: nobody is signed in")
    with tempfile.TemporaryDirectory() as folder:
        hub = HubProcess(Path(folder) / "hub", Path(folder) / "hub.log")
        hub.start("Lakeside Learning Trust", session.account.name)
        try:
            session.finishing.finalise(frame.review, lambda _done, _all: None, lambda: False)
            with studio.clock.running():
                session.hub.join(hub.invitation)
                session.hub.send(lambda _done, _all: None, lambda: False)
            received_at_the_moment(session)
        finally:
            hub.stop()
    changes = Changes.of(frame.review, "review", [frame.review])
    frame.store.announce(changes | Changes.of(frame.review, "delivery", [frame.review]))
    studio.go("send")


def _nothing(_studio: Studio) -> None:
    """The program as it opens."""


def _whole(studio: Studio) -> None:
    """Come in and open the review."""
    page = studio.app.window.page
    edit = page.findChild(QLineEdit, "passphrase_edit") if page is not None else None
    if edit is None or studio.app.session is not None:
        return
    QTest.keyClicks(edit, PASSPHRASE)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    studio.settle()
    session = studio.app.session
    if session is not None:
        for card in session.reviews.cards()[:1]:
            studio.go("review", card.id)


def _in_whole(screen: Screen) -> Screen:
    def shown(studio: Studio) -> None:
        _whole(studio)
        screen(studio)

    return shown


def _judgement(studio: Studio) -> None:
    studio.go("judgement", "Q")


def _report_page(studio: Studio) -> None:
    studio.go("report", "page")
    studio.settle()


# profile → screens; "first" has no profile yet, "default" is new and locked, "whole" holds a
# review that could be finalised
SCREENS: dict[str, dict[str, Screen]] = {
    "first": {"start": _nothing},
    "default": {"unlock": _nothing, "home-empty": _in_whole(_place("home"))},
    "whole": {
        "home": _in_whole(_place("home")),
        "notes": _in_whole(_place("notes")),
        "note": _in_whole(_first_note),
        "judgement": _in_whole(_judgement),
        "report": _in_whole(_report_page),
        "report-write": _in_whole(_place("report")),
        "send": _in_whole(_place("send")),
        "settings": _in_whole(_place("settings")),
        "help": _in_whole(_place("help")),
        "palette": _in_whole(_palette),
        "new-review": _in_whole(_new_review),
        "details": _in_whole(_place("plan")),
        "sent": _in_whole(_sent),
        "cover": _in_whole(_cover),
    },
    "practice": {"practice": _place("home")},
}
MAIN = {"home", "note", "judgement", "report"}
"""Screens drawn at every size; the others at the usual one alone."""


def _report_pages() -> list[Path]:
    """Draw the first two pages of the sample report, with poppler, where it is installed."""
    if shutil.which("pdftoppm") is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        kdf = KdfCost(1024 * 1024, 1)
        profiles = make_profiles(Path(folder), clock=FrozenClock(), kdf=kdf)
        account = NewAccount("Sara Whitfield", "Deputy head", "Beckfoot Lane Primary")
        session = profiles.create("whole", account, PASSPHRASE).session
        review = fill(session, "sample")[0]
        session.finishing.finalise(review, lambda _done, _all: None, lambda: False)
        pdf = Path(folder) / "report.pdf"
        pdf.write_bytes(session.reports.final_pdf(review))
        session.close()
        target = OUTPUT / "report"
        subprocess.run(
            ["pdftoppm", "-r", "60", "-l", "2", "-png", str(pdf), str(target)], check=True
        )
    files = sorted(OUTPUT.glob("report-*.png"))
    for file in files:
        _shrink(file)
    return files


def _shrink(path: Path) -> None:
    """Keep a picture with 256 colours: a third of the size, alike to the eye."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def draw(wanted: Sequence[str]) -> list[Path]:
    """Draw the screens named in ``wanted``, all where it is empty; return the files."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise SystemExit("screenshots: a window system is needed")
    prepare(app)
    freeze()
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
                for width, height in SIZES if name in MAIN else SIZES[1:2]:
                    for dark in (False, True):
                        studio.app.theme.set_dark(dark)
                        window.resize(width, height)
                        studio.settle()
                        theme = "dark" if dark else "light"
                        path = OUTPUT / f"{width}x{height}-{theme}-{name}.png"
                        studio.picture().save(str(path))
                        _shrink(path)
                        files.append(path)
            studio.close()
    return files if wanted else files + _report_pages()


if __name__ == "__main__":
    for file in draw(sys.argv[1:]):
        print(file.relative_to(ROOT))
