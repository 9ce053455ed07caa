"""The recovery code: save or print it now, or later; only its last four characters come back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.ui._forms.ui_recovery_page import Ui_RecoveryPage
from reviewer_app.ui.widgets.looks import say, set_wrong


class RecoveryPage(QWidget):
    """Shows a code until it is confirmed or put off."""

    save_asked = Signal()
    print_asked = Signal()
    confirm_asked = Signal(str)
    later_asked = Signal()

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_RecoveryPage()
        self.ui.setupUi(self)
        self.ui.code_label.setText(_in_two_lines(code))
        say(self.ui.problem_label, "")
        say(self.ui.kept_label, "")
        self.ui.save_button.clicked.connect(self.save_asked)
        self.ui.print_button.clicked.connect(self.print_asked)
        self.ui.later_button.clicked.connect(self.later_asked)
        self.ui.confirm_button.clicked.connect(self._on_confirm)
        self.ui.last_four_edit.returnPressed.connect(self._on_confirm)
        self.ui.last_four_edit.textChanged.connect(self._on_typed)
        self.setFocusProxy(self.ui.save_button)

    def show_kept(self, words: str) -> None:
        """Say where the code went."""
        say(self.ui.kept_label, words)
        self.ui.last_four_edit.setFocus()

    def show_problem(self, words: str) -> None:
        """Say what is wrong."""
        say(self.ui.problem_label, words)

    def refuse(self) -> None:
        """Say that these are not the last four characters."""
        self.show_problem(self.tr("These are not the last four characters. Look again."))
        set_wrong(self.ui.last_four_edit, True)
        self.ui.last_four_edit.selectAll()
        self.ui.last_four_edit.setFocus()

    def _on_typed(self) -> None:
        set_wrong(self.ui.last_four_edit, False)
        self.show_problem("")

    def _on_confirm(self) -> None:
        self.confirm_asked.emit(self.ui.last_four_edit.text())


def _in_two_lines(code: str) -> str:
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    lines = ["-".join(groups[:half]) + "-", "-".join(groups[half:])] if len(groups) > 4 else [code]
    return "\n".join(lines)
