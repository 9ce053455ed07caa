"""The list of my notes: model, how a row is drawn, filter."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import IntEnum
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reviewer_app.services.evidence import NoteRow
from reviewer_app.ui.strings import date_words
from reviewer_app.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_STATES = {"done": "✓", "draft": "○", "withdrawn": "–"}
_DAY_AIR = 14
WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip


class Role(IntEnum):
    """What a row tells beyond its words."""

    NOTE = Qt.ItemDataRole.UserRole + 1
    STATUS = Qt.ItemDataRole.UserRole + 2
    ROW = Qt.ItemDataRole.UserRole + 3


class NoteModel(QAbstractListModel):
    """Notes as they come from EvidenceService.list, latest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[NoteRow] = []

    @property
    def rows(self) -> Sequence[NoteRow]:
        """Return all rows."""
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[NoteRow]) -> None:
        """Show ``rows``; where ids and order are the same only what differs is announced."""
        if [r.id for r in rows] == [r.id for r in self._rows]:
            for number, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
                if old != new:
                    self._rows[number] = new
                    self.dataChanged.emit(self.index(number), self.index(number))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row_of(self, note: str) -> int:
        """Return where a note is, -1 where it is not."""
        return next((n for n, r in enumerate(self._rows) if r.id == note), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Return how many notes there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return title and number; day and state in words for screen readers."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.title}  {row.number}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            done = self.tr("done") if row.status == "done" else self.tr("draft")
            return ", ".join((row.title, day_words(row.when), done, row.number))
        if role == Role.NOTE:
            return row.id
        if role == Role.STATUS:
            return row.status
        if role == Role.ROW:
            return row
        return None


class NoteFilter(QSortFilterProxyModel):
    """Drafts, done ones or mine, and those a search found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = ""
        self._found: Collection[str] | None = None

    def set_show(self, show: str) -> None:
        """Show "draft", "done", "mine" or, empty, all."""
        self._show = show
        self.invalidate()

    def set_found(self, notes: Collection[str] | None) -> None:
        """Show only the notes a search found; None for no search."""
        self._found = notes
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        """Say whether a note is shown."""
        row = self.sourceModel().index(source_row, 0, source_parent).data(Role.ROW)
        if self._found is not None and row.id not in self._found:
            return False
        if self._show == "mine":
            return bool(row.mine)
        return not self._show or row.status == self._show


class NoteDelegate(QStyledItemDelegate):
    """Two lines: state, kind and code; below them time, year and subject. Each day has a head."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of two lines with air, and of the day above the first of a day."""
        body = QFontMetrics(self._theme.font("body")).height()
        small = QFontMetrics(self._theme.font("secondary")).height()
        return QSize(180, body + small + 18 + (small + _DAY_AIR if starts_day(index) else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a note, and its day above it where it is the first of that day."""
        row: NoteRow = index.data(Role.ROW)
        theme, rect = self._theme, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if starts_day(index):
            height = QFontMetrics(theme.font("secondary")).height() + _DAY_AIR
            self._day(painter, rect.adjusted(12, 0, -12, height - rect.height()), row)
            rect = rect.adjusted(0, height, 0, 0)
        ground = ""
        if option.state & QStyle.StateFlag.State_Selected:
            ground = "selected"
        elif option.state & QStyle.StateFlag.State_MouseOver:
            ground = "hover"
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        self._note(painter, rect.adjusted(12, 7, -12, -7), row)
        painter.restore()

    def _day(self, painter: QPainter, box: QRect, row: NoteRow) -> None:
        painter.setFont(self._theme.font("secondary", weight=QFont.Weight.DemiBold))
        painter.setPen(self._theme.colour("text-secondary"))
        place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(
            box.adjusted(0, 0, 0, -4), place, _elided(painter, day_words(row.when), box.width())
        )

    def _note(self, painter: QPainter, inner: QRect, row: NoteRow) -> None:
        theme, body, small = self._theme, self._theme.font("body"), self._theme.font("secondary")
        indent = round(20 * theme.zoom)
        top = QRect(inner.left(), inner.top(), inner.width(), QFontMetrics(body).height())
        low = QRect(inner.left(), top.bottom() + 2, inner.width(), inner.bottom() - top.bottom())
        middle = Qt.AlignmentFlag.AlignVCenter
        left, right = Qt.AlignmentFlag.AlignLeft | middle, Qt.AlignmentFlag.AlignRight | middle
        kind, _, rest = row.title.partition(" · ")
        painter.setFont(body)
        painter.setPen(theme.colour("strength" if row.status == "done" else "development"))
        painter.drawText(top, left, _STATES.get(row.status, "○"))
        code_width = QFontMetrics(small).horizontalAdvance(row.number) + 8
        painter.setPen(theme.colour("text"))
        title = top.adjusted(indent, 0, -code_width, 0)
        painter.drawText(title, left, _elided(painter, kind, title.width()))
        painter.setFont(small)
        painter.setPen(theme.colour("text-secondary"))
        painter.drawText(top, right, row.number)
        low = low.adjusted(indent, 0, 0, 0)
        painter.drawText(low, left, _elided(painter, _second_line(row, rest), low.width()))


def starts_day(index: _Index) -> bool:
    """Say whether the note is the first of its day in the list as it is shown."""
    above = index.sibling(index.row() - 1, 0).data(Role.ROW) if index.row() else None
    return above is None or above.when[:10] != index.data(Role.ROW).when[:10]


def day_words(when: str) -> str:
    """Return the day of ``2026-11-09T09:40`` as "Monday 9 November 2026"."""
    try:
        day = date.fromisoformat(when[:10])
    except ValueError:
        return QCoreApplication.translate("NoteDelegate", "No date")
    return f"{WEEKDAYS[day.weekday()]} {date_words(when[:10])}"


def _second_line(row: NoteRow, rest: str) -> str:
    """Return time, who wrote it where that is somebody else, then what it is about."""
    start = row.when[11:]
    about = [part for part in rest.split(" · ") if part and part != start]
    who = "" if row.mine else row.author_name
    return " · ".join(part for part in (start, who, *about) if part)


def _elided(painter: QPainter, words: str, width: int) -> str:
    metrics = QFontMetrics(painter.font())
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
