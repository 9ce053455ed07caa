"""Stories of the notes place with real keys; where nothing must fail, on a real profile."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from reviewer_app.bootstrap import make_profiles
from reviewer_app.crypto.kdf import FLOOR
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.proposals import Offer, offers
from reviewer_app.ui.evidence.aspect_links import links_of
from reviewer_app.ui.evidence.aspect_list import AspectModel
from reviewer_app.ui.evidence.note_list import NoteModel
from reviewer_app.ui.evidence.view import HISTORY, LINKS, MORE
from tests.ui.notes_session import FRAMEWORK, REVIEW, a_note, a_session

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def press(key, *modifiers):
    """Press a key where the focus is, as a keyboard does."""
    target = QApplication.focusWidget()
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    QTest.keyClick(target, key, held)


def type_words(words):
    QTest.keyClicks(QApplication.focusWidget(), words)


# the list under the subject box is a window: this platform cannot give it the keyboard
@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_a_done_lesson_visit_by_keyboard_alone(show_notes, real, eventually, jobs, status):
    session, review = real
    before = {row.id for row in session.evidence.list(review)}
    place = show_notes(session, review)
    place.activateWindow()
    place.ui.notes_view.setFocus()
    eventually(lambda: place.isActiveWindow() and place.ui.notes_view.hasFocus())
    press(Key.Key_N, CTRL)
    press(Key.Key_L)  # lesson visit, by its first letter
    eventually(lambda: place.presenter.note and place.presenter.note not in before)
    eventually(lambda: place.view.editor.hasFocus() and not jobs.busy)
    note = place.presenter.note
    type_words("Recap quiz, all on whiteboards #check")
    press(Key.Key_Plus)
    press(Key.Key_Return)
    type_words("! Questions make pupils think")
    press(Key.Key_Return, CTRL)
    eventually(lambda: place.view.notice.doors)
    assert [d.text() for d in place.view.notice.doors] == ["Choose a year group, or Whole school."]
    assert place.view.notice.doors[0].hasFocus()
    press(Key.Key_Space)  # through the door to the years
    type_words("4")
    press(Key.Key_Space)
    press(Key.Key_Tab)
    type_words("Mathematics")
    press(Key.Key_Return, CTRL)
    eventually(lambda: place.view.ui.state_label.text() == "Done")
    kept = session.evidence.open(review, note).evidence
    assert kept.status == "done"
    assert kept.years == ("4",)
    assert kept.subject == "Mathematics"
    assert re.search(r"#[A-Z]\d\+\n! Questions", kept.body.text)
    assert [n for n, _ in kept.body.times] == [0, 1]
    assert len(kept.aspects) == 1
    assert place.view.ui.title_label.text().startswith("Lesson visit · Y4 · Mathematics")
    assert "Saved" in status.text


def test_typing_survives_the_end_of_the_program_and_is_said(
    show_notes, tmp_path, eventually, jobs, status, make_context, qtbot
):
    profiles = make_profiles(tmp_path, kdf=FLOOR)
    session = profiles.create_practice()
    review = session.reviews.cards()[0].id
    note, _changes = session.evidence.create(review, "lesson_visit")
    value = {"text": "Two pupils wait", "times": [[0, "09:52"]], "links": []}
    session.evidence.draft(review, note.id, "body", value)
    session.close()  # nothing was sealed: as after a kill
    session = profiles.unlock_practice()
    place = show_notes(session, review)
    eventually(lambda: place.presenter.note == note.id)
    assert place.view.editor.toPlainText() == "Two pupils wait"
    assert re.search(r"Recovered 1 note, last saved \d\d:\d\d:\d\d", status.text)
    eventually(lambda: session.evidence.recovered() == [])
    place.close()
    eventually(lambda: not jobs.busy)
    session.close()


def test_words_removed_for_good_leave_the_box_its_undo_and_its_history(
    show_notes, real, eventually, jobs, dialogs
):
    session, review = real
    place = show_notes(session, review)
    place.presenter.create("meeting")
    eventually(lambda: place.view.editor.hasFocus() and not jobs.busy)
    type_words("Jamal reads well today")
    place.presenter.save_now()
    eventually(lambda: not jobs.busy)
    cursor = place.view.editor.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(5, cursor.MoveMode.KeepAnchor)
    place.view.editor.setTextCursor(cursor)
    place.view.open_drawer(HISTORY)
    place.view.ui.remove_text_button.click()
    assert dialogs.asked == ["Remove the selected words for good? [Remove for good]"]
    eventually(lambda: place.view.editor.toPlainText() == " reads well today")
    assert not place.view.editor.document().isUndoAvailable()
    eventually(lambda: not jobs.busy)
    texts = [v.text for v in session.evidence.history(review, place.presenter.note)]
    assert not any("Jamal" in t for t in texts)


def test_only_this_form_shows_in_school_until_the_list_is_asked_for(show_notes, eventually, jobs):
    place = show_notes(a_session(a_note("A1"), state="on_site"), target="note-A1", size=(1600, 800))
    assert not place.ui.list_frame.isVisible()
    assert place.view.ui.private_button.isChecked()
    place.view.ui.all_notes_button.click()
    assert place.ui.list_frame.isVisible()
    place.view.ui.all_notes_button.click()
    assert not place.ui.list_frame.isVisible()


def test_an_empty_review_says_what_to_do_in_two_sentences(show_notes, eventually, jobs):
    session = a_session()
    place = show_notes(session)
    assert place.ui.empty_title_label.text() == "No notes yet"
    assert place.ui.empty_label.text().count(".") == 2
    place.ui.empty_buttons_layout.itemAt(1).widget().click()
    eventually(lambda: place.presenter.note == "note-A1")
    assert place.view.editor.hasFocus()


def test_previous_and_next_go_through_the_list_and_come_back_to_the_caret(
    show_notes, eventually, jobs
):
    session = a_session(a_note("A1", start="09:00"), a_note("A2", start="10:00"))
    place = show_notes(session, target="note-A2")
    type_words("here I was")
    press(Key.Key_Left)
    press(Key.Key_Down, CTRL)
    eventually(lambda: place.presenter.note == "note-A1")
    press(Key.Key_Up, CTRL)
    eventually(lambda: place.presenter.note == "note-A2" and not jobs.busy)
    assert place.view.editor.toPlainText() == "here I was"
    assert place.view.editor.textCursor().position() == len("here I wa")


def test_ticking_is_as_good_as_marks(show_notes, eventually, jobs):
    session = a_session(a_note("A1"))
    place = show_notes(session, target="note-A1")
    type_words("good #Q3+ ")
    place.view.open_drawer(LINKS)
    view = place.view.links.ui.aspects_view
    view.setFocus()
    view.setCurrentIndex(place.view.links.model.index_of("D4"))
    press(Key.Key_Minus)
    eventually(lambda: session.evidence.toggled == [("D4-", True)])
    said = place.view.links.model.data(view.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith("development")
    press(Key.Key_Space)
    eventually(lambda: session.evidence.toggled[1:] == [("D4-", False)])
    view.setCurrentIndex(place.view.links.model.index_of("Q3"))
    press(Key.Key_Delete)
    assert len(session.evidence.toggled) == 2, "what the text says is changed in the text"


def test_selected_words_are_linked_from_the_keyboard(show_notes, eventually, jobs):
    place = show_notes(a_session(a_note("A1")), target="note-A1")
    type_words("pupils explain their thinking")
    for _ in range(8):
        press(Key.Key_Left, SHIFT)
    press(Key.Key_K, CTRL, SHIFT)
    assert place.view.passage[2] == "thinking"
    place.view.links.ui.aspects_view.setCurrentIndex(place.view.links.model.index_of("Q3"))
    press(Key.Key_Plus)
    links = place.view.body().links
    assert [(k.quote, k.aspect, k.polarity) for k in links] == [("thinking", "Q3", "strength")]
    assert place.view.editor.hasFocus()


def test_a_line_that_proposes_is_offered_with_its_area_and_kind(show_notes, eventually, jobs):
    text = "! Support comes late #D4-\n! Books are good\nplain ! not at the start\n? to self"
    area = next(a.code for a, aspect in FRAMEWORK.aspects() if aspect.code == "D4")
    assert offers(text, FRAMEWORK) == [
        Offer("Support comes late", "ebi", area), Offer("Books are good", "", ""),
    ]  # fmt: skip
    session = a_session(a_note("A1"))
    place = show_notes(session, target="note-A1")
    place.view.editor.insertPlainText(text)
    place.view.open_drawer(LINKS)
    place.view.links.ui.offers_layout.itemAt(0).widget().click()
    place.view.links.ui.propose_button.click()
    eventually(lambda: session.evidence.statements)
    made = session.evidence.statements[0]
    assert (made.text, made.kind, made.area) == ("Support comes late", "ebi", area)
    eventually(lambda: place.view.links.ui.offers_layout.count() == 1)


def test_an_older_text_is_put_back_as_a_new_edit(show_notes, eventually, jobs):
    session = a_session(a_note("A1"))
    place = show_notes(session, target="note-A1")
    type_words("the good paragraph")
    place.presenter.save_now()
    eventually(lambda: not jobs.busy)
    place.view.editor.selectAll()
    press(Key.Key_Delete)
    place.view.open_drawer(HISTORY)
    eventually(lambda: place.view.ui.history_list.count() == 2)
    place.view.ui.history_list.setCurrentRow(1)
    place.view.ui.restore_button.click()
    assert place.view.editor.toPlainText() == "the good paragraph"
    place.view.editor.undo()
    assert place.view.editor.toPlainText() == ""


def test_a_note_removed_for_good_is_asked_about_once(show_notes, eventually, jobs, dialogs):
    session = a_session(a_note("A1"))
    place = show_notes(session, target="note-A1")
    place.view.open_drawer(MORE)
    dialogs.confirms = False
    place.view.ui.remove_note_button.click()
    assert session.evidence.removed == []
    dialogs.confirms = True
    place.view.ui.reason_combo.setCurrentIndex(1)
    place.view.ui.remove_note_button.click()
    eventually(lambda: session.evidence.removed == [("note-A1", "child")])
    eventually(lambda: place.ui.empty_title_label.text() == "No notes yet")


def test_removing_words_is_found_under_more(show_notes, eventually, jobs):
    place = show_notes(a_session(a_note("A1")), target="note-A1")
    type_words("a name")
    place.view.editor.selectAll()
    place.view.editor.removal_wanted.emit()
    ui = place.view.ui
    assert place.view.page == MORE
    assert ui.reason_combo.hasFocus()
    eventually(lambda: not ui.remove_note_button.visibleRegion().isEmpty())
    eventually(lambda: not ui.remove_label.visibleRegion().isEmpty())


def test_a_change_from_elsewhere_comes_in_without_moving_the_caret(
    show_notes, eventually, jobs, store
):
    session = a_session(a_note("A1"))
    place = show_notes(session, target="note-A1")
    type_words("mine")
    place.presenter.save_now()
    eventually(lambda: not jobs.busy)
    session.evidence.draft(REVIEW, "note-A1", "subject", "Music")
    store.announce(Changes.of(REVIEW, "evidence", ["note-A1"]), None)
    eventually(lambda: "Music" in place.view.ui.title_label.text())
    assert place.view.editor.textCursor().position() == 4
    assert place.view.editor.document().isUndoAvailable()


def test_a_key_pressed_while_done_is_under_way_does_not_hide_that_it_is_done(
    show_notes, eventually, jobs
):
    session = a_session(a_note("A1", years=("4",), aspects=("Q3+",)))
    place = show_notes(session, target="note-A1")
    type_words("Recap")
    place.presenter.done()
    type_words(" quiz")  # before the answer is here
    eventually(lambda: session.evidence.notes["note-A1"].status == "done")
    eventually(lambda: not jobs.busy)
    place.presenter.autosave.pause.timeout.emit()
    eventually(lambda: place.view.ui.state_label.text() == "Done")
    assert place.view.editor.toPlainText() == "Recap quiz"


def test_search_and_filter_narrow_the_list(show_notes, eventually, jobs):
    session = a_session(a_note("A1"), a_note("A2", status="done"))
    session.evidence.draft(REVIEW, "note-A2", "body", {"text": "whiteboards"})
    place = show_notes(session)
    place.ui.search_edit.setText("white")
    place.list.searching.timeout.emit()
    eventually(lambda: place.filter.rowCount() == 1)
    place.ui.search_edit.clear()
    place.list.searching.timeout.emit()
    eventually(lambda: place.filter.rowCount() == 2)
    place.ui.show_combo.setCurrentIndex(place.ui.show_combo.findData("draft"))
    assert place.filter.rowCount() == 1


def test_a_final_note_is_read_never_typed_in(show_notes, eventually, jobs):
    session = a_session(a_note("A1"), final=True)
    session.evidence.read_only = True
    place = show_notes(session, target="note-A1")
    type_words("no")
    assert place.view.editor.toPlainText() == ""
    assert not place.view.ui.done_button.isVisible()
    assert place.view.ui.state_label.text() == "Read only"
    assert not place.ui.new_button.isEnabled()


def test_escape_closes_the_suggestions_before_the_drawer(show_notes, eventually, jobs):
    place = show_notes(a_session(a_note("A1")), target="note-A1")
    place.view.open_drawer(MORE)
    place.view.editor.setFocus()
    type_words("#check")
    assert place.view.editor.completion.isVisible()
    press(Key.Key_Escape)
    assert not place.view.editor.completion.isVisible()
    assert place.view.page == MORE
    press(Key.Key_Escape)
    assert place.view.page == -1


def test_ctrl_n_asks_for_the_kind_and_escape_goes_back(show_notes, eventually, jobs):
    place = show_notes(a_session(a_note("A1")), target="note-A1")
    press(Key.Key_N, CTRL)
    assert not place.view.isVisible()
    press(Key.Key_Escape)
    assert place.view.editor.hasFocus()
    press(Key.Key_N, CTRL)
    press(Key.Key_M)
    eventually(lambda: place.presenter.note == "note-A2")
    assert place.view.ui.title_label.text().startswith("Meeting")


def test_quiet_shows_only_the_text_and_escape_ends_it(show_notes, eventually, jobs):
    place = show_notes(a_session(a_note("A1")), target="note-A1")
    press(Key.Key_Q, CTRL, SHIFT)
    assert not place.view.ui.above_host.isVisible()
    assert place.view.editor.isVisible()
    press(Key.Key_Escape)
    assert place.view.ui.above_host.isVisible()


def test_tab_goes_in_reading_order(show_notes, eventually, jobs):
    place = show_notes(a_session(a_note("A1")), target="note-A1")
    place.view.engine.editor_for("years").stop.setFocus()
    seen = []
    for _ in range(4):
        press(Key.Key_Tab)
        focus = QApplication.focusWidget()
        box = focus.parent() if isinstance(focus.parent(), QComboBox) else focus
        seen.append(box.objectName())
    assert seen == ["subject_field", "agreed_field", "body_edit", "so_what_field"]


@pytest.mark.parametrize("size", [(968, 690), (1037, 538), (1744, 1000)])
@pytest.mark.parametrize("page", [-1, LINKS, MORE, HISTORY])
def test_everything_fits_the_smallest_windows(show_notes, size, page, eventually, jobs):
    place = show_notes(a_session(a_note("A1")), target="note-A1", size=size)
    if page >= 0:
        place.view.open_drawer(page)
    eventually(lambda: not jobs.busy)
    least = place.minimumSizeHint()
    assert least.width() <= size[0]
    assert least.height() <= size[1]
    assert place.view.editor.width() >= 400


@pytest.mark.parametrize("kind", [NoteModel, AspectModel])
def test_models_keep_qt_s_contract(qtbot, qtmodeltester, kind):
    model = kind()
    session = a_session(a_note("A1"), a_note("A2"))
    if isinstance(model, NoteModel):
        rows = session.evidence.list(REVIEW)
        model.set_rows(rows)
        with qtbot.waitSignal(model.dataChanged):
            model.set_rows([rows[0], rows[1].__class__(**{**_fields(rows[1]), "status": "done"})])
        qtmodeltester.check(model)
    else:
        model.set_links(links_of(FRAMEWORK, [], []))
        with qtbot.waitSignal(model.dataChanged):
            model.set_links(links_of(FRAMEWORK, ["Q3+"], ["D4-"]))
        qtmodeltester.check(model)


def _fields(row):
    return {name: getattr(row, name) for name in row.__slots__}
