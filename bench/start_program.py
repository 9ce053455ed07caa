"""Starts the real program on a bench profile and prints when the window was painted and listed.

Times are those of the system's monotonic clock, so that the parent can subtract its own.
"""

import sys
import time
from pathlib import Path

from reviewer_app import bootstrap, cli  # noqa: F401 - the command line is loaded at a start, too


def main() -> int:
    folder = Path(sys.argv[1])
    from bench.keys import CHEAP, FileSecrets
    from reviewer_app.ui.app import Application

    clock = bootstrap.SystemClock()
    secrets = FileSecrets(folder / "secrets")
    profiles = bootstrap.make_profiles(folder / "data", secrets=secrets, clock=clock, kdf=CHEAP)
    program = Application(profiles, profiles.data_dir, "main", clock, ["reviewer-app"])

    from PySide6.QtCore import QEvent, QObject, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication(["reviewer-app"])
    seen: dict[str, float] = {}

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and watched.objectName() == "main_window":
                seen.setdefault("painted", time.monotonic())
            return False

    watch = Watch()
    app.installEventFilter(watch)

    def look() -> None:
        cards = [w for w in QApplication.allWidgets() if w.objectName() == "ReviewCard"]
        if not cards or not all(isinstance(w, QWidget) and w.isVisible() for w in cards):
            return
        timer.stop()
        QTest.keyClick(cards[0], Qt.Key.Key_Tab)  # it answers a key
        print(f"{seen['painted']} {time.monotonic()}", flush=True)
        program.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(5)
    return program.run()


if __name__ == "__main__":
    sys.exit(main())
