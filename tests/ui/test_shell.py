"""The window around the places: new review, palette, cover and PIN, lock, quitting."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QWidget,
)

from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.errors import DiskFullError, ReviewerError, StorageBusyError
from reviewer_app.domain.school import School
from reviewer_app.ui.context import StatusLine, WindowDialogs
from reviewer_app.ui.shell.palette import Entry, matching
from reviewer_app.ui.shell.palette_lines import LineRole
from reviewer_app.ui.start.cover_page import CoverPage
from reviewer_app.ui.start.idle import IdleWatch
from reviewer_app.ui.start.unlock_page import UnlockPage

PASSPHRASE = "otter ladder violet thunder"
NORTHFIELD = School(
    id="900001",
    name="Northfield Primary Academy",
    urn="900001",
    town="Dunsmere",
    postcode="LK1 4NP",
)


@pytest.fixture
def app(profiles, application, eventually):
    """Return the program with Sara in it and one school on the laptop."""
    account = NewAccount("Sara Whitfield", "Deputy head", "")
    session = profiles.create("default", account, PASSPHRASE).session
    session.schools.add(NORTHFIELD)
    session.close()
    app = application()
    eventually(lambda: isinstance(app.window.page, UnlockPage))
    app.window.page.ui.passphrase_edit.setText(PASSPHRASE)
    app.window.page.ui.unlock_button.click()
    eventually(lambda: app.frame is not None and home(app) and not app.jobs.busy)
    app.window.activateWindow()
    return app


def home(app) -> QWidget:
    return app.frame.ui.places_stack.currentWidget()


def make_review(app, eventually) -> str:
    home(app).new_review()
    page = home(app).page
    QTest.keyClicks(page.ui.search_edit, "north")
    eventually(lambda: page.ui.schools_list.model().rowCount() == 1)
    QTest.keyClick(page.ui.search_edit, Qt.Key.Key_Return)
    eventually(lambda: page.ui.framework_combo.count())
    page.ui.create_button.click()
    eventually(lambda: app.frame.review and not app.jobs.busy)
    return app.frame.review


def test_an_empty_home_says_what_to_do(app):
    ui = home(app).view.ui
    assert ui.empty_card.isVisible()
    assert ui.reminder_frame.isVisible(), "the recovery code was never confirmed"


def test_a_review_is_made_by_keyboard_and_shown_on_home(app, eventually):
    QTest.keyClick(home(app), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page = home(app).page
    assert QApplication.focusWidget() is page.ui.search_edit
    QTest.keyClicks(page.ui.search_edit, "LK1")
    eventually(lambda: page.ui.schools_list.model().rowCount() == 1)
    QTest.keyClick(page.ui.search_edit, Qt.Key.Key_Down)
    QTest.keyClick(page.ui.search_edit, Qt.Key.Key_Return)
    assert page.picker.chosen == NORTHFIELD
    page.ui.add_button.click()
    QTest.keyClicks(QApplication.focusWidget(), "Ben Okafor")
    eventually(lambda: page.ui.framework_combo.count())
    page.ui.create_button.click()
    eventually(lambda: app.frame.review and not app.jobs.busy)
    assert app.frame.ui.review_label.text() == "Northfield Primary Academy"
    assert app.window.windowTitle() == "Reviewer", "the title bar names no school"
    view = app.session.reviews.get(app.frame.review)
    assert [member.name for member in view.members] == ["Sara Whitfield", "Ben Okafor"]
    app.frame.navigate("home", "")
    eventually(lambda: home(app).view.cards)
    assert home(app).view.cards[0].ui.school_label.text() == "Northfield Primary Academy"


def test_enter_presses_the_button_in_focus(app):
    home(app).view.ui.first_button.setFocus()
    QTest.keyClick(app.window.windowHandle(), Qt.Key.Key_Return)
    assert app.window.focusWidget() is home(app).page.ui.search_edit


def test_without_a_school_nothing_is_made(app):
    home(app).new_review()
    page = home(app).page
    page.ui.create_button.click()
    assert page.ui.problem_label.text() == "Choose the school first."
    assert QApplication.focusWidget() is page.ui.search_edit


def test_a_school_typed_by_hand_is_used(app, eventually):
    home(app).new_review()
    page = home(app).page
    page.ui.by_hand_button.click()
    page.ui.typed_urn_edit.setText("12")
    page.ui.typed_name_edit.setText("Hill End School")
    page.ui.typed_button.click()
    eventually(lambda: "six digits" in page.ui.problem_label.text())
    page.ui.typed_urn_edit.clear()
    page.ui.typed_button.click()
    eventually(lambda: page.picker.chosen is not None)
    assert page.picker.chosen.name == "Hill End School"


def test_days_in_the_wrong_order_or_too_many_are_told_at_once(app):
    home(app).new_review()
    ui = home(app).page.ui
    ui.end_date.setDate(ui.start_date.date().addDays(-1))
    assert "before the first" in ui.dates_label.text()
    ui.end_date.setDate(ui.start_date.date().addDays(6))
    assert "7 days" in ui.dates_label.text()
    ui.end_date.setDate(ui.start_date.date().addDays(1))
    last = ui.end_date.date()
    ui.start_date.setDate(last.addDays(-2))
    assert ui.end_date.date() == last  # somebody chose it: it stays
    ui.start_date.setDate(last.addDays(3))
    assert ui.end_date.date() == last.addDays(5)  # but never before the first
    ui.start_date.setDate(QDate.currentDate())
    ui.end_date.setDate(ui.start_date.date().addDays(1))
    assert not ui.dates_label.isVisible()


def test_a_register_with_bad_rows_is_accounted_for_and_the_list_is_saved(
    app, eventually, dialogs, tmp_path: Path
):
    columns = (
        "URN,EstablishmentName,EstablishmentStatus (name),LA (code),LA (name),EstablishmentNumber,"
        "PhaseOfEducation (name),TypeOfEstablishment (name),Town,Postcode"
    )
    register = tmp_path / "register.csv"
    register.write_text(
        f"{columns}\n"
        "100001,Hill School,Open,201,Dun,2001,Primary,Community school,Dunsmere,LK1 1AA\n"
        "not a number,Broken School,Open,201,Dun,2002,Primary,Community school,Dunsmere,LK1 1AB\n",
        "cp1252",
    )
    dialogs.file_to_open, dialogs.file_to_save = register, tmp_path / "left out.csv"
    home(app).new_review()
    page = home(app).page
    page.ui.register_button.click()
    importer = page.picker.importer
    eventually(lambda: importer.model.rowCount() == 1 and not importer.busy)
    assert "1 new" in importer.ui.import_label.text()
    assert "1 row was left out" in importer.ui.import_label.text()
    importer.ui.save_button.click()
    assert "3," in (tmp_path / "left out.csv").read_text("utf-8-sig")


def test_a_file_that_is_no_register_changes_nothing(app, eventually, dialogs, tmp_path: Path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", "utf-8")
    dialogs.file_to_open = wrong
    home(app).new_review()
    importer = home(app).page.picker.importer
    importer.choose()
    eventually(lambda: not importer.busy)
    assert "unchanged" in importer.ui.import_label.text()


def test_the_palette_finds_by_words_and_gives_the_focus_back(app, eventually):
    make_review(app, eventually)
    app.frame.navigate("home", "")
    before = app.window.focusWidget()
    app.frame.open_palette()
    box = app.frame.palette_box
    eventually(lambda: not app.jobs.busy)
    QTest.keyClicks(box.ui.words_edit, "help")
    assert box.ui.found_list.model().rowCount() >= 1
    QTest.keyClick(box.ui.words_edit, Qt.Key.Key_Escape)
    assert not box.isVisible()
    assert app.window.focusWidget() is before
    app.frame.open_palette()
    QTest.keyClicks(box.ui.words_edit, "settings")
    QTest.keyClick(box.ui.words_edit, Qt.Key.Key_Return)
    assert home(app).title == "Settings"


def test_what_begins_so_is_found_first():
    hints = {
        "Smaller text": "Ctrl+−",
        "Home": "Alt+1",
        "A7  Lesson visit · Y4 · Mathematics": "Note",
        "Curriculum": "Managed well, Q1",
        "Mark the note done": "",
    }
    entries = [Entry(title, hint, lambda: None) for title, hint in hints.items()]
    assert [e.title for e in matching(entries, "ma")] == [
        "Mark the note done", "A7  Lesson visit · Y4 · Mathematics", "Curriculum", "Smaller text",
    ]  # fmt: skip
    assert [e.title for e in matching(entries, "y4 math")] == [
        "A7  Lesson visit · Y4 · Mathematics"
    ]
    assert matching(entries, "zzz") == []
    assert len(matching(entries, "")) == 5


def test_the_palette_shows_whole_lines_and_says_when_nothing_is_found(app, eventually):
    make_review(app, eventually)
    app.frame.open_palette()
    eventually(lambda: not app.jobs.busy)
    box, lines = app.frame.palette_box, app.frame.palette_box.ui.found_list
    row = lines.sizeHintForRow(0)
    assert lines.viewport().height() % row == 0
    assert lines.viewport().height() > row
    assert not lines.horizontalScrollBar().isVisible()
    assert lines.model().index(0).data(LineRole.HINT) == "Alt+1"
    assert lines.model().index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "Home, Alt+1"
    assert box.geometry().bottom() < app.frame.height()
    QTest.keyClicks(box.ui.words_edit, "zzz")
    assert not lines.isVisible()
    assert box.ui.nothing_label.text() == "Nothing found for ‘zzz’"
    QTest.keyClick(box.ui.words_edit, Qt.Key.Key_Return)
    assert box.isVisible()
    box.ui.words_edit.setText("home")
    assert lines.isVisible()
    assert lines.viewport().height() == row * lines.model().rowCount()


def test_the_cover_hides_everything_and_the_pin_brings_it_back(app, eventually):
    home(app).new_review()
    edit = home(app).page.ui.head_edit
    edit.setFocus()
    QTest.keyClicks(edit, "Mrs Patel")
    edit.setCursorPosition(3)
    app.cover()
    cover = app.window.page
    assert isinstance(cover, CoverPage)
    assert not edit.isVisible()
    cover.ui.passphrase_edit.setText(PASSPHRASE)
    cover.ui.first_pin_edit.setText("482913")
    cover.ui.uncover_button.click()
    eventually(lambda: app.window.page is app.frame)
    assert app.window.focusWidget() is edit
    assert edit.cursorPosition() == 3
    assert edit.isUndoAvailable()
    app.cover()
    QTest.keyClicks(app.window.page.ui.pin_edit, "482913")
    eventually(lambda: app.window.page is app.frame)


def test_five_wrong_pins_lock(app, eventually):
    app.session.keys.set_pin("482913")
    app.cover()
    for left in (4, 3, 2, 1):
        cover = app.window.page
        QTest.keyClicks(cover.ui.pin_edit, "000000")
        words = "once more" if left == 1 else f"{left} more"
        eventually(lambda c=cover, w=words: w in c.ui.problem_label.text())
    QApplication.clipboard().setText("a sentence from a note")
    QTest.keyClicks(app.window.page.ui.pin_edit, "000000")
    eventually(lambda: isinstance(app.window.page, UnlockPage))
    assert app.session is None
    assert app.frame is None
    assert QApplication.clipboard().text() == ""


def test_a_problem_is_shown_beside_the_work_until_it_is_closed(app):
    status, ui = app.frame.status, app.frame.ui
    status.problem(DiskFullError("This laptop’s disk is full.", "Nothing was lost."))
    assert ui.banner_frame.isVisible()
    assert ui.banner_frame.property("look") == "banner-danger"
    assert "disk is full" in ui.banner_label.text()
    ui.banner_button.click()
    assert not ui.banner_frame.isVisible()


def test_red_is_for_words_at_risk(app):
    status, ui = app.frame.status, app.frame.ui
    busy = StorageBusyError("Reviewer is busy with something else on this laptop.")
    status.problem(busy)
    assert ui.banner_frame.property("look") == "banner-caution"
    status.saving()
    status.problem(busy)
    assert status.text.startswith("Not saved")
    assert ui.banner_frame.property("look") == "banner-danger"
    status.saved(datetime.now(UTC))
    status.problem(ReviewerError("No printer is set up."))
    assert ui.banner_frame.property("look") == "banner-caution"


def test_beside_a_problem_nobody_says_that_everything_is_saved(qapp):
    status = StatusLine()
    status.rest()
    status.waiting("nothing waiting to be sent")
    assert status.text == "Everything is saved on this laptop · nothing waiting to be sent"
    status.problem(DiskFullError("This laptop’s disk is full."))
    assert status.text == "nothing waiting to be sent"
    status.rest(datetime.now(UTC))
    assert status.text.startswith("Saved ")
    status.problem(DiskFullError("This laptop’s disk is full."))
    assert status.text.startswith("Saved "), "when that was is still true"


def test_a_start_says_when_the_last_words_were_saved(app, application, eventually):
    make_review(app, eventually)
    last = app.session.evidence.last_saved()
    assert last is not None
    app.frame.begin()
    eventually(lambda: not app.jobs.busy)
    local = last.astimezone()
    assert f"{local:%H:%M:%S} on this laptop" in app.frame.status.text
    assert f"Saved {local.day} {local:%B}, " in app.frame.status.text, "it was not today"


def test_help_names_the_marks_and_the_keys_of_a_note(app):
    app.frame.navigate("help", "")
    said = {label.text() for label in home(app).findChildren(QLabel)}
    assert {"#", "+ −", "@", "!", "?", "Ctrl+Shift+K", "Ctrl+Shift+Q", "Ctrl+K", "Alt+2"} <= said


def test_the_next_start_comes_back_to_the_same_place(app, application, eventually):
    review = make_review(app, eventually)
    place = app.frame._place
    assert place not in ("", "home")
    app.quit()
    eventually(lambda: not app.window.isVisible())
    again = application()
    eventually(lambda: isinstance(again.window.page, UnlockPage))
    again.window.page.ui.passphrase_edit.setText(PASSPHRASE)
    again.window.page.ui.unlock_button.click()
    eventually(lambda: again.frame is not None and again.frame.review == review)
    eventually(lambda: again.frame._place == place and not again.jobs.busy)


def test_a_narrow_window_folds_the_rail_and_cuts_nothing_off(app, qtbot):
    app.window.resize(1024, 614)
    assert app.frame.rail.narrow
    app.window.resize(1366, 768)
    assert not app.frame.rail.narrow
    bar = app.frame.ui.top_bar
    for button in (app.frame.ui.cover_button, app.frame.ui.theme_button):
        assert bar.rect().contains(button.geometry())


def test_fifteen_quiet_minutes_cover(qtbot):
    watch = IdleWatch(milliseconds=20)
    with qtbot.waitSignal(watch.idle, timeout=2000):
        watch.start()


def test_the_next_file_dialog_begins_where_the_last_file_was(qtbot, tmp_path, eventually):
    dialogs, top, chosen = WindowDialogs(), QWidget(), []
    qtbot.addWidget(top)
    (tmp_path / "reports").mkdir()
    for _ in range(2):
        dialogs.save_file(top, "Save", "report.pdf", "PDF (*.pdf)", chosen.append)
        dialog = top.findChildren(QFileDialog)[-1]
        if chosen:
            assert Path(dialog.directory().absolutePath()) == tmp_path / "reports"
        dialog.fileSelected.emit(str(tmp_path / "reports" / "report.pdf"))
        dialog.reject()
        eventually(lambda: not top.findChildren(QFileDialog))
    assert chosen == [tmp_path / "reports" / "report.pdf"] * 2
