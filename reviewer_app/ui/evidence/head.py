"""The line above a note: what stands beside the title grows short before the title does."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from reviewer_app.ui._forms.ui_evidence_form import Ui_EvidenceForm

_DOORS = 3
"""The step at which Links and More lose their words."""

_TITLE = 48


class NoteHead(QObject):
    """Watches the room there is.

    In turn go the words of *All notes*, those of *Private*, the state, which the last button says
    as well (Done, Reopen), and the words of *Links* and *More*.
    """

    def __init__(self, ui: Ui_EvidenceForm, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui
        self._list_words = ui.all_notes_button.text()
        self._short = 0
        self._stateless = False
        ui.head_host.installEventFilter(self)

    def set_list_words(self, words: str) -> None:
        """Name the button that brings the list of notes and takes it away."""
        self._list_words = words
        self._ui.all_notes_button.setAccessibleName(words)
        self._dress()

    def set_quiet(self, quiet: bool) -> None:
        """Leave the state away while only the text is to be seen."""
        self._stateless = quiet
        self._dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the line where its width changed, or what is in it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Choose how much is said beside the title."""
        ui = self._ui
        gap = ui.head_layout.spacing()
        doors = (ui.links_button, ui.more_button)
        words = (
            self._words_width(ui.all_notes_button, self._list_words),
            self._words_width(ui.private_button, ui.private_button.text()),
            0 if self._stateless else ui.state_label.sizeHint().width() + gap,
            sum(self._words_width(door, door.accessibleName()) for door in doors),
        )
        taken = sum(words[self._short :])
        fixed = [w for w in self._beside() if not w.isHidden() and w is not ui.state_label]
        bare = sum(w.sizeHint().width() + gap for w in fixed) - sum(words[self._short : 2])
        bare -= words[_DOORS] if self._short <= _DOORS else 0
        wanted = bare + ui.title_label.sizeHint().width() + ui.gap_1_spacer.sizeHint().width() + gap
        # the title gives way to the last letters: what the line once said must not hold the window
        ui.head_host.setMinimumWidth(wanted - ui.title_label.sizeHint().width() + _TITLE)
        short = 0
        while short < len(words) and wanted + sum(words[short:]) > ui.head_host.width():
            short += 1
        if short != self._short or taken != sum(words[short:]):
            self._short = short
            self._dress()

    def _beside(self) -> list[QWidget]:
        ui = self._ui
        return [ui.all_notes_button, ui.number_label, ui.state_label, ui.private_button,
                ui.quiet_button, ui.links_button, ui.more_button, ui.done_button]  # fmt: skip

    def _words_width(self, button: QAbstractButton, words: str) -> int:
        if button.isHidden():
            return 0
        return button.fontMetrics().horizontalAdvance(words) + self._ui.head_layout.spacing() // 2

    def _dress(self) -> None:
        ui = self._ui
        words = self._list_words if self._short < 1 else ""
        if ui.all_notes_button.text() != words:
            ui.all_notes_button.setText(words)
        styles = Qt.ToolButtonStyle
        beside = styles.ToolButtonTextBesideIcon if self._short < 2 else styles.ToolButtonIconOnly
        private: QToolButton = ui.private_button
        if private.toolButtonStyle() != beside:
            private.setToolButtonStyle(beside)
        for door in (ui.links_button, ui.more_button):
            shown = door.accessibleName() if self._short <= _DOORS else ""
            if door.text() != shown:
                door.setText(shown)
        ui.state_label.setVisible(self._short < _DOORS and not self._stateless)
