"""Where the drawer stands: beside the form where both have room, over it where they have not."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from reviewer_app.ui._forms.ui_evidence_form import Ui_EvidenceForm
from reviewer_app.ui.theme import Theme

_FORM = 480
"""The least width at 100 % that leaves a form whose text can be read."""
_SHARE = 0.66


class DrawerPlace(QObject):
    """Keeps the drawer in its place as window and text size change."""

    def __init__(self, ui: Ui_EvidenceForm, view: QWidget, theme: Theme) -> None:
        super().__init__(view)
        self._ui, self._view, self._theme = ui, view, theme
        self._width = ui.drawer_frame.minimumWidth()
        self.over = False
        view.installEventFilter(self)
        theme.changed.connect(self.arrange)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the note."""
        if event.type() == QEvent.Type.Resize:
            self.arrange()
        return super().eventFilter(watched, event)

    def arrange(self) -> None:
        """Put the drawer beside the form or over it."""
        frame, room = self._ui.drawer_frame, self._view.width()
        wanted = round(self._width * self._theme.zoom)
        over = room - wanted < _FORM * self._theme.zoom
        width = max(self._width, min(wanted, round(room * _SHARE))) if over else wanted
        frame.setFixedWidth(width)
        if over != self.over:
            self.over = over
            if over:
                self._ui.form_layout.removeWidget(frame)
            else:
                self._ui.form_layout.addWidget(frame)
            frame.setProperty("look", "raised" if over else "panel")
            frame.style().unpolish(frame)
            frame.style().polish(frame)
        if over:
            frame.setGeometry(room - width, 0, width, self._view.height())
            frame.raise_()
