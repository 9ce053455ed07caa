"""Enter in the window: it presses the button in focus, once, and no other."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from reviewer_app.ui.shell.enter import EnterPresses


def test_enter_held_down_stays_with_what_it_was_pressed_in(qtbot):
    top = QWidget()
    qtbot.addWidget(top)
    text, button = QPlainTextEdit(top), QPushButton("Open", top)
    button.clicked.connect(text.setFocus)
    with qtbot.waitExposed(top):
        top.show()
    EnterPresses(top).watch(top.windowHandle())
    button.setFocus()
    window = top.windowHandle()

    def hold(times):
        for n in range(times):
            kind, key = QEvent.Type.KeyPress, Qt.Key.Key_Return
            nothing = Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(window, QKeyEvent(kind, key, nothing, "\r", n > 0))

    hold(5)
    assert top.focusWidget() is text
    assert text.toPlainText() == ""
    hold(3)  # pressed anew, in the text: lines are wanted
    assert text.toPlainText() == "\n\n\n"


def test_enter_that_moves_the_focus_to_a_button_does_not_press_it(qtbot):
    top = QWidget()
    qtbot.addWidget(top)
    field, button, pressed = QLineEdit(top), QPushButton("Create", top), []
    field.returnPressed.connect(button.setFocus)
    button.clicked.connect(lambda: pressed.append(True))
    with qtbot.waitExposed(top):
        top.show()
    EnterPresses(top).watch(top.windowHandle())
    field.setFocus()
    QTest.keyClick(top.windowHandle(), Qt.Key.Key_Return)
    assert top.focusWidget() is button
    assert pressed == []
    QTest.keyClick(top.windowHandle(), Qt.Key.Key_Return)
    assert pressed == [True]
