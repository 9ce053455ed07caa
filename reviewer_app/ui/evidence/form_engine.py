"""Draws any kind of note from its file: the fields in file order, each with its label."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from reviewer_app.domain.entities import Evidence
from reviewer_app.domain.form_type import Choice, FormField, FormType
from reviewer_app.ui.evidence.field_base import FieldEditor
from reviewer_app.ui.evidence.fields import make_editor
from reviewer_app.ui.widgets.flow import FlowLayout
from reviewer_app.ui.widgets.layouts import empty


class FormEngine(QObject):
    """Fills three hosts: what is in sight above the text, below it, and behind *More*.

    ``field_edited(target, value)``: a person changed a field; ``target`` is the note's register or
    set. Short fields stand above the text, texts to write at length below it.
    """

    field_edited = Signal(str, object)

    def __init__(
        self, above: QWidget, below: QWidget, more: QWidget, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._hosts = (above, below, more)
        self._columns = [QVBoxLayout(host) for host in self._hosts]
        for layout in self._columns:
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(8)
        self._shape: tuple[FormType, Mapping[str, Sequence[Choice]]] | None = None
        self.editors: dict[str, FieldEditor] = {}
        self._targets: dict[str, str] = {}
        self._stops: tuple[list[QWidget], ...] = ([], [], [])

    def build(self, form_type: FormType, lists: Mapping[str, Sequence[Choice]]) -> None:
        """Draw ``form_type``; nothing happens where it is drawn already."""
        if self._shape == (form_type, lists):
            return
        self._clear()
        self._shape = (form_type, lists)
        seen = [f for f in form_type.fields if f.shown == "lesson"]
        rest = [f for f in form_type.fields if f.shown != "lesson"]
        made = {f.key: self._make(f, lists) for f in form_type.fields}
        self._rows(0, [f for f in seen if not made[f.key].tall])
        self._rows(1, [f for f in seen if made[f.key].tall])
        self._column(2, rest)

    def show_note(self, note: Evidence, *, read_only: bool) -> None:
        """Show the values of a note."""
        for key, editor in self.editors.items():
            editor.show_value(value_of(note, self._targets[key]))
            editor.set_read_only(read_only)

    def stops(self, host: int) -> list[QWidget]:
        """Return where Tab stops in a host (0 above, 1 below, 2 more), in reading order."""
        return list(self._stops[host])

    def editor_for(self, target: str) -> FieldEditor | None:
        """Return the editor that fills ``target``."""
        return next((e for k, e in self.editors.items() if self._targets[k] == target), None)

    def _make(self, field: FormField, lists: Mapping[str, Sequence[Choice]]) -> FieldEditor:
        editor = make_editor(field, lists)
        editor.setParent(self)
        editor.setProperty("target", field.target)
        editor.changed.connect(self._on_changed)
        self.editors[field.key] = editor
        self._targets[field.key] = field.target
        return editor

    def _rows(self, host: int, fields: Sequence[FormField]) -> None:
        """Wide fields take a row; the others stand side by side."""
        layout = self._columns[host]
        flow: FlowLayout | None = None
        for field in fields:
            editor = self.editors[field.key]
            pair = self._pair(host, field, editor)
            if editor.wide:
                flow = None
                layout.addWidget(pair)
                continue
            if flow is None:
                line = QWidget(self._hosts[host])
                flow = FlowLayout(line, space=16)
                policy = line.sizePolicy()
                policy.setHeightForWidth(True)
                line.setSizePolicy(policy)
                layout.addWidget(line)
            flow.addWidget(pair)

    def _pair(self, host: int, field: FormField, editor: FieldEditor) -> QWidget:
        pair = QWidget(self._hosts[host])
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = self._label(field, editor)
        top = Qt.AlignmentFlag.AlignTop if editor.wide else Qt.AlignmentFlag.AlignVCenter
        if editor.wide:
            label.setContentsMargins(0, 5, 0, 0)
        label.setMinimumWidth(56)
        row.addWidget(label, 0, top)
        row.addWidget(editor.widget, 1)
        self._stops[host].append(editor.stop)
        return pair

    def _column(self, host: int, fields: Sequence[FormField]) -> None:
        layout = self._columns[host]
        for field in fields:
            editor = self.editors[field.key]
            block = QFrame(self._hosts[host])
            column = QVBoxLayout(block)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            column.addWidget(self._label(field, editor))
            column.addWidget(editor.widget)
            layout.addWidget(block)
            self._stops[host].append(editor.stop)

    def _label(self, field: FormField, editor: FieldEditor) -> QLabel:
        label = QLabel(field.label)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("look", "secondary")
        label.setBuddy(editor.stop)
        return label

    def _clear(self) -> None:
        for layout in self._columns:
            empty(layout)
        for editor in self.editors.values():
            editor.deleteLater()
        self.editors, self._targets = {}, {}
        self._stops = ([], [], [])

    def _on_changed(self) -> None:
        editor = self.sender()
        if isinstance(editor, FieldEditor):
            self.field_edited.emit(editor.property("target"), editor.value())


def value_of(note: Evidence, target: str) -> Any:
    """Return what a note holds in a register or set."""
    return note.extra.get(target[2:]) if target.startswith("x.") else getattr(note, target)
