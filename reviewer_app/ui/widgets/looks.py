"""Small things many screens do to widgets: a look, a wrong mark, an eye in a passphrase field."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from reviewer_app.ui.theme import Theme


def set_look(widget: QWidget, look: str) -> None:
    """Give ``widget`` a look of base.qss and repaint it."""
    if widget.property("look") != look:
        widget.setProperty("look", look)
        repolish(widget)


def set_wrong(widget: QWidget, wrong: bool) -> None:
    """Mark a field as the one to correct, or take the mark away."""
    if bool(widget.property("wrong")) != wrong:
        widget.setProperty("wrong", wrong)
        repolish(widget)


def repolish(widget: QWidget) -> None:
    """Let the style sheet look at a widget's properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def say(label: QLabel, words: str) -> None:
    """Show ``words`` in a label, and hide the label where there are none."""
    label.setText(words)
    label.setVisible(bool(words))


class Secrets(QObject):
    """Watches passphrase fields of one page: an eye to look, and a hint while caps lock is on.

    Qt cannot ask the keyboard; a capital typed without Shift gives it away.
    """

    def __init__(self, theme: Theme, caps_label: QLabel | None, *edits: QLineEdit) -> None:
        super().__init__(edits[0])
        self._caps_label, self._theme = caps_label, theme
        self._eyes: list[QAction] = []
        if caps_label is not None:
            caps_label.hide()
        for edit in edits:
            edit.installEventFilter(self)
            eye = QAction(theme.icon("visibility"), self.tr("Show what is typed"), edit)
            eye.setCheckable(True)
            eye.toggled.connect(lambda shown, field=edit: _reveal(field, shown))
            edit.addAction(eye, QLineEdit.ActionPosition.TrailingPosition)
            self._eyes.append(eye)
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        for eye in self._eyes:
            eye.setIcon(self._theme.icon("visibility"))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look at keys on their way to a field; none is kept."""
        if self._caps_label is not None and isinstance(event, QKeyEvent):
            text = event.text()
            if event.type() == QEvent.Type.KeyPress and text.isalpha():
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._caps_label.setVisible(
                    text.isupper() != shift and text.upper() != text.lower()
                )
        return False


def _reveal(edit: QLineEdit, shown: bool) -> None:
    edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
