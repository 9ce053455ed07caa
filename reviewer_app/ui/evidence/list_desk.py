"""The list beside a note: filter, search, selection, previous and next."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QTimer, Signal

from reviewer_app.services.evidence import NoteRow
from reviewer_app.ui._forms.ui_notes_page import Ui_NotesPage
from reviewer_app.ui.evidence.note_list import NoteDelegate, NoteFilter, NoteModel, Role
from reviewer_app.ui.evidence.presenter import NotesPresenter
from reviewer_app.ui.theme import Theme

_SEARCH_PAUSE = 150


class ListDesk(QObject):
    """``chosen(note)``: the person wants to see that note."""

    chosen = Signal(str)

    def __init__(
        self, ui: Ui_NotesPage, presenter: NotesPresenter, theme: Theme, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ui, self._presenter = ui, presenter
        self.model = NoteModel(self)
        self.filter = NoteFilter(self)
        self.filter.setSourceModel(self.model)
        ui.notes_view.setModel(self.filter)
        ui.notes_view.setItemDelegate(NoteDelegate(theme, ui.notes_view))
        for words, show in ((self.tr("All notes"), ""), (self.tr("Drafts"), "draft"),
                            (self.tr("Done"), "done"), (self.tr("My notes"), "mine")):  # fmt: skip
            ui.show_combo.addItem(words, show)
        self.searching = QTimer(self)
        self.searching.setSingleShot(True)
        self.searching.setInterval(_SEARCH_PAUSE)
        self.searching.timeout.connect(self._on_search)
        ui.search_edit.textChanged.connect(self.searching.start)
        ui.show_combo.currentIndexChanged.connect(self._on_show)
        ui.notes_view.clicked.connect(self._on_row)
        ui.notes_view.activated.connect(self._on_row)
        presenter.rows_changed.connect(self.show_rows)
        presenter.found.connect(self._on_found)

    def show_rows(self, rows: Sequence[NoteRow]) -> None:
        """Show the notes and how many there are."""
        self.model.set_rows(rows)
        drafts = sum(r.status == "draft" for r in rows)
        words = self.tr("{count} notes").format(count=len(rows))
        if len(rows) == 1:
            words = self.tr("1 note")
        if drafts:
            words += self.tr(", {count} to finish").format(count=drafts)
        self._ui.count_label.setText(words if rows else "")
        self.select()

    def select(self) -> None:
        """Mark the note on screen."""
        row = self.model.row_of(self._presenter.note)
        if row >= 0:
            index = self.filter.mapFromSource(self.model.index(row))
            self._ui.notes_view.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def previous(self) -> None:
        """Go to the note above."""
        self._step(-1)

    def next(self) -> None:
        """Go to the note below."""
        self._step(1)

    def _step(self, rows: int) -> None:
        source = self.model.index(self.model.row_of(self._presenter.note))
        at = self.filter.mapFromSource(source).row() if source.isValid() else -1
        row = self.filter.index(at + rows if at >= 0 else 0, 0)
        if row.isValid():
            self._on_row(row)

    def _on_row(self, index: QModelIndex) -> None:
        note = index.data(Role.NOTE)
        if note:
            self.chosen.emit(note)

    def _on_found(self, notes: frozenset[str] | None) -> None:
        self.filter.set_found(notes)
        self.select()

    def _on_show(self) -> None:
        self.filter.set_show(self._ui.show_combo.currentData())

    def _on_search(self) -> None:
        self._presenter.search(self._ui.search_edit.text())
