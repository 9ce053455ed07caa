"""What happens beside plain typing: completion under the caret, chips as steps of undo."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor

from reviewer_app.ui.evidence.completion import CompletionList
from reviewer_app.ui.evidence.offsets import to_points, to_qt
from reviewer_app.ui.evidence.vocabulary import Suggestion

if TYPE_CHECKING:
    from reviewer_app.ui.evidence.editor import EvidenceEditor

_FRAGMENT = re.compile(r"(?<![\w#])([#@])([\w'’]{0,30})$")
_GROWING = re.compile(r"(?<![\w#])#([A-Za-z]\d{1,2})([+\-−]?)$")

Modifier = Qt.KeyboardModifier
Key = Qt.Key


class TypingHelp(QObject):
    """Acts on the editor it is given. ``group_named(key)``: a pupil group was completed."""

    group_named = Signal(str)

    def __init__(self, editor: "EvidenceEditor", completion: CompletionList) -> None:
        super().__init__(editor)
        self._editor, self._list = editor, completion
        completion.chosen.connect(self._complete)

    def completion_key(self, event: QKeyEvent) -> bool:
        """Take a key while the list shows; False where typing goes on as ever."""
        chosen, key = self._list.current(), event.key()
        if key in (Key.Key_Up, Key.Key_Down) and not event.modifiers() & Modifier.ControlModifier:
            self._list.step(1 if key == Key.Key_Down else -1)
            return True
        if key == Key.Key_Escape:
            self._list.hide()
            return True
        enter = (Key.Key_Return, Key.Key_Enter, Key.Key_Tab)
        if chosen and key in enter and not event.modifiers() & Modifier.ControlModifier:
            self._complete(chosen)
            return True
        if chosen and chosen.code and event.text() in ("+", "-", "−") and event.text():
            self._complete(chosen, event.text())
            return True
        if key in enter:
            self._list.hide()
        return False

    def chip_key(self, event: QKeyEvent) -> bool:
        """Type a key that makes a chip as a step of its own, so one Ctrl+Z takes the chip back."""
        editor = self._editor
        cursor, typed = editor.textCursor(), event.text()
        if cursor.hasSelection() or len(typed) != 1 or not typed.isprintable():
            return False
        before, after = self._around()
        if typed == " " and before in ("!", "?"):
            self._replace_before(1, before + " ")
            return True
        if not (typed in "+-−" or typed.isdigit()) or (after and re.match(r"[\w+\-−]", after)):
            return False
        grown = _GROWING.search(before + typed)
        if grown is None or not editor.knows(grown[1]):
            return False
        self._replace_before(len(grown[0]) - 1, grown[0])
        return True

    def _around(self) -> tuple[str, str]:
        editor = self._editor
        cursor = editor.textCursor()
        text, at = cursor.block().text(), cursor.positionInBlock()
        if not text.isascii():
            at = to_points(text, at)
        return text[:at], text[at:]

    def _replace_before(self, letters: int, text: str) -> None:
        """Replace what stands before the caret, as one step of undo."""
        editor = self._editor
        cursor = editor.textCursor()
        at, keep = cursor.position(), QTextCursor.MoveMode.KeepAnchor
        cursor.beginEditBlock()
        # the old letters go last: what is typed next would otherwise join this step
        cursor.insertText(text)
        cursor.setPosition(at - letters)
        cursor.setPosition(at, keep)
        cursor.removeSelectedText()
        cursor.endEditBlock()
        cursor.setPosition(at - letters + to_qt(text, len(text)))
        editor.setTextCursor(cursor)
        editor.ensureCursorVisible()

    def offer(self) -> None:
        """Show what the word before the caret may become."""
        editor = self._editor
        before, _after = self._around()
        found = _FRAGMENT.search(before)
        if found is None:
            self._list.hide()
            return
        sign, typed = found.groups()
        known = sign == "#" and editor.knows(typed)
        if sign == "#":
            rows = editor.vocabulary.aspects(typed, 1 if known else 8)
        else:
            rows = editor.vocabulary.groups(typed)
        caret = editor.cursorRect()
        caret.translate(editor.viewport().pos())
        self._list.offer(rows, caret, select=bool(typed) and not known)

    def _complete(self, chosen: Suggestion, polarity: str = "") -> None:
        editor = self._editor
        before, _after = self._around()
        found = _FRAGMENT.search(before)
        self._list.hide()
        if found is None:
            return
        if found[1] == "#":
            self._replace_before(len(found[0]), f"#{chosen.code}{polarity}")
        else:
            self._replace_before(len(found[0]), chosen.title)
            self.group_named.emit(chosen.key)
        editor.setFocus()
