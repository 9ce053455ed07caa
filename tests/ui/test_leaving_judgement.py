"""Quitting on a full disk asks also where the words are a rationale or a section of the report."""

import pytest

from reviewer_app.domain.errors import DiskFullError
from reviewer_app.services.estimates import EstimateService
from reviewer_app.services.sections import SectionService

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
