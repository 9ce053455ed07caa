"""The drawer's last page: earlier versions of the text."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.services.evidence import Version
from reviewer_app.ui._forms.ui_evidence_form import Ui_EvidenceForm
from reviewer_app.ui.evidence.chips import TO_SELF
from reviewer_app.ui.evidence.offsets import MARK
from reviewer_app.ui.strings import MONTHS, count_words

_ROWS, _AIR = 5, 4
"""How many versions are in sight at most, and the room around them."""


class HistoryPanel(QObject):
    """``restore_wanted(text)``."""

    restore_wanted = Signal(str)

    def __init__(self, ui: Ui_EvidenceForm, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui
        self._versions: Sequence[Version] = ()
        self._writable = True
        self._private = False
        ui.history_list.currentRowChanged.connect(self._on_row)
        ui.restore_button.clicked.connect(self._on_restore)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in reading order."""
        ui = self._ui
        return [ui.history_list, ui.version_edit, ui.restore_button]

    def clear(self, *, writable: bool) -> None:
        """Forget the versions of the note before."""
        self.show_versions([])
        self._writable = writable

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Show versions, newest first."""
        self._versions = versions
        self._ui.history_list.clear()
        self._ui.version_edit.clear()
        self._ui.version_edit.hide()
        self._ui.restore_button.hide()
        for version in versions:
            local = version.when.astimezone()
            count = len(version.text.split())
            what = count_words(count, self.tr("word"), self.tr("words"))
            if version.gone:
                what = self.tr("removed for good")
            who = "" if self._private else version.who
            self._ui.history_list.addItem(
                f"{local.day} {MONTHS[local.month - 1]}, {local:%H:%M}\n"
                + " · ".join(part for part in (who, what) if part)
            )
        row = self._ui.history_list.sizeHintForRow(0)
        frame = self._ui.history_list.frameWidth() * 2 + _AIR
        rows = min(max(len(versions), 1), _ROWS)
        self._ui.history_list.setFixedHeight(max(row, 0) * rows + frame)

    def set_private(self, private: bool) -> None:
        """Leave out who wrote, and what a neighbour should not read in the texts."""
        if private != self._private:
            self._private = private
            row = self._ui.history_list.currentRow()
            self.show_versions(self._versions)
            self._ui.history_list.setCurrentRow(row)

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._versions):
            version = self._versions[row]
            words = discreet(version.text) if self._private else version.text
            self._ui.version_edit.setPlainText(words)
            self._ui.version_edit.show()
            self._ui.restore_button.show()
            self._ui.restore_button.setEnabled(self._writable and not version.gone)

    def _on_restore(self) -> None:
        row = self._ui.history_list.currentRow()
        if 0 <= row < len(self._versions):
            self.restore_wanted.emit(self._versions[row].text)


def discreet(text: str) -> str:
    """Return a text without signs behind its marks and without notes to self."""
    lines = [line for line in text.split("\n") if not line.startswith(TO_SELF)]
    return MARK.sub(lambda found: f"#{found[1]}", "\n".join(lines))
