"""One editor for each kind of field. A kind of note never needs code: the engine picks by kind."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QDate, QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QFocusEvent, QIntValidator
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
)

from reviewer_app.domain.body import clean
from reviewer_app.domain.form_type import Choice, FieldKind, FormField
from reviewer_app.ui.evidence.chip_group import ChipGroup
from reviewer_app.ui.evidence.field_base import FieldEditor, QuietCombo
from reviewer_app.ui.evidence.subject import SubjectField
from reviewer_app.ui.widgets.calendar import calm_calendar

_TIME = re.compile(r"^\s*(\d{1,2})(?:[:.h ]?(\d{2}))?\s*$")
_UNSET_DATE: Final = QDate(1900, 1, 1)
_SHORT_YEARS: Final = {"whole": "Whole school"}


class TextField(FieldEditor):
    """A line of text."""

    def __init__(self, field: FormField, _lists: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setMaxLength(field.max_length)
        self.widget = self.edit
        self.edit.textEdited.connect(self.changed)

    def value(self) -> Any:
        """Return the text."""
        return clean(self.edit.text())

    def show_value(self, value: Any) -> None:
        """Show a text; the caret stays where the text is the same."""
        text = "" if value is None else str(value)
        if text != self.edit.text():
            self.edit.setText(text)

    def set_read_only(self, read_only: bool) -> None:
        """Allow or bar changes; the text can still be selected."""
        self.edit.setReadOnly(read_only)


class NumberField(TextField):
    """A whole number, or nothing."""

    def __init__(self, field: FormField, lists: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__(field, lists)
        low = 0 if field.minimum is None else field.minimum
        high = 999_999 if field.maximum is None else field.maximum
        self._range = (low, high)
        self.edit.setValidator(QIntValidator(low, high, self.edit))
        self.edit.setMaximumWidth(96)

    def value(self) -> Any:
        """Return the number, None where there is none."""
        text = self.edit.text().strip()
        return int(text) if re.fullmatch(r"-?\d+", text) else None


class _ShortText(QPlainTextEdit):
    """Two lines high, whatever the size of the text."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()

    def fit(self) -> None:
        self.setMaximumHeight(self.fontMetrics().lineSpacing() * 2 + 32)


