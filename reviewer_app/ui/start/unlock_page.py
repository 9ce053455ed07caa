"""Unlocking: passphrase, the computer's sign-in, or the recovery code with a new passphrase."""

import math

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.services.profiles import Strength
from reviewer_app.ui._forms.ui_unlock_page import Ui_UnlockPage
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.looks import Secrets, say, set_wrong


class UnlockPage(QWidget):
    """``unlock_asked(passphrase)``, ``keyring_asked``, ``recover_asked(code, new)``."""

    unlock_asked = Signal(str)
    keyring_asked = Signal()
    recover_asked = Signal(str, str)
    practice_asked = Signal()
    strength_asked = Signal(str, list)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = ui = Ui_UnlockPage()
        ui.setupUi(self)
        self._seconds, self._sentence, self._ok, self._busy = 0, "", False, False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)
        Secrets(theme, ui.caps_label, ui.passphrase_edit)
        Secrets(theme, None, ui.new_edit, ui.repeat_edit)
        for label in (ui.problem_label, ui.recovery_problem_label, ui.strength_label):
            say(label, "")
        ui.keyring_button.hide()
        self.show_recovery(False)
        ui.unlock_button.clicked.connect(self._on_unlock)
        ui.passphrase_edit.returnPressed.connect(self._on_unlock)
        ui.passphrase_edit.textChanged.connect(self._on_typed)
        ui.keyring_button.clicked.connect(self.keyring_asked)
        ui.forgotten_button.clicked.connect(lambda: self.show_recovery(True))
        ui.back_button.clicked.connect(lambda: self.show_recovery(False))
        ui.recover_button.clicked.connect(self._on_recover)
        ui.repeat_edit.returnPressed.connect(self._on_recover)
        ui.practice_button.clicked.connect(self.practice_asked)
        ui.new_edit.textChanged.connect(lambda text: self.strength_asked.emit(text, []))
        self.setFocusProxy(ui.passphrase_edit)

    def set_keyring(self, name: str) -> None:
        """Offer the computer's sign-in where it can open this profile."""
        self.ui.keyring_button.setVisible(bool(name))

    def show_recovery(self, shown: bool) -> None:
        """Change between passphrase and recovery code."""
        self.ui.recovery_card.setVisible(shown)
        self.ui.passphrase_card.setVisible(not shown)
        (self.ui.code_edit if shown else self.ui.passphrase_edit).setFocus()

    def show_strength(self, strength: Strength) -> None:
        """Say how strong the new passphrase is."""
        self._ok = strength.ok
        say(self.ui.strength_label, strength.sentence)

    def set_busy(self, busy: bool) -> None:
        """Hold the buttons while the profile is opened."""
        self._busy = busy
        self.ui.unlock_button.setText(self.tr("Unlocking…") if busy else self.tr("Unlock"))
        self._enable()

    def refuse(self, words: str, wait_seconds: float = 0.0) -> None:
        """Say why it stays locked; count down where the next try is held back."""
        edit = self.ui.code_edit if self._recovering() else self.ui.passphrase_edit
        self._sentence, self._seconds = words, math.ceil(wait_seconds)
        set_wrong(edit, True)
        edit.selectAll()
        edit.setFocus()
        if self._seconds > 0:
            self._timer.start()
        self._count(words)
        self._enable()

    def _recovering(self) -> bool:
        return self.ui.recovery_card.isVisibleTo(self)

    def _count(self, words: str) -> None:
        if self._seconds > 0:
            unit = self.tr("second") if self._seconds == 1 else self.tr("seconds")
            wait = self.tr("You can try again in {n} {unit}.")
            words += " " + wait.format(n=self._seconds, unit=unit)
        shown = self.ui.recovery_problem_label if self._recovering() else self.ui.problem_label
        say(shown, words)

    def _on_second(self) -> None:
        self._seconds -= 1
        if self._seconds <= 0:
            self._timer.stop()
        self._count(self._sentence)
        self._enable()

    def _enable(self) -> None:
        free = not self._busy and self._seconds <= 0
        for button in (self.ui.unlock_button, self.ui.recover_button, self.ui.keyring_button):
            button.setEnabled(free)

    def _on_typed(self) -> None:
        set_wrong(self.ui.passphrase_edit, False)

    def _on_unlock(self) -> None:
        if self.ui.passphrase_edit.text() and self.ui.unlock_button.isEnabled():
            self.unlock_asked.emit(self.ui.passphrase_edit.text())

    def _on_recover(self) -> None:
        ui = self.ui
        words = ""
        if not ui.code_edit.text().strip():
            words = self.tr("Type the recovery code you kept.")
        elif not self._ok:
            words = self.tr("Choose a stronger passphrase first.")
        elif ui.new_edit.text() != ui.repeat_edit.text():
            words = self.tr("The two passphrases differ. Type it again.")
        say(ui.recovery_problem_label, words)
        if not words and ui.recover_button.isEnabled():
            self.recover_asked.emit(ui.code_edit.text(), ui.new_edit.text())
