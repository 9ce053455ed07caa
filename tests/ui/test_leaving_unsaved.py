"""Quitting with words that could not be saved asks first; nothing is lost without a word."""

from reviewer_app.domain.errors import DiskFullError
from reviewer_app.services.evidence import EvidenceService
from tests.fixtures.builders import a_review


def test_quitting_on_a_full_disk_asks_and_keeps_the_words(
    qtbot, profiles, application, dialogs, eventually, monkeypatch
):
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
    editor = place.view.editor
    eventually(editor.isVisible)

    def full(*_arguments):
        raise DiskFullError("The disk is full.", "Nothing typed is lost yet.", "Free some space.")

    with monkeypatch.context() as disk:
        disk.setattr(EvidenceService, "draft", full)
        disk.setattr(EvidenceService, "seal", full)
        qtbot.keyClicks(editor, "words that have no room")
        dialogs.confirms = False
        app.quit()
        eventually(lambda: dialogs.asked)
        assert "could not be saved" in dialogs.asked[-1]
        assert app.window.isVisible()
        assert "words that have no room" in editor.toPlainText()
    app.quit()  # there is room again
    eventually(lambda: not app.window.isVisible())
    session = profiles.unlock_practice()
    try:
        notes = session.evidence.list(review)
        texts = [session.evidence.open(review, n.id).evidence.body.text for n in notes]
        assert any("words that have no room" in text for text in texts)
    finally:
        session.close()


def test_opening_another_review_on_a_full_disk_asks_and_keeps_the_words(
    qtbot, profiles, application, dialogs, eventually, monkeypatch
):
    profiles.create_practice().close()
    app = application("practice")
    eventually(lambda: app.frame is not None)
    eventually(lambda: not app.jobs.busy)
    [first] = [c.id for c in app.session.reviews.cards()]
    other = a_review(app.session, notes=1)
    app.frame.navigate("review", first)
    eventually(lambda: not app.jobs.busy)
    app.frame.navigate("notes", "")
    eventually(lambda: "notes" in app.frame._open)
    place = app.frame._open["notes"]
    eventually(lambda: place.presenter.rows)
    place.presenter.open(next(r.id for r in place.presenter.rows if r.status == "draft"))
    editor = place.view.editor
    eventually(editor.isVisible)

    def full(*_arguments):
        raise DiskFullError("The disk is full.", "Nothing typed is lost yet.", "Free some space.")

    with monkeypatch.context() as disk:
        disk.setattr(EvidenceService, "draft", full)
        disk.setattr(EvidenceService, "seal", full)
        qtbot.keyClicks(editor, "words that have no room")
        dialogs.confirms = False
        app.frame.navigate("review", other)
        eventually(lambda: not app.jobs.busy)
        assert app.frame.review == first
        assert app.frame._open["notes"] is place
        assert any("could not be saved" in asked for asked in dialogs.asked)
    app.frame.navigate("review", other)  # there is room again
    eventually(lambda: app.frame.review == other)
    notes = app.session.evidence.list(first)
    texts = [app.session.evidence.open(first, n.id).evidence.body.text for n in notes]
    assert any("words that have no room" in text for text in texts)
