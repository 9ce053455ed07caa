"""The first start: who you are, one passphrase, and whether the laptop is shared."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from reviewer_app.domain.account import NewAccount
from reviewer_app.services.profiles import Strength
from reviewer_app.ui._forms.ui_start_page import Ui_StartPage
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.looks import Secrets, say, set_look, set_wrong


class StartPage(QWidget):
    """``begun(account, passphrase)`` when all is filled in; ``strength_asked`` as one types."""

    begun = Signal(object, str)
    practice_asked = Signal()
    strength_asked = Signal(str, list)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_StartPage()
        self.ui.setupUi(self)
        self._ok = False
        self._judging = False
        self._advice = self.ui.strength_label.text()
        self._keyring = ""
        Secrets(theme, None, self.ui.passphrase_edit, self.ui.repeat_edit)
        say(self.ui.problem_label, "")
        for edit in (self.ui.passphrase_edit, self.ui.name_edit, self.ui.school_edit):
            edit.textChanged.connect(self._on_typed)
        for edit in self._edits():
            edit.textChanged.connect(self._on_any_typed)
            edit.returnPressed.connect(self._on_begin)
        self.ui.shared_check.toggled.connect(self._show_keyring)
        self.ui.begin_button.clicked.connect(self._on_begin)
        self.ui.practice_button.clicked.connect(self.practice_asked)
        self.set_keyring("")
        self.setFocusProxy(self.ui.name_edit)

    def set_keyring(self, name: str) -> None:
        """Offer the computer's key store; with an empty name there is none to trust."""
        self._keyring = name
        self.ui.keyring_check.setChecked(bool(name))
        self._show_keyring()

    def show_strength(self, strength: Strength) -> None:
        """Say in words how strong the passphrase is."""
        self._judging = False
        self._ok = strength.ok
        typed = bool(self.ui.passphrase_edit.text())
        self.ui.strength_bar.setValue(strength.score if typed else 0)
        look = "strong" if strength.ok else "fair" if strength.score > 1 else "weak"
        set_look(self.ui.strength_bar, look)
        self.ui.strength_label.setText(strength.sentence if typed else self._advice)

    def set_busy(self, busy: bool) -> None:
        """Hold the buttons while the profile is made."""
        self.ui.begin_button.setEnabled(not busy)
        self.ui.practice_button.setEnabled(not busy)
        words = self.tr("Making it safe…") if busy else self.tr("Begin")
        self.ui.begin_button.setText(words)

    def show_problem(self, words: str) -> None:
        """Say what stands in the way."""
        say(self.ui.problem_label, words)

    def _edits(self) -> tuple[QLineEdit, ...]:
        ui = self.ui
        return (ui.name_edit, ui.role_edit, ui.school_edit, ui.passphrase_edit, ui.repeat_edit)

    def _show_keyring(self) -> None:
        offered = bool(self._keyring) and not self.ui.shared_check.isChecked()
        self.ui.keyring_check.setVisible(offered)
        words = ""
        if offered:
            words = self.tr("{store} keeps it; a normal start then needs no typing.")
        elif self._keyring:
            words = self.tr("On a shared laptop the passphrase is asked at each start.")
        say(self.ui.keyring_hint, words.format(store=self._keyring))

    def _on_typed(self) -> None:
        hints = [self.ui.name_edit.text(), self.ui.school_edit.text()]
        self._judging = True
        self.strength_asked.emit(self.ui.passphrase_edit.text(), hints)

    def _on_any_typed(self) -> None:
        for edit in self._edits():
            set_wrong(edit, False)
        self.show_problem("")

    def _on_begin(self) -> None:
        ui = self.ui
        first, second = ui.passphrase_edit.text(), ui.repeat_edit.text()
        if not ui.name_edit.text().strip():
            self._refuse(ui.name_edit, self.tr("Type your name: it stands beside your notes."))
        elif not self._ok and not self._judging:  # a verdict on its way: whoever makes it decides
            self._refuse(ui.passphrase_edit, self.tr("Choose a stronger passphrase first."))
        elif first != second:
            self._refuse(ui.repeat_edit, self.tr("The two passphrases differ. Type it again."))
        else:
            shared = ui.shared_check.isChecked()
            account = NewAccount(
                ui.name_edit.text().strip(),
                ui.role_edit.text().strip(),
                ui.school_edit.text().strip(),
                shared_laptop=shared,
                use_keyring=bool(self._keyring) and not shared and ui.keyring_check.isChecked(),
            )
            self.begun.emit(account, first)

    def _refuse(self, edit: QLineEdit, words: str) -> None:
        self.show_problem(words)
        set_wrong(edit, True)
        edit.setFocus()
