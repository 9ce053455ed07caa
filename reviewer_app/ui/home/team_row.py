"""One reviewer in the team list of a new review."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.services.reviews import NewMember
from reviewer_app.ui._forms.ui_team_row import Ui_TeamRow
from reviewer_app.ui.theme import Theme


class TeamRow(QWidget):
    """``removed(row)`` when it is taken off the list."""

    removed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_TeamRow()
        self.ui.setupUi(self)
        theme.bind_icon(self.ui.remove_button, "close")
        for words, role in (
            (self.tr("Reviewer"), "team"),
            (self.tr("Moderator"), "moderator"),
            (self.tr("In training"), "trainee"),
        ):
            self.ui.role_combo.addItem(words, role)
        self.ui.remove_button.clicked.connect(lambda: self.removed.emit(self))
        self.setFocusProxy(self.ui.name_edit)

    def member(self) -> NewMember:
        """Return what is filled in."""
        ui = self.ui
        return NewMember(
            ui.name_edit.text().strip(),
            ui.role_title_edit.text().strip(),
            ui.school_edit.text().strip(),
            str(ui.role_combo.currentData()),
        )
