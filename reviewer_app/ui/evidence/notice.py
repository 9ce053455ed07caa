"""The quiet strip above the fields: what a note lacks to be done, what was found after a crash."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton

from reviewer_app.ui._forms.ui_evidence_form import Ui_EvidenceForm
from reviewer_app.ui.theme import Theme


class Notice(QObject):
    """``door(sentence)``: the person wants to mend that line; ``dismissed``: none of it."""

    door = Signal(str)
    dismissed = Signal()

    def __init__(self, ui: Ui_EvidenceForm, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui
        self.doors: list[QPushButton] = []
        theme.bind_icon(ui.dismiss_button, "close")
        ui.dismiss_button.clicked.connect(self._on_dismiss)
        ui.notice_frame.hide()

    def show_missing(self, sentences: Sequence[str]) -> None:
        """Show what is missing; nothing where nothing is."""
        self.clear()
        if not sentences:
            return
        self._dress("banner-warning")
        self._ui.notice_label.setText(self.tr("To be done, this note still needs:"))
        for sentence in sentences:
            button = QPushButton(sentence, self._ui.doors_host)
            button.setProperty("look", "link")
            button.clicked.connect(self._on_door)
            self._ui.doors_layout.addWidget(button)
            self.doors.append(button)
        self._ui.doors_host.show()
        self._ui.notice_frame.show()

    def keep(self, sentences: Sequence[str]) -> None:
        """Leave of what is missing only ``sentences``; the strip goes with the last of them."""
        for button in [b for b in self.doors if b.text() not in sentences]:
            self.doors.remove(button)
            button.hide()
            button.deleteLater()
        if not self.doors:
            self.clear()

    def say(self, words: str) -> None:
        """Tell something that asks for nothing; it stays until it is dismissed."""
        self.clear()
        self._dress("banner-information")
        self._ui.notice_label.setText(words)
        self._ui.doors_host.hide()
        self._ui.notice_frame.show()

    def clear(self) -> None:
        """Take the strip away."""
        self._ui.notice_frame.hide()
        for button in self.doors:
            button.hide()
            button.deleteLater()
        self.doors = []

    def _dress(self, look: str) -> None:
        frame = self._ui.notice_frame
        frame.setProperty("look", look)
        frame.style().unpolish(frame)
        frame.style().polish(frame)

    def _on_dismiss(self) -> None:
        self.clear()
        self.dismissed.emit()

    def _on_door(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.door.emit(button.text())
