"""The evidence behind an area: strengths and developments per aspect, each a door to the notes."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.services.estimates import AspectBalance
from reviewer_app.services.evidence import NoteRow
from reviewer_app.ui.theme import Theme

BAR = 150
ROW = 30


class BalanceRow(QAbstractButton):
    """One aspect: title, a bar of two parts with its numbers, and how many kinds of evidence."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.balance: AspectBalance | None = None
        self._largest = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
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
        """Return one line."""
        return QSize(420, max(ROW, self.fontMetrics().height() + self._theme.space("md")))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest line: the title is cut short."""
        return QSize(280, self.sizeHint().height())

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
        pad, small = theme.space("sm"), QFontMetrics(theme.font("secondary"))
        kinds = self._kinds(self.balance) if self.width() > 620 else ""
        right = small.horizontalAdvance(self.tr("from {n} kinds").format(n=99)) if kinds else 0
        numbers = small.horizontalAdvance("▲ 99")
        bar_left = self.width() - pad - right - BAR - 2 * numbers - 3 * pad
        code = QRect(pad, 0, 34, self.height())
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.colour("text-secondary"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(code, middle, self.balance.aspect)
        if kinds:
            box = QRect(self.width() - pad - right, 0, right, self.height())
            painter.drawText(box, middle, kinds)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text" if self.isEnabled() else "text-secondary"))
        title = QRect(code.right(), 0, bar_left - code.right() - pad, self.height())
        shown = painter.fontMetrics().elidedText(
            self.balance.title, Qt.TextElideMode.ElideRight, title.width()
        )
        painter.drawText(title, middle, shown)
        self._paint_bar(painter, self.balance, bar_left, numbers)
        painter.end()

    def _paint_bar(self, painter: QPainter, b: AspectBalance, left: int, numbers: int) -> None:
        """Strengths grow to the left of the middle, developments to the right."""
        theme, pad = self._theme, self._theme.space("sm")
        middle, height = left + numbers + pad + BAR / 2, 10
        top, unit = (self.height() - height) / 2, (BAR / 2) / self._largest
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("strength"))
        painter.drawRect(QRectF(middle - b.strengths * unit, top, b.strengths * unit, height))
        painter.setBrush(theme.colour("development"))
        painter.drawRect(QRectF(middle, top, b.developments * unit, height))
        painter.setPen(theme.colour("border-strong"))
        painter.drawLine(int(middle), int(top) - 3, int(middle), int(top) + height + 3)
        painter.setFont(theme.font("secondary"))
        if not b.notes:
            painter.setPen(theme.colour("text-secondary"))
        place = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if b.notes:
            painter.setPen(theme.colour("strength"))
        painter.drawText(QRect(left, 0, numbers, self.height()), place, f"▲ {b.strengths}")
        if b.notes:
            painter.setPen(theme.colour("development"))
        box = QRect(left + numbers + 2 * pad + BAR, 0, numbers, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"▼ {b.developments}")

    def _kinds(self, b: AspectBalance) -> str:
        if not b.kinds:
            return self.tr("nothing yet")
        if len(b.kinds) == 1:
            return self.tr("from 1 kind")
        return self.tr("from {n} kinds").format(n=len(b.kinds))

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
