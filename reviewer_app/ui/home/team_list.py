"""The lines of a team in a form: one for each reviewer, and a button for another."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from reviewer_app.services.reviews import NewMember
from reviewer_app.ui.home.team_row import TeamRow
from reviewer_app.ui.theme import Theme


class TeamList(QObject):
    """Fills ``column`` with lines; ``before`` is what Tab visits before the first of them."""

    def __init__(
        self, theme: Theme, column: QVBoxLayout, add_button: QPushButton, before: QWidget
    ) -> None:
        super().__init__(add_button)
        self._theme, self._column, self._add, self._before = theme, column, add_button, before
        self.rows: list[TeamRow] = []
        add_button.clicked.connect(self._on_add)

    def show_members(self, members: Sequence[NewMember]) -> None:
        """Show these lines and no others."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self.rows = []
        for member in members:
            self.add_row(member)

    def add_row(self, member: NewMember | None = None) -> TeamRow:
        """Add a line for ``member``, or an empty one."""
        row = TeamRow(self._theme, member)
        row.removed.connect(self._on_removed)
        self.rows.append(row)
        self._column.addWidget(row)
        self._order_tabs()
        return row

    def members(self) -> tuple[NewMember, ...]:
        """Return what is filled in; lines that were left empty are left out."""
        found = (row.member() for row in self.rows)
        return tuple(m for m in found if m.person or m.name or m.role_title or m.school)

    def focus_nameless(self) -> None:
        """Go to the first line that has no name."""
        for row in self.rows:
            if not row.member().name:
                row.ui.name_edit.setFocus()
                return

    def _order_tabs(self) -> None:
        before = self._before
        for row in self.rows:
            for widget in row.tab_chain():
                QWidget.setTabOrder(before, widget)
                before = widget
        QWidget.setTabOrder(before, self._add)

    def _on_add(self) -> None:
        self.add_row().ui.name_edit.setFocus()

    def _on_removed(self, row: TeamRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.deleteLater()
        self._add.setFocus()
