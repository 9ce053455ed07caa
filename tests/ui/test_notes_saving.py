"""Two-stage autosave: when it writes, what it shows, and that a failing disk costs no word."""

import pytest
from PySide6.QtTest import QTest

from reviewer_app.domain.errors import DiskFullError
from reviewer_app.ui.evidence import autosave
from reviewer_app.ui.evidence.autosave import Autosave
from reviewer_app.ui.evidence.place import NotesPlace
from reviewer_app.ui.evidence.saving import Saver
from tests.ui.notes_session import REVIEW, a_note, a_session

FULL = DiskFullError("This laptop's disk is full.", "Your words are still here.", "Make room.")


@pytest.fixture
def desk(qtbot, make_context, eventually, jobs):
    """Return an open note on a session that can fail: (place, session)."""
    session = a_session(a_note("A1"), a_note("A2", start="09:00"))
    place = NotesPlace(make_context(session), REVIEW)
    qtbot.addWidget(place)
    place.resize(1000, 700)
    with qtbot.waitExposed(place):
        place.show()
    place.activate("note-A1")
    eventually(lambda: place.presenter.note == "note-A1")
    yield place, session
    session.evidence.failing = None
    eventually(lambda: not jobs.busy)


def bodies(session):
    return [value["text"] for note, field, value in session.evidence.drafts if field == "body"]


def test_the_times_are_those_of_the_design():
    assert (autosave.PAUSE, autosave.LONGEST, autosave.IDLE, autosave.STRETCH) == (
        400, 1_800, 60_000, 120_000,
    )  # fmt: skip


def test_a_key_restarts_the_pause_but_not_the_longest_wait(qtbot, eventually):
    saver = Autosave()
    saver.typed()
    half = saver.pause.interval() // 2  # far from its end and its start: a slow machine may dawdle
    eventually(lambda: saver.pause.remainingTime() < half)
    longest = saver.longest.remainingTime()
    saver.typed()
    assert saver.pause.remainingTime() > half
    assert saver.longest.remainingTime() <= longest
    assert saver.stretch.isActive()
    saver.stop()


def test_typing_asks_nothing_of_the_services_until_the_pause(desk, status, eventually):
    place, session = desk
    eventually(lambda: not place._ctx.jobs.busy)
    before = list(session.evidence.calls)
    QTest.keyClicks(place.view.editor, "Recap quiz on whiteboards")
    assert session.evidence.calls == before
    assert "Saving…" in status.text
    place.presenter.autosave.pause.timeout.emit()
    eventually(lambda: bodies(session) == ["Recap quiz on whiteboards"])
    eventually(lambda: "Saved 10:42:07" in status.text)


def test_saved_is_not_said_while_newer_words_wait(desk, status, eventually):
    place, session = desk
    said = []
    status.shown.connect(said.append)
    QTest.keyClicks(place.view.editor, "one")
    place.presenter.autosave.longest.timeout.emit()
    QTest.keyClicks(place.view.editor, " two")
    eventually(lambda: bodies(session) == ["one"] and not place._ctx.jobs.busy)
    assert not any("Saved" in s for s in said)
    place.presenter.autosave.pause.timeout.emit()
    eventually(lambda: "Saved" in status.text)
    assert bodies(session)[-1] == "one two"


def test_it_seals_after_a_minute_after_two_and_on_leaving_the_field(desk, eventually):
    place, session = desk
    for moment in ("idle", "stretch"):
        session.evidence.sealed.clear()
        QTest.keyClicks(place.view.editor, "words ")
        getattr(place.presenter.autosave, moment).timeout.emit()
        eventually(lambda: session.evidence.sealed == ["note-A1"])
    session.evidence.sealed.clear()
    QTest.keyClicks(place.view.editor, "more")
    place.view.ui.links_button.setFocus()
    eventually(lambda: session.evidence.sealed == ["note-A1"])
    assert bodies(session)[-1] == "words words more", (
        "what was typed is written before it is sealed"
    )


def test_undo_goes_back_across_a_seal(desk, eventually):
    place, session = desk
    QTest.keyClicks(place.view.editor, "kept")
    place.presenter.save_now()
    eventually(lambda: session.evidence.sealed and not place._ctx.jobs.busy)
    assert place.view.editor.document().isUndoAvailable()
    place.view.editor.undo()
    assert place.view.editor.toPlainText() == ""


