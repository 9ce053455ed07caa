"""The list beside a note: filter, search, selection, previous and next."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QTimer, Signal

from reviewer_app.domain.form_type import Choice
from reviewer_app.services.evidence import NoteRow
from reviewer_app.ui._forms.ui_notes_page import Ui_NotesPage
from reviewer_app.ui.evidence.note_list import NoteDelegate, NoteFilter, NoteModel, Role
from reviewer_app.ui.evidence.note_search import NoteSearch
from reviewer_app.ui.evidence.presenter import NotesPresenter
from reviewer_app.ui.strings import count_words
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
        self._search = NoteSearch()
        self._hits: Collection[str] | None = None
        ui.none_label.hide()

    def set_subjects(self, subjects: Sequence[Choice]) -> None:
        """Take the subjects, for the other words they are searched by."""
        self._search = NoteSearch(subjects)

    def show_rows(self, rows: Sequence[NoteRow]) -> None:
        """Show the notes and how many there are."""
        self.model.set_rows(rows)
        if self._hits is not None:
            self._narrow()
        self._say_how_many()
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
        self._hits = notes
        self._narrow()
        self._say_how_many()
        self.select()

    def _narrow(self) -> None:
        """Show what was found in the texts, and the notes whose line in the list fits."""
        if self._hits is None:
            self.filter.set_found(None)
        else:
            fits = self._search.notes(self._ui.search_edit.text(), self.model.rows)
            self.filter.set_found(fits.union(self._hits))

    def _say_how_many(self) -> None:
        ui, rows = self._ui, self.model.rows
        shown, drafts = self.filter.rowCount(), sum(r.status == "draft" for r in rows)
        words = count_words(len(rows), self.tr("note"), self.tr("notes"))
        if shown < len(rows):
            words = self.tr("{shown} of {notes}").format(shown=f"{shown:,}", notes=words)
        elif drafts:
            words += self.tr(", {count} to finish").format(count=drafts)
        ui.count_label.setText(words if rows else "")
        sought, kind = ui.search_edit.text().strip(), ui.show_combo.currentText()
        none = self.tr("None under “{kind}”").format(kind=kind)
        if self._hits is not None:
            none = self.tr("No notes for ‘{words}’").format(words=sought)
            if ui.show_combo.currentData():
                none = self.tr("No notes for ‘{words}’ under “{kind}”").format(
                    words=sought, kind=kind
                )
        ui.none_label.setText(none)
        ui.none_label.setVisible(bool(rows) and not shown)
        ui.notes_view.scheduleDelayedItemsLayout()  # headings of days come and go

    def _on_show(self) -> None:
        self.filter.set_show(self._ui.show_combo.currentData())
        self._say_how_many()

    def _on_search(self) -> None:
        self._presenter.search(self._ui.search_edit.text())
