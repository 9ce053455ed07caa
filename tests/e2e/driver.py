"""A test-only main: the real program, driven by one JSON step a line on standard input.

Usage: ``python -m tests.e2e.driver --data-dir DIR [--profile NAME] [--passphrase TEXT]``. A reader
thread hands each line to the UI thread, which acts on real widgets through QTest and answers one
JSON line. Steps (``object`` is an objectName; the visible one is taken):

``{"do": "wait", "object": "home_page"}``         until it is visible
``{"do": "wait_text", "object": …, "text": …}``   until its text contains that
``{"do": "wait_focus", "object": …}``             until the focus is on it or in it
``{"do": "minimise"}`` · ``{"do": "window"}`` · ``{"do": "wait_raised"}``
``{"do": "click", "object": …}`` · ``{"do": "type", "object": …, "text": …}``
``{"do": "key", "keys": "Ctrl+Return", "object": …}`` · ``{"do": "text", "object": …}``
``{"do": "focus"}`` · ``{"do": "visible"}`` · ``{"do": "grab", "path": …}`` · ``{"do": "quit"}``
``{"do": "watch", "line": …, "text": …}``         tell of each "Saved" (see watching.py)
``{"do": "stream", "object": …, "keys": [[ms, key], …]}``  type at that pace, telling of each key

Lines with ``event`` instead of ``ok`` come unasked.

There is no such door in the shipped program: the driver lives in the tests.
"""

import argparse
import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app import bootstrap
from reviewer_app.crypto.kdf import MIB, STANDARD, KdfCost
from reviewer_app.ui.app import Application
from tests.e2e.planted import PLANTS
from tests.e2e.watching import SavedWatcher, Typist
from tools.demo import hands

POLL_MS = 10
PATIENCE_S = 20.0


class Driver(QObject):
    """Acts on the window, one step at a time."""

    step = Signal(str)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.step.connect(self._act, Qt.ConnectionType.QueuedConnection)
        self.ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._look)
        self._waiting: dict[str, Any] = {}
        self._until = 0.0

    def begin(self) -> None:
        """Begin to read steps."""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        """Read steps from standard input until it ends; runs on a thread of its own."""
        for line in sys.stdin:
            if line.strip():
                self.step.emit(line)
        self.ended.emit()

    def _act(self, line: str) -> None:
        try:
            step = json.loads(line)
            if step["do"] in {"wait", "wait_text", "wait_gone", "wait_focus", "wait_raised"}:
                self._waiting, self._until = step, time.monotonic() + step.get("for", PATIENCE_S)
                self._poll.start()
                self._look()
                return
            self._answer(ok=True, **getattr(self, f"_do_{step['do']}")(step))
        except Exception as error:  # noqa: BLE001 - the parent process reads what went wrong
            self._answer(ok=False, error=f"{type(error).__name__}: {error}")

    def _look(self) -> None:
        if not self._waiting:
            return
        if self._fulfilled(self._waiting):
            self._finish_wait(ok=True)
        elif time.monotonic() > self._until:
            problem = f"not seen: {self._waiting}"
            self._finish_wait(ok=False, error=problem, visible=hands.names())

    def _fulfilled(self, step: dict[str, Any]) -> bool:
        if step["do"] == "wait_focus":
            return step["object"] in self._do_focus(step)["within"]
        if step["do"] == "wait_raised":
            return not self._window().isMinimized()
        found = hands.visible(step["object"])
        if step["do"] == "wait_gone":
            return found is None
        if found is None:
            return False
        return step["do"] == "wait" or step["text"] in hands.text_of(found)

    def _finish_wait(self, **answer: Any) -> None:
        self._poll.stop()
        self._waiting = {}
        self._answer(**answer)

    def _do_click(self, step: dict[str, Any]) -> dict[str, Any]:
        hands.click(step["object"])
        return {}

    def _do_type(self, step: dict[str, Any]) -> dict[str, Any]:
        hands.write(step["text"], step.get("object", ""))
        return {"at": time.time()}

    def _do_key(self, step: dict[str, Any]) -> dict[str, Any]:
        hands.press(step["keys"], step.get("object", ""))
        return {}

    def _do_text(self, step: dict[str, Any]) -> dict[str, Any]:
        return {"text": hands.text_of(hands.needed(step["object"]))}

    def _do_focus(self, _step: dict[str, Any]) -> dict[str, Any]:
        widget = QApplication.focusWidget()
        path: list[str] = []
        while widget is not None:
            path.append(widget.objectName())
            widget = widget.parentWidget()
        named = [name for name in path if name]
        own = QApplication.focusWidget()
        return {
            "object": named[0] if named else "",
            "within": named,
            "text": hands.text_of(own) if own else "",
            "kind": type(own).__name__,
        }

    def _do_watch(self, step: dict[str, Any]) -> dict[str, Any]:
        SavedWatcher(hands.needed(step["line"]), hands.needed(step["text"]))
        return {}

    def _do_stream(self, step: dict[str, Any]) -> dict[str, Any]:
        Typist(hands.needed(step["object"]), step["keys"])
        return {}

    def _do_visible(self, _step: dict[str, Any]) -> dict[str, Any]:
        return {"objects": hands.names()}

    def _do_grab(self, step: dict[str, Any]) -> dict[str, Any]:
        self._window().grab().save(step["path"])
        return {}

    def _do_minimise(self, _step: dict[str, Any]) -> dict[str, Any]:
        self._window().showMinimized()
        return {}

    def _do_window(self, _step: dict[str, Any]) -> dict[str, Any]:
        return {"minimised": self._window().isMinimized()}

    def _window(self) -> QWidget:
        return next(w for w in QApplication.topLevelWidgets() if w.objectName() == "main_window")

    def _do_quit(self, _step: dict[str, Any]) -> dict[str, Any]:
        QTimer.singleShot(0, self._end)
        return {}

    def _end(self) -> None:
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.close()

    def _answer(self, **fields: Any) -> None:
        sys.stdout.write(json.dumps(fields) + "\n")
        sys.stdout.flush()


def main() -> int:
    """Run the program with a driver at its wheel."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--profile", default="main")
    parser.add_argument("--standard-kdf", action="store_true", help="the shipped cost, slow to try")
    parser.add_argument("--plant", choices=sorted(PLANTS), help="break it, to test the tests")
    args = parser.parse_args()
    if args.plant:
        PLANTS[args.plant]()
    clock = bootstrap.SystemClock()
    cost = STANDARD if args.standard_kdf else KdfCost(8 * MIB, 1)
    profiles = bootstrap.make_profiles(args.data_dir, clock=clock, kdf=cost)
    app = QApplication(["reviewer-app"])
    program = Application(profiles, profiles.data_dir, args.profile, clock, ["reviewer-app"])
    driver = Driver()
    QTimer.singleShot(0, driver, driver.begin)
    code = program.run()
    del app
    return code


if __name__ == "__main__":
    sys.exit(main())