class LongTextField(FieldEditor):
    """A few lines of text."""

    wide = tall = True

    def __init__(self, field: FormField, _lists: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__()
        self.edit = _ShortText()
        self.edit.setTabChangesFocus(True)
        self.edit.setPlaceholderText(field.help)
        self.edit.fit()
        self.edit.setSizeAdjustPolicy(QPlainTextEdit.SizeAdjustPolicy.AdjustIgnored)
        self.widget = self.edit
        self._showing = False
        self.edit.textChanged.connect(self._on_changed)

    def value(self) -> Any:
        """Return the text."""
        return clean(self.edit.toPlainText())

    def show_value(self, value: Any) -> None:
        """Show a text; undo starts here."""
        text = "" if value is None else str(value)
        if text != self.edit.toPlainText():
            self._showing = True
            self.edit.setPlainText(text)
            self._showing = False

    def set_read_only(self, read_only: bool) -> None:
        """Allow or bar changes; the text can still be selected."""
        self.edit.setReadOnly(read_only)

    def _on_changed(self) -> None:
        if not self._showing:
            self.changed.emit()


class ChoiceField(FieldEditor):
    """One of a list, or nothing."""

    def __init__(self, field: FormField, _lists: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__()
        self.combo = QuietCombo()
        self.combo.addItem(self.tr("Not chosen"), "")
        for choice in field.choices:
            self.combo.addItem(choice.label, choice.key)
        self.widget = self.combo
        self.combo.activated.connect(self._on_chosen)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.combo.currentIndexChanged.connect(self._on_chosen)
        self._showing = False

    def value(self) -> Any:
        """Return the key."""
        return self.combo.currentData() or ""

    def show_value(self, value: Any) -> None:
        """Show a choice; one that is not in the list is shown as it is."""
        key = str(value or "")
        at = self.combo.findData(key)
        self._showing = True
        if at < 0:
            self.combo.addItem(key, key)
            at = self.combo.count() - 1
        self.combo.setCurrentIndex(at)
        self._said = key
        self._showing = False

    _said = ""

    def _on_chosen(self) -> None:
        if not self._showing and self.value() != self._said:
            self._said = self.value()
            self.changed.emit()


class ChoicesField(FieldEditor):
    """Several of a list."""

    wide = True

    def __init__(self, field: FormField, lists: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__()
        self.chips = self._make(field, lists)
        self.widget = self.chips
        self.chips.changed.connect(self.changed)

    def _make(self, field: FormField, _lists: Mapping[str, Sequence[Choice]]) -> ChipGroup:
        return ChipGroup(field.label, field.choices)

    def value(self) -> Any:
        """Return the keys that are on."""
        return self.chips.value()

    def show_value(self, value: Any) -> None:
        """Switch on exactly these keys."""
        self.chips.show_value(value or ())


class YesNoField(ChoicesField):
    """Yes, no, or not said."""

    wide = False

    def _make(self, field: FormField, _lists: Mapping[str, Sequence[Choice]]) -> ChipGroup:
        choices = (Choice("yes", self.tr("Yes")), Choice("no", self.tr("No")))
        return ChipGroup(field.label, choices, single=True)

    def value(self) -> Any:
        """Return True, False, or None where nothing is said."""
        chosen = self.chips.value()
        return None if not chosen else chosen == ["yes"]

    def show_value(self, value: Any) -> None:
        """Show yes, no or neither."""
        self.chips.show_value(() if value is None or value == "" else ("yes" if value else "no",))


class YearsField(ChoicesField):
    """Nursery to Year 14 as a row of chips, and the whole school.

    Where the list "years_here" says which years this school has, the others wait behind a chip.
    """

    def _make(self, field: FormField, lists: Mapping[str, Sequence[Choice]]) -> ChipGroup:
        years = [c for c in lists.get("years", ()) if c.key != "whole"]
        whole = [c for c in lists.get("years", ()) if c.key == "whole"]
        chips = [Choice(c.key, _SHORT_YEARS.get(c.key, c.key)) for c in years] + whole
        names = {c.key: c.label for c in years}
        here = {c.key for c in lists.get("years_here", ())}
        others = [c.key for c in years if here and c.key not in here]
        return ChipGroup(
            field.label, chips, alone=("whole",), long_names=names, behind=others,
            more=self.tr("More years"),
        )  # fmt: skip


class GroupsField(ChoicesField):
    """Pupil groups as chips."""

    def _make(self, field: FormField, lists: Mapping[str, Sequence[Choice]]) -> ChipGroup:
        return ChipGroup(field.label, lists.get("groups", ()))


class DateField(FieldEditor):
    """A day, or nothing."""

    def __init__(self, _field: FormField, _lists: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__()
        self.edit = QDateEdit()
        self.edit.setCalendarPopup(True)
        calm_calendar(self.edit)
        self.edit.setDisplayFormat("d MMMM yyyy")
        self.edit.setMinimumDate(_UNSET_DATE)
        self.edit.setSpecialValueText(self.tr("Not set"))
        self.edit.setDate(_UNSET_DATE)
        self.widget = self.edit
        self.edit.dateChanged.connect(self.changed)

    def value(self) -> Any:
        """Return the day as ISO text, empty for none."""
        date = self.edit.date()
        return "" if date == _UNSET_DATE else date.toString(Qt.DateFormat.ISODate)

    def show_value(self, value: Any) -> None:
        """Show a day given as ISO text."""
        date = QDate.fromString(str(value or ""), Qt.DateFormat.ISODate)
        with QSignalBlocker(self.edit):
            self.edit.setDate(date if date.isValid() else _UNSET_DATE)


class _TimeEdit(QLineEdit):
    """Tidies 940 into 09:40 when left."""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        time = parse_time(self.text())
        if time:
            self.setText(time)
        super().focusOutEvent(event)


class TimeField(FieldEditor):
    """A time of day as people type it: 9:40, 940, 9.40; or nothing."""

    def __init__(self, _field: FormField, _lists: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__()
        self.edit = _TimeEdit()
        self.edit.setMaximumWidth(96)
        self.edit.setPlaceholderText(self.tr("hh:mm"))
        self.widget = self.edit
        self.edit.textEdited.connect(self._on_edited)

    def value(self) -> Any:
        """Return "HH:MM", empty where there is no time in it."""
        return parse_time(self.edit.text())

    def show_value(self, value: Any) -> None:
        """Show a time."""
        text = str(value or "")
        if not self.edit.hasFocus() or parse_time(self.edit.text()) != text:
            self.edit.setText(text)

    def _on_edited(self, text: str) -> None:
        if not text.strip() or parse_time(text):
            self.changed.emit()


def parse_time(text: str) -> str:
    """Return "HH:MM" for a time as typed, empty where it is none."""
    found = _TIME.match(text)
    if found is None:
        return ""
    digits, minutes = found.groups()
    hour, minute = int(digits), int(minutes or 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


EDITORS: Final[Mapping[FieldKind, type[FieldEditor]]] = {
    FieldKind.TEXT: TextField,
    FieldKind.LONG_TEXT: LongTextField,
    FieldKind.NUMBER: NumberField,
    FieldKind.CHOICE: ChoiceField,
    FieldKind.CHOICES: ChoicesField,
    FieldKind.YES_NO: YesNoField,
    FieldKind.DATE: DateField,
    FieldKind.TIME: TimeField,
    FieldKind.YEARS: YearsField,
    FieldKind.SUBJECT: SubjectField,
    FieldKind.GROUPS: GroupsField,
}


def make_editor(field: FormField, lists: Mapping[str, Sequence[Choice]]) -> FieldEditor:
    """Return an editor for ``field``; ``lists`` are years, groups and subjects."""
    editor = EDITORS[field.kind](field, lists)  # type: ignore[call-arg, arg-type]  # each kind takes both
    editor.widget.setAccessibleName(field.label)
    if field.help:
        editor.widget.setAccessibleDescription(field.help)
        editor.widget.setToolTip(field.help)
    editor.widget.setObjectName(f"{field.key}_field")
    return editor
