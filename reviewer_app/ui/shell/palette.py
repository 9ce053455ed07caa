"""The palette (Ctrl+K): any place, note, aspect or action, by typing a few of its words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from reviewer_app.ui._forms.ui_palette_box import Ui_PaletteBox
from reviewer_app.ui.shell.palette_lines import LineDelegate, LineModel
from reviewer_app.ui.theme import Theme

SHOWN = 60
WIDEST = 620
MOST_ROWS = 11
TOP, BELOW = 56, 48
INSIDE = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to find: its words, a quiet hint (a key or a kind), and what it does."""

    title: str
    hint: str
    run: Callable[[], None]


def matching(entries: Sequence[Entry], words: str) -> list[Entry]:
    """Return the entries that hold every word; those that begin so come first.

    The order is: the title begins so, a word of it does, a word of the hint does, the rest.
    """
    parts = words.casefold().split()
    found = [
        (max(ranks), sum(ranks), n, e)
        for n, e in enumerate(entries)
        if (ranks := [_rank(e, part) for part in parts] or [0]) and max(ranks) <= INSIDE
    ]
    return [entry for *_, entry in sorted(found, key=lambda item: item[:3])[:SHOWN]]


def _rank(entry: Entry, part: str) -> int:
    title, hint = entry.title.casefold(), entry.hint.casefold()
    if title.startswith(part):
        return 0
    if any(word.startswith(part) for word in _WORD.findall(title)):
        return 1
    if any(word.startswith(part) for word in _WORD.findall(hint)):
        return 2
    return INSIDE if part in f"{title} {hint}" else INSIDE + 1


class Palette(QFrame):
    """Lies over the window while open; Esc or a click elsewhere closes it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self.ui = Ui_PaletteBox()
        self.ui.setupUi(self)
        self.hide()
        self._entries: list[Entry] = []
        self._found: list[Entry] = []
        self._before: QWidget | None = None
        self._model = LineModel(self)
        self._delegate = LineDelegate(theme, self)
        self.ui.found_list.setModel(self._model)
        self.ui.found_list.setItemDelegate(self._delegate)
        theme.changed.connect(self._fit)
        self.ui.found_list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.ui.words_edit.textChanged.connect(self._on_words)
        self.ui.words_edit.installEventFilter(self)
        self.ui.found_list.clicked.connect(self._on_clicked)

    def open_with(self, entries: Sequence[Entry]) -> None:
        """Show the palette over its window."""
        host = self._host
        self._before = host.window().focusWidget()
        self._entries = list(entries)
        self.ui.words_edit.clear()
        self._on_words("")
        self.show()
        self._fit()
        self.raise_()
        self.ui.words_edit.setFocus()

    def add(self, entries: Sequence[Entry]) -> None:
        """Add what was found meanwhile."""
        self._entries += entries
        if self.isVisible():
            self._on_words(self.ui.words_edit.text())

    def close_box(self) -> None:
        """Go away and give the focus back."""
        if self.isVisible():
            self.hide()
            if self._before is not None:
                self._before.setFocus()
        self._before = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let the keys of the line move through the list."""
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self._before = None  # somebody clicked elsewhere: the focus stays there
            self.close_box()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key), 0)
        if step:
            row = self.ui.found_list.currentIndex().row() + step
            self._choose(max(0, min(row, len(self._found) - 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_clicked(self.ui.found_list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_box()
        else:
            return False
        return True

    def _on_words(self, words: str) -> None:
        self._found = matching(self._entries, words)
        self._model.set_lines(self._found)
        nothing = self.tr("Nothing found for ‘{words}’").format(words=words.strip())
        self.ui.nothing_label.setText("" if self._found else nothing)
        self.ui.nothing_label.setVisible(not self._found)
        self.ui.found_list.setVisible(bool(self._found))
        self._fit()
        self._choose(0)

    def _fit(self) -> None:
        """Take the height of whole lines: none is cut through."""
        host, found = self._host, self.ui.found_list
        width = min(WIDEST, host.width() - 48)
        self.setFixedWidth(width)
        row = self._delegate.row_height()
        found.setFixedHeight(row)
        fit = (host.height() - TOP - BELOW - self.sizeHint().height()) // row + 1
        found.setFixedHeight(max(min(len(self._found), MOST_ROWS, fit), 1) * row)
        self.ui.palette_layout.activate()
        self.setGeometry((host.width() - width) // 2, TOP, width, self.sizeHint().height())

    def _choose(self, row: int) -> None:
        if self._found:
            self.ui.found_list.setCurrentIndex(self._model.index(row))

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self._found[index.row()]
            self.close_box()
            entry.run()
