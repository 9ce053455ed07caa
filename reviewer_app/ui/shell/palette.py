"""The palette (Ctrl+K): any place, note, aspect or action, by typing a few of its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from reviewer_app.ui._forms.ui_palette_box import Ui_PaletteBox

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to find: its words, a quiet hint (a key or a kind), and what it does."""

    title: str
    hint: str
    run: Callable[[], None]


def matching(entries: Sequence[Entry], words: str) -> list[Entry]:
    """Return the entries that hold every word; titles that begin so come first."""
    parts = words.casefold().split()
    found = [
        (not e.title.casefold().startswith(parts[0]) if parts else False, n, e)
        for n, e in enumerate(entries)
        if all(part in f"{e.title} {e.hint}".casefold() for part in parts)
    ]
    return [entry for _, _, entry in sorted(found, key=lambda item: item[:2])[:SHOWN]]


class Palette(QFrame):
    """Lies over the window while open; Esc or a click elsewhere closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self.ui = Ui_PaletteBox()
        self.ui.setupUi(self)
        self.hide()
        self._entries: list[Entry] = []
        self._found: list[Entry] = []
        self._before: QWidget | None = None
        self._model = QStringListModel(self)
        self.ui.found_list.setModel(self._model)
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
        width = min(620, host.width() - 48)
        self.setGeometry((host.width() - width) // 2, 56, width, min(420, host.height() - 112))
        self.show()
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
        lines = [f"{e.title}   –   {e.hint}" if e.hint else e.title for e in self._found]
        self._model.setStringList(lines)
        self._choose(0)

    def _choose(self, row: int) -> None:
        if self._found:
            self.ui.found_list.setCurrentIndex(self._model.index(row))

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self._found[index.row()]
            self.close_box()
            entry.run()
