"""Two texts side by side that people must choose between: mine, theirs, or both."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reviewer_app.ui.theme import Theme


class VersionsPanel(QFrame):
    """``chosen(text)``: what stands from now on. Nothing is lost: history keeps the other."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "banner-warning")
        self._theme = theme
        self._shown: tuple[tuple[str, str, bool], ...] | None = None
        self._column = QVBoxLayout(self)
        pad = theme.space("md")
        self._column.setContentsMargins(pad, pad, pad, pad)
        self._column.setSpacing(theme.space("sm"))
        self._body: QWidget | None = None

    def show_versions(
        self, versions: Sequence[tuple[str, str, bool]], *, both: bool = True
    ) -> None:
        """Show ``versions``: who, text, and if it is the reader's own; none hides the panel."""
        self.setVisible(bool(versions))
        if tuple(versions) == self._shown:
            return
        self._shown = tuple(versions)
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = self._build(versions, both=both) if versions else None
        if self._body is not None:
            self._column.addWidget(self._body)

    def _build(self, versions: Sequence[tuple[str, str, bool]], *, both: bool) -> QWidget:
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        title = QLabel(self.tr("Two versions were written. Which one stands?"), body)
        title.setProperty("look", "strong")
        column.addWidget(title)
        row = QHBoxLayout()
        row.setSpacing(self._theme.space("md"))
        for n, (who, text, mine) in enumerate(versions):
            side = QVBoxLayout()
            name = QLabel(self.tr("Yours") if mine else who, body)
            name.setProperty("look", "secondary")
            words = QLabel(text, body)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            keep = self.tr("Keep mine") if mine else self.tr("Keep {who}’s").format(who=who)
            button = self._button(keep, f"keep_{n}_button", text)
            side.addWidget(name)
            side.addWidget(words, 1)
            side.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            row.addLayout(side, 1)
        column.addLayout(row)
        if both:
            joined = "\n".join(text for _, text, _ in versions)
            button = self._button(self.tr("Keep both"), "keep_both_button", joined)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return body

    def _button(self, words: str, name: str, text: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setProperty("text_to_keep", text)
        button.clicked.connect(self._on_clicked)
        return button

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.chosen.emit(str(button.property("text_to_keep")))
