"""Hands on the window: find what a person sees, click it, type into it.

Everything goes through real events on visible widgets, found by objectName. The demonstration
and the end-to-end tests share it.
"""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


class NotSeenError(Exception):
    """What the hands reached for is not there, or cannot be used."""


def visible(name: str) -> QWidget | None:
    """Return the visible widget of that objectName, or None.

    ``frame/edit`` is the ``edit`` that lies, however deep, in a ``frame``.
    """
    *outer, own = name.split("/")
    for widget in QApplication.allWidgets():
        if widget.objectName() == own and widget.isVisible() and _lies_in(widget, outer):
            return widget
    return None


def _lies_in(widget: QWidget, outer: list[str]) -> bool:
    """Say whether the widget's parents include those names, the nearest last."""
    wanted = list(outer)
    parent = widget.parentWidget()
    while wanted and parent is not None:
        if parent.objectName() == wanted[-1]:
            wanted.pop()
        parent = parent.parentWidget()
    return not wanted


def needed(name: str) -> QWidget:
    """Return the visible widget of that objectName. Raises NotSeenError."""
    widget = visible(name)
    if widget is None:
        raise NotSeenError(f"{name} is not visible")
    return widget


def names() -> list[str]:
    """Return the objectNames of everything visible."""
    return sorted(
        {w.objectName() for w in QApplication.allWidgets() if w.isVisible() and w.objectName()}
    )


def text_of(widget: QWidget) -> str:
    """Return what a person reads in a widget."""
    for name in ("toPlainText", "text", "currentText", "title"):
        read = getattr(widget, name, None)
        if callable(read):
            return str(read())
    return widget.accessibleName()


def click(name: str) -> None:
    """Click a visible, enabled widget in its middle. Raises NotSeenError."""
    click_widget(needed(name))


def click_widget(widget: QWidget, place: QPoint | None = None) -> None:
    """Click a widget. Raises NotSeenError where it is not enabled."""
    if not widget.isEnabled():
        raise NotSeenError(f"{widget.objectName()} is not enabled")
    QTest.mouseClick(
        widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place or QPoint()
    )


def write(text: str, name: str = "") -> None:
    """Type ``text`` key by key into the named widget or whatever has the focus."""
    widget = needed(name) if name else QApplication.focusWidget()
    if widget is None:
        raise NotSeenError("nothing has the focus")
    if name:
        widget.setFocus()
    for number, line in enumerate(text.split("\n")):
        if number:
            QTest.keyClick(widget, Qt.Key.Key_Return)
        if line:
            QTest.keyClicks(widget, line)


def press(keys: str, name: str = "") -> None:
    """Press a combination such as ``Ctrl+Return`` in the named widget or where the focus is."""
    target = needed(name) if name else QApplication.focusWidget() or QApplication.activeWindow()
    if target is None:
        raise NotSeenError("nothing has the focus")
    combination = QKeySequence(keys)[0]  # type: ignore[index]  # missing from the stubs
    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
