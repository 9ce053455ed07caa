"""The first start, by keyboard alone, through the real services; and the ways back in."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.ports import ProfilePaths
from reviewer_app.storage.vault import Vault
from reviewer_app.ui.start.recovery_page import RecoveryPage
from reviewer_app.ui.start.start_page import StartPage
from reviewer_app.ui.start.unlock_page import UnlockPage
from tests.ui.conftest import CHEAP

PASSPHRASE = "otter ladder violet thunder"


def type_here(text: str) -> None:
    """Type into whatever has the focus, as a person would."""
    QTest.keyClicks(QApplication.focusWidget(), text)


def press(key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)


@pytest.fixture
def at_code(application, eventually):
    """Return a program that has just made a profile and shows its recovery code."""
    app = application()
    page = app.window.page
    page.ui.name_edit.setText("Sara Whitfield")
    page.ui.passphrase_edit.setText(PASSPHRASE)
    page.ui.repeat_edit.setText(PASSPHRASE)
    page.ui.keyring_check.setChecked(False)
    eventually(lambda: page.ui.strength_bar.value() >= 3)
    page.ui.begin_button.click()
    eventually(lambda: isinstance(app.window.page, RecoveryPage))
    return app


@pytest.fixture
def at_home(at_code, eventually):
    """Return that program at Home, the code put off."""
    at_code.window.page.ui.later_button.click()
    eventually(lambda: at_code.frame is not None and not at_code.jobs.busy)
    return at_code


def test_from_an_empty_laptop_to_home_without_a_pointer(application, eventually, profiles):
    app = application()
    assert isinstance(app.window.page, StartPage)
    app.window.activateWindow()
    eventually(lambda: QApplication.focusWidget() is app.window.page.ui.name_edit)
    type_here("Sara Whitfield")
    press(Qt.Key.Key_Tab)
    type_here("Deputy head")
    press(Qt.Key.Key_Tab)
    type_here("Beckfoot Lane Primary")
    press(Qt.Key.Key_Tab)
    type_here(PASSPHRASE)
    press(Qt.Key.Key_Tab)
    type_here(PASSPHRASE)
    ui = app.window.page.ui
    eventually(lambda: "trong" in ui.strength_label.text())
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is ui.shared_check
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is ui.keyring_check
    press(Qt.Key.Key_Space)  # the store in memory is offered; not wanted here
    for _ in range(2):
        press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is ui.begin_button
    press(Qt.Key.Key_Space)
    eventually(lambda: isinstance(app.window.page, RecoveryPage))
    code = app.window.page.ui.code_label.text().replace("\n", "").replace("-", "")
    app.window.page.ui.last_four_edit.setFocus()
    type_here("0000")
    press(Qt.Key.Key_Return)
    eventually(lambda: app.window.page.ui.problem_label.text())
    QApplication.focusWidget().selectAll()
    type_here(code[-4:].lower())
    press(Qt.Key.Key_Return)
    eventually(lambda: app.frame is not None and not app.jobs.busy)
    assert app.session.account.name == "Sara Whitfield"
    assert not app.session.keys.recovery_pending()
    assert not app.frame.ui.practice_band.isVisible()
    assert app.window.windowTitle() == "Reviewer"
    assert profiles.state("default").exists
    assert not profiles.state("default").has_keyring


def test_a_weak_or_mistyped_passphrase_is_answered_beside_the_field(application, eventually):
    app = application()
    ui = app.window.page.ui
    ui.name_edit.setText("Sara")
    ui.passphrase_edit.setText("password")
    eventually(lambda: "short" in ui.strength_label.text())
    ui.begin_button.click()
    assert "stronger" in ui.problem_label.text()
    assert ui.passphrase_edit.property("wrong") is True
    ui.passphrase_edit.setText(PASSPHRASE)
    eventually(lambda: ui.strength_bar.value() >= 3)
    ui.repeat_edit.setText(PASSPHRASE + "x")
    ui.begin_button.click()
    assert "differ" in ui.problem_label.text()


def test_a_verdict_that_comes_late_does_not_replace_a_newer_one(
    application, eventually, profiles, monkeypatch
):
    real, late = profiles.strength, threading.Event()

    def strength(passphrase, hints=()):
        if passphrase == "ott":
            late.wait(20)
        return real(passphrase, hints)

    monkeypatch.setattr(profiles, "strength", strength)
    app = application()
    ui = app.window.page.ui
    ui.passphrase_edit.setText("ott")
    ui.passphrase_edit.setText(PASSPHRASE)
    eventually(lambda: ui.strength_bar.value() >= 3)
    late.set()
    eventually(lambda: not app.jobs.busy)
    assert ui.strength_bar.value() >= 3
    assert "trong" in ui.strength_label.text()


def test_a_shared_laptop_is_not_offered_the_computers_sign_in(application):
    app = application()
    ui = app.window.page.ui
    assert ui.keyring_check.isVisible()
    ui.shared_check.click()
    assert not ui.keyring_check.isVisible()
    assert "shared" in ui.keyring_hint.text()


def test_the_recovery_code_goes_to_a_file(at_code, dialogs, tmp_path):
    dialogs.file_to_save = tmp_path / "code.txt"
    page = at_code.window.page
    code = page.ui.code_label.text().replace("\n", "")
    page.ui.save_button.click()
    assert code in (tmp_path / "code.txt").read_text("utf-8")
    assert "code.txt" in page.ui.kept_label.text()


def test_a_forgotten_passphrase_a_wrong_code_and_the_right_one(application, eventually, profiles):
    created = profiles.create("default", NewAccount("Sara", "", ""), PASSPHRASE)
    created.session.close()
    app = application()
    eventually(lambda: isinstance(app.window.page, UnlockPage))
    page, new = app.window.page, "violet otter thunder ladder"
    page.ui.forgotten_button.click()

    def recover(code):
        page.ui.code_edit.setText(code)
        page.ui.new_edit.setText(new)
        page.ui.repeat_edit.setText(new)
        eventually(lambda: not app.jobs.busy)
        page.ui.recover_button.click()

    recover("ABCD-EFGH")
    eventually(lambda: "Compare it with the copy" in page.ui.recovery_problem_label.text())
    assert page.ui.recover_button.isEnabled()
    other = Vault.create(
        ProfilePaths(profiles.data_dir / "other"), NewAccount("Ben", "", ""), PASSPHRASE, kdf=CHEAP
    )[1]
    recover(other)
    eventually(lambda: "try again in 1 second" in page.ui.recovery_problem_label.text())
    assert not page.ui.recover_button.isEnabled()
    page._timer.timeout.emit()  # a second later
    assert page.ui.recover_button.isEnabled()
    assert "second" not in page.ui.recovery_problem_label.text()
    profiles._clock.advance(seconds=2)
    recover(created.recovery_code)
    eventually(lambda: app.frame is not None and not app.jobs.busy)


def test_a_code_put_off_is_the_same_code_later(at_code, eventually):
    app = at_code
    code = app.window.page.ui.code_label.text()
    app.window.page.ui.later_button.click()
    eventually(lambda: app.frame is not None and not app.jobs.busy)
    home = app.frame.ui.places_stack.currentWidget()
    eventually(home.view.ui.reminder_button.isVisible)
    home.view.ui.reminder_button.click()
    eventually(lambda: isinstance(home.page, RecoveryPage))
    assert home.page.ui.code_label.text() == code
    home.page.ui.last_four_edit.setText(code[-4:])
    home.page.ui.confirm_button.click()
    eventually(lambda: home.page is None and not app.jobs.busy)
    eventually(lambda: not home.view.ui.reminder_button.isVisible())


def test_the_computers_sign_in_opens_without_typing(profiles, application, eventually):
    account = NewAccount("Sara", "", "", use_keyring=True)
    profiles.create("default", account, PASSPHRASE).session.close()
    app = application()
    eventually(lambda: app.frame is not None and not app.jobs.busy)
    assert app.session.account.name == "Sara"


def test_practice_opens_at_once_and_is_marked_everywhere(application, eventually, qtbot):
    app = application()
    app.window.page.ui.practice_button.click()
    eventually(lambda: app.frame is not None and not app.jobs.busy)
    assert app.frame.ui.practice_band.isVisible()
    assert "nothing here is real" in app.frame.ui.practice_label.text()
    home = app.frame.ui.places_stack.currentWidget()
    eventually(lambda: home.view.cards)
    assert all(card.ui.practice_label.isVisible() for card in home.view.cards)
    app.frame.ui.leave_button.click()
    eventually(lambda: isinstance(app.window.page, StartPage))


def test_a_wrong_passphrase_slows_down_and_says_for_how_long(at_home, eventually, clock):
    app = at_home
    app.lock()
    eventually(lambda: isinstance(app.window.page, UnlockPage))
    assert app.frame is None
    page = app.window.page
    page.ui.passphrase_edit.setText("not this one at all")
    QTest.keyClick(page.ui.passphrase_edit, Qt.Key.Key_Return)
    eventually(lambda: "try again in" in page.ui.problem_label.text())
    assert not page.ui.unlock_button.isEnabled()
    eventually(lambda: page.ui.unlock_button.isEnabled())
    clock.advance(minutes=2)
    page.ui.passphrase_edit.setText(PASSPHRASE)
    QTest.keyClick(page.ui.passphrase_edit, Qt.Key.Key_Return)
    eventually(lambda: app.frame is not None and not app.jobs.busy)


def test_a_capital_without_shift_gives_caps_lock_away(at_home, eventually):
    app = at_home
    app.lock()
    eventually(lambda: isinstance(app.window.page, UnlockPage))
    ui = app.window.page.ui
    QTest.keyClick(ui.passphrase_edit, Qt.Key.Key_A)
    assert not ui.caps_label.isVisible()
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A")
    QApplication.sendEvent(ui.passphrase_edit, key)
    assert ui.caps_label.isVisible()
