"""The statements of one list, in order; rows can be edited in place and dragged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from reviewer_app.domain.entities import Statement
from reviewer_app.ui.judgement.data import AGREED, DROPPED, PROPOSED

Index = QModelIndex | QPersistentModelIndex
MIME: Final = "application/x-reviewer-statement"


def _natural(number: str) -> tuple[str, int]:
    """Return a key that puts R7 before R10."""
    letters = number.rstrip("0123456789")
    digits = number[len(letters) :]
    return letters, int(digits) if digits else 0


class StatementRole(IntEnum):
    """What the model answers beside the text."""

    ID = Qt.ItemDataRole.UserRole + 1
    DETAIL = Qt.ItemDataRole.UserRole + 2
    STATE = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class NoteNames:
    """What a statement says of the notes behind it: numbers and kinds, by note id.

    ``unsaved`` are the statements whose text could not be saved.
    """

    numbers: Mapping[str, str]
    kinds: Mapping[str, str]
    unsaved: frozenset[str] = frozenset()


class StatementModel(QAbstractListModel):
    """``text_given(id, old, new)`` when a row was edited; ``move_asked(id, before)`` if dragged."""

    text_given = Signal(str, str, str)
    move_asked = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Statement] = []
        self._names = NoteNames({}, {})
        self._read_only = False

    def set_rows(self, rows: Sequence[Statement], names: NoteNames, *, read_only: bool) -> None:
        """Show ``rows``, keeping selection and an open editor: only differences are told."""
        renamed = names != self._names or read_only != self._read_only
        self._names, self._read_only = names, read_only
        wanted = {s.id for s in rows}
        for n in reversed(range(len(self._rows))):
            if self._rows[n].id not in wanted:
                self.beginRemoveRows(QModelIndex(), n, n)
                del self._rows[n]
                self.endRemoveRows()
        for n, new in enumerate(rows):
            at = next((i for i, s in enumerate(self._rows) if s.id == new.id), -1)
            if at < 0:
                self.beginInsertRows(QModelIndex(), n, n)
                self._rows.insert(n, new)
                self.endInsertRows()
                continue
            if at != n:
                self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), n)
                self._rows.insert(n, self._rows.pop(at))
                self.endMoveRows()
            if self._rows[n] != new or renamed:
                self._rows[n] = new
                self.dataChanged.emit(self.index(n), self.index(n))

    def statement(self, row: int) -> Statement | None:
        """Return the statement in a row, None outside."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, statement: str) -> int:
        """Return the row of a statement, -1 where it is not here."""
        return next((n for n, s in enumerate(self._rows) if s.id == statement), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many statements there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, the line below it, or what a screen reader says."""
        row = self.statement(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.text
        if role == StatementRole.ID:
            return row.id
        if role == StatementRole.STATE:
            return row.status
        if role == StatementRole.DETAIL:
            return self._detail(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.text}. {self._detail(row)}"
        return None

    def give_text(self, index: Index, old: str, new: str) -> None:
        """Take an edited text, empty for none; it is shown when the store has it.

        ``old`` is what the editing began with: a pause may have saved a part since.
        """
        row = self.statement(index.row())
        text = " ".join(new.split())
        if row is not None and text and text != old and not self._read_only:
            self.text_given.emit(row.id, old, text)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say what a row allows."""
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags if self._read_only else flag.ItemIsDropEnabled
        fixed = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemNeverHasChildren
        return fixed if self._read_only else fixed | flag.ItemIsEditable | flag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        """Say that rows are moved, never copied."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Name what is dragged."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Carry the id of the statement, and no text that another program could take."""
        data = QMimeData()
        row = self.statement(indexes[0].row()) if indexes else None
        data.setData(MIME, QByteArray((row.id if row else "").encode()))
        return data

    def dropMimeData(  # noqa: N802 - Qt's name
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        """Ask for the move. False: the view must not remove the row itself."""
        dragged = bytes(data.data(MIME).data()).decode()
        if self.row_of(dragged) < 0:
            return False
        target = self.statement(parent.row() if parent.isValid() else row)
        if target is None or target.id != dragged:
            self.move_asked.emit(dragged, target.id if target else "")
        return False

    def _detail(self, s: Statement) -> str:
        parts = [self._status_word(s.status)]
        if s.id in self._names.unsaved:
            parts.append(self.tr("not saved"))
        numbers = [self._names.numbers[n] for n in s.evidence if n in self._names.numbers]
        if numbers:
            parts.append(", ".join(sorted(numbers, key=_natural)))
        kinds = {self._names.kinds[n] for n in s.evidence if n in self._names.kinds}
        if not numbers:
            parts.append(self.tr("no note behind it yet"))
        elif len(kinds) == 1:
            parts.append(self.tr("from 1 kind of evidence"))
        else:
            parts.append(self.tr("from {n} kinds of evidence").format(n=len(kinds)))
        if "text" in s.contested:
            parts.append(self.tr("two versions"))
        return " · ".join(parts)

    def _status_word(self, status: str) -> str:
        if status in PROPOSED:
            return self.tr("Proposed")
        if status == DROPPED:
            return self.tr("Dropped")
        return self.tr("Agreed") if status == AGREED else self.tr("In the report")
