"""Keeping the recovery code after the first start: the same page, from Home's reminder."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.errors import ReviewerError
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected, sentence
from reviewer_app.ui.start.recovery_page import RecoveryPage


class RecoveryKeeper(QObject):
    """Answers a RecoveryPage; lives as long as it. ``kept`` when the last four were right."""

    kept = Signal()

    def __init__(self, ctx: AppContext, code: str, page: RecoveryPage) -> None:
        super().__init__(page)
        self._ctx, self._code, self._page = ctx, code, page
        page.save_asked.connect(self._save)
        page.print_asked.connect(self._print)
        page.confirm_asked.connect(self._confirm)

    def _save(self) -> None:
        title, name = self.tr("Save the recovery code"), self.tr("Reviewer recovery code.txt")
        self._ctx.dialogs.save_file(self._page, title, name, "Text (*.txt)", self._write)

    def _write(self, path: Path) -> None:
        try:
            self._ctx.session.keys.save_recovery_text(path, self._code)
        except ReviewerError:
            self._page.show_problem(
                self.tr("The code could not be written there. Choose another folder.")
            )
            return
        words = self.tr("Saved as {name}. Move it somewhere that is not this laptop.")
        self._page.show_kept(words.format(name=path.name))

    def _print(self) -> None:
        from reviewer_app.ui.platform.printing import print_text

        print_text(self._page, self._ctx.session.keys.recovery_text(self._code))

    def _confirm(self, last_four: str) -> None:
        keys = self._ctx.session.keys
        self._ctx.jobs.database.run(
            lambda: keys.confirm_recovery(last_four), self._on_confirmed, self._on_failed
        )

    def _on_confirmed(self, right: bool) -> None:
        if right:
            self.kept.emit()
        else:
            self._page.refuse()

    def _on_failed(self, error: Exception) -> None:
        self._page.show_problem(sentence(expected(error)))
