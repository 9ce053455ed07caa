"""Help (F1): three paragraphs, the marks of a note, and the keys."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from reviewer_app.ui._forms.ui_help_page import Ui_HelpPage

_AT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class HelpPage(QWidget):
    """``keys`` are (keys, what they do)."""

    def __init__(self, keys: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Help")
        self.ui = Ui_HelpPage()
        self.ui.setupUi(self)
        self.ui.words_label.setText(
            "<p>"
            + self.tr(
                "<b>Your words are safe.</b> Everything you type is written to this laptop, "
                "encrypted, within a second or two. The line at the foot of the window says when. "
                "No network is needed."
            )
            + "</p><p>"
            + self.tr(
                "<b>The way through a review.</b> Write notes in lessons and meetings and mark "
                "them done. Agree the estimates and the statements under Judgement. Read the "
                "report as a page, finalise it, and send it to the hub under Send."
            )
            + "</p><p>"
            + self.tr(
                "<b>When you leave the laptop,</b> cover the screen with Ctrl+L. Your PIN or "
                "passphrase brings you back to the same word. Nobody can look your passphrase "
                "up: keep the recovery code somewhere else."
            )
            + "</p>"
        )
        self._fill(self.ui.marks_grid, self._marks(), 1)
        self._fill(self.ui.keys_grid, [*keys, *self._writing_keys()], 2)

    def _marks(self) -> list[tuple[str, str]]:
        return [
            ("#", self.tr("and part of a title, such as #quest: a link to that aspect")),
            ("+ −", self.tr("straight after a link: a strength, a development")),
            ("@", self.tr("and a few letters: a pupil group")),
            ("!", self.tr("and a space at the beginning of a line: a statement to propose")),
            ("?", self.tr("and a space at the beginning of a line: a note to yourself")),
        ]

    def _writing_keys(self) -> list[tuple[str, str]]:
        return [
            ("Ctrl+N", self.tr("New note; on Home, new review")),
            ("Ctrl+Enter", self.tr("Mark the note done")),
            ("Ctrl+S", self.tr("Save now and keep a point to go back to")),
            ("Ctrl+Up / Down", self.tr("Note before or after")),
            ("Ctrl+Shift+K", self.tr("Link the words you selected")),
            ("Ctrl+Shift+Q", self.tr("Quiet: only the text")),
            ("Ctrl+Z", self.tr("Undo")),
        ]

    def _fill(self, grid: QGridLayout, lines: Sequence[tuple[str, str]], columns: int) -> None:
        """Put ``lines`` into ``grid``, read down one column after the other."""
        high = -(-len(lines) // columns)
        for number, (combination, meaning) in enumerate(lines):
            row, column = number % high, 2 * (number // high)
            key = QLabel(combination)
            key.setProperty("look", "key")
            words = QLabel(meaning)
            words.setWordWrap(True)
            grid.addWidget(key, row, column, _AT)
            grid.addWidget(words, row, column + 1)

    def activate(self, _target: str) -> None:
        """Come to the front."""

    def flush(self) -> None:
        """Nothing is typed here."""
