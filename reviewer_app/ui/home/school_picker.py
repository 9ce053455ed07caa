"""Choosing a school: found as one types, typed by hand, or after importing the register.

Works on the widgets of the new-review form; keeps no rule of its own.
"""

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from reviewer_app.domain.school import School
from reviewer_app.ui._forms.ui_new_review_page import Ui_NewReviewPage
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected, sentence
from reviewer_app.ui.home.register_import import RegisterImport
from reviewer_app.ui.strings import count_words
from reviewer_app.ui.widgets.looks import set_wrong

SEARCH_MS = 60


class SchoolPicker(QObject):
    """``chosen_changed(school or None)``; ``problem(words)``."""

    chosen_changed = Signal(object)
    problem = Signal(str)

    def __init__(self, ctx: AppContext, ui: Ui_NewReviewPage, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self.ui = ctx, ui
        self.chosen: School | None = None
        self._found: list[School] = []
        self._asked = ""
        self._model = QStringListModel(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_MS)
        self._timer.timeout.connect(self._search)
        self.importer = RegisterImport(ctx)
        ui.school_layout.addWidget(self.importer)
        ui.schools_list.setModel(self._model)
        ui.search_edit.installEventFilter(self)
        ui.search_edit.textChanged.connect(lambda _text: self._timer.start())
        ui.schools_list.clicked.connect(lambda index: self._take(index.row()))
        ui.schools_list.activated.connect(lambda index: self._take(index.row()))
        ui.change_button.clicked.connect(self._on_change)
        ui.by_hand_button.clicked.connect(self._on_by_hand)
        ui.typed_back_button.clicked.connect(self._on_change)
        ui.typed_button.clicked.connect(self._on_typed)
        ui.register_button.clicked.connect(self.importer.choose)
        self.importer.ended.connect(self._search)
        self.importer.ui.close_button.clicked.connect(ui.search_edit.setFocus)
        self._show_mode("search")
        self._search()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let arrows and Enter in the search line move through the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        row = self.ui.schools_list.currentIndex().row()
        if step and self._found:
            last = len(self._found) - 1
            self.ui.schools_list.setCurrentIndex(self._model.index(max(0, min(row + step, last))))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(max(row, 0))
        else:
            return False
        return True

    def _search(self) -> None:
        self._asked = self.ui.search_edit.text()
        text, schools = self._asked, self._ctx.session.schools
        self._ctx.jobs.database.run(
            lambda: (text, schools.search(text) if text.strip() else [], schools.count()),
            self._on_found,
            self._on_failed,
        )

    def _on_found(self, result: tuple[str, list[School], int]) -> None:
        text, found, count = result
        if text != self._asked:
            return  # more was typed since
        self._found = found
        self._model.setStringList([_line(school) for school in found])
        if found:
            self.ui.schools_list.setCurrentIndex(self._model.index(0))
        self.ui.schools_list.setVisible(bool(found) and self.chosen is None and not self._typing())
        known = count_words(count, self.tr("school"), self.tr("schools"))
        words = self.tr("{n} on this laptop").format(n=known)
        if text.strip() and not found:
            words = self.tr(
                "No school on this laptop matches. Type it by hand, or import the list."
            )
        self.ui.found_label.setText(words)

    def _on_failed(self, error: Exception) -> None:
        self.problem.emit(sentence(expected(error)))

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._found):
            self._choose(self._found[row])

    def _choose(self, school: School) -> None:
        self.chosen = school
        facts = (school.place, school.phase, school.la_name, school.urn and f"URN {school.urn}")
        self.ui.chosen_label.setText(school.name)
        self.ui.chosen_facts.setText(" · ".join(part for part in facts if part))
        self._show_mode("chosen")
        self.chosen_changed.emit(school)

    def _on_change(self) -> None:
        self.chosen = None
        self._show_mode("search")
        self._search()
        self.ui.search_edit.setFocus()
        self.ui.search_edit.selectAll()
        self.chosen_changed.emit(None)

    def _on_by_hand(self) -> None:
        self.chosen = None
        self._show_mode("typed")
        if not self.ui.typed_name_edit.text():
            self.ui.typed_name_edit.setText(self.ui.search_edit.text())
        self.ui.typed_name_edit.setFocus()

    def _on_typed(self) -> None:
        ui = self.ui
        school = School(
            id="",
            name=ui.typed_name_edit.text().strip(),
            urn=ui.typed_urn_edit.text().strip(),
            town=ui.typed_town_edit.text().strip(),
            postcode=ui.typed_postcode_edit.text().strip().upper(),
        )
        set_wrong(ui.typed_name_edit, not school.name)
        schools = self._ctx.session.schools
        self._ctx.jobs.database.run(lambda: schools.add(school), self._choose, self._on_failed)

    def _typing(self) -> bool:
        return self.ui.typed_frame.isVisibleTo(self.ui.school_card)

    def _show_mode(self, mode: str) -> None:
        ui, searching = self.ui, mode == "search"
        for widget in (ui.search_label, ui.search_edit, ui.found_label, ui.by_hand_button):
            widget.setVisible(searching)
        ui.register_button.setVisible(searching)
        ui.schools_list.setVisible(searching and bool(self._found))
        ui.chosen_frame.setVisible(mode == "chosen")
        ui.typed_frame.setVisible(mode == "typed")


def _line(school: School) -> str:
    facts = " · ".join(p for p in (school.place, school.phase, school.urn) if p)
    return f"{school.name}   {facts}"
