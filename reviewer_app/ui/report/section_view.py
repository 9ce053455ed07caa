"""One section of the report as people write it: heading, word target, text."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reviewer_app.content.report_templates import ReportSection
from reviewer_app.domain.entities import Section
from reviewer_app.ui.judgement.versions import VersionsPanel
from reviewer_app.ui.strings import length_words
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.prose import ProseEdit, count_words


class SectionCard(QFrame):
    """A card with a heading, a word count beside its target, and what the section holds."""

    def __init__(self, theme: Theme, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.column = QVBoxLayout(self)
        pad = theme.space("lg")
        self.column.setContentsMargins(pad, theme.space("md"), pad, pad)
        self.column.setSpacing(theme.space("sm"))
        head = QHBoxLayout()
        self.heading = self.label(heading, "section")
        self.heading.setWordWrap(True)
        self.words = self.label("", "secondary")
        head.addWidget(self.heading, 1)
        head.addWidget(self.words, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(head)

    def label(self, text: str, look: str = "") -> QLabel:
        """Return a wrapped line of plain text in this card."""
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if look:
            label.setProperty("look", look)
        return label

    def show_words(self, words: int, least: int, most: int) -> None:
        """Show a count beside its target; what is missing is said in words."""
        self.words.setText(length_words(words, least, most) if words or most else "")


class TextSection(SectionCard):
    """A section people write. ``written(key, text)`` when it is to be saved."""

    written = Signal(str, str)

    def __init__(self, theme: Theme, spec: ReportSection, parent: QWidget | None = None) -> None:
        super().__init__(theme, spec.heading, parent)
        self.spec = spec
        if spec.help:
            self._wrapped(spec.help, "secondary")
        for paragraph in spec.standing:
            self._wrapped(paragraph, "")
        self.missing = self._wrapped(self.tr("Not written yet. The report needs it."), "secondary")
        self.versions = VersionsPanel(theme, self)
        self.column.addWidget(self.versions)
        self.edit = ProseEdit(self)
        self.edit.setObjectName(f"{spec.key}_edit")
        self.edit.setAccessibleName(spec.heading)
        self.edit.setAccessibleDescription(spec.help)
        self.edit.set_lines(3 if spec.standing else 5)
        if spec.standing:
            self.edit.setPlaceholderText(self.tr("Add your own words after these"))
        self.column.addWidget(self.edit)
        self.edit.settled.connect(self._on_settled)
        self.edit.textChanged.connect(self._count)
        self.versions.chosen.connect(self._on_settled)

    def show_section(
        self, section: Section | None, name: Callable[[str], str], me: str, *, read_only: bool
    ) -> None:
        """Show what the store has; ``name`` turns a person's id into a name."""
        versions = section.versions if section else ()
        self.versions.show_versions([(name(who), text, who == me) for who, text in versions])
        self.edit.setVisible(not versions)
        self.edit.setReadOnly(read_only)
        self.edit.show_text(section.body if section else "")
        self._count()

    def _wrapped(self, text: str, look: str) -> QLabel:
        label = self.label(text, look)
        label.setWordWrap(True)
        self.column.addWidget(label)
        return label

    def _count(self) -> None:
        words = count_words(self.edit.toPlainText())
        standing = sum(count_words(p) for p in self.spec.standing)
        self.show_words(words + standing, self.spec.min_words, self.spec.max_words)
        self.missing.setVisible(self.spec.required and not words and not standing)

    def _on_settled(self, text: str) -> None:
        self.written.emit(self.spec.key, text)


class DoorSection(SectionCard):
    """A section that is built from what was agreed elsewhere. ``asked(target)`` opens that."""

    asked = Signal(str)

    def __init__(
        self, theme: Theme, heading: str, target: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, heading, parent)
        self._target = target
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.space("xs"))
        self.column.addLayout(self._lines)
        self.door = QPushButton(self.tr("Change it in Judgement"), self)
        self.door.setObjectName(f"{target.lower()}_door")
        self.door.setProperty("look", "link")
        self.door.setAccessibleDescription(heading)
        self.door.clicked.connect(self._on_clicked)
        self.column.addWidget(self.door, 0, Qt.AlignmentFlag.AlignLeft)
        self._shown: tuple[tuple[str, str], ...] = ()

    def show_lines(self, lines: Sequence[tuple[str, str]], empty: str) -> None:
        """Show ``lines`` of (look, text), or ``empty``."""
        wanted = tuple(lines) or (("secondary", empty),)
        if wanted == self._shown:
            return
        self._shown = wanted
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for look, text in wanted:
            label = self.label(text, look)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._lines.addWidget(label)

    def _on_clicked(self) -> None:
        self.asked.emit(self._target)
