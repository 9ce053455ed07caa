"""The evidence behind an area: strengths and developments per aspect, each a door to the notes."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.services.estimates import AspectBalance
from reviewer_app.services.evidence import NoteRow
from reviewer_app.ui.theme import Theme

BAR = 150
ROW = 30
TITLE = 180
"""The least room for a title beside its numbers, at normal text size."""


class BalanceRow(QAbstractButton):
    """One aspect: title, a bar of two parts with its numbers, and how many kinds of evidence."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.balance: AspectBalance | None = None
        self._largest = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def show_balance(self, balance: AspectBalance, largest: int) -> None:
        """Show one aspect; ``largest`` is the most notes any aspect of the area has."""
        self.balance, self._largest = balance, max(largest, 1)
        self.setObjectName(f"{balance.aspect.lower()}_balance")
        self.setEnabled(bool(balance.notes))
        self.setAccessibleName(self._words(balance))
        self.setToolTip(self._words(balance))
        self.update()

    def sizeHint(self) -> QSize:
        """Return one line, or what the width of now needs."""
        return QSize(420, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest line: the title wraps."""
        return QSize(280, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        """Say yes: the title wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the title, and of the numbers where they stand below it."""
        theme = self._theme
        height = self._title_box(width).height()
        if self._below(width):
            height += QFontMetrics(theme.font("secondary")).height() + theme.space("xs")
        return max(ROW, height + theme.space("md"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        if self.balance is None:
            return
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isEnabled() and (self.underMouse() or self.hasFocus()):
            painter.setPen(theme.colour("focus") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        small, pad = QFontMetrics(theme.font("secondary")), theme.space("sm")
        title = self._title_box(self.width())
        if self._below(self.width()):
            title.translate(0, pad - 2)
            facts = QRect(title.left(), title.bottom() + theme.space("xs"), 0, small.height())
        else:
            title.moveTop((self.height() - title.height()) // 2)
            left = self.width() - pad - self._facts_width()
            facts = QRect(left, 0, 0, self.height())
        facts.setWidth(self._facts_width())
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.colour("text-secondary"))
        code = QRect(pad, title.top(), title.left() - pad, QFontMetrics(theme.font()).height())
        painter.drawText(code, Qt.AlignmentFlag.AlignVCenter, self.balance.aspect)
        kinds = QRect(facts.right() - self._kinds_width(), facts.top(), 0, facts.height())
        kinds.setRight(self.width())
        painter.drawText(kinds, Qt.AlignmentFlag.AlignVCenter, self._kinds(self.balance))
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text" if self.isEnabled() else "text-secondary"))
        painter.drawText(title, Qt.TextFlag.TextWordWrap, self.balance.title)
        self._paint_bar(painter, self.balance, facts)
        painter.end()

    def _paint_bar(self, painter: QPainter, b: AspectBalance, facts: QRect) -> None:
        """Strengths grow to the left of the middle, developments to the right."""
        theme, pad, numbers = self._theme, self._theme.space("sm"), self._numbers_width()
        left, middle, height = facts.left(), facts.left() + numbers + pad + BAR / 2, 10
        top, unit = facts.top() + (facts.height() - height) / 2, (BAR / 2) / self._largest
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("strength"))
        painter.drawRect(QRectF(middle - b.strengths * unit, top, b.strengths * unit, height))
        painter.setBrush(theme.colour("development"))
        painter.drawRect(QRectF(middle, top, b.developments * unit, height))
        painter.setPen(theme.colour("border-strong"))
        painter.drawLine(int(middle), int(top) - 3, int(middle), int(top) + height + 3)
        painter.setFont(theme.font("secondary"))
        place = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setPen(theme.colour("strength" if b.notes else "text-secondary"))
        box = QRect(left, facts.top(), numbers, facts.height())
        painter.drawText(box, place, f"▲ {b.strengths}")
        painter.setPen(theme.colour("development" if b.notes else "text-secondary"))
        box.translate(numbers + 2 * pad + BAR, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"▼ {b.developments}")

    def _numbers_width(self) -> int:
        return QFontMetrics(self._theme.font("secondary")).horizontalAdvance("▲ 99")

    def _kinds_width(self) -> int:
        longest = self.tr("From {n} kinds of evidence").format(n=9)
        return QFontMetrics(self._theme.font("secondary")).horizontalAdvance(longest)

    def _facts_width(self) -> int:
        """Return the room of the bar, its numbers and the kinds."""
        pad = self._theme.space("sm")
        return BAR + 2 * self._numbers_width() + self._kinds_width() + 4 * pad

    def _title_left(self) -> int:
        code = QFontMetrics(self._theme.font("secondary")).horizontalAdvance("Q10")
        return code + 2 * self._theme.space("sm")

    def _below(self, width: int) -> bool:
        """Say whether the numbers stand below the title: beside it, it had too little room."""
        room = width - self._title_left() - self._facts_width() - 2 * self._theme.space("sm")
        return room < round(TITLE * self._theme.zoom)

    def _title_box(self, width: int) -> QRect:
        pad, left = self._theme.space("sm"), self._title_left()
        room = width - left - pad
        if not self._below(width):
            room -= self._facts_width() + pad
        text = self.balance.title if self.balance else ""
        box = QRect(left, 0, max(room, 80), 1000)
        metrics = QFontMetrics(self._theme.font("body"))
        return metrics.boundingRect(box, Qt.TextFlag.TextWordWrap, text)

    def _kinds(self, b: AspectBalance) -> str:
        if not b.kinds:
            return self.tr("Nothing yet")
        if len(b.kinds) == 1:
            return self.tr("From 1 kind of evidence")
        return self.tr("From {n} kinds of evidence").format(n=len(b.kinds))

    def _words(self, b: AspectBalance) -> str:
        if not b.notes:
            return self.tr("{title}: no evidence yet").format(title=b.title)
        words = self.tr("{title}: {plus} strength, {minus} development, {neutral} neither")
        said = words.format(
            title=b.title, plus=b.strengths, minus=b.developments, neutral=b.neutral
        )
        return self.tr("{said}; from {kinds}. Open the notes.").format(
            said=said, kinds=", ".join(b.kinds)
        )


class BalancePanel(QWidget):
    """The aspects of one area. ``note_asked(id)``: somebody wants to see that note."""

    note_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[BalanceRow] = []
        self._titles: dict[str, str] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_balance(self, rows: Sequence[AspectBalance], notes: Sequence[NoteRow]) -> None:
        """Show the aspects ``rows``; ``notes`` give the doors their words."""
        self._titles = {n.id: f"{n.number}  {n.title}" for n in notes}
        while len(self._rows) < len(rows):
            row = BalanceRow(self._theme, self)
            row.clicked.connect(self._on_clicked)
            self._column.addWidget(row)
            self._rows.append(row)
        largest = max((max(b.strengths, b.developments) for b in rows), default=1)
        for n, row in enumerate(self._rows):
            row.setVisible(n < len(rows))
            if n < len(rows):
                row.show_balance(rows[n], largest)

    def rows(self) -> list[BalanceRow]:
        """Return the lines in sight, in framework order."""
        return [row for row in self._rows if not row.isHidden()]

    def _on_clicked(self) -> None:
        row = self.sender()
        if not isinstance(row, BalanceRow) or row.balance is None:
            return
        if len(row.balance.notes) == 1:
            self.note_asked.emit(row.balance.notes[0])
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for note in row.balance.notes:
            action = menu.addAction(self._titles.get(note, self.tr("A note")))
            action.setData(note)
        menu.triggered.connect(lambda action: self.note_asked.emit(str(action.data())))
        menu.popup(row.mapToGlobal(row.rect().bottomLeft()))
