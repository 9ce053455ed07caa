"""Quitting on a full disk asks also where the words are a rationale or a section of the report."""

import pytest
from PySide6.QtCore import Qt

from reviewer_app.domain.errors import DiskFullError
from reviewer_app.services.estimates import EstimateService
from reviewer_app.services.places import PlaceService
from reviewer_app.services.sections import SectionService
from reviewer_app.services.statements import StatementService
from reviewer_app.ui.judgement.statement_delegate import StatementEditor
from reviewer_app.ui.judgement.statement_model import StatementRole

WORDS = "words that have no room"


def full(*_arguments, **_named):
    raise DiskFullError("The disk is full.", "Nothing typed is lost yet.", "Free some space.")


@pytest.fixture
def app(profiles, application, eventually):
    """The running program with a review of the practice profile that can be written in."""
    profiles.create_practice().close()
    app = application("practice")
    eventually(lambda: app.frame is not None)
    app.frame.navigate("review", app.session.reviews.cards()[0].id)
    eventually(lambda: not app.jobs.busy)
    return app


@pytest.mark.parametrize(
    ("place", "service", "box"),
    [("judgement", EstimateService, "rationale_edit"), ("report", SectionService, "context_edit")],
)
def test_quitting_asks_before_words_of_any_place_are_lost(
    qtbot, app, dialogs, eventually, monkeypatch, place, service, box
):
    app.frame.navigate(place, "")
    eventually(lambda: place in app.frame._open and not app.jobs.busy)
    widget = app.frame._open[place]
    edit = next(e for e in widget.findChildren(object, box) if e.isVisible())
    with monkeypatch.context() as disk:
        disk.setattr(service, "set", full)
        qtbot.keyClicks(edit, WORDS)
        dialogs.confirms = False
        app.quit()
        eventually(lambda: dialogs.asked or not app.window.isVisible())
        assert app.window.isVisible()
        assert "could not be saved" in dialogs.asked[-1]
        assert WORDS in edit.toPlainText()
    app.quit()  # there is room again
    eventually(lambda: not app.window.isVisible())
    assert len(dialogs.asked) == 1


@pytest.fixture
def area(app, eventually):
    """An area of the judgement place with a statement in it: (app, place, its page)."""
    app.frame.navigate("judgement", "")
    eventually(lambda: "judgement" in app.frame._open and not app.jobs.busy)
    place = app.frame._open["judgement"]
    eventually(lambda: place.presenter.data is not None)
    code = place.presenter.data.framework.areas[0].code
    place.presenter.add("www", code, "Checking understanding is secure.")
    eventually(lambda: place.presenter.data.statements and not app.jobs.busy)
    place.activate(code)
    eventually(lambda: place.page(code) is not None and not app.jobs.busy)
    return app, place, place.page(code)


def stored_texts(app, place):
    return [s.text for s in app.session.statements.list(place.presenter._review)]


def test_a_statement_edited_on_a_full_disk_stays_in_its_row(
    qtbot, area, dialogs, eventually, monkeypatch
):
    app, place, page = area
    panel = page.lists["www"]
    view, model = panel.ui.statements_view, panel.model
    statement, before = model.statement(0).id, model.statement(0).text
    with monkeypatch.context() as disk:
        disk.setattr(StatementService, "edit", full)
        view.setCurrentIndex(model.index(0))
        panel.ui.edit_button.click()
        eventually(lambda: view.findChild(StatementEditor) is not None)
        editor = view.findChild(StatementEditor)
        editor.selectAll()
        qtbot.keyClicks(editor, WORDS)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        eventually(lambda: not app.jobs.busy)
        row = model.index(model.row_of(statement))
        assert row.data() == WORDS
        assert "not saved" in row.data(StatementRole.DETAIL)
        assert place.unsaved
        dialogs.confirms = False
        app.quit()
        eventually(lambda: dialogs.asked)
        eventually(lambda: not app.jobs.busy)
        assert app.window.isVisible()
    assert before in stored_texts(app, place)
    place.flush()  # what Ctrl+S does; there is room again
    eventually(lambda: not app.jobs.busy)
    assert WORDS in stored_texts(app, place)
    assert not place.unsaved
    assert "not saved" not in model.index(model.row_of(statement)).data(StatementRole.DETAIL)


def test_another_saving_that_succeeds_takes_the_refused_text_along(area, eventually, monkeypatch):
    app, place, page = area
    first = page.lists["www"].model.statement(0).id
    with monkeypatch.context() as disk:
        disk.setattr(StatementService, "edit", full)
        place.presenter.edit_text(first, "Checking understanding is secure.", WORDS)
        eventually(lambda: place.presenter.unsaved)
    place.presenter.write_rationale(page.code, "There is room again.")
    eventually(lambda: not app.jobs.busy and not place.unsaved)
    assert WORDS in stored_texts(app, place)


