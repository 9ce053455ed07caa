"""The window over days: details put right, a correction, words found again, the end of the keys."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.delivery import HubMembership
from reviewer_app.domain.framework import FrameworkRef
from reviewer_app.domain.school import School
from reviewer_app.services.hub import REACHED
from reviewer_app.services.reviews import NewReview
from reviewer_app.services.sample_data import fill
from reviewer_app.ui.start.unlock_page import UnlockPage

PASSPHRASE = "otter ladder violet thunder"
HILL = School.from_dict({"id": "900002", "urn": "900002", "name": "Hill End School"})


@pytest.fixture
def open_app(application, eventually):
    """Return a function that starts the program and comes in."""

    def come_in():
        app = application()
        eventually(lambda: isinstance(app.window.page, UnlockPage))
        app.window.page.ui.passphrase_edit.setText(PASSPHRASE)
        app.window.page.ui.unlock_button.click()
        eventually(lambda: app.frame is not None and place(app) and not app.jobs.busy)
        return app

    return come_in


@pytest.fixture
def session(profiles):
    account = NewAccount("Sara Whitfield", "Deputy head", "")
    return profiles.create("default", account, PASSPHRASE).session


def place(app):
    return app.frame.ui.places_stack.currentWidget()


def a_review(session, school=HILL, start="2026-11-09", end="2026-11-11") -> str:
    framework = session.frameworks.all()[0]
    ref = FrameworkRef(framework.code, framework.version, framework.sha256)
    return session.reviews.create(NewReview(school, ref, start, end))[0]


def opened(app, eventually, review, where):
    app.frame.navigate("review", review)
    eventually(lambda: app.frame.review == review and not app.jobs.busy)
    app.frame.navigate(where, "")
    eventually(lambda: not app.jobs.busy)
    return place(app)


def test_the_door_to_the_plan_leads_to_the_details_and_they_are_kept(session, open_app, eventually):
    review = a_review(session)
    session.close()
    app = open_app()
    details = opened(app, eventually, review, "plan")
    assert details.title == "Review details"
    ui = details.ui
    ui.start_date.setDate(QDate(2027, 6, 14))
    assert "before the first" in ui.dates_label.text()
    ui.save_button.click()
    assert app.session.reviews.get(review).review.date_start == "2026-11-09"
    ui.end_date.setDate(QDate(2027, 6, 15))
    QTest.keyClicks(ui.head_edit, "Mrs Patel")
    QTest.mouseClick(ui.save_button, Qt.MouseButton.LeftButton)
    eventually(lambda: "14–15 Jun 2027" in app.frame.ui.facts_label.text())
    header = app.session.reviews.get(review).review
    assert (header.date_end, header.head_name) == ("2027-06-15", "Mrs Patel")
    QTest.keyClicks(ui.hub_edit, "Lakeside hub")
    app.frame.navigate("home", "")
    eventually(lambda: app.session.reviews.get(review).review.hub_name == "Lakeside hub")


def test_an_old_date_is_shown_in_words_and_stays_as_it_was_kept(session, open_app, eventually):
    review = a_review(session)
    session.reviews.edit_header(review, "previous_date", "2024-11-20")
    session.close()
    app = open_app()
    ui = opened(app, eventually, review, "plan").ui
    eventually(lambda: ui.previous_date_edit.text() == "20 November 2024")
    QTest.keyClicks(ui.hub_edit, "Lakeside hub")
    ui.save_button.click()
    eventually(lambda: app.session.reviews.get(review).review.hub_name == "Lakeside hub")
    assert app.session.reviews.get(review).review.previous_date == "2024-11-20"
    ui.previous_date_edit.setText("November 2024")
    ui.save_button.click()
    eventually(lambda: app.session.reviews.get(review).review.previous_date == "November 2024")


def test_the_team_is_put_right_in_the_details(session, open_app, eventually):
    review = a_review(session)
    session.close()
    app = open_app()
    details = opened(app, eventually, review, "plan")
    [lead] = details.team.rows
    assert lead.ui.name_edit.text() == "Sara Whitfield"
    assert not lead.ui.role_combo.isEnabled()
    assert not lead.ui.remove_button.isVisible()
    for name in ("Ben Marsh", "Mia Lund"):
        QTest.mouseClick(details.ui.add_button, Qt.MouseButton.LeftButton)
        QTest.keyClicks(details.focusWidget(), name)
    QTest.mouseClick(details.ui.add_button, Qt.MouseButton.LeftButton)  # left empty
    QTest.mouseClick(details.ui.save_button, Qt.MouseButton.LeftButton)

    def team():
        return [m.name for m in app.session.reviews.get(review).members]

    eventually(lambda: team() == ["Sara Whitfield", "Ben Marsh", "Mia Lund"])
    eventually(lambda: not app.jobs.busy and len(details.team.rows) == 3)

    # without a name nothing is saved, and the line says what it waits for
    ben = details.team.rows[1]
    ben.ui.name_edit.clear()
    QTest.mouseClick(details.ui.save_button, Qt.MouseButton.LeftButton)
    eventually(lambda: "has no name" in details.ui.problem_label.text())
    assert details.focusWidget() is ben.ui.name_edit
    QTest.mouseClick(ben.ui.remove_button, Qt.MouseButton.LeftButton)
    app.frame.navigate("home", "")  # leaving saves
    eventually(lambda: team() == ["Sara Whitfield", "Mia Lund"])


def test_a_pencil_in_the_top_bar_opens_the_details(session, open_app, eventually):
    review = a_review(session)
    session.close()
    app = open_app()
    assert not app.frame.ui.details_button.isVisible()
    opened(app, eventually, review, "notes")
    QTest.mouseClick(app.frame.ui.details_button, Qt.MouseButton.LeftButton)
    assert place(app).title == "Review details"


@pytest.mark.slow
def test_a_final_review_is_corrected_from_send_and_becomes_version_2(
    session, open_app, eventually, dialogs
):
    fill(session, "sample")
    review = session.reviews.cards()[0].id
    session.finishing.finalise(review, lambda _done, _total: None, lambda: False)
    session.close()
    app = open_app()
    notes = opened(app, eventually, review, "notes")
    assert not notes.ui.new_button.isEnabled()
    send = opened(app, eventually, review, "send")
    eventually(lambda: send.ui.correct_button.isVisible())
    assert app.frame.ui.state_label.text() == "Final"
    QTest.mouseClick(send.ui.correct_button, Qt.MouseButton.LeftButton)
    assert not send.ui.begin_correction_button.isEnabled(), "a correction needs a reason"
    QTest.keyClicks(send.ui.reason_edit, "The number of classes was wrong.")
    QTest.mouseClick(send.ui.begin_correction_button, Qt.MouseButton.LeftButton)
    eventually(lambda: send.ui.ready_frame.isVisible() and not app.jobs.busy)
    assert "Version 2 will replace version 1" in send.ui.ready_text_label.text()
    assert app.frame.ui.state_label.text() == "Writing"
    app.frame.navigate("notes", "")
    eventually(lambda: place(app).ui.new_button.isEnabled() and not app.jobs.busy)
    app.frame.navigate("send", "")
    eventually(lambda: send.ui.finalise_button.isEnabled())
    QTest.mouseClick(send.ui.finalise_button, Qt.MouseButton.LeftButton)
    eventually(lambda: send.ui.final_frame.isVisible() and not app.jobs.busy)
    assert "It replaces version 1" in send.ui.version_label.text()
    revisions = app.session.finishing.revisions(review)
    assert [(r.number, r.reason) for r in revisions][1] == (2, "The number of classes was wrong.")
    eventually(lambda: not app.jobs.busy)


def test_words_of_a_killed_program_are_shown_in_their_own_review(session, open_app, eventually):
    other = a_review(session)
    review = a_review(session, start="2026-01-09", end="2026-01-09")
    note, _ = session.evidence.create(review, "lesson_visit")
    session.evidence.draft(review, note.id, "body", {"text": "Whiteboards up.", "times": []})
    session.places.set("shell.last", [other, "report"])
    session.close()  # what typing left behind is not sealed: as if the battery had died
    app = open_app()
    eventually(lambda: app.frame.review == review)
    eventually(lambda: "Recovered 1 note" in app.frame.ui.status_label.text())
    eventually(lambda: "Whiteboards up." in place(app).view.editor.toPlainText())
    eventually(lambda: not app.jobs.busy)


@pytest.mark.parametrize("how", ["session end", "suspend"])
def test_typing_is_sealed_before_the_computer_goes(how, session, open_app, eventually):
    review = a_review(session)
    note, _ = session.evidence.create(review, "lesson_visit")
    session.close()
    app = open_app()
    opened(app, eventually, review, "notes")
    app.session.evidence.draft(review, note.id, "body", {"text": "Lid half shut.", "times": []})
    assert app.session.evidence.recovered()
    gui = QGuiApplication.instance()
    if how == "session end":
        app._on_session_end(None)  # a session manager cannot be made from Python
    else:
        gui.applicationStateChanged.emit(Qt.ApplicationState.ApplicationSuspended)
    assert app.session.evidence.recovered() == [], "sealed before the call returned"
    text = app.session.evidence.open(review, note.id).evidence.body.text
    assert text == "Lid half shut."
    eventually(lambda: not app.jobs.busy)


def test_twelve_hours_after_the_passphrase_the_program_locks(session, open_app, clock, eventually):
    session.close()
    app = open_app()
    clock.advance(hours=11, minutes=59)
    app.keys_age.look()
    assert app.session is not None
    clock.advance(minutes=1)
    app.keys_age.look()
    eventually(lambda: isinstance(app.window.page, UnlockPage))
    assert app.session is None
    app.window.page.ui.passphrase_edit.setText(PASSPHRASE)
    app.window.page.ui.unlock_button.click()
    eventually(lambda: app.frame is not None and not app.jobs.busy)
    app.keys_age.look()
    assert app.session is not None, "the twelve hours begin anew"


def test_practice_is_never_locked_for_its_age(application, eventually, clock):
    app = application("practice")
    eventually(lambda: app.frame is not None and not app.jobs.busy)
    clock.advance(hours=30)
    app.keys_age.look()
    assert app.session is not None
    eventually(lambda: not app.jobs.busy)


def test_the_status_line_says_when_the_hub_was_last_reached(session, open_app, eventually, clock):
    review = a_review(session)
    session.close()
    app = open_app()
    assert "working offline" in app.frame.ui.status_label.text()
    opened(app, eventually, review, "send")
    reached = (clock.now() - timedelta(days=1)).isoformat()
    with app.session.desk.store.unit() as unit:
        unit.delivery.join(
            HubMembership("hub", "Lakeside hub", "http://127.0.0.1:1", {}, "", clock.now())
        )
        unit.settings.set(REACHED, reached)
    app.frame.store.announce(Changes.of(review, "delivery", [review]))
    eventually(lambda: "hub last reached 8 November" in app.frame.ui.status_label.text())
    assert "working offline" not in app.frame.ui.status_label.text()
    eventually(lambda: not app.jobs.busy)


@pytest.mark.slow
def test_at_double_text_size_nothing_of_rail_and_scale_is_cut_off(session, open_app, eventually):
    fill(session, "sample")
    review = session.reviews.cards()[0].id
    session.close()
    app = open_app()
    app.window.resize(1366, 768)
    judgement = opened(app, eventually, review, "judgement")
    app.frame.navigate("judgement", "Q")
    eventually(lambda: judgement.page("Q") is not None and not app.jobs.busy)
    app.theme.set_zoom(2.0)
    assert app.frame.rail.narrow, "names would be cut off: icons alone"
    app.frame.ui.menu_button.click()
    for button in app.frame.ui.rail_frame.findChildren(QToolButton):
        assert button.fontMetrics().horizontalAdvance(button.text()) < button.width()
    cards = judgement.page("Q").scale.cards()
    eventually(lambda: cards[2].y() > cards[0].y())
    for card in cards:
        eventually(lambda card=card: card.height() >= card.heightForWidth(card.width()))
    app.theme.set_zoom(1.0)
    eventually(lambda: cards[3].y() == cards[0].y())
    eventually(lambda: not app.jobs.busy)
