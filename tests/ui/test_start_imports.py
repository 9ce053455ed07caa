"""What is loaded when the window is first painted, and when Home is: counted, not timed.

Heavy libraries are imported where they are first needed (speed.md): a start that imports one of
them by accident would be slow for everybody and broken for nobody, so a test has to see it.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "reportlab", "httpx", "pydantic", "fastapi", "starlette", "PIL", "pikepdf", "jsonschema",
    "ruamel", "alembic", "zxcvbn", "keyring",
    "reviewer_app.hub", "reviewer_app.sync", "reviewer_app.reporting",
}  # fmt: skip
MOST = {"painted": 330, "listed": 560}
"""Modules of all kinds; a little above what there were when this was written."""

PROGRAM = """
import sys
from pathlib import Path
import reviewer_app.cli
from reviewer_app import bootstrap
from PySide6.QtCore import QEvent, QObject, QTimer
from reviewer_app.ui.app import Application

class Probe(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            print("painted", *sorted(sys.modules), flush=True)
        return False

class Watched(Application):
    def start(self):
        super().start()
        self.probe = Probe()
        self.window.installEventFilter(self.probe)

    def _on_opened(self, session):
        super()._on_opened(session)
        self.look = QTimer(self, interval=5)
        self.look.timeout.connect(self.cards)
        self.look.start()

    def cards(self):
        home = self.frame.ui.places_stack.currentWidget()
        if home is not None and home.view.cards:
            self.look.stop()
            print("listed", *sorted(sys.modules), flush=True)
            self.quit()

clock = bootstrap.SystemClock()
profiles = bootstrap.make_profiles(Path(sys.argv[1]), clock=clock)
Watched(profiles, profiles.data_dir, "practice", clock, ["reviewer-app"]).run()
"""


@pytest.fixture
def loaded(tmp_path) -> dict[str, set[str]]:
    """Return the modules loaded at each moment of a second start."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "data")]
    for _ in range(2):
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    return {name: set(modules) for name, *modules in lines}


@pytest.mark.e2e
def test_a_start_loads_nothing_heavy(loaded):
    for moment in ("painted", "listed"):
        assert loaded[moment] & HEAVY == set(), moment
        assert len(loaded[moment]) <= MOST[moment], moment
