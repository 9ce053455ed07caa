"""The room is left tidy: what tests/conftest.py promises, shown on tests that break it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROBES = """
import logging
import os
import threading

import pytest
from PySide6.QtCore import QRunnable, QThreadPool, QTimer
from PySide6.QtWidgets import QWidget

kept = []

def test_tidy(qtbot):
    window = QWidget()
    timer = QTimer(window)
    timer.start(10_000)
    qtbot.addWidget(window)
    window.show()

def test_leaves_a_window(qtbot):
    kept.append(QWidget())
    kept[-1].show()

def test_leaves_a_timer(qtbot):
    kept.append(QTimer())
    kept[-1].start(10_000)

def test_leaves_a_job(qtbot):
    class Job(QRunnable):
        def run(self):
            threading.Event().wait(2)
    kept.append(QThreadPool())
    kept[-1].start(Job())

def test_warns(qtbot):
    logging.getLogger("reviewer_app.x").warning("the disk is full")

def test_means_to_warn(qtbot, expected_logs):
    expected_logs("disk is full")
    logging.getLogger("reviewer_app.x").warning("the disk is full")

def test_is_not_warned(qtbot, expected_logs):
    expected_logs("disk is full")

def test_fails_with_a_window_open(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    raise AssertionError
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run the probes once in a pytest of their own; return what it printed."""
    folder = tmp_path_factory.mktemp("probes")
    (folder / "test_probes.py").write_text(PROBES)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-rA", "--tb=short", "-p", "no:randomly"),
            *("-p", "no:cacheprovider", "-p", "tests.conftest", "-c", ROOT / "pyproject.toml"),
            folder / "test_probes.py",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return done.stdout


@pytest.mark.parametrize("name", ["tidy", "means_to_warn"])
def test_a_tidy_test_passes(outcome: str, name: str):
    assert f"::test_{name}\n" in outcome.split("short test summary")[1]
    assert f"ERROR at teardown of test_{name} " not in outcome


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("leaves_a_window", "an open window: QWidget"),
        ("leaves_a_timer", "a ticking timer"),
        ("leaves_a_job", "a job on a thread pool"),
        ("warns", "not asked for: WARNING reviewer_app.x: the disk is full"),
        ("is_not_warned", "never logged: disk is full"),
    ],
)
def test_what_is_left_behind_fails_the_test_that_left_it(outcome: str, name: str, complaint: str):
    complaints = outcome.split(f"ERROR at teardown of test_{name} ")[1].split("____")[1]
    assert complaint in outcome.split(f"ERROR at teardown of test_{name} ")[1][:400], complaints


def test_a_failed_test_leaves_a_picture_of_its_window(outcome: str):
    pictures = list((ROOT / "tests" / "failures").glob("*test_fails_with_a_window_open-0.png"))
    assert len(pictures) == 1
    assert pictures[0].read_bytes().startswith(b"\x89PNG")
    pictures[0].unlink()