def test_a_full_disk_keeps_the_words_and_tries_again_by_itself(desk, status, eventually):
    place, session = desk
    problems, cleared = [], []
    status.problem_raised.connect(problems.append)
    status.problem_cleared.connect(lambda: cleared.append(True))
    session.evidence.failing = FULL
    QTest.keyClicks(place.view.editor, "Two pupils wait")
    place.presenter.autosave.pause.timeout.emit()
    eventually(lambda: problems == [FULL])
    assert place.view.editor.toPlainText() == "Two pupils wait"
    assert place.unsaved
    assert place.presenter.autosave.retry.isActive()
    assert "Saved" not in status.text
    place.presenter.autosave.retry.timeout.emit()
    eventually(lambda: place.presenter.autosave.retry.isActive())
    assert problems == [FULL], "said once, not at every try"
    session.evidence.failing = None
    place.presenter.autosave.retry.timeout.emit()
    eventually(lambda: bodies(session) == ["Two pupils wait"])
    eventually(lambda: cleared and "Saved" in status.text)
    assert not place.unsaved


def test_words_of_a_note_left_while_the_disk_was_full_are_written_later(desk, eventually):
    place, session = desk
    session.evidence.failing = FULL
    QTest.keyClicks(place.view.editor, "first note")
    place.presenter.open("note-A2")
    eventually(lambda: place.presenter.note == "note-A2")
    eventually(lambda: place.presenter.autosave.retry.isActive())
    session.evidence.failing = None
    place.presenter.autosave.retry.timeout.emit()
    eventually(lambda: bodies(session) == ["first note"])
    assert session.evidence.drafts[0][0] == "note-A1"


def test_a_text_too_long_stays_in_the_box_with_one_sentence(desk, status, eventually):
    place, session = desk
    problems = []
    status.problem_raised.connect(problems.append)
    place.view.editor.insertPlainText("x" * 70_000)
    place.presenter.autosave.pause.timeout.emit()
    eventually(lambda: problems)
    assert "longer than a note can hold" in problems[0].happened
    assert len(place.view.editor.toPlainText()) == 70_000
    assert not place.presenter.autosave.retry.isActive(), "trying again would not help"
    place.view.editor.load(place.view.editor.body().__class__())
    QTest.keyClicks(place.view.editor, "short")
    place.presenter.autosave.pause.timeout.emit()
    eventually(lambda: "Saved" in status.text)
    assert bodies(session) == ["short"]


def test_flush_hands_everything_over_even_behind_a_round_that_runs(desk, jobs, eventually):
    place, session = desk
    QTest.keyClicks(place.view.editor, "before the lid shuts")
    place.presenter.autosave.pause.timeout.emit()
    QTest.keyClicks(place.view.editor, " it does")
    place.flush()
    jobs.database.wait(5000)
    assert bodies(session)[-1] == "before the lid shuts it does"
    assert session.evidence.sealed[-1] == "note-A1"
    eventually(lambda: not jobs.busy)


def test_ctrl_s_answers_with_the_time_even_where_nothing_was_typed(desk, status, eventually):
    place, session = desk
    place.presenter.save_now()
    eventually(lambda: "Saved" in status.text)
    assert session.evidence.sealed == ["note-A1"]


class HeldLane:
    """A database lane that begins nothing until it is told."""

    def __init__(self):
        self.database = self
        self.jobs = []

    def run(self, work, on_done, _on_failed):
        self.jobs.append((work, on_done))

    def do_next(self):
        work, on_done = self.jobs.pop(0)
        on_done(work())


def test_words_on_their_way_are_newer_than_an_answer_asked_before(qapp):
    evidence = a_session(a_note("A1")).evidence
    lane = HeldLane()
    saver = Saver(evidence, lane)
    older = evidence.open(REVIEW, "note-A1")
    saver.put(REVIEW, "note-A1", "years", ["4"])
    saver.write()
    assert saver.holds(REVIEW, "note-A1"), "no commit has confirmed it"
    assert saver.laid_over(REVIEW, older).evidence.years == ("4",)
    lane.do_next()
    assert not saver.holds(REVIEW, "note-A1")
    assert saver.settled(REVIEW, "note-A1")
