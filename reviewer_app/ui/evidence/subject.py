"""The subject box: a subject of the list by any of its names, or any other words."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter

from reviewer_app.domain.body import clean
from reviewer_app.domain.form_type import Choice, FormField
from reviewer_app.ui.evidence.field_base import FieldEditor, QuietCombo

_ALL_NAMES = Qt.ItemDataRole.UserRole
_LEAST, _ALIKE = 2, 3
"""How many letters tell a subject at least, and how many two names begin with alike."""


class _Completer(QCompleter):
    """Finds by any name, gives the one on screen."""

    def pathFromIndex(  # noqa: N802 - Qt names it
        self, index: QModelIndex | QPersistentModelIndex
    ) -> str:
        """Return what is put into the box."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class SubjectField(FieldEditor):
    """A subject from the list or any other words.

    Enter and Tab take the one subject that begins with what is typed; what somebody shortened by
    hand stays as it is.
    """

    def __init__(self, field: FormField, lists: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__()
        self._subjects = lists.get("subjects", ())
        self.combo = QuietCombo()
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.addItems([c.label for c in self._subjects])
        self.combo.setCurrentIndex(-1)
        self.combo.setMinimumWidth(190)
        self.combo.setMaximumWidth(240)
        model = QStandardItemModel(self)
        for choice in self._subjects:
            item = QStandardItem(choice.label)
            item.setData(" ".join((choice.label, *choice.also)), _ALL_NAMES)
            model.appendRow(item)
        self._completer = _Completer(model, self)
        self._completer.setCompletionRole(_ALL_NAMES)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.combo.setCompleter(self._completer)
        self._shown, self._growing = "", False
        line = self.combo.lineEdit()
        if line is not None:
            line.setMaxLength(field.max_length)
            line.setPlaceholderText(self.tr("Any subject"))
            line.textEdited.connect(self._on_edited)
            line.editingFinished.connect(self._on_finished)
        self.widget = self.combo
        self.combo.editTextChanged.connect(self._on_text)

    def value(self) -> Any:
        """Return the words."""
        return clean(self.combo.currentText()).strip()

    def show_value(self, value: Any) -> None:
        """Show a subject."""
        text = str(value or "")
        if text != self.combo.currentText():
            with QSignalBlocker(self.combo):
                self.combo.setCurrentIndex(self.combo.findText(text))
                self.combo.setEditText(text)
            self._shown = text

    def _on_edited(self, text: str) -> None:
        self._growing = len(text) > len(self._shown)

    def _on_text(self, text: str) -> None:
        self._shown = text
        self.changed.emit()

    def _on_finished(self) -> None:
        growing, self._growing = self._growing, False
        found = subject_for(self._shown, self._subjects) if growing else ""
        if found:
            self.combo.setEditText(found)


def subject_for(typed: str, subjects: Sequence[Choice]) -> str:
    """Return the one subject that ``typed`` names, or else is the beginning of a name of.

    Where two share a name (maths), it is the one that begins like it.
    """
    wanted = typed.strip().casefold()
    if len(wanted) < _LEAST:
        return ""
    labels = {c.label: c.label.casefold() for c in subjects}
    others = {c.label: [n.casefold() for n in c.also] for c in subjects}
    exact = [s for s in labels if wanted in (labels[s], *others[s])]
    for found in (
        exact,
        [s for s in exact if labels[s].startswith(wanted[:_ALIKE])],
        [s for s in labels if labels[s].startswith(wanted)],
        [s for s in labels if any(n.startswith(wanted) for n in others[s])],
    ):
        if len(found) == 1:
            return found[0]
    return ""
