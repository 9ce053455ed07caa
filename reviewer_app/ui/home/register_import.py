"""Importing the national register: progress, cancel, and an account of the rows left out."""

import csv
import io
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QHeaderView, QWidget

from reviewer_app.domain.school import BadRow, ImportAccount
from reviewer_app.ui._forms.ui_register_import import Ui_RegisterImport
from reviewer_app.ui.background import LongJob
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected, sentence
from reviewer_app.ui.strings import count_words

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class BadRowModel(QAbstractTableModel):
    """The rows that were left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[BadRow, ...] = ()

    def set_rows(self, rows: tuple[BadRow, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return three: line, URN, reason."""
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's name."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Line"), self.tr("URN"), self.tr("Why it was left out"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self.rows[index.row()]
        return (f"{row.line:,}", row.urn, row.reason)[index.column()]


class RegisterImport(QFrame):
    """Hidden until a file is chosen. ``ended`` when the schools on this laptop may have changed."""

    ended = Signal()

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = ui = Ui_RegisterImport()
        ui.setupUi(self)
        self._ctx = ctx
        self._job: LongJob | None = None
        self.model = BadRowModel(self)
        ui.rows_table.setModel(self.model)
        ui.rows_table.verticalHeader().hide()
        ui.rows_table.horizontalHeader().setStretchLastSection(True)
        ui.rows_table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        ui.rows_table.horizontalHeader().setSectionResizeMode(
            0, QHeaderView.ResizeMode.ResizeToContents
        )
        ui.cancel_button.clicked.connect(self.cancel)
        ui.save_button.clicked.connect(self._on_save)
        ui.close_button.clicked.connect(self.hide)
        self.hide()

    @property
    def busy(self) -> bool:
        """Say whether an import is under way."""
        return self._job is not None

    def choose(self) -> None:
        """Ask for the file and import it."""
        if not self.busy:
            title = self.tr("Open the national register")
            filters = self.tr("The register (*.csv);;All files (*)")
            self._ctx.dialogs.open_file(self, title, filters, self.start)

    def start(self, path: Path) -> None:
        """Import ``path``."""
        ui = self.ui
        self.show()
        ui.import_label.setText(self.tr("Reading the register…"))
        ui.import_bar.setRange(0, 0)
        ui.import_bar.show()
        ui.rows_table.hide()
        ui.cancel_button.show()
        ui.cancel_button.setEnabled(True)
        for button in (ui.save_button, ui.close_button):
            button.hide()
        schools = self._ctx.session.schools
        # the register is read in short transactions of its own, so saving is never held up
        self._job = self._ctx.jobs.work.run_long(
            lambda progress, cancelled: schools.import_register(path, progress, cancelled),
            self._on_done,
            self._on_failed,
            self._on_progress,
        )

    def cancel(self) -> None:
        """Stop at the next step."""
        if self._job is not None:
            self._job.cancel()
            self.ui.cancel_button.setEnabled(False)
            self.ui.import_label.setText(self.tr("Stopping…"))

    def _on_progress(self, done: int, total: int) -> None:
        if self._job is not None and not self._job.cancelled():
            self.ui.import_bar.setRange(0, max(total, 0))
            self.ui.import_bar.setValue(done)
            share = f"{done / total:.0%}" if total else ""
            self.ui.import_label.setText(self.tr("Reading the register…") + f" {share}")

    def _on_done(self, account: ImportAccount) -> None:
        self._finish()
        self.model.set_rows(account.bad)
        bad = account.bad_total
        words = self.tr("{rows} read: {added} new, {changed} changed, {same} as before.").format(
            rows=count_words(account.rows, self.tr("school"), self.tr("schools")),
            added=f"{account.added:,}",
            changed=f"{account.changed:,}",
            same=f"{account.unchanged:,}",
        )
        if bad:
            left = count_words(bad, self.tr("row was left out"), self.tr("rows were left out"))
            words += f" {left}."
        self.ui.import_label.setText(words)
        self.ui.rows_table.setVisible(bool(bad))
        self.ui.save_button.setVisible(bool(bad))
        self.ended.emit()

    def _on_failed(self, error: Exception) -> None:
        problem = expected(error)
        self._finish()
        self.ui.import_label.setText(sentence(problem))
        self.ended.emit()

    def _finish(self) -> None:
        self._job = None
        self.ui.import_bar.hide()
        self.ui.cancel_button.hide()
        self.ui.close_button.show()
        self.ui.close_button.setFocus()

    def _on_save(self) -> None:
        title = self.tr("Save the rows that were left out")
        self._ctx.dialogs.save_file(
            self, title, self.tr("Rows left out.csv"), "CSV (*.csv)", self._write
        )

    def _write(self, path: Path) -> None:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(("line", "urn", "reason"))
        writer.writerows((row.line, row.urn, row.reason) for row in self.model.rows)
        try:
            path.write_text(text.getvalue(), "utf-8-sig", newline="")
        except OSError:
            self.ui.import_label.setText(
                self.tr("The list could not be written there. Choose another folder.")
            )
