"""Stories of the last evening: finalise, send, and the hub's word; all of it may fail calmly."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Estimate
from reviewer_app.domain.errors import (
    CancelledError,
    HubUnreachableError,
    InvitationError,
    NotReadyError,
)
from reviewer_app.domain.ports import HubMembership, StoredReceipt
from reviewer_app.domain.review import Gap
from reviewer_app.services.evidence import NoteRow
from reviewer_app.services.finishing import Finalised
from reviewer_app.services.hub import DeliveryStatus, SendResult
from reviewer_app.ui.send.place import SendPlace
from tests.ui.places_fakes import REVIEW, FakeData, a_statement, fake_session, write_file

WHEN = datetime(2026, 11, 11, 14, 2, tzinfo=UTC)
HUB = HubMembership("hub-1", "Eastway Hub", "http://localhost", {}, "", WHEN)
WAITING = (("report and results", "waiting", ""), ("signature", "waiting", ""))
CODE = "1a2b-3c4d-5e6f-7a8b"


class FakeFinish:
    def __init__(self, data: FakeData) -> None:
        self._data = data
        self.open_gaps: list[Gap] = []
        self.problem: Exception | None = None
        self.hold = threading.Event()
        self.hold.set()
        self.made = []

    def gaps(self, review):
        return self.open_gaps

    def revisions(self, review):
        return self.made

    def finalise(self, review, progress, cancelled, reason=""):
        progress(1, 4)
        self.hold.wait(10)
        if cancelled():
            raise CancelledError
        if self.problem is not None:
            raise self.problem
        self._data.review = replace(self._data.review, state="final", revision=1)
        self.made.append(SimpleNamespace(code=CODE))
        progress(4, 4)
        return Finalised(1, CODE, Changes.of(review, "review", [review]))


class FakeHub:
    def __init__(self) -> None:
        self.member = None
        self.problem: Exception | None = None
        self.receipt = None
        self.invitations = []

    def membership(self):
        return self.member

    def join(self, invitation):
        self.invitations.append(invitation)
        if self.problem is not None:
            raise self.problem
        self.member = HUB
        return HUB

    def send(self, progress, cancelled):
        progress(10, 100)
        if self.problem is not None:
            raise self.problem
        self.receipt = StoredReceipt(REVIEW, 1, "hub-1", b"{}", b"", WHEN)
        progress(100, 100)
        return SendResult((REVIEW,), (), 0)

    def status(self, review):
        if self.receipt is not None:
            said = "The hub has it, 14:02 on 11 November 2026."
            return DeliveryStatus("the hub has it", said, self.receipt, ())
        if self.member is None:
            return DeliveryStatus("not joined", "Open the invitation.", None, WAITING)
        return DeliveryStatus("waiting to send", "Waiting to send.", None, WAITING)

    def export_receipt(self, review, path):
        return write_file(path, b"receipt")


@pytest.fixture
def data() -> FakeData:
    points = {c: Estimate(c, c, "agreed", "effective", "why", "") for c in ("L", "Q", "D")}
    statements = [a_statement(f"s{n}", "www", "Good.") for n in range(28)]
    return FakeData(estimates=points, statements=statements)


@pytest.fixture
def finish(data) -> FakeFinish:
    return FakeFinish(data)


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub()


@pytest.fixture
def place(qtbot, make_context, data, finish, hub, eventually):
    place = SendPlace(make_context(fake_session(data, finishing=finish, hub=hub)), REVIEW)
    qtbot.addWidget(place)
    place.resize(1000, 800)
    place.activate("")
    with qtbot.waitExposed(place):
        place.show()
    eventually(lambda: place.presenter.data is not None)
    eventually(lambda: place.ui.ready_frame.isVisible())
    return place


def click(qtbot, button) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def final(data, finish) -> None:
    data.review = replace(data.review, state="final", revision=1)
    finish.made.append(SimpleNamespace(code=CODE))


def test_a_draft_is_named_by_its_title(place, data, finish, eventually):
    data.notes = [
        NoteRow(
            "note-R11", "R11", "lesson_visit", "Lesson visit · Y4 · 09:40", "draft", (), "", False,
            False, "Sara", True,
        )
    ]  # fmt: skip
    finish.open_gaps = [Gap("Note R11 is still a draft.", "notes", "note-R11", blocks=False)]
    place.activate("")
    eventually(lambda: len(place.gaps.doors) == 1)
    said = place.gaps.doors[0].accessibleName()
    assert said == "Go to: Lesson visit · Y4 · 09:40 (R11) is still a draft."


def test_what_is_missing_is_a_list_of_doors(place, finish, navigated, qtbot, eventually):
    finish.open_gaps = [
        Gap("Overall has no agreed estimate.", "judgement", "overall"),
        Gap("The context of the school is not written.", "report", "context"),
        Gap("Note A7 is still a draft.", "notes", "note-A7", blocks=False),
    ]
    place.activate("")
    eventually(lambda: len(place.gaps.doors) == 3)
    assert place.ui.ready_text_label.text().startswith("2 things are needed")
    assert not place.ui.finalise_button.isEnabled()
    heads = [w.text() for w in place.gaps.findChildren(QLabel) if w.property("look") == "strong"]
    assert heads == ["Needed first", "Worth a look"]
    eventually(lambda: place.gaps.doors[1].isVisible())
    click(qtbot, place.gaps.doors[1])
    assert navigated == [("report", "context")]
    assert place.gaps.doors[1].accessibleName().startswith("Go to: The context")


def test_finalise_asks_with_its_verb_then_shows_code_and_version(place, dialogs, qtbot, eventually):
    click(qtbot, place.ui.finalise_button)
    assert dialogs.asked == ["Make the report final? [Finalise]"]
    eventually(lambda: place.ui.final_frame.isVisible())
    assert place.ui.code_label.text() == CODE
    assert place.ui.version_label.text().startswith("Version 1.")
    assert not place.ui.ready_frame.isVisible()


def test_saying_no_finalises_nothing(place, dialogs, data, qtbot, jobs):
    dialogs.confirms = False
    click(qtbot, place.ui.finalise_button)
    assert not jobs.work.busy
    assert data.review.state == "on_site"


def test_finalising_can_be_stopped(place, finish, data, qtbot, eventually):
    finish.hold.clear()
    click(qtbot, place.ui.finalise_button)
    eventually(lambda: place.ui.cancel_button.isVisible())
    eventually(lambda: place.ui.finalise_progress.maximum() == 4)
    click(qtbot, place.ui.cancel_button)
    finish.hold.set()
    eventually(lambda: place.ui.problem_label.isVisible())
    assert place.ui.problem_label.text() == "Stopped. Nothing was finished."
    assert data.review.state == "on_site"
    assert place.ui.finalise_button.isVisible()


def test_a_gap_that_opened_meanwhile_is_shown(place, finish, qtbot, eventually):
    gap = Gap("Overall has no agreed estimate.", "judgement", "overall")
    finish.problem = NotReadyError("The review is not ready to be finalised.", (gap,))
    finish.open_gaps = [gap]
    click(qtbot, place.ui.finalise_button)
    eventually(lambda: "not ready" in place.ui.problem_label.text())
    eventually(lambda: len(place.gaps.doors) == 1)


def test_what_goes_where_is_said_in_words(place):
    assert place.ui.goes_text_label.text() == (
        "To the hub: the report, 3 estimates, 28 statements. No notes: your trust’s rule. "
        "The notes stay on this laptop."
    )


def test_the_whole_way_from_invitation_to_the_hub_s_word(
    place, data, finish, hub, dialogs, qtbot, eventually, tmp_path
):
    final(data, finish)
    place.activate("")
    eventually(lambda: place.ui.final_frame.isVisible())
    assert not place.ui.send_button.isVisible()
    dialogs.file_to_open = tmp_path / "eastway.qainvite"
    click(qtbot, place.ui.invitation_button)
    eventually(lambda: place.ui.send_button.isVisible())
    assert hub.invitations == [dialogs.file_to_open]
    assert "Eastway Hub" in place.ui.hub_text_label.text()
    assert [w.text() for w in place._items if w.isVisible()] == [
        "Report and results – waiting to send",
        "Signature – waiting to send",
    ]
    click(qtbot, place.ui.send_button)
    eventually(lambda: place.ui.confirmation_button.isVisible())
    assert place.ui.hub_text_label.text() == "The hub has it, 14:02 on 11 November 2026."
    assert not place.ui.send_button.isVisible()
    assert not any(w.isVisible() for w in place._items)
    dialogs.file_to_save = tmp_path / "confirmation.json"
    click(qtbot, place.ui.confirmation_button)
    eventually(lambda: dialogs.file_to_save.exists())
    assert dialogs.file_to_save.read_bytes() == b"receipt"


def test_joining_before_the_report_is_final_is_confirmed(
    place, hub, dialogs, qtbot, eventually, tmp_path
):
    dialogs.file_to_open = tmp_path / "eastway.qainvite"
    click(qtbot, place.ui.invitation_button)
    eventually(lambda: place.ui.answer_label.isVisible())
    assert place.ui.answer_label.text() == "You joined Eastway Hub."
    assert place.ui.answer_label.property("look") == "secondary"
    assert not place.ui.answer_icon.isVisible()
    eventually(lambda: place.ui.hub_text_label.text().startswith("This laptop has joined Eastway"))
    assert place.ui.hub_frame.isVisible()
    assert not place.ui.send_button.isVisible()


def test_the_focus_goes_on_to_what_comes_next(
    place, data, finish, hub, dialogs, qtbot, eventually, tmp_path
):
    hub.member = HUB
    place.activate("")
    eventually(lambda: not place.ui.invitation_button.isVisible())
    place.ui.finalise_button.setFocus()
    click(qtbot, place.ui.finalise_button)
    eventually(lambda: place.ui.send_button.isVisible())

    eventually(lambda: place.window().focusWidget() is place.ui.send_button)
    click(qtbot, place.ui.send_button)
    eventually(lambda: place.window().focusWidget() is place.ui.confirmation_button)


def test_a_hub_that_is_off_is_a_sentence_and_sending_can_be_tried_again(
    place, data, finish, hub, dialogs, qtbot, eventually
):
    final(data, finish)
    hub.member = HUB
    place.activate("")
    eventually(lambda: place.ui.send_button.isVisible())
    hub.problem = HubUnreachableError(
        "The hub does not answer.", "The report is safe on this laptop.", "Try again later."
    )
    click(qtbot, place.ui.send_button)
    eventually(lambda: place.ui.answer_label.isVisible())
    assert place.ui.answer_label.text() == (
        "The hub does not answer. The report is safe on this laptop. Try again later."
    )
    assert place.ui.answer_label.property("look") == "error"
    assert place.ui.answer_icon.isVisible()
    assert dialogs.asked == [], "no dialog speaks of the network"
    eventually(lambda: place.ui.send_button.isVisible())
    hub.problem = None
    click(qtbot, place.ui.send_button)
    eventually(lambda: place.ui.hub_text_label.text().startswith("The hub has it"))


def test_an_invitation_that_was_used_says_so(place, hub, dialogs, qtbot, eventually, tmp_path):
    hub.problem = InvitationError("This invitation was used already.", "Nothing was changed.", "")
    dialogs.file_to_open = tmp_path / "old.qainvite"
    click(qtbot, place.ui.invitation_button)
    eventually(lambda: "used already" in place.ui.answer_label.text())
    eventually(lambda: place.ui.invitation_button.isVisible())


@pytest.mark.parametrize(("name", "taken"), [("hub.QAINVITE", True), ("photo.jpg", False)])
def test_only_invitations_can_be_dropped(place, hub, eventually, tmp_path, jobs, name, taken):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    place.dropEvent(event)
    eventually(lambda: not jobs.busy)
    assert hub.invitations == ([tmp_path / name] if taken else [])


def test_practice_is_never_sent(place, data, finish, qtbot, eventually):
    final(data, finish)
    data.review = replace(data.review, practice=True)
    place.activate("")
    eventually(lambda: place.ui.hub_text_label.text() == "Practice reviews are never sent.")
    assert not place.ui.invitation_button.isVisible()
    assert not place.ui.send_button.isVisible()


def test_only_the_lead_finalises(place, data, eventually):
    data.review = replace(data.review, lead="somebody else")
    place.activate("")
    eventually(lambda: "The lead reviewer makes it final" in place.ui.ready_text_label.text())
    assert not place.ui.finalise_button.isEnabled()


def test_a_correction_says_what_it_replaces(place, data, finish, eventually):
    final(data, finish)
    data.review = replace(data.review, revision=2)
    place.activate("")
    eventually(lambda: "It replaces version 1." in place.ui.version_label.text())
