"""Words the store refused are still words: they are asked about, and nothing else goes for them."""

import pytest
from PySide6.QtGui import QTextCursor

from reviewer_app.domain.errors import DiskFullError
from reviewer_app.storage import migrate

LONG = "x" * 70_000


@pytest.fixture
def notes(qtbot, profiles, application, eventually):
    """The running program with a draft note of the practice profile open: (app, place)."""
    profiles.create_practice().close()
    app = application("practice")
    eventually(lambda: app.frame is not None)
    review = app.session.reviews.cards()[0].id
    app.frame.navigate("review", review)
    eventually(lambda: not app.jobs.busy)
    app.frame.navigate("notes", "")
    eventually(lambda: "notes" in app.frame._open)
    place = app.frame._open["notes"]
    eventually(lambda: place.presenter.rows)
    place.presenter.open(next(r.id for r in place.presenter.rows if r.status == "draft"))
    eventually(place.view.editor.isVisible)
    eventually(lambda: not app.jobs.busy)
    return app, place


def stored(app, place):
    return app.session.evidence.open(place.presenter._review, place.presenter.note).evidence.body


def put_at_start(editor, text):
    cursor = editor.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.insertText(text)


def test_quitting_with_a_text_too_long_to_keep_asks_first(notes, dialogs, eventually):
    app, place = notes
    put_at_start(place.view.editor, LONG)
    place.presenter.save_now()
    eventually(lambda: not app.jobs.busy)
    dialogs.confirms = False
    app.quit()
    eventually(lambda: dialogs.asked or not app.window.isVisible())
    assert any("could not be saved" in asked for asked in dialogs.asked)
    assert app.window.isVisible()
    assert place.view.editor.toPlainText().startswith(LONG)
    dialogs.confirms = True
    app.quit()
    eventually(lambda: not app.window.isVisible())


def test_a_text_too_long_to_keep_is_still_there_after_a_look_at_another_note(notes, eventually):
    app, place = notes
    presenter, first = place.presenter, place.presenter.note
    put_at_start(place.view.editor, LONG)
    presenter.open(next(r.id for r in presenter.rows if r.id != first))
    eventually(lambda: presenter.note != first and not app.jobs.busy)
    assert not place.view.editor.toPlainText().startswith(LONG)
    presenter.open(first)
    eventually(lambda: presenter.note == first and not app.jobs.busy)
    assert place.view.editor.toPlainText().startswith(LONG)
    put_at_start(place.view.editor, "y")
    place.view.editor.put_back("short again")
    presenter.save_now()
    eventually(lambda: not app.jobs.busy)
    assert stored(app, place).text == "short again"
    assert not place.unsaved


def test_removing_words_of_a_text_that_is_not_stored_removes_no_others(notes, eventually):
    app, place = notes
    editor, before = place.view.editor, stored(app, place).text
    put_at_start(editor, "Zebedee said. ")
    place.presenter.save_now()
    eventually(lambda: not app.jobs.busy)
    put_at_start(editor, LONG)
    place.presenter.remove_text(len(LONG), len(LONG) + 7, "names_child")
    eventually(lambda: not app.jobs.busy)
    assert stored(app, place).text == "Zebedee said. " + before
    assert editor.toPlainText().startswith(LONG)
    # the other way round: what is shown is shorter by words that could not be taken out
    put_at_start(editor, "y")
    place.presenter.remove_text(1, 8, "names_child")
    eventually(lambda: not app.jobs.busy)
    assert stored(app, place).text == "Zebedee said. " + before
    editor.put_back("short again")


def test_removed_words_leave_the_window_though_their_traces_could_not_be_wiped(
    notes, eventually, monkeypatch, qtbot
):
    app, place = notes
    editor, before = place.view.editor, stored(app, place).text
    put_at_start(editor, "Zebedee said. ")
    place.presenter.save_now()
    eventually(lambda: not app.jobs.busy)

    def full(_paths):
        raise DiskFullError("The disk is full.", "", "Make room.")

    with monkeypatch.context() as disk:
        disk.setattr(migrate, "drop_copies", full)
        place.presenter.remove_text(0, 7, "names_child")
        eventually(lambda: not app.jobs.busy)
    assert "Zebedee" not in stored(app, place).text
    assert "Zebedee" not in editor.toPlainText()
    qtbot.keyClicks(editor, "and on")
    place.presenter.save_now()
    eventually(lambda: not app.jobs.busy)
    assert "Zebedee" not in stored(app, place).text
    assert before[:20] in stored(app, place).text
