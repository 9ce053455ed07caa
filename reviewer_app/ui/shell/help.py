"""Help (F1): three paragraphs and the keys."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from reviewer_app.ui._forms.ui_help_page import Ui_HelpPage


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
        half = (len(keys) + 1) // 2
        for number, (combination, meaning) in enumerate(keys):
            row, column = number % half, 2 * (number // half)
            key = QLabel(combination)
            key.setProperty("look", "key")
            words = QLabel(meaning)
            words.setWordWrap(True)
            self.ui.keys_grid.addWidget(key, row, column)
            self.ui.keys_grid.addWidget(words, row, column + 1)

    def activate(self, _target: str) -> None:
        """Come to the front."""

    def flush(self) -> None:
        """Nothing is typed here."""
