"""Bugs are shown once and quote nobody; the log is one line a record; one window a profile."""

import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.ui.crash import CrashDialog, CrashReporter, report
from reviewer_app.ui.logging_setup import LogFile
from reviewer_app.ui.platform.single_instance import SingleInstance

MARKER = "Zebedee said the phonics group was lost"


def failing(words: str) -> None:
    note = words
    try:
        {}[note]
    except KeyError as error:
        raise ValueError(f"cannot read {note}") from error


@pytest.fixture
def bug():
    try:
        failing(MARKER)
    except ValueError as error:
        return type(error), error, error.__traceback__


def test_the_report_names_types_and_places_and_quotes_nothing(bug):
    text = report(*bug)
    assert "ValueError at" in text
    assert "KeyError at" in text
    assert "failing" in text
    assert "Zebedee" not in text
    assert str(Path.home()) not in text


def test_a_bug_on_another_thread_reaches_the_window(qtbot, expected_logs):
    expected_logs("bug: Reviewer")
    reporter = CrashReporter()
    reporter.install()
    try:
        with qtbot.waitSignal(reporter.crashed) as heard:
            thread = threading.Thread(target=failing, args=(MARKER,))
            thread.start()
            thread.join()
    finally:
        reporter.remove()
    assert "Zebedee" not in heard.args[0]
    assert sys.excepthook is not reporter.take


def test_the_dialog_opens_once_and_copies_the_report(
    application, eventually, qtbot, dialogs, tmp_path
):
    app = application()
    app._on_crash("Reviewer\nValueError at x.py:1")
    first = app._crash_dialog
    app._on_crash("Reviewer\nanother")
    assert app._crash_dialog is first
    assert isinstance(first, CrashDialog)
    first.ui.copy_button.click()
    assert QApplication.clipboard().text() == "Reviewer\nValueError at x.py:1"
    dialogs.file_to_save = tmp_path / "report.txt"
    first.ui.save_button.click()
    assert "ValueError" in dialogs.file_to_save.read_text("utf-8")
    first.ui.close_button.click()
    assert app._crash_dialog is None


def test_the_log_has_one_line_a_record_and_no_words_of_exceptions(tmp_path: Path, expected_logs):
    expected_logs("closing")
    log = LogFile(tmp_path / "logs")
    try:
        logging.getLogger("reviewer_app.x").info("two\nlines %s", "note 17")
        try:
            int(MARKER)
        except ValueError:
            logging.getLogger("reviewer_app.x").exception("closing")
    finally:
        log.close()
    lines = (tmp_path / "logs" / "reviewer.log").read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("INFO reviewer_app.x two\\nlines note 17")
    assert lines[1].endswith("closing [ValueError]")
    assert "Z " in lines[0]


def test_what_qt_complains_of_is_logged(tmp_path: Path):
    script = (
        "import sys; from pathlib import Path\n"
        "from PySide6.QtCore import qWarning\n"
        "from reviewer_app.ui.logging_setup import LogFile\n"
        "log = LogFile(Path(sys.argv[1])); qWarning('a layout was set twice'); log.close()\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, timeout=60)
    assert "a layout was set twice" in (tmp_path / "reviewer.log").read_text("utf-8")


def test_a_folder_that_cannot_be_written_does_not_bar_the_start(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("here already")
    LogFile(blocked / "logs").close()


def test_a_second_start_raises_the_first_window_and_ends(qtbot, tmp_path: Path):
    first = SingleInstance(tmp_path / "default")
    assert first.claim()
    other = SingleInstance(tmp_path / "practice")
    assert other.claim(), "another profile is another window"
    script = (
        "import sys; from pathlib import Path\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from reviewer_app.ui.platform.single_instance import SingleInstance\n"
        "app = QCoreApplication([])\n"
        "sys.exit(0 if SingleInstance(Path(sys.argv[1])).claim() else 7)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "default")]
    with qtbot.waitSignal(first.raised, timeout=20_000):
        second = subprocess.Popen(command)
    assert second.wait(20) == 7
    first.release()
    other.release()
    assert SingleInstance(tmp_path / "default").claim()
