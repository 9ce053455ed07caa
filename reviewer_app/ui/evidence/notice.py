"""The quiet strip above the fields: what a note still lacks to be done, each line with its door."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton

from reviewer_app.ui._forms.ui_evidence_form import Ui_EvidenceForm


class Notice(QObject):
    """``door(sentence)``: the person wants to mend that line."""

    door = Signal(str)

    def __init__(self, ui: Ui_EvidenceForm, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui
        self.doors: list[QPushButton] = []
        ui.notice_frame.hide()

    def show_missing(self, sentences: Sequence[str]) -> None:
        """Show what is missing; nothing where nothing is."""
        self.clear()
        if not sentences:
            return
        self._ui.notice_label.setText(self.tr("To be done, this note still needs:"))
        for sentence in sentences:
            button = QPushButton(sentence, self._ui.doors_host)
            button.setProperty("look", "link")
            button.clicked.connect(self._on_door)
            self._ui.doors_layout.addWidget(button)
            self.doors.append(button)
        self._ui.notice_frame.show()

    def clear(self) -> None:
        """Take the strip away."""
        self._ui.notice_frame.hide()
        for button in self.doors:
            button.hide()
            button.deleteLater()
        self.doors = []

    def _on_door(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.door.emit(button.text())