def test_a_new_statement_the_disk_refused_is_in_its_field_again(
    qtbot, area, eventually, monkeypatch
):
    app, place, page = area
    panel = page.lists["ebi"]
    with monkeypatch.context() as disk:
        disk.setattr(StatementService, "add", full)
        disk.setattr(PlaceService, "set", full)
        qtbot.keyClicks(panel.ui.new_edit, WORDS)
        qtbot.keyClick(panel.ui.new_edit, Qt.Key.Key_Return)
        eventually(lambda: not app.jobs.busy)
        assert panel.ui.new_edit.text() == WORDS
        assert place.unsaved
        assert not page.ui.rationale_edit.dirty  # only what failed is held on to
    qtbot.keyClick(panel.ui.new_edit, Qt.Key.Key_Return)
    eventually(lambda: not app.jobs.busy)
    assert WORDS in stored_texts(app, place)
    assert panel.ui.new_edit.text() == ""
    assert not place.unsaved


def test_a_reason_the_disk_refused_stays_and_is_saved_later(qtbot, area, eventually, monkeypatch):
    app, place, page = area
    place.presenter.give_point(page.code, "insufficient_evidence")
    eventually(lambda: page.ui.reason_edit.isVisible() and not app.jobs.busy)
    with monkeypatch.context() as disk:
        disk.setattr(EstimateService, "set", full)
        page.ui.reason_edit.setFocus()
        qtbot.keyClicks(page.ui.reason_edit, WORDS)
        page.ui.rationale_edit.setFocus()
        eventually(lambda: not app.jobs.busy and place.unsaved)
        assert page.ui.reason_edit.text() == WORDS
    place.flush()
    eventually(lambda: not app.jobs.busy and not place.unsaved)
    agreed = app.session.estimates.list(place.presenter._review)
    assert WORDS in [e.insufficient_reason for e in agreed]


def test_the_contact_of_an_area_of_excellence_is_held_too(qtbot, area, eventually, monkeypatch):
    app, place, _ = area
    code = next(a.code for a in place.presenter.data.framework.areas if a.kind == "excellence")
    place.activate(code)
    eventually(lambda: place.page(code) is not None and not app.jobs.busy)
    page = place.page(code)
    with monkeypatch.context() as disk:
        disk.setattr(SectionService, "set", full)
        page.ui.contact_edit.setFocus()
        qtbot.keyClicks(page.ui.contact_edit, WORDS)
        page.ui.excellence_text_edit.setFocus()
        eventually(lambda: not app.jobs.busy and place.unsaved)
        assert page.ui.contact_edit.text().endswith(WORDS)
        assert not page.ui.excellence_text_edit.dirty
    place.flush()
    eventually(lambda: not app.jobs.busy and not place.unsaved)
    kept = app.session.sections.get(place.presenter._review)["excellence"]
    assert str(kept.fields["contact"]).endswith(WORDS)


def test_a_newer_text_that_was_saved_is_not_overwritten_by_an_older_one(
    area, eventually, monkeypatch
):
    app, place, page = area
    first, real = page.lists["www"].model.statement(0).id, StatementService.edit
    refuse = iter([True])

    def edit(self, review, statement, field, value):
        if next(refuse, False):
            full()
        return real(self, review, statement, field, value)

    monkeypatch.setattr(StatementService, "edit", edit)
    place.presenter.save_text(first, "older words")
    place.presenter.save_text(first, "newer words")
    eventually(lambda: not app.jobs.busy and not place.unsaved)
    assert stored_texts(app, place) == ["newer words"]


def test_a_delete_that_the_disk_refused_brings_the_held_words_back(area, eventually, monkeypatch):
    app, place, page = area
    model = page.lists["www"].model
    first = model.statement(0).id
    with monkeypatch.context() as disk:
        disk.setattr(StatementService, "edit", full)
        disk.setattr(StatementService, "delete", full)
        place.presenter.edit_text(first, "Checking understanding is secure.", WORDS)
        eventually(lambda: place.unsaved and not app.jobs.busy)
        place.presenter.delete(first)
        eventually(lambda: model.rowCount() == 1 and not app.jobs.busy)
        assert model.index(0).data() == WORDS
    place.flush()
    eventually(lambda: not app.jobs.busy and not place.unsaved)
    assert stored_texts(app, place) == [WORDS]


def test_a_new_statement_half_typed_is_asked_about_only_while_it_is_not_safe(
    qtbot, area, dialogs, eventually, monkeypatch
):
    app, place, page = area
    panel = page.lists["ebi"]
    with monkeypatch.context() as disk:
        disk.setattr(PlaceService, "set", full)
        qtbot.keyClicks(panel.ui.new_edit, WORDS)
        place.flush()
        eventually(lambda: not app.jobs.busy)
        dialogs.confirms = False
        app.quit()
        eventually(lambda: dialogs.asked)
        eventually(lambda: not app.jobs.busy)
        assert app.window.isVisible()
        panel.ui.new_edit.selectAll()
        qtbot.keyClick(panel.ui.new_edit, Qt.Key.Key_Delete)
        place.flush()
        eventually(lambda: not app.jobs.busy and not place.unsaved)  # nothing to lose any more
        qtbot.keyClicks(panel.ui.new_edit, "again")
        place.flush()
        eventually(lambda: not app.jobs.busy)
        assert place.unsaved
    place.flush()
    eventually(lambda: not app.jobs.busy and not place.unsaved)


