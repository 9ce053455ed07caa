"""What the notes place shows: in private, at 200 % text, in small windows, with many notes."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from reviewer_app.domain.body import Body
from reviewer_app.domain.entities import Statement
from reviewer_app.domain.school import School
from reviewer_app.services.evidence import Recovered, Version
from reviewer_app.ui.evidence.note_list import Role, day_words, starts_day
from reviewer_app.ui.evidence.view import HISTORY, LINKS, MORE
from tests.ui.notes_session import REVIEW, a_note, a_session

LAPTOP = (1037, 538)
"""What a 1366×768 laptop at 125 % leaves beside the rail."""

LAPTOP_LARGE = (981, 520)
"""The same at 200 % text: the rail and the bars are larger."""


@pytest.fixture
def show(show_notes):
    """Return a function that shows notes as large as the laptop lets them be."""
    return lambda session, target="", size=LAPTOP: show_notes(session, target=target, size=size)


@pytest.fixture
def large(theme):
    """Show text at 200 %."""
    theme.set_zoom(2.0)
    yield
    theme.set_zoom(1.0)


def in_sight(widget):
    """Say whether all of a widget can be seen."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


def statements():
    words = ("Pupils read often.", "… leaders saw more lessons.")
    return [
        Statement(f"s{n}", kind, "Q", text, "proposed", "m", "me", ("note-A1",))
        for n, (kind, text) in enumerate(zip(("www", "ebi"), words, strict=True))
    ]


def visible_words(place):
    return " ".join(x.text() for x in place.findChildren(QLabel) if x.isVisible())


def picture_of(view, index):
    picture = view.viewport().grab(view.visualRect(index)).toImage()
    assert not picture.isNull()
    return picture


# ---- the drawer ----


def test_six_aspects_are_in_sight_beside_a_statement_that_is_written(show, eventually, jobs):
    session = a_session(a_note("A1"))
    session.evidence.statements = statements()
    place = show(session, "note-A1")
    place.view.open_drawer(LINKS)
    panel = place.view.links
    eventually(lambda: panel.ui.proposals_layout.count() == 2)
    assert not panel.ui.propose_scroll.isVisible(), "nothing is proposed until it is asked for"
    panel.ui.expand_button.setFocus()
    QTest.keyClick(panel.ui.expand_button, Qt.Key.Key_Space)
    assert panel.ui.statement_edit.hasFocus()
    row = panel.ui.aspects_view.itemDelegate().row_height()
    assert panel.ui.aspects_view.viewport().height() >= 5.5 * row
    eventually(lambda: in_sight(panel.ui.propose_button))
    assert panel.ui.kind_combo.geometry().bottom() < panel.ui.area_combo.geometry().top()
    first, second = (panel.ui.proposals_layout.itemAt(n).widget() for n in (0, 1))
    assert first.text() == "Went well: Pupils read often."
    assert second.geometry().top() - first.geometry().bottom() >= 8


def test_private_hides_statements_polarity_and_names_in_the_drawer(show, eventually, jobs):
    note = a_note("A1", aspects=("Q3-",), body=Body("! Pupils wait #Q3-\n? ask about it"))
    session = a_session(note, state="on_site")
    session.evidence.statements = statements()
    when = datetime(2026, 11, 9, 10, 42, tzinfo=UTC)
    session.evidence.texts["note-A1"] = [Version(when, "Priya", note.body.text, False)]
    place = show(session, "note-A1")
    view, ui = place.view, place.view.links.ui
    assert view.ui.private_button.isChecked()
    view.open_drawer(LINKS)
    eventually(lambda: ui.proposals_layout.count() == 2)
    ui.expand_button.click()
    assert ui.hidden_label.isVisible()
    assert not ui.offers_host.isVisible()
    assert "leaders saw more" not in visible_words(place)
    at = view.links.model.index_of("Q3")
    ui.aspects_view.scrollTo(at)
    plain = picture_of(ui.aspects_view, at)
    view.links.model.set_private(False)
    assert picture_of(ui.aspects_view, at) != plain
    view.set_private(True)
    assert picture_of(ui.aspects_view, at) == plain
    view.open_drawer(HISTORY)
    eventually(lambda: view.ui.history_list.count() == 1)
    view.ui.history_list.setCurrentRow(0)
    assert "Priya" not in view.ui.history_list.item(0).text()
    assert view.ui.version_edit.toPlainText() == "! Pupils wait #Q3"
    view.ui.private_button.click()
    assert "Priya" in view.ui.history_list.item(0).text()
    assert view.ui.version_edit.toPlainText() == note.body.text
    assert ui.proposals_host.isVisibleTo(view.links)


