"""The judgement place: areas on the left, one at a time on the right."""

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from reviewer_app.ui._forms.ui_judgement import Ui_Judgement
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.judgement.area_view import AreaView
from reviewer_app.ui.judgement.areas import AreaDelegate, AreaModel
from reviewer_app.ui.judgement.data import EXCELLENCE, JudgementData
from reviewer_app.ui.judgement.excellence_view import ExcellenceView
from reviewer_app.ui.judgement.presenter import JudgementPresenter

AreaPage = AreaView | ExcellenceView


class JudgementPlace(QWidget):
    """Built once for each review."""

    def __init__(self, ctx: AppContext, review: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Judgement")
        self.ui = Ui_Judgement()
        self.ui.setupUi(self)
        self._ctx = ctx
        self.presenter = JudgementPresenter(ctx, review, self)
        self.areas = AreaModel(self)
        self._pages: dict[str, AreaPage] = {}
        self._target = ""
        self._part = ""
        view = self.ui.areas_view
        view.setModel(self.areas)
        view.setItemDelegate(AreaDelegate(ctx.theme, self))
        view.setMouseTracking(True)
        view.setWordWrap(True)
        view.setResizeMode(view.ResizeMode.Adjust)
        self._make_undo()
        view.selectionModel().currentChanged.connect(self._on_area_chosen)
        self.presenter.shown.connect(self._on_shown)

    def activate(self, target: str) -> None:
        """Come to the front with the area ``target``, or where it was.

        ``area/part`` goes on to a part of it: see ``AreaView.go_to``.
        """
        self._target, _, self._part = target.partition("/")
        if self.presenter.data is not None:
            self._choose(self._target)
        self.presenter.load()

    def flush(self) -> None:
        """Save what is typed."""
        for page in self._pages.values():
            page.flush()
        self.presenter.flush()

    @property
    def unsaved(self) -> bool:
        """Say whether words are on screen that no commit has confirmed yet."""
        return self.presenter.unsaved or any(page.unsaved for page in self._pages.values())

    def page(self, code: str) -> AreaPage | None:
        """Return the page of an area that was opened."""
        return self._pages.get(code)

    def _make_undo(self) -> None:
        stack, theme = self.presenter.undo_stack, self._ctx.theme
        self._undo = stack.createUndoAction(self, self.tr("Undo"))
        self._undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self._redo = stack.createRedoAction(self, self.tr("Redo"))
        self._redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        pairs = (
            (self._undo, self.ui.undo_button, "undo"),
            (self._redo, self.ui.redo_button, "redo"),
        )
        for action, button, icon in pairs:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
            theme.bind_icon(button, icon)
            button.clicked.connect(action.trigger)
            action.changed.connect(self._show_undo)
        self._show_undo()

    def _show_undo(self) -> None:
        def show(button: QWidget, action: QAction) -> None:
            button.setEnabled(action.isEnabled())
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(f"{action.text()} ({keys})")
            button.setAccessibleName(action.text())

        show(self.ui.undo_button, self._undo)
        show(self.ui.redo_button, self._redo)

    def _on_shown(self, data: JudgementData) -> None:
        current = self.areas.code_at(self.ui.areas_view.currentIndex().row())
        self.areas.set_rows(data.areas())
        if not self.ui.areas_view.currentIndex().isValid():
            self._choose(self._target or current)
        page = self._pages.get(self.areas.code_at(self.ui.areas_view.currentIndex().row()))
        if page is not None:
            page.show_data(data)
        if isinstance(page, AreaView) and self._part:
            page.go_to(self._part)
        self._part = ""

    def _choose(self, code: str) -> None:
        if code or not self.ui.areas_view.currentIndex().isValid():
            index = self.areas.index(self.areas.row_of(code))
            self.ui.areas_view.setCurrentIndex(index)

    def _on_area_chosen(self, current: QModelIndex) -> None:
        code, data = self.areas.code_at(current.row()), self.presenter.data
        if not code or data is None:
            return
        for page in self._pages.values():
            page.flush()
        if code not in self._pages:
            area = data.area(code)
            excellent = area is not None and area.kind == EXCELLENCE
            kind = ExcellenceView if excellent else AreaView
            self._pages[code] = kind(self._ctx, self.presenter, code)
            self.ui.area_stack.addWidget(self._pages[code])
        page = self._pages[code]
        page.show_data(data)
        self.ui.area_stack.setCurrentWidget(page)

    def changeEvent(self, event: QEvent) -> None:
        """Measure the list anew where the text size changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.ui.areas_view.scheduleDelayedItemsLayout()
