"""What stands between the review and *Finalise*, each line with its door."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reviewer_app.domain.review import Gap
from reviewer_app.ui.theme import Theme


class GapList(QWidget):
    """Blockers first. ``asked(place, target)``: somebody wants to mend that."""

    asked = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._gaps: tuple[Gap, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.space("xs"))
        self.doors: list[QPushButton] = []

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        """Show ``gaps`` in two groups: what finalising waits for, and what is worth a look."""
        if tuple(gaps) == self._gaps:
            return
        self._gaps = tuple(gaps)
        self.doors = []
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        groups = (
            (self.tr("Needed first"), [g for g in gaps if g.blocks], "error"),
            (self.tr("Worth a look"), [g for g in gaps if not g.blocks], "info"),
        )
        for title, rows, icon in groups:
            if rows:
                head = QLabel(title, self)
                head.setProperty("look", "strong")
                self._column.addWidget(head)
            for gap in rows:
                self._column.addWidget(self._row(gap, icon))

    def _row(self, gap: Gap, icon: str) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._theme.space("sm"))
        sign = QLabel(row)
        ink = "development" if gap.blocks else "text-secondary"
        self._theme.bind_icon(sign, "warning" if icon == "error" else icon, ink)
        words = QLabel(gap.sentence, row)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        door = QPushButton(self.tr("Go to"), row)
        door.setProperty("look", "link")
        door.setAccessibleName(self.tr("Go to: {what}").format(what=gap.sentence))
        door.setProperty("place", gap.place)
        door.setProperty("target", gap.target)
        door.clicked.connect(self._on_clicked)
        self.doors.append(door)
        for part in (sign, door):
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        line.insertWidget(1, words, 1)
        return row

    def _on_clicked(self) -> None:
        door = self.sender()
        if isinstance(door, QPushButton):
            self.asked.emit(str(door.property("place")), str(door.property("target")))
