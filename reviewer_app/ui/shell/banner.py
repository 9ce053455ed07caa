"""The band for a problem: amber, and red only where words of the person are at risk."""

from typing import Final

from PySide6.QtCore import QObject

from reviewer_app.domain.errors import (
    DamagedError,
    DiskFullError,
    ReadOnlyError,
    ReviewerError,
    StorageBusyError,
)
from reviewer_app.ui._forms.ui_shell_frame import Ui_ShellFrame
from reviewer_app.ui.errors import sentence
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.looks import set_look

_RISKS: Final = (DiskFullError, ReadOnlyError, DamagedError)


def at_risk(error: ReviewerError, *, unsaved: bool) -> bool:
    """Say whether what ``error`` tells puts words at risk; ``unsaved``: some wait for the disk."""
    return isinstance(error, _RISKS) or (unsaved and isinstance(error, StorageBusyError))


class Banner(QObject):
    """Shows a problem beside the work until it is closed or over."""

    def __init__(self, ui: Ui_ShellFrame, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._ui, self._theme = ui, theme
        theme.bind_icon(ui.banner_button, "close")
        ui.banner_button.clicked.connect(self.hide)
        self.hide()

    def show_problem(self, error: ReviewerError, *, danger: bool) -> None:
        """Show ``error``, in red where ``danger``."""
        ui = self._ui
        set_look(ui.banner_frame, "banner-danger" if danger else "banner-caution")
        icon, ink = ("error", "danger") if danger else ("warning", "development")
        self._theme.bind_icon(ui.banner_icon, icon, ink)
        ui.banner_label.setText(sentence(error))
        ui.banner_frame.show()

    def hide(self) -> None:
        """Take the problem away."""
        self._ui.banner_frame.hide()
