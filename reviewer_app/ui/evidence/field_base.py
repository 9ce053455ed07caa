"""What every field editor is, and what several are made of."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class FieldEditor(QObject):
    """Draws one field. ``changed`` comes after a person changed it, ``left`` after the focus went.

    ``wide`` fields take a row of their own; ``tall`` ones are text to write at length.
    """

    changed = Signal()
    wide = False
    tall = False
    widget: QWidget

    @property
    def stop(self) -> QWidget:
        """Return where Tab comes to."""
        return self.widget

    def value(self) -> Any:
        """Return the value to keep: text, number, None, or a list of keys."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Show a value without announcing it."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Allow or bar changes."""
        self.widget.setEnabled(not read_only)


class QuietCombo(QComboBox):
    """A combo box that scrolling the page does not change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()
