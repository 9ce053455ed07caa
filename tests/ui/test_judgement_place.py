"""Stories of the team at the end of the day: estimates and statements, by keys and by hand."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Estimate
from reviewer_app.domain.errors import DiskFullError
from reviewer_app.domain.framework import INSUFFICIENT
from reviewer_app.ui.judgement.area_view import AreaView
from reviewer_app.ui.judgement.areas import AreaModel
from reviewer_app.ui.judgement.data import AreaRow
from reviewer_app.ui.judgement.place import JudgementPlace
from reviewer_app.ui.judgement.statement_delegate import StatementEditor
from reviewer_app.ui.judgement.statement_model import (
    MIME,
    NoteNames,
    StatementModel,
    StatementRole,
)
from tests.ui.places_fakes import (
    BEN,
    ME,
    REVIEW,
    FakeData,
    a_note,
    a_statement,
    balance_of,
    fake_session,
)

# a popup takes the keyboard on a real screen; offscreen Qt says it cannot
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing", extend=True)


@pytest.fixture
def data() -> FakeData:
    notes = [a_note("A1", "Y4 · Mathematics"), a_note("B2", "SENCO", "meeting")]
    statements = [
        a_statement("s1", "www", "Leaders know their school well.", evidence=("note-A1",)),
        a_statement("s2", "www", "Staff feel trusted and grow.", evidence=("note-A1", "note-B2")),
        a_statement("s3", "www", "Plans are few and clear.", status="proposed"),
        a_statement("s4", "ebi", "… subject leaders checked work more often."),
    ]
    ids = {"L1": ("note-A1",), "L2": ("note-A1", "note-B2")}
    return FakeData(
        statements=statements, notes=notes, balance=balance_of("L", lambda a: ids.get(a, ()))
    )


@pytest.fixture
def place(qtbot, make_context, data, jobs, eventually):
    place = JudgementPlace(make_context(fake_session(data)), REVIEW)
    qtbot.addWidget(place)
    place.resize(1200, 900)
    place.activate("")
    with qtbot.waitExposed(place):
        place.show()
    eventually(lambda: place.page("L") is not None)
    yield place
    place.flush()  # as leaving it does: no timer may outlive the lanes
    eventually(lambda: not jobs.busy)


def area(place: JudgementPlace, code: str = "L") -> AreaView:
    page = place.page(code)
    assert isinstance(page, AreaView)
    return page


def texts(panel) -> list[str]:
    return [panel.model.index(n).data() for n in range(panel.model.rowCount())]


def test_an_estimate_is_given_with_the_keyboard_alone(place, data, qtbot, eventually):
    page = area(place)
    place.ui.areas_view.setFocus()
    qtbot.keyClick(place.ui.areas_view, Qt.Key.Key_Tab)
    eventually(lambda: page.scale.cards()[0].hasFocus())
    qtbot.keyClick(page.scale.cards()[0], Qt.Key.Key_Right)
    assert page.scale.cards()[1].hasFocus()
    assert data.estimates == {}, "moving is not choosing"
    qtbot.keyClick(page.scale.cards()[1], Qt.Key.Key_Return)
    eventually(lambda: data.estimate("L").point == "effective")
    eventually(lambda: page.scale.cards()[1].isChecked())
    row = place.areas.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert row == "Leadership at all levels: Effective"


def test_the_work_is_done_off_the_window_s_thread(place, data, qtbot, eventually):
    import threading

    qtbot.mouseClick(area(place).scale.cards()[0], Qt.MouseButton.LeftButton)
    eventually(lambda: "L" in data.estimates)
    assert threading.get_ident() not in data.threads


def test_undo_and_redo_tell_the_story_of_an_estimate(place, data, qtbot, eventually):
    cards = area(place).scale.cards()
    qtbot.mouseClick(cards[1], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(cards[2], Qt.MouseButton.LeftButton)
    eventually(lambda: data.estimate("L").point == "working_towards")
    assert place.ui.undo_button.toolTip().startswith("Undo change of estimate")
    qtbot.keyClick(cards[2], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    eventually(lambda: data.estimate("L").point == "effective")
    assert cards[1].isChecked()
    qtbot.mouseClick(place.ui.undo_button, Qt.MouseButton.LeftButton)
    eventually(lambda: data.estimate("L").point == "")
    qtbot.mouseClick(place.ui.redo_button, Qt.MouseButton.LeftButton)
    eventually(lambda: data.estimate("L").point == "effective")


def test_not_enough_evidence_asks_why(place, data, qtbot, eventually):
    ui = area(place).ui
    ui.insufficient_check.click()
    eventually(lambda: data.estimate("L").point == INSUFFICIENT)
    qtbot.keyClicks(ui.reason_edit, "No pupils were met")
    eventually(lambda: data.estimate("L").insufficient_reason == "No pupils were met")


def test_the_rationale_saves_itself_and_counts(place, data, qtbot, eventually, status):
    ui = area(place).ui
    qtbot.keyClicks(ui.rationale_edit, "Leaders act early")
    assert ui.words_label.text() == "3 of about 60 words"
    assert status.text == "Saving…"
    eventually(lambda: data.estimate("L").rationale)
    assert data.estimate("L").rationale == "Leaders act early"
    eventually(lambda: status.text.startswith("Saved "))


def test_leaving_saves_at_once_without_waiting(place, data, qtbot, eventually):
    qtbot.keyClicks(area(place).ui.rationale_edit, "Kept")
    place.flush()
    assert place.presenter.data.estimates["L"].rationale == "Kept"
    eventually(lambda: data.estimate("L").rationale == "Kept")


def test_a_statement_is_added_edited_moved_deleted_and_all_of_it_taken_back(
    place, data, qtbot, eventually
):
    panel = area(place).lists["www"]
    before = texts(panel)
    qtbot.keyClicks(panel.ui.new_edit, "Pupils lead.")
    qtbot.keyClick(panel.ui.new_edit, Qt.Key.Key_Return)
    eventually(lambda: texts(panel) == [*before, "Pupils lead."])
    panel.select("s1")
    view = panel.ui.statements_view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    editor = view.findChild(StatementEditor)
    editor.selectAll()
    qtbot.keyClicks(editor, "Leaders know it very well.")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    eventually(lambda: data.statements[0].text == "Leaders know it very well.")
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    eventually(lambda: [s.id for s in data.statements[:2]] == ["s2", "s1"])
    assert texts(panel)[:2] == ["Staff feel trusted and grow.", "Leaders know it very well."]
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    eventually(lambda: "s1" in data.deleted)
    eventually(lambda: panel.model.row_of("s1") < 0)
    for _ in range(4):
        place.presenter.undo_stack.undo()
    eventually(lambda: texts(panel) == before)
    eventually(lambda: [s.id for s in data.statements] == ["s1", "s2", "s3", "s4"])
    assert data.statements[0].text == "Leaders know their school well."
    place.presenter.undo_stack.redo()
    eventually(lambda: texts(panel) == [*before, "Pupils lead."])


def test_a_new_statement_half_typed_survives_the_program(
    place, data, qtbot, make_context, eventually
):
    panel = area(place).lists["ebi"]
    qtbot.keyClicks(panel.ui.new_edit, "half a thought")
    eventually(lambda: data.places)
    after = JudgementPlace(make_context(fake_session(data)), REVIEW)
    qtbot.addWidget(after)
    after.activate("L")
    eventually(lambda: after.page("L") is not None)
    assert area(after).lists["ebi"].ui.new_edit.text() == "half a thought"
    assert len(data.statements) == 4, "nothing was added by itself"
    qtbot.keyClick(panel.ui.new_edit, Qt.Key.Key_Return)
    eventually(lambda: len(data.statements) == 5)
    eventually(lambda: not data.places[f"judgement.typing.{REVIEW}"])


def test_typing_in_a_row_is_saved_at_a_pause(place, data, qtbot, eventually):
    panel = area(place).lists["ebi"]
    panel.select("s4")
    panel.ui.statements_view.setFocus()
    qtbot.mouseClick(panel.ui.edit_button, Qt.MouseButton.LeftButton)
    editor = panel.ui.statements_view.findChild(StatementEditor)
    qtbot.keyClicks(editor, " Weekly.")
    eventually(lambda: data.statements[3].text.endswith("Weekly."))
    assert editor.isVisible(), "saving on the way does not end the editing"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    eventually(lambda: not place.findChildren(StatementEditor))


def test_a_proposal_is_agreed_or_dropped(place, data, qtbot, eventually):
    panel = area(place).lists["www"]
    panel.select("s3")
    detail = panel.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Proposed" in detail
    assert "no note behind it yet" in detail
    qtbot.mouseClick(panel.ui.agree_button, Qt.MouseButton.LeftButton)
    eventually(lambda: data.statements[2].status == "agreed")
    assert not panel.ui.agree_button.isVisible()
    qtbot.mouseClick(panel.ui.drop_button, Qt.MouseButton.LeftButton)
    eventually(lambda: data.statements[2].status == "dropped")


def test_notes_are_ticked_behind_a_statement(place, data, qtbot, eventually):
    page = area(place)
    panel = page.lists["www"]
    panel.select("s1")
    qtbot.mouseClick(panel.ui.notes_button, Qt.MouseButton.LeftButton)
    popup = page.popup
    assert popup.isVisible()
    qtbot.keyClick(popup.notes_view, Qt.Key.Key_Down)
    qtbot.keyClick(popup.notes_view, Qt.Key.Key_Space)
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    popup.hide()
    eventually(lambda: data.statements[0].evidence == ("note-A1", "note-B2"))
    assert "from 2 kinds of evidence" in panel.model.index(0).data(
        Qt.ItemDataRole.AccessibleTextRole
    )


def test_a_line_of_the_balance_is_a_door(place, navigated, qtbot):
    rows = area(place).balance.rows()
    assert rows[0].accessibleName().startswith("Vision, values and ambition: 1 strength")
    qtbot.mouseClick(rows[0], Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert navigated == [("notes", "note-A1")]
    assert not rows[2].isEnabled(), "nothing behind it"
    assert "no evidence yet" in rows[2].accessibleName()


def test_a_title_of_the_balance_wraps_and_its_numbers_go_below_it(place, theme):
    row = area(place).balance.rows()[0]
    one = row.heightForWidth(900)
    assert row.heightForWidth(260) > one
    theme.set_zoom(2.0)
    assert row.heightForWidth(600) > row.heightForWidth(1800) > one
    theme.set_zoom(1.0)


def test_titles_of_the_scale_have_one_height(place, data, qtbot, eventually):
    place.resize(910, 800)
    cards = area(place).scale.cards()
    eventually(lambda: len({card.y() for card in cards}) == 1)
    eventually(lambda: cards[0].word.height() > 1.5 * cards[0].word.fontMetrics().height())
    eventually(lambda: len({card.findChildren(QLabel)[-1].y() for card in cards}) == 1)
    qtbot.mouseClick(cards[2], Qt.MouseButton.LeftButton)
    eventually(lambda: cards[2].isChecked())
    eventually(lambda: len({card.findChildren(QLabel)[-1].y() for card in cards}) == 1)
    assert "Agreed" in [w.text() for w in cards[2].findChildren(QLabel) if w.isVisible()]
    assert "Agreed" not in [w.text() for w in cards[0].findChildren(QLabel) if w.isVisible()]


def test_notes_behind_a_statement_are_named_in_their_order(qtbot):
    model = StatementModel()
    numbers = {f"n{n}": f"R{n}" for n in (10, 7, 8)}
    behind = a_statement("s1", "www", "Good.", evidence=tuple(numbers))
    model.set_rows([behind], NoteNames(numbers, dict.fromkeys(numbers, "Meeting")), read_only=False)
    detail = model.index(0).data(StatementRole.DETAIL)
    assert "R7, R8, R10" in detail


def test_many_notes_behind_a_line_are_offered_by_title(place, navigated, qtbot, eventually):
    qtbot.mouseClick(area(place).balance.rows()[1], Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    eventually(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert [a.text() for a in menu.actions()] == [
        "A1  Lesson visit · Y4 · Mathematics", "B2  Meeting · SENCO",
    ]  # fmt: skip
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert navigated == [("notes", "note-B2")]


def test_two_versions_stand_side_by_side_until_somebody_chooses(
    place, data, qtbot, eventually, store
):
    both = ((ME, "Mine."), (BEN, "His."))
    data.statements[0] = replace(data.statements[0], contested=("text",), versions=both)
    data.estimates["L"] = Estimate(
        "L", "L", "agreed", "", "", "", ("point",), ((ME, "leading"), (BEN, "effective"))
    )
    store.announce(Changes.of(REVIEW, "statement", ["s1"]))
    page = area(place)
    eventually(lambda: page.statement_versions.isVisible())
    assert "Ben Okoro: Effective" in page.ui.versions_label.text()
    assert "Two versions" in place.areas.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    keep = [b.text() for b in page.statement_versions.findChildren(QPushButton)]
    assert keep == ["Keep mine", "Keep Ben Okoro’s", "Keep both"]
    qtbot.mouseClick(
        page.statement_versions.findChild(QPushButton, "keep_1_button"), Qt.MouseButton.LeftButton
    )
    eventually(lambda: ("resolve", "s1", "text", "His.") in data.calls)
    eventually(lambda: not page.statement_versions.isVisible())
    qtbot.mouseClick(page.scale.cards()[0], Qt.MouseButton.LeftButton)
    eventually(lambda: data.estimate("L").point == "leading")


def test_the_overall_estimate_warns_and_never_decides(place, data, qtbot, eventually):
    for code in ("L", "Q", "D"):
        data.estimates[code] = Estimate(code, code, "agreed", "effective", "why", "")
    data.estimates["overall"] = Estimate("o", "overall", "agreed", "leading", "", "")
    place.activate("overall")
    eventually(lambda: place.page("overall") is not None)
    page = area(place, "overall")
    eventually(lambda: "above the best area" in page.ui.warning_label.text())
    assert not page.ui.statements_frame.isVisible()


def test_the_area_of_excellence_has_its_own_page(place, data, qtbot, eventually):
    place.activate("X")
    eventually(lambda: place.page("X") is not None)
    page = place.page("X")
    eventually(lambda: page.scale.cards()[0].height() > 40 and page.scale.cards()[2].y() == 0)
    qtbot.keyClicks(page.ui.excellence_title_edit, "Growing middle leaders")
    qtbot.mouseClick(page.scale.cards()[0], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(page.ui.excellence_text_edit, "It was built in three steps.")
    place.flush()
    eventually(lambda: not place._ctx.jobs.busy)  # words and title are two writings
    section = data.sections["excellence"]
    assert section.fields["title"] == "Growing middle leaders"
    assert section.fields["outcome"] == "accredited"
    assert section.body == "It was built in three steps."
    place.presenter.undo_stack.undo()
    eventually(lambda: not data.sections["excellence"].fields["outcome"])


def test_a_final_review_can_only_be_read(place, data, eventually, store):
    data.review = replace(data.review, state="final")
    store.announce(Changes.of(REVIEW, "review", [REVIEW]))
    page = area(place)
    eventually(lambda: not page.scale.isEnabled())
    assert page.ui.rationale_edit.isReadOnly()
    assert not page.lists["www"].ui.new_edit.isVisible()
    assert not page.lists["www"].model.flags(page.lists["www"].model.index(0)) & (
        Qt.ItemFlag.ItemIsEditable
    )


def test_a_full_disk_is_a_sentence_and_what_failed_cannot_be_taken_back(
    place, data, qtbot, eventually, status
):
    problems = []
    status.problem_raised.connect(problems.append)
    data.problem = DiskFullError("The disk is full.", "Saved text is safe.", "Make room.")
    qtbot.mouseClick(area(place).scale.cards()[0], Qt.MouseButton.LeftButton)
    eventually(lambda: problems)
    eventually(lambda: not area(place).scale.cards()[0].isChecked())
    data.problem = None
    calls = len(data.calls)
    place.presenter.undo_stack.undo()
    assert len(data.calls) == calls


def test_a_rationale_that_cannot_be_saved_leaves_the_steps_before_it(
    place, data, qtbot, eventually, status
):
    problems = []
    status.problem_raised.connect(problems.append)
    qtbot.mouseClick(area(place).scale.cards()[1], Qt.MouseButton.LeftButton)
    eventually(lambda: data.estimate("L").point == "effective")
    data.problem = DiskFullError("The disk is full.", "Saved text is safe.", "Make room.")
    qtbot.keyClicks(area(place).ui.rationale_edit, "Lost")
    place.flush()
    eventually(lambda: problems)
    eventually(lambda: not place.presenter._ctx.jobs.busy)
    assert area(place).ui.rationale_edit.toPlainText() == "Lost"
    data.problem = None
    place.presenter.undo_stack.undo()
    eventually(lambda: data.estimate("L").point == "")
    place.flush()
    eventually(lambda: data.estimate("L").rationale == "Lost")


def test_dragging_asks_for_the_move_and_carries_no_text(qtbot, data):
    model = StatementModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(data.statements[:3], NoteNames({}, {}), read_only=False)
    mime = model.mimeData([model.index(0)])
    assert mime.formats() == [MIME]
    asked = []
    model.move_asked.connect(lambda *move: asked.append(move))
    model.dropMimeData(mime, Qt.DropAction.MoveAction, 2, 0, model.index(-1))
    assert asked == [("s1", "s3")]


def test_the_statement_model_keeps_its_word_through_every_change(qtbot, data):
    model = StatementModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    a, b, c, d = data.statements
    for rows in ([a, b, c], [c, a, b], [b], [d, b, a], [], [a, b, c, d], [d, c, b, a]):
        model.set_rows(rows, NoteNames({}, {}), read_only=False)
        assert [model.statement(n).id for n in range(model.rowCount())] == [s.id for s in rows]


def test_the_area_model_tells_only_what_changed(qtbot):
    model = AreaModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [AreaRow(c, c, "", 0, 4, False, 0, 0) for c in "LQD"]
    model.set_rows(rows)
    with qtbot.waitSignal(model.dataChanged) as told:
        model.set_rows([rows[0], replace(rows[1], word="Leading"), rows[2]])
    assert told.args[0].row() == 1


@pytest.mark.parametrize(
    ("door", "field"),
    [("L/rationale", "rationale_edit"), ("L/ebi", "new_edit"), ("L/s4", "statements_view")],
)
def test_a_door_leads_to_the_very_field(place, eventually, door, field):
    place.page("L").ui.scroll_area.verticalScrollBar().setValue(0)
    place.activate(door)
    eventually(lambda: (place.focusWidget() or place).objectName() == field)
    wanted = place.focusWidget()
    assert not wanted.visibleRegion().isEmpty()
    if door == "L/s4":  # its buttons, the notes among them, are there to be pressed
        assert place.page("L").lists["ebi"].current().id == "s4"
        assert place.page("L").lists["ebi"].ui.notes_button.isVisible()


def test_undo_has_the_keys_people_expect(place):
    assert place._undo.shortcut() == QKeySequence("Ctrl+Z")