def test_in_private_space_links_and_takes_back_what_can_be_seen(show, eventually, jobs):
    session = a_session(a_note("A1"), state="on_site")
    place = show(session, "note-A1")
    place.view.open_drawer(LINKS)
    view = place.view.links.ui.aspects_view
    view.setFocus()
    view.setCurrentIndex(place.view.links.model.index_of("D4"))
    QTest.keyClick(view, Qt.Key.Key_Minus)
    eventually(lambda: session.evidence.toggled == [("D4-", True)])
    QTest.keyClick(view, Qt.Key.Key_Space)
    eventually(lambda: session.evidence.toggled[1:] == [("D4-", False)])
    QTest.keyClick(view, Qt.Key.Key_Space)
    eventually(lambda: session.evidence.toggled[2:] == [("D4", True)])


def test_an_earlier_version_shows_when_it_is_chosen(show, eventually, jobs):
    session = a_session(a_note("A1", body=Body("One word")))
    when = datetime(2026, 11, 9, 10, 42, tzinfo=UTC)
    session.evidence.texts["note-A1"] = [Version(when, "Priya", "One word", False)]
    place = show(session, "note-A1")
    view, ui = place.view, place.view.ui
    view.open_drawer(HISTORY)
    eventually(lambda: ui.history_list.count() == 1)
    assert not ui.version_edit.isVisible()
    time, who = ui.history_list.item(0).text().split("\n")
    assert time.startswith("9 November, ")
    assert who == "Priya · 2 words"
    assert ui.history_list.horizontalScrollBar().maximum() == 0
    ui.history_list.setCurrentRow(0)
    assert ui.version_edit.isVisible()


def test_an_open_drawer_leaves_the_title_whole_and_has_no_second_doors(show, eventually, jobs):
    note = a_note("A1", years=("4",), subject="Mathematics", status="done")
    place = show(a_session(note, state="on_site"), "note-A1")
    ui = place.view.ui
    assert ui.all_notes_button.text() == "All notes"
    ui.links_button.setFocus()
    ui.links_button.click()
    assert not ui.links_button.isVisible()
    assert not ui.more_button.isVisible()
    assert place.view.tabs.hasFocus(), "the keyboard follows into the drawer"
    whole = ui.title_label.fontMetrics().horizontalAdvance(ui.title_label.text())
    eventually(lambda: ui.title_label.width() >= whole)
    assert ui.all_notes_button.accessibleName() == "All notes"
    place.view.close_drawer()
    assert ui.links_button.isVisible()


def test_the_marks_of_private_and_quiet_are_their_own(show, theme):
    place = show(a_session(a_note("A1")), "note-A1")
    view = place.view
    for button, others in ((view.ui.private_button, "cover"), (view.ui.quiet_button, "moon")):
        mine = button.icon().pixmap(20, 20).toImage()
        assert mine != theme.icon(others).pixmap(20, 20).toImage()
    assert view.ui.private_button.text() == "Private"


# ---- large text ----


@pytest.mark.parametrize("page", [-1, LINKS, MORE, HISTORY])
@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.usefixtures("large")
def test_a_note_fits_the_laptop_at_200_per_cent(show, page, pinned, eventually, jobs):
    place = show(a_session(a_note("A1"), state="on_site"), "note-A1", LAPTOP_LARGE)
    if pinned:
        place.view.ui.all_notes_button.click()
    if page >= 0:
        place.view.open_drawer(page)
    eventually(lambda: not jobs.busy)
    eventually(lambda: place.minimumSizeHint().width() <= LAPTOP_LARGE[0])
    assert place.minimumSizeHint().height() <= LAPTOP_LARGE[1]
    place.view.editor.setFocus()
    assert place.view.editor.height() >= 280
    if page < 0:
        eventually(lambda: in_sight(place.view.editor))


@pytest.mark.usefixtures("large")
def test_at_200_per_cent_the_drawer_lies_over_the_note_and_back(show, theme, eventually, jobs):
    place = show(a_session(a_note("A1")), "note-A1", LAPTOP_LARGE)
    width = place.view.editor.width()
    place.view.open_drawer(LINKS)
    frame = place.view.ui.drawer_frame
    assert place.view.editor.width() == width
    assert frame.geometry().right() == place.view.rect().right()
    assert frame.width() > 480
    assert in_sight(place.view.links.ui.expand_button)
    theme.set_zoom(1.0)
    eventually(lambda: place.view.ui.main_host.geometry().right() < frame.geometry().left())


