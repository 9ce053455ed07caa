"""The way in: decides which page to show and asks ProfileService; widgets never see a key.

No profile: first start. A practice profile opens by itself. Otherwise the computer's sign-in is
tried silently where it was switched on, and the passphrase is asked for where that fails.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.errors import ReviewerError, WrongPassphraseError
from reviewer_app.services.profiles import (
    PRACTICE,
    Created,
    ProfileService,
    ProfileState,
    Strength,
)
from reviewer_app.ui.background import JobRunner
from reviewer_app.ui.context import Dialogs
from reviewer_app.ui.errors import expected, sentence
from reviewer_app.ui.start.recovery_page import RecoveryPage
from reviewer_app.ui.start.start_page import StartPage
from reviewer_app.ui.start.unlock_page import UnlockPage
from reviewer_app.ui.theme import Theme

if TYPE_CHECKING:
    from reviewer_app.services.session import Session


class Door(QObject):
    """``page_changed(widget)`` says what to show; ``opened(session)`` that somebody is in."""

    page_changed = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        profiles: ProfileService,
        jobs: JobRunner,
        theme: Theme,
        dialogs: Dialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._profiles, self._jobs, self._theme, self._dialogs = profiles, jobs, theme, dialogs
        self._profile = ""
        self._page: QWidget | None = None
        self._session: Session | None = None
        self._code = ""
        self._judging = 0

    def open(self, profile: str, *, silently: bool = True) -> None:
        """Begin with ``profile``; the computer's sign-in is tried only ``silently``."""
        self._profile = profile
        after = self._on_state if silently else self._on_state_after_lock
        self._jobs.database.run(lambda: self._profiles.state(profile), after, self._on_no_state)

    def practise(self) -> None:
        """Open the practice profile, made first where there is none."""
        profiles = self._profiles

        def work() -> "Session":
            if profiles.state(PRACTICE).exists:
                return profiles.unlock_practice(PRACTICE)
            return profiles.create_practice(PRACTICE)

        self._busy(True)
        self._jobs.database.run(work, self._on_opened, self._on_refused)

    # --- which page

    def _on_state(self, state: ProfileState) -> None:
        if not state.exists:
            if self._profile == PRACTICE:
                self.practise()
                return
            page = StartPage(self._theme)
            page.set_keyring(state.keyring_name)
            page.begun.connect(self._create)
            page.practice_asked.connect(self.practise)
            page.strength_asked.connect(self._judge)
            self._show(page)
        elif state.practice:
            self.practise()
        elif state.has_keyring:
            self._unlock_with_keyring()
        else:
            self._show_unlock(state)

    def _on_state_after_lock(self, state: ProfileState) -> None:
        if state.exists and not state.practice:
            self._show_unlock(state)
        else:
            self._on_state(state)

    def _on_no_state(self, error: Exception) -> None:
        page = self._show_unlock(None)
        page.refuse(sentence(expected(error)))

    def _show_unlock(self, state: ProfileState | None) -> UnlockPage:
        page = UnlockPage(self._theme)
        page.set_keyring(state.keyring_name if state and state.has_keyring else "")
        page.unlock_asked.connect(self._unlock)
        page.keyring_asked.connect(self._unlock_with_keyring)
        page.recover_asked.connect(self._recover)
        page.practice_asked.connect(self.practise)
        page.strength_asked.connect(self._judge)
        self._show(page)
        if state is not None and state.damaged:
            page.refuse(
                self.tr("A file of this profile was damaged and its older copy is used.")
                + " "
                + self.tr("Nothing was lost. Unlock as usual.")
            )
        return page

    def _show(self, page: QWidget) -> None:
        self._page = page
        self.page_changed.emit(page)
        page.setFocus()

    # --- what pages ask

    def _judge(self, passphrase: str, hints: list[str]) -> None:
        self._judging += 1
        serial, profiles = self._judging, self._profiles
        self._jobs.work.run(
            lambda: (serial, profiles.strength(passphrase, hints)),
            self._on_judged,
            self._on_refused,
        )

    def _on_judged(self, judged: tuple[int, Strength]) -> None:
        serial, strength = judged
        # that lane has several threads: an older verdict may come after a newer one
        if serial == self._judging and isinstance(self._page, StartPage | UnlockPage):
            self._page.show_strength(strength)

    def _create(self, account: NewAccount, passphrase: str) -> None:
        profiles, profile = self._profiles, self._profile
        self._busy(True)
        self._jobs.database.run(
            lambda: profiles.create(profile, account, passphrase),
            self._on_created,
            self._on_refused,
        )

    def _unlock(self, passphrase: str) -> None:
        profiles, profile = self._profiles, self._profile
        self._busy(True)
        self._jobs.database.run(
            lambda: profiles.unlock(profile, passphrase), self._on_opened, self._on_refused
        )

    def _unlock_with_keyring(self) -> None:
        profiles, profile = self._profiles, self._profile
        self._busy(True)
        self._jobs.database.run(
            lambda: profiles.unlock_with_keyring(profile), self._on_opened, self._on_keyring_refused
        )

    def _recover(self, code: str, new_passphrase: str) -> None:
        profiles, profile = self._profiles, self._profile
        self._busy(True)
        self._jobs.database.run(
            lambda: profiles.unlock_with_recovery(profile, code, new_passphrase),
            self._on_opened,
            self._on_refused,
        )

    # --- what came of it

    def _on_opened(self, session: "Session") -> None:
        self._busy(False)
        self._page = None
        self._session = None
        self._code = ""
        self.opened.emit(session)

    def _on_created(self, created: Created) -> None:
        self._session, self._code = created.session, created.recovery_code
        page = RecoveryPage(created.recovery_code)
        page.save_asked.connect(self._save_code)
        page.print_asked.connect(self._print_code)
        page.confirm_asked.connect(self._confirm)
        page.later_asked.connect(self._enter)
        self._show(page)

    def _on_refused(self, error: Exception) -> None:
        problem = expected(error)
        self._busy(False)
        if isinstance(self._page, UnlockPage):
            wait = problem.wait_seconds if isinstance(problem, WrongPassphraseError) else 0.0
            self._page.refuse(sentence(problem), wait)
        elif isinstance(self._page, StartPage | RecoveryPage):
            self._page.show_problem(sentence(problem))
        else:
            self._show_unlock(None).refuse(sentence(problem))

    def _on_keyring_refused(self, error: Exception) -> None:
        problem = expected(error)
        if isinstance(self._page, UnlockPage):
            self._busy(False)
            self._page.refuse(sentence(problem))
        else:
            self._show_unlock(None).refuse(sentence(problem))

    def _busy(self, busy: bool) -> None:
        if isinstance(self._page, StartPage | UnlockPage):
            self._page.set_busy(busy)

    # --- the recovery code

    def _save_code(self) -> None:
        if self._page is not None:
            title, name = self.tr("Save the recovery code"), self.tr("Reviewer recovery code.txt")
            self._dialogs.save_file(self._page, title, name, "Text (*.txt)", self._write_code)

    def _write_code(self, path: Path) -> None:
        if self._session is None or not isinstance(self._page, RecoveryPage):
            return
        try:
            self._session.keys.save_recovery_text(path, self._code)
        except ReviewerError:
            self._page.show_problem(
                self.tr("The code could not be written there. Choose another folder.")
            )
            return
        words = self.tr("Saved as {name}. Move it somewhere that is not this laptop.")
        self._page.show_kept(words.format(name=path.name))

    def _print_code(self) -> None:
        if self._session is None or self._page is None:
            return
        from reviewer_app.ui.platform.printing import print_text

        print_text(self._page, self._session.keys.recovery_text(self._code))

    def _confirm(self, last_four: str) -> None:
        session = self._session
        if session is not None:
            self._jobs.database.run(
                lambda: session.keys.confirm_recovery(last_four),
                self._on_confirmed,
                self._on_refused,
            )

    def _on_confirmed(self, right: bool) -> None:
        if right:
            self._enter()
        elif isinstance(self._page, RecoveryPage):
            self._page.refuse()

    def _enter(self) -> None:
        if self._session is not None:
            self._on_opened(self._session)

    def give_up(self) -> "Session | None":
        """Return a session that was made but not handed over yet, so that quitting closes it."""
        session, self._session = self._session, None
        return session
