"""The cover: hides everything at once; PIN or passphrase brings it back as it was."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.errors import WrongPassphraseError
from reviewer_app.services.keys import PIN_DIGITS, KeyService, PinResult
from reviewer_app.ui._forms.ui_cover_page import Ui_CoverPage
from reviewer_app.ui.background import JobRunner
from reviewer_app.ui.errors import expected, sentence
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.looks import Secrets, say, set_wrong


class CoverPage(QWidget):
    """``uncovered`` when somebody may go on; ``lock_asked`` by the button or five wrong PINs.

    ``practice``: nothing is secret, so *Go on* is enough. Without a PIN one may be chosen here.
    """

    uncovered = Signal()
    lock_asked = Signal()

    def __init__(
        self,
        keys: KeyService,
        jobs: JobRunner,
        theme: Theme,
        *,
        practice: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.ui = ui = Ui_CoverPage()
        ui.setupUi(self)
        self._keys, self._jobs, self._practice = keys, jobs, practice
        self._with_pin = keys.has_pin()
        self._saved = ""
        Secrets(theme, ui.caps_label, ui.passphrase_edit)
        Secrets(theme, None, ui.pin_edit, ui.first_pin_edit)
        ui.uncover_button.clicked.connect(self._on_uncover)
        for edit in (ui.pin_edit, ui.passphrase_edit, ui.first_pin_edit):
            edit.returnPressed.connect(self._on_uncover)
            edit.textChanged.connect(self._on_typed)
        ui.pin_edit.textChanged.connect(self._on_pin_typed)
        ui.other_button.clicked.connect(self._on_other)
        ui.lock_button.clicked.connect(self.lock_asked)
        self._arrange()

    def _arrange(self) -> None:
        ui, asks_pin = self.ui, self._with_pin and not self._practice
        asks_phrase = not self._practice and not self._with_pin
        for widget in (ui.pin_label, ui.pin_edit):
            widget.setVisible(asks_pin)
        for widget in (ui.passphrase_label, ui.passphrase_edit):
            widget.setVisible(asks_phrase)
        for widget in (ui.first_pin_label, ui.first_pin_edit, ui.first_pin_hint):
            widget.setVisible(asks_phrase and not self._keys.has_pin())
        ui.other_button.setVisible(asks_pin)
        ui.lock_button.setVisible(not self._practice)
        self._show_words()
        say(ui.problem_label, "")
        first = ui.uncover_button
        self.setFocusProxy(
            ui.pin_edit if asks_pin else ui.passphrase_edit if asks_phrase else first
        )
        self.setFocus()

    def show_saved(self, *, saved: bool) -> None:
        """Say whether all words are safe, which is known a moment after the cover came."""
        self._saved = (
            self.tr("Everything is saved.")
            if saved
            else self.tr("Some words could not be saved yet; they are still in the window.")
        )
        self._show_words()

    def _show_words(self) -> None:
        way = self.tr("Type your passphrase to go on where you were.")
        if self._practice:
            way = self.tr("Go on where you were.")
        elif self._with_pin:
            way = self.tr("Type your PIN to go on where you were.")
        self.ui.intro_label.setText(f"{self._saved} {way}".strip())

    def _on_other(self) -> None:
        self._with_pin = False
        self._arrange()

    def _on_typed(self) -> None:
        say(self.ui.problem_label, "")
        for edit in (self.ui.pin_edit, self.ui.passphrase_edit, self.ui.first_pin_edit):
            set_wrong(edit, False)

    def _on_pin_typed(self, pin: str) -> None:
        if len(pin) == PIN_DIGITS:
            self._on_uncover()

    def _on_uncover(self) -> None:
        keys, ui = self._keys, self.ui
        if self._practice:
            self.uncovered.emit()
            return
        if not ui.uncover_button.isEnabled():
            return
        if self._with_pin:
            pin = ui.pin_edit.text()
            if len(pin) < PIN_DIGITS:
                return
            ui.uncover_button.setEnabled(False)
            self._jobs.database.run(lambda: keys.check_pin(pin), self._on_pin, self._on_refused)
            return
        passphrase, first_pin = ui.passphrase_edit.text(), ui.first_pin_edit.text()
        if not passphrase:
            return

        def work() -> None:
            keys.check_passphrase(passphrase)
            if first_pin:
                keys.set_pin(first_pin)

        ui.uncover_button.setEnabled(False)
        self._jobs.database.run(work, self._on_passphrase, self._on_refused)

    def _on_pin(self, result: PinResult) -> None:
        self.ui.uncover_button.setEnabled(True)
        if result.ok:
            self.uncovered.emit()
        elif result.tries_left <= 0:
            self.lock_asked.emit()
        else:
            self.ui.pin_edit.clear()
            words = self.tr("This PIN is not right. You can try {n} more times.")
            if result.tries_left == 1:
                words = self.tr("This PIN is not right. You can try once more.")
            self._refuse(words.format(n=result.tries_left))

    def _on_passphrase(self, _nothing: object) -> None:
        self.ui.uncover_button.setEnabled(True)
        self.uncovered.emit()

    def _on_refused(self, error: Exception) -> None:
        problem = expected(error)
        self.ui.uncover_button.setEnabled(True)
        words = sentence(problem)
        if isinstance(problem, WrongPassphraseError):
            self.ui.passphrase_edit.selectAll()
        self._refuse(words)

    def _refuse(self, words: str) -> None:
        say(self.ui.problem_label, words)
        set_wrong(self.ui.pin_edit if self._with_pin else self.ui.passphrase_edit, True)
