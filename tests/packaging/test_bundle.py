"""The bundle that ``make bundle`` left in dist: what is in it, what is not, and that it runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from reviewer_app import __version__

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "dist" / "reviewer"
PROGRAM = BUNDLE / ("reviewer.exe" if sys.platform == "win32" else "reviewer")

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(not PROGRAM.is_file(), reason="no bundle here: make bundle"),
]


@pytest.fixture(scope="module")
def names() -> list[str]:
    """Return the name of every file in the bundle."""
    return [path.relative_to(BUNDLE).as_posix() for path in BUNDLE.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "name",
    [
        "_resources/fonts/Inter-Regular.ttf",
        "_resources/icons/reviewer/index.theme",
        "_resources/icons/reviewer/scalable/actions/home.svg",
        "storage/migrations/env.py",
    ],
)
def test_the_program_finds_its_files(names: list[str], name: str):
    assert any(found.endswith(f"reviewer_app/{name}") for found in names)


@pytest.mark.parametrize("part", ["WebEngine", "Qt6Qml", "Qt6Quick", "Qt63D", "Qt6Multimedia"])
def test_parts_of_qt_nobody_uses_stay_out(names: list[str], part: str):
    assert not [name for name in names if part in name]


def test_the_parts_that_show_and_print_the_report_are_in(names: list[str]):
    for part in ("QtPdf.", "QtPdfWidgets.", "QtPrintSupport.", "QtSvg."):
        assert [name for name in names if f"PySide6/{part}" in name], part


def test_no_link_leads_nowhere():
    assert not [path for path in BUNDLE.rglob("*") if path.is_symlink() and not path.exists()]


def start(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Start the bundle as a stranger would: from /, an empty home, nothing in the environment."""
    return subprocess.run(
        [PROGRAM, *arguments],
        cwd="/",
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_starts_everything_in_an_empty_home(tmp_path: Path):
    done = start("--smoke", home=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_it_says_its_version(tmp_path: Path):
    assert __version__ in start("--version", home=tmp_path).stdout


def test_a_verb_it_does_not_know_is_refused(tmp_path: Path):
    assert start("frobnicate", home=tmp_path).returncode == 2
