"""Hands on the window: find what a person sees, click it, type into it.

Everything goes through real events on visible widgets, found by objectName. The demonstration
and the end-to-end tests share it.
"""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)


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


def problems() -> str:
    """Return what the window says went wrong, if anything."""
    told = (w for w in QApplication.allWidgets() if w.isVisible())
    labels = (w for w in told if w.objectName().endswith(("problem_label", "banner_label")))
    return " ".join(text_of(w) for w in labels)


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
    write_in(widget, text, focus=bool(name))


def write_in(widget: QWidget | None, text: str, *, focus: bool = True) -> None:
    """Type ``text`` key by key into a widget. Raises NotSeenError for None."""
    if widget is None:
        raise NotSeenError("there is nothing to type into")
    if focus:
        widget.setFocus()
    for number, line in enumerate(text.split("\n")):
        if number:
            QTest.keyClick(widget, Qt.Key.Key_Return)
        for character in line:
            _key(widget, character)


def _key(widget: QWidget, character: str) -> None:
    """Type one character; QTest has no keys beyond ASCII, so those come as a keyboard's text."""
    if character.isascii():
        QTest.keyClicks(widget, character)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
        QApplication.sendEvent(widget, event)


def press(keys: str, name: str = "") -> None:
    """Press a combination such as ``Ctrl+Return`` in the named widget or where the focus is."""
    target = needed(name) if name else QApplication.focusWidget() or QApplication.activeWindow()
    if target is None:
        raise NotSeenError("nothing has the focus")
    press_on(target, keys)


def press_on(widget: QWidget, keys: str) -> None:
    """Press a combination in a widget."""
    combination = QKeySequence(keys)[0]  # type: ignore[index]  # missing from the stubs
    QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def button_reading(words: str) -> QAbstractButton | None:
    """Return the visible button with these words, or None."""
    for widget in QApplication.allWidgets():
        if not isinstance(widget, QAbstractButton) or not widget.isVisible():
            continue
        if widget.text().replace("&", "") == words:
            return widget
    return None


def texts(view: QAbstractItemView) -> list[str]:
    """Return the texts of the rows of a list."""
    model = view.model()
    return [str(model.index(row, 0).data() or "") for row in range(model.rowCount())]


def rows_of(name: str) -> list[str]:
    """Return the texts of the rows of a visible list."""
    return texts(_view(name))


def row_count(name: str) -> int:
    """Return how many rows a visible list or table has."""
    return int(_view(name).model().rowCount())


def click_row(name: str, row: int) -> None:
    """Click a row of a visible list."""
    view = _view(name)
    index = view.model().index(row, 0)
    view.scrollTo(index)
    place = view.visualRect(index).center()
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )


def tick(view: QAbstractItemView, row: int) -> None:
    """Go to a row of a list and tick it with Space."""
    view.setCurrentIndex(view.model().index(row, 0))
    QTest.keyClick(view, Qt.Key.Key_Space)


def popup_list() -> QAbstractItemView:
    """Return the list in the small window that is open. Raises NotSeenError."""
    popup = QApplication.activePopupWidget()
    view = popup.findChild(QAbstractItemView) if popup is not None else None
    if view is None:
        raise NotSeenError("no list is open")
    return view


def _view(name: str) -> QAbstractItemView:
    view = needed(name)
    if not isinstance(view, QAbstractItemView):
        raise NotSeenError(f"{name} is not a list")
    return view


def file_dialog() -> QFileDialog | None:
    """Return the file dialog that is open, or None."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QFileDialog) and widget.isVisible():
            return widget
    return None


def come_back() -> None:
    """Make the main window the active one, as a window manager does when a dialog closes."""
    needed("main_window").activateWindow()


def name_file(path: str) -> None:
    """Put a path into the open file dialog and accept it. Raises NotSeenError."""
    dialog = file_dialog()
    edit = dialog.findChild(QLineEdit, "fileNameEdit") if dialog else None
    if edit is None:
        raise NotSeenError("no file dialog is open")
    edit.setFocus()
    edit.selectAll()
    edit.insert(path)  # as if pasted: what is typed, the completer would shorten
    buttons = dialog.findChild(QDialogButtonBox) if dialog else None
    accepting = (QDialogButtonBox.StandardButton.Save, QDialogButtonBox.StandardButton.Open)
    found = [b for kind in accepting if buttons and (b := buttons.button(kind)) and b.isVisible()]
    if not found or not found[0].isEnabled():
        raise NotSeenError(f"the file dialog takes no {edit.text()}")
    click_widget(found[0])
