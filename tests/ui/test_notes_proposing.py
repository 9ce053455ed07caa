"""Lines that propose, what done asks for, and a done note that somebody goes on writing in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.domain.body import Body
from reviewer_app.domain.changes import Changes
from reviewer_app.ui.evidence.view import LINKS
from tests.ui.notes_session import REVIEW, a_note, a_session

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def type_words(words):
    QTest.keyClicks(QApplication.focusWidget(), words)


def labels(place):
    editor = place.view.editor
    lines = editor.toPlainText().split("\n")
    return [editor._chips.label_of(line) for line in lines]


# ---- lines that propose ----


def test_a_line_is_called_proposed_only_when_it_is(show_notes, real, store, eventually, jobs):
    session, review = real
    before = {s.id for s in session.statements.list(review)}
    made, _ = session.evidence.create(review, "lesson_visit", years=["4"])
    place = show_notes(session, review, made.id)
    editor = place.view.editor
    editor.insertPlainText("! Pupils explain #Q3+ their thinking\n! An idea\nplain")
    waiting = ["Statement to propose", "Statement to propose", ""]
    assert labels(place) == waiting
    place.done.switch()
    eventually(lambda: labels(place) == ["Proposed statement", "Statement to propose", ""])
    [new] = [s for s in session.statements.list(review) if s.id not in before]
    assert (new.text, new.kind, new.area) == ("Pupils explain their thinking", "www", "Q")
    assert new.status == "proposed"
    place.view.open_drawer(LINKS)
    eventually(lambda: place.view.links.ui.proposals_layout.count() == 1)
    assert place.view.links.ui.offers_layout.count() == 1
    changes = session.statements.edit(review, new.id, "status", "dropped")
    store.announce(changes, None)  # as Judgement does
    eventually(lambda: labels(place)[0] == "Dropped statement")
    assert place.view.links.ui.proposals_layout.count() == 0


def test_what_one_note_offers_does_not_turn_up_in_the_next(show_notes, eventually, jobs):
    session = a_session(a_note("A1", body=Body("! Alpha is calm")), a_note("A2"))
    place = show_notes(session, target="note-A1")
    panel = place.view.links
    place.view.open_drawer(LINKS)
    eventually(lambda: panel.ui.offers_layout.count() == 1)
    panel.ui.offers_layout.itemAt(0).widget().click()
    panel.ui.area_combo.setCurrentIndex(1)
    panel.ui.propose_button.click()
    eventually(lambda: session.evidence.statements)
    eventually(lambda: panel.ui.offers_layout.count() == 0)
    place.view.editor.insertPlainText("! Beta\n")
    place.view.text_rested.emit()
    assert panel.ui.offers_layout.count() == 1
    panel.ui.offers_layout.itemAt(0).widget().click()
    place.presenter.open("note-A2")
    eventually(lambda: place.presenter.note == "note-A2" and not jobs.busy)
    assert panel.ui.offers_layout.count() == 0
    assert panel.ui.proposals_layout.count() == 0
    assert panel.ui.statement_edit.text() == "", "half written, it would rest on the wrong note"


def test_a_statement_goes_into_no_area_that_nobody_chose(show_notes, eventually, jobs):
    session = a_session(a_note("A1"))
    place = show_notes(session, target="note-A1")
    ui = place.view.links.ui
    place.view.open_drawer(LINKS)
    ui.expand_button.click()
    assert ui.area_combo.currentIndex() == -1
    assert ui.area_combo.placeholderText() == "Choose an area"
    ui.statement_edit.setText("Pupils read.")
    ui.propose_button.click()
    assert ui.area_combo.hasFocus()
    assert ui.area_combo.property("wrong")
    assert session.evidence.statements == []
    place.view.editor.insertPlainText("Books are marked. #D4-")
    place.view.text_rested.emit()
    assert ui.area_combo.currentData() == "D", "where the last link is"
    assert not ui.area_combo.property("wrong")
    ui.propose_button.click()
    eventually(lambda: [s.area for s in session.evidence.statements] == ["D"])


def test_a_line_taken_and_put_better_is_proposed_as_that_line(show_notes, real, eventually, jobs):
    session, review = real
    made, _ = session.evidence.create(review, "lesson_visit", years=["4"])
    place = show_notes(session, review, made.id)
    place.view.editor.insertPlainText("! Pupils explain #Q3+ their thinking")
    place.view.open_drawer(LINKS)
    ui = place.view.links.ui
    eventually(lambda: ui.offers_layout.count() == 1)
    ui.offers_layout.itemAt(0).widget().click()
    ui.statement_edit.setText("Pupils explain their thinking well")
    ui.propose_button.click()
    eventually(lambda: labels(place) == ["Proposed statement"])
    place.done.switch()
    eventually(lambda: place.view.ui.state_label.text() == "Done" and not jobs.busy)
    mine = [s.text for s in session.statements.list(review) if made.id in s.evidence]
    assert mine == ["Pupils explain their thinking well"]


def test_typing_goes_on_behind_linked_words(show_notes, eventually, jobs):
    place = show_notes(a_session(a_note("A1")), target="note-A1")
    type_words("pupils explain their thinking")
    for _ in range(8):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Left, SHIFT)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_K, CTRL | SHIFT)
    place.view.links.ui.aspects_view.setCurrentIndex(place.view.links.model.index_of("Q3"))
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Plus)
    type_words(", often")
    assert place.view.editor.toPlainText() == "pupils explain their thinking, often"
    assert [k.quote for k in place.view.body().links] == ["thinking"]


# ---- done and draft ----


def test_what_is_missing_goes_from_the_strip_as_it_comes(show_notes, eventually, jobs):
    place = show_notes(a_session(a_note("A1")), target="note-A1")
    place.done.switch()
    notice = place.view.notice
    eventually(lambda: len(notice.doors) == 3)
    place.view.engine.editor_for("years").chips.switch("4")
    eventually(lambda: [d.text().split()[0] for d in notice.doors] == ["Link", "Write"])
    place.view.editor.insertPlainText("Calm")
    eventually(lambda: [d.text().split()[0] for d in notice.doors] == ["Link"])
    place.view.open_drawer(LINKS)
    view = place.view.links.ui.aspects_view
    view.setFocus()
    view.setCurrentIndex(place.view.links.model.index_of("D4"))
    QTest.keyClick(view, Key.Key_Minus)
    eventually(lambda: not place.view.ui.notice_frame.isVisible())


@pytest.mark.parametrize("what", ["text", "years", "link"])
def test_a_done_note_that_is_changed_is_a_draft_again(show_notes, eventually, jobs, what, status):
    note = a_note("A1", status="done", years=("4",), aspects=("Q3+",), body=Body("Calm"))
    session = a_session(note)
    place = show_notes(session, target="note-A1")
    ui = place.view.ui
    assert (ui.state_label.text(), ui.done_button.text()) == ("Done", "Reopen")
    if what == "text":
        type_words(" start")
    elif what == "years":
        place.view.engine.editor_for("years").chips.switch("5")
    else:
        place.view.open_drawer(LINKS)
        view = place.view.links.ui.aspects_view
        view.setFocus()
        view.setCurrentIndex(place.view.links.model.index_of("D4"))
        QTest.keyClick(view, Key.Key_Minus)
    assert (ui.state_label.text(), ui.done_button.text()) == ("Draft again", "Done")
    eventually(lambda: session.evidence.notes["note-A1"].status == "draft" and not jobs.busy)
    assert ui.state_label.text() == "Draft again"
    place.done.switch()
    eventually(lambda: session.evidence.notes["note-A1"].status == "done")
    eventually(lambda: ui.state_label.text() == "Done")


def test_answers_that_may_wait_for_the_evening_leave_a_note_done(show_notes, eventually, jobs):
    session = a_session(a_note("A1", status="done", years=("4",), aspects=("Q3+",)))
    place = show_notes(session, target="note-A1")
    QTest.keyClicks(place.view.engine.editor_for("so_what").stop, "They learn more.")
    place.presenter.save_now()
    eventually(lambda: session.evidence.notes["note-A1"].so_what == "They learn more.")
    eventually(lambda: not jobs.busy)
    assert session.evidence.notes["note-A1"].status == "done"
    assert place.view.ui.state_label.text() == "Done"


def test_a_change_from_elsewhere_is_nobodys_edit(show_notes, eventually, jobs, store):
    session = a_session(a_note("A1", status="done", years=("4",), aspects=("Q3+",)))
    place = show_notes(session, target="note-A1")
    session.evidence.draft(REVIEW, "note-A1", "body", {"text": "Said elsewhere"})
    store.announce(Changes.of(REVIEW, "evidence", ["note-A1"]), None)
    eventually(lambda: place.view.editor.toPlainText() == "Said elsewhere")
    assert place.view.ui.state_label.text() == "Done"
