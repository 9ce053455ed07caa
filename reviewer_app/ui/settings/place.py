"""The settings page; each part speaks to one service."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from reviewer_app.domain.framework import Framework
from reviewer_app.services.keys import PIN_DIGITS
from reviewer_app.services.profiles import Strength, strength
from reviewer_app.ui._forms.ui_settings_page import Ui_SettingsPage
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected
from reviewer_app.ui.home.register_import import RegisterImport
from reviewer_app.ui.widgets.looks import Secrets, say, set_wrong


class SettingsPlace(QWidget):
    """Appearance, PIN, sign-in, passphrase, frameworks and schools."""

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Settings")
        self.ui = ui = Ui_SettingsPage()
        ui.setupUi(self)
        self._ctx = ctx
        self.importer = RegisterImport(ctx)
        ui.content_layout.addWidget(self.importer)
        Secrets(ctx.theme, None, ui.pin_edit, ui.old_edit, ui.new_edit, ui.repeat_edit)
        ctx.theme.bind_icon(ui.smaller_button, "zoom_out")
        ctx.theme.bind_icon(ui.larger_button, "zoom_in")
        ui.light_radio.clicked.connect(lambda: ctx.theme.set_dark(False))
        ui.dark_radio.clicked.connect(lambda: ctx.theme.set_dark(True))
        ui.smaller_button.clicked.connect(lambda: ctx.theme.step_zoom(-1))
        ui.larger_button.clicked.connect(lambda: ctx.theme.step_zoom(1))
        ui.pin_button.clicked.connect(self._on_pin)
        ui.pin_edit.returnPressed.connect(self._on_pin)
        ui.keyring_check.clicked.connect(self._on_keyring)
        ui.new_edit.textChanged.connect(self._on_new_typed)
        ui.passphrase_button.clicked.connect(self._on_passphrase)
        ui.repeat_edit.returnPressed.connect(self._on_passphrase)
        ui.framework_button.clicked.connect(self._on_framework)
        ui.register_button.clicked.connect(self.importer.choose)
        ctx.theme.changed.connect(self._show_look)
        self.importer.ended.connect(self._read)
        say(ui.strength_label, "")
        practice = ctx.session.account.practice
        for card in (ui.pin_card, ui.sign_in_card, ui.passphrase_card):
            card.setVisible(not practice)
        self._show_look()

    def activate(self, _target: str) -> None:
        """Come to the front."""
        self._read()

    def flush(self) -> None:
        """Forget half-typed secrets; nothing else waits here."""
        for edit in (self.ui.pin_edit, self.ui.old_edit, self.ui.new_edit, self.ui.repeat_edit):
            edit.clear()

    def _run(self, work: Callable[[], Any], on_done: Callable[[Any], None]) -> None:
        self._ctx.jobs.database.run(work, on_done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self._ctx.status.problem(expected(error))
        self._read()

    def _show_look(self) -> None:
        theme = self._ctx.theme
        (self.ui.dark_radio if theme.dark else self.ui.light_radio).setChecked(True)
        self.ui.zoom_label.setText(f"{theme.zoom:.0%}".replace("%", " %"))

    def _read(self) -> None:
        session = self._ctx.session
        keys = session.keys
        self._run(
            lambda: (
                keys.has_pin(),
                keys.keyring_name(),
                keys.keyring_enabled(),
                session.schools.count(),
                len(session.frameworks.all()),
            ),
            self._on_read,
        )

    def _on_read(self, read: tuple[bool, str, bool, int, int]) -> None:
        has_pin, store, enabled, schools, frameworks = read
        ui = self.ui
        words = self.tr("No PIN yet. It takes the cover away quickly, until Reviewer is closed.")
        if has_pin:
            words = self.tr("A PIN is set until Reviewer is closed.")
        ui.pin_hint.setText(words)
        shared = self._ctx.session.account.shared_laptop
        ui.keyring_check.setEnabled(bool(store) and (enabled or not shared))
        ui.keyring_check.setChecked(enabled)
        words = self.tr("{store} keeps it; a normal start then needs no typing.").format(
            store=store
        )
        if not store:
            words = self.tr(
                "This laptop cannot keep your passphrase safely, so you type it each time."
            )
        elif shared:
            words = self.tr("On a shared laptop the passphrase is asked at each start.")
        ui.keyring_hint.setText(words)
        words = self.tr("{schools} schools and {frameworks} frameworks are on this laptop.")
        if frameworks == 1:
            words = self.tr("{schools} schools and 1 framework are on this laptop.")
        ui.content_label.setText(words.format(schools=f"{schools:,}", frameworks=frameworks))

    # --- PIN, sign-in, passphrase

    def _on_pin(self) -> None:
        pin, keys = self.ui.pin_edit.text(), self._ctx.session.keys
        wrong = len(pin) != PIN_DIGITS or not pin.isdigit()
        set_wrong(self.ui.pin_edit, wrong)
        if not wrong:
            self._run(lambda: keys.set_pin(pin), self._on_pin_set)

    def _on_pin_set(self, _nothing: object) -> None:
        self.ui.pin_edit.clear()
        self._ctx.status.say(self.tr("PIN set"))
        self._read()

    def _on_keyring(self, on: bool) -> None:
        keys = self._ctx.session.keys
        self._run(keys.enable_keyring if on else keys.disable_keyring, self._on_keyring_done)

    def _on_keyring_done(self, _nothing: object) -> None:
        self._read()

    def _on_new_typed(self, text: str) -> None:
        account = self._ctx.session.account
        hints = (account.name, account.home_school)
        self._ctx.jobs.work.run(lambda: strength(text, hints), self._on_judged, self._on_failed)

    def _on_judged(self, judged: Strength) -> None:
        say(self.ui.strength_label, judged.sentence if self.ui.new_edit.text() else "")

    def _on_passphrase(self) -> None:
        ui, keys = self.ui, self._ctx.session.keys
        old, new = ui.old_edit.text(), ui.new_edit.text()
        differ = new != ui.repeat_edit.text()
        set_wrong(ui.repeat_edit, differ)
        if differ:
            say(ui.strength_label, self.tr("The two passphrases differ. Type it again."))
            return
        if not old or not new:
            return
        account = self._ctx.session.account

        def work() -> Strength:
            judged = strength(new, (account.name, account.home_school))
            if judged.ok:
                keys.change_passphrase(old, new)
            return judged

        self._run(work, self._on_passphrase_done)

    def _on_passphrase_done(self, judged: Strength) -> None:
        if not judged.ok:
            say(self.ui.strength_label, judged.sentence)
            return
        self.flush()
        self._ctx.status.say(self.tr("Passphrase changed"))

    # --- what is imported

    def _on_framework(self) -> None:
        title = self.tr("Open a framework file")
        filters = self.tr("Frameworks (*.yaml *.yml)")
        self._ctx.dialogs.open_file(self, title, filters, self._import_framework)

    def _import_framework(self, path: Path) -> None:
        frameworks = self._ctx.session.frameworks
        self._run(lambda: frameworks.import_file(path), self._on_framework_done)

    def _on_framework_done(self, framework: Framework) -> None:
        words = self.tr("{title}, version {version}, is on this laptop")
        self._ctx.status.say(words.format(title=framework.title, version=framework.version))
        self._read()