@pytest.fixture
def row(qtbot, area, eventually):
    """The editor of the first statement, opened: (app, place, editor)."""
    app, place, page = area
    panel = page.lists["www"]
    view = panel.ui.statements_view
    view.setCurrentIndex(panel.model.index(0))
    panel.ui.edit_button.click()
    eventually(lambda: view.findChild(StatementEditor) is not None)
    editor = view.findChild(StatementEditor)
    editor.selectAll()
    qtbot.keyClicks(editor, "Half a thought")
    editor.paused.emit()  # a second without a key
    eventually(lambda: stored_texts(app, place) == ["Half a thought"] and not app.jobs.busy)
    return app, place, editor


def test_undo_after_a_pause_brings_the_whole_text_back_and_not_less(qtbot, row, eventually):
    app, place, editor = row
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    eventually(lambda: place.presenter.undo_stack.undoText() == "change of text")
    place.presenter.undo_stack.undo()
    eventually(lambda: stored_texts(app, place) == ["Checking understanding is secure."])
    place.presenter.undo_stack.redo()
    eventually(lambda: stored_texts(app, place) == ["Half a thought"] and not app.jobs.busy)


def test_escape_after_a_pause_gives_up_what_was_typed(qtbot, row, eventually):
    app, place, editor = row
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    eventually(lambda: stored_texts(app, place) == ["Checking understanding is secure."])
    eventually(lambda: not app.jobs.busy)


def test_nothing_says_saved_while_refused_words_are_on_screen(qtbot, area, eventually, monkeypatch):
    app, place, page = area
    status, cleared = app.frame.status, []
    status.problem_cleared.connect(lambda: cleared.append(True))
    with monkeypatch.context() as disk:
        disk.setattr(EstimateService, "set", full)
        qtbot.keyClicks(page.ui.rationale_edit, WORDS)
        page.ui.rationale_edit.flush()
        eventually(lambda: status.refused and not app.jobs.busy)
        place.presenter.give_status(page.lists["www"].model.statement(0).id, "dropped")
        place.presenter.keep_typing("ebi", page.code, "half a thought")
        eventually(lambda: not app.jobs.busy)
        assert status.text.startswith("Not saved")
        # another place saves, too: its words are safe, these are not
        app.frame.navigate("report", "")
        eventually(lambda: "report" in app.frame._open and not app.jobs.busy)
        report = app.frame._open["report"]
        context = report.write.texts["context"].edit
        qtbot.keyClicks(context, "A school of 412 pupils")
        context.flush()
        eventually(lambda: not app.jobs.busy)
        assert status.text.startswith("Not saved")
        assert cleared == []
    app.frame.flush()
    eventually(lambda: not app.jobs.busy and not app.frame.unsaved)
    assert status.text.startswith("Saved")
    assert not status.refused


def test_refused_words_are_tried_again_without_a_key(qtbot, area, eventually, monkeypatch):
    app, place, page = area
    with monkeypatch.context() as disk:
        disk.setattr(EstimateService, "set", full)
        disk.setattr(StatementService, "edit", full)
        qtbot.keyClicks(page.ui.rationale_edit, WORDS)
        page.ui.rationale_edit.flush()
        statement = page.lists["www"].model.statement(0)
        place.presenter.edit_text(statement.id, statement.text, WORDS)
        eventually(lambda: place.presenter.unsaved and not app.jobs.busy)
    page.ui.rationale_edit._timer.timeout.emit()  # twenty seconds later
    place.presenter._retry.timeout.emit()
    eventually(lambda: not app.jobs.busy and not place.unsaved)
    assert WORDS in stored_texts(app, place)


def test_the_cover_says_that_all_is_saved_only_when_it_is(qtbot, area, eventually, monkeypatch):
    app, _, page = area
    with monkeypatch.context() as disk:
        disk.setattr(EstimateService, "set", full)
        qtbot.keyClicks(page.ui.rationale_edit, WORDS)
        app.cover()
        cover = app.window.page
        assert "saved" not in cover.ui.intro_label.text()  # not known yet
        eventually(lambda: "could not be saved yet" in cover.ui.intro_label.text())
        cover.ui.uncover_button.click()
        eventually(lambda: app.window.page is app.frame and not app.jobs.busy)
    app.cover()
    cover = app.window.page
    eventually(lambda: cover.ui.intro_label.text().startswith("Everything is saved."))
    cover.ui.uncover_button.click()
    eventually(lambda: app.window.page is app.frame and not app.jobs.busy)
