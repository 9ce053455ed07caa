"""Removing for good: asked once, with the verb on the button, and never undone."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reviewer_app.ui.context import AppContext
from reviewer_app.ui.evidence.presenter import NotesPresenter
from reviewer_app.ui.evidence.view import MORE, EvidenceView


class RemovalDesk(QObject):
    """Asks before a note or selected words go for good."""

    def __init__(
        self, view: EvidenceView, presenter: NotesPresenter, ctx: AppContext, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._view, self._presenter, self._ctx, self._window = view, presenter, ctx, parent
        self._reason = ""
        self._stretch = (0, 0)
        view.editor.removal_wanted.connect(self._on_wanted)
        view.removal.wanted.connect(self._on_chosen)

    def _on_wanted(self) -> None:
        self._view.open_drawer(MORE)
        self._view.removal.show_up()

    def _on_chosen(self, whole_note: bool, reason: str) -> None:
        self._reason = reason
        if whole_note:
            self._ctx.dialogs.confirm(
                self._window, self.tr("Remove this note for good?"),
                self.tr("It goes from this laptop and from every team file made later. "
                        "This cannot be undone."),
                self.tr("Remove for good"), self._remove_note,
            )  # fmt: skip
            return
        start, end = self._stretch = self._view.editor.selected_points()
        if start == end:
            self._ctx.status.say(self.tr("Select the words to remove first"))
            self._view.editor.setFocus()
            return
        self._ctx.dialogs.confirm(
            self._window, self.tr("Remove the selected words for good?"),
            self.tr("All earlier versions of this text go with them. This cannot be undone."),
            self.tr("Remove for good"), self._remove_text,
        )  # fmt: skip

    def _remove_note(self) -> None:
        self._presenter.remove_note(self._reason)

    def _remove_text(self) -> None:
        self._view.editor.setReadOnly(True)
        self._presenter.remove_text(*self._stretch, self._reason)
