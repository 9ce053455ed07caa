"""One reviewer in the list of a team."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.services.reviews import NewMember
from reviewer_app.ui._forms.ui_team_row import Ui_TeamRow
from reviewer_app.ui.theme import Theme


class TeamRow(QWidget):
    """``removed(row)`` when it is taken off the list. The lead's line stays."""

    removed = Signal(object)

    def __init__(
        self, theme: Theme, member: NewMember | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.ui = ui = Ui_TeamRow()
        ui.setupUi(self)
        theme.bind_icon(ui.remove_button, "close")
        self._person = member.person if member else ""
        roles = {
            "team": self.tr("Reviewer"),
            "moderator": self.tr("Moderator"),
            "trainee": self.tr("In training"),
        }
        if member and member.role not in roles:
            roles = {member.role: self.tr("Lead") if member.role == "lead" else member.role}
        for role, words in roles.items():
            ui.role_combo.addItem(words, role)
        if member:
            for edit, text in (
                (ui.name_edit, member.name),
                (ui.role_title_edit, member.role_title),
                (ui.school_edit, member.school),
            ):
                edit.setText(text)
                edit.setCursorPosition(0)  # the beginning in sight, where it is long
            ui.role_combo.setCurrentIndex(max(ui.role_combo.findData(member.role), 0))
            if member.role == "lead":
                ui.role_combo.setEnabled(False)
                # its room stays, so that the columns of all lines are one
                policy = ui.remove_button.sizePolicy()
                policy.setRetainSizeWhenHidden(True)
                ui.remove_button.setSizePolicy(policy)
                ui.remove_button.hide()
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
            self._person,
        )

    def tab_chain(self) -> list[QWidget]:
        """Return what Tab visits, in order."""
        ui = self.ui
        edits = [ui.name_edit, ui.role_title_edit, ui.school_edit]
        return [*edits, ui.role_combo, ui.remove_button]