@pytest.mark.usefixtures("large")
def test_at_200_per_cent_a_statement_takes_the_place_of_the_aspects(show, eventually, jobs):
    place = show(a_session(a_note("A1")), "note-A1", LAPTOP_LARGE)
    place.view.open_drawer(LINKS)
    panel = place.view.links
    panel.ui.expand_button.click()
    eventually(lambda: in_sight(panel.ui.propose_button))
    assert not panel.ui.aspects_host.isVisible()
    place.links.focus()
    assert panel.ui.aspects_view.isVisible()


# ---- the list ----


def search(place, words):
    place.ui.search_edit.setText(words)
    place.list.searching.stop()  # now, not after the pause
    place.list.searching.timeout.emit()


def days(count=3):
    subjects = ("Mathematics", "Physical education", "Music")
    return [
        a_note(
            f"A{n}", date=f"2026-11-{9 + n // 2:02}", start=f"09:{n:02}", subject=subjects[n % 3]
        )
        for n in range(count * 2)
    ]


def test_each_day_has_its_head_and_a_note_its_time(show, eventually, jobs):
    place = show(a_session(*days()))
    rows = [place.filter.index(n, 0) for n in range(place.filter.rowCount())]
    assert [starts_day(r) for r in rows] == [True, False] * 3
    assert day_words(rows[0].data(Role.ROW).when) == "Wednesday 11 November 2026"
    heights = [place.ui.notes_view.visualRect(r).height() for r in rows]
    assert heights[0] > heights[1]
    said = rows[0].data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == ("Lesson visit · Music · 09:05, Wednesday 11 November 2026, draft, A5")
    place.ui.show_combo.setCurrentIndex(place.ui.show_combo.findData("done"))
    assert place.ui.none_label.text() == "None under “Done”"
    assert place.ui.none_label.isVisible()


@pytest.mark.parametrize(
    ("words", "found"), [("maths", 2), ("PE", 2), ("music 09:02", 1), ("Lesson mathem", 2)]
)
def test_a_search_reads_what_the_list_shows(show, eventually, jobs, words, found):
    place = show(a_session(*days()))
    search(place, words)
    eventually(lambda: place.filter.rowCount() == found)
    assert place.ui.count_label.text() == f"{found} of 6 notes"
    assert not place.ui.none_label.isVisible()


def test_a_search_that_finds_nothing_says_so(show, eventually, jobs):
    place = show(a_session(*days()))
    search(place, "zzq")
    eventually(place.ui.none_label.isVisible)
    assert place.ui.none_label.text() == "No notes for ‘zzq’"
    assert place.ui.count_label.text() == "0 of 6 notes"
    search(place, "")
    eventually(lambda: place.ui.count_label.text() == "6 notes, 6 to finish")
    assert not place.ui.none_label.isVisible()


# ---- the note ----


def test_a_primary_school_is_offered_its_own_years(show, eventually, jobs):
    school = School("s1", "Northfield", phase="Primary", low_age=4, high_age=11)
    place = show(a_session(a_note("A1", years=("9",)), school=school), "note-A1")
    chips = place.view.engine.editor_for("years").chips
    shown = [key for key, chip in chips.buttons.items() if chip.isVisible()]
    assert shown == ["R", "1", "2", "3", "4", "5", "6", "9", "whole"], "a chosen year shows"
    chips.more_button.click()
    assert all(chip.isVisible() for chip in chips.buttons.values())
    assert not chips.more_button.isVisible()
    assert chips.buttons["N1"].hasFocus()
    assert chips.value() == ["9"]


def test_what_a_crash_left_is_said_above_the_note_until_it_is_dismissed(show, eventually, jobs):
    session = a_session(a_note("A1"))
    when = datetime(2026, 11, 9, 10, 42, 7, tzinfo=UTC)
    session.evidence.found = [Recovered(REVIEW, "note-A1", "A1", 3, when)]
    place = show(session)
    ui = place.view.ui
    eventually(ui.notice_frame.isVisible)
    time = when.astimezone().strftime("%H:%M:%S")
    assert ui.notice_label.text() == f"Recovered 1 note, last saved {time}"
    assert place.view.editor.hasFocus()
    ui.dismiss_button.click()
    assert not ui.notice_frame.isVisible()
    assert place.view.editor.hasFocus()
