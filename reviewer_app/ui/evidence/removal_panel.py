"""The end of *More*: removing words, or the note, for good."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.ui._forms.ui_evidence_form import Ui_EvidenceForm


class RemovalPanel(QObject):
    """``wanted(whole_note, reason)``: asked for; nothing is removed here."""

    wanted = Signal(bool, str)

    def __init__(self, ui: Ui_EvidenceForm, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui
        for key, words in (
            ("name", self.tr("A name")),
            ("child", self.tr("About a child")),
            ("misplaced", self.tr("Written in the wrong place")),
        ):
            ui.reason_combo.addItem(words, key)
        ui.remove_text_button.clicked.connect(self._on_text)
        ui.remove_note_button.clicked.connect(self._on_note)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in reading order."""
        return [self._ui.reason_combo, self._ui.remove_text_button, self._ui.remove_note_button]

    def set_writable(self, writable: bool) -> None:
        """Allow or bar removing."""
        for widget in self.stops():
            widget.setEnabled(writable)

    def show_up(self) -> None:
        """Bring it into sight, below the fields, and give it the keyboard."""
        self._ui.reason_combo.setFocus()
        QTimer.singleShot(0, self, self._scroll)  # the page is laid out then

    def _scroll(self) -> None:
        for widget in (self._ui.remove_note_button, self._ui.remove_label):
            self._ui.more_scroll.ensureWidgetVisible(widget)

    def _on_text(self) -> None:
        self.wanted.emit(False, self._ui.reason_combo.currentData())

    def _on_note(self) -> None:
        self.wanted.emit(True, self._ui.reason_combo.currentData())
