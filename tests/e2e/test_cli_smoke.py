"""``--smoke``: everything starts once, in a place of its own, and leaves no trace."""

from pathlib import Path

import pytest

from reviewer_app import __version__
from tests.e2e.command_line import reviewer

pytestmark = pytest.mark.e2e


@pytest.mark.slow
def test_smoke_starts_store_report_and_window_and_leaves_nothing(home: Path, tmp_path: Path):
    temp = tmp_path / "temp"
    temp.mkdir()
    done = reviewer("--smoke", env={"TMPDIR": str(temp), "QT_QPA_PLATFORM": "offscreen"})
    assert done.returncode == 0, done.stderr.decode()
    said = done.stdout.decode()
    assert f"Reviewer {__version__}, Python 3." in said
    assert "store sound: True" in said
    assert "window 0" in said
    assert list(temp.iterdir()) == []
    profiles = [p for p in home.rglob("*") if p.name in {"vault.json", "main.db", "reviewer.log"}]
    assert profiles == []
