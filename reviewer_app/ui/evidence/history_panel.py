"""The drawer's last page: earlier versions of the text, and removing words for good."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.services.evidence import Version
from reviewer_app.ui._forms.ui_evidence_form import Ui_EvidenceForm


class HistoryPanel(QObject):
    """``restore_wanted(text)``; ``removal_wanted(whole_note, reason)``."""

    restore_wanted = Signal(str)
    removal_wanted = Signal(bool, str)

    def __init__(self, ui: Ui_EvidenceForm, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui
        self._versions: Sequence[Version] = ()
        self._writable = True
        for key, words in (
            ("name", self.tr("A name")),
            ("child", self.tr("About a child")),
            ("misplaced", self.tr("Written in the wrong place")),
        ):
            ui.reason_combo.addItem(words, key)
        ui.history_list.currentRowChanged.connect(self._on_row)
        ui.restore_button.clicked.connect(self._on_restore)
        ui.remove_text_button.clicked.connect(self._on_remove_text)
        ui.remove_note_button.clicked.connect(self._on_remove_note)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in reading order."""
        ui = self._ui
        return [ui.history_list, ui.version_edit, ui.restore_button, ui.reason_combo,
                ui.remove_text_button, ui.remove_note_button]  # fmt: skip

    def clear(self, *, writable: bool) -> None:
        """Forget the versions of the note before."""
        self.show_versions([])
        for widget in (self._ui.reason_combo, self._ui.remove_text_button,
                       self._ui.remove_note_button):  # fmt: skip
            widget.setEnabled(writable)
        self._writable = writable

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Show versions, newest first."""
        self._versions = versions
        self._ui.history_list.clear()
        self._ui.version_edit.clear()
        self._ui.restore_button.setEnabled(False)
        for version in versions:
            local = version.when.astimezone()
            when = f"{local.day} {local:%B}, {local:%H:%M}"
            count = len(version.text.split())
            what = (
                self.tr("removed for good")
                if version.gone
                else self.tr("{count} words").format(count=count)
            )
            self._ui.history_list.addItem(
                " · ".join(part for part in (when, version.who, what) if part)
            )

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._versions):
            version = self._versions[row]
            self._ui.version_edit.setPlainText(version.text)
            self._ui.restore_button.setEnabled(self._writable and not version.gone)

    def _on_restore(self) -> None:
        row = self._ui.history_list.currentRow()
        if 0 <= row < len(self._versions):
            self.restore_wanted.emit(self._versions[row].text)

    def _on_remove_text(self) -> None:
        self.removal_wanted.emit(False, self._ui.reason_combo.currentData())

    def _on_remove_note(self) -> None:
        self.removal_wanted.emit(True, self._ui.reason_combo.currentData())
