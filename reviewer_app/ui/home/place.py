"""Home: cards, the reminder of the recovery code, and the new-review page on top."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from reviewer_app.domain.changes import Changes
from reviewer_app.services.reviews import ReviewCard
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected
from reviewer_app.ui.home.new_review import NewReviewPage
from reviewer_app.ui.home.view import HomeView
from reviewer_app.ui.shell.places import Command
from reviewer_app.ui.start.recovery_page import RecoveryPage


class HomePlace(QWidget):
    """Shows the reviews on this laptop, newest first."""

    practice_asked = Signal()

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Home")
        self._ctx = ctx
        self._stack = QStackedLayout(self)
        self.view = HomeView(ctx.theme)
        self._stack.addWidget(self.view)
        account = ctx.session.account
        self.view.greet(_greeting(account.name, account.role_title), practice=account.practice)
        self.page: NewReviewPage | RecoveryPage | None = None
        self.view.opened.connect(self._on_opened)
        self.view.new_asked.connect(self.new_review)
        self.view.practice_asked.connect(self.practice_asked)
        self.view.code_asked.connect(self._on_code_asked)
        ctx.store.changed.connect(self._on_changed)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.new_review)

    def activate(self, target: str) -> None:
        """Come to the front; target "new" opens the new-review page."""
        self._load()
        if target == "new":
            self.new_review()
        elif self.page is None:
            self._focus()

    def flush(self) -> None:
        """Nothing typed here waits for the disk."""

    def commands(self) -> list[Command]:
        """Offer *New review* in the palette."""
        return [Command(self.tr("New review"), self.new_review, "Ctrl+N")]

    def new_review(self) -> None:
        """Open the page that makes a review, or come back to it."""
        if self.page is None:
            page = NewReviewPage(self._ctx)
            page.left.connect(self._leave)
            page.made.connect(self._on_made)
            self._enter(page)

    def _enter(self, page: NewReviewPage | RecoveryPage) -> None:
        self.page = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.setFocus()

    def _leave(self) -> None:
        if self.page is not None:
            self._stack.setCurrentWidget(self.view)
            self._stack.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None
            self._focus()

    def _focus(self) -> None:
        first = self.view.cards[0] if self.view.cards else self.view.ui.first_button
        first.setFocus()

    def _load(self) -> None:
        session = self._ctx.session
        self._ctx.jobs.database.run(
            lambda: (session.reviews.cards(), session.keys.recovery_pending()),
            self._on_loaded,
            self._on_failed,
        )

    def _on_loaded(self, loaded: tuple[list[ReviewCard], bool]) -> None:
        cards, pending = loaded
        had = bool(self.view.cards)
        self.view.show_cards(cards)
        self.view.remind(pending)
        if not had and self.page is None and self.isVisible():
            self._focus()

    def _on_failed(self, error: Exception) -> None:
        self._ctx.status.problem(expected(error))

    def _on_changed(self, _changes: Changes, _initiator: object) -> None:
        if self.isVisible():
            self._load()

    def _on_opened(self, review: str) -> None:
        self._ctx.navigate("review", review)

    def _on_made(self, review: str) -> None:
        self._leave()
        self._ctx.navigate("review", review)

    # --- the recovery code, later

    def _on_code_asked(self) -> None:
        keys = self._ctx.session.keys
        self._ctx.jobs.database.run(keys.unconfirmed_code, self._on_code, self._on_failed)

    def _on_code(self, code: str) -> None:
        from reviewer_app.ui.home.recovery import RecoveryKeeper

        page = RecoveryPage(code)
        keeper = RecoveryKeeper(self._ctx, code, page)
        keeper.kept.connect(self._on_kept)
        page.later_asked.connect(self._leave)
        self._leave()
        self._enter(page)

    def _on_kept(self) -> None:
        self._leave()
        self._load()
        self._ctx.status.say(self.tr("Your recovery code is kept"))


def _greeting(name: str, role: str) -> str:
    return f"{name} · {role}" if role else name
