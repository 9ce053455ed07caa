"""Asking before words that could not be saved are left behind."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from reviewer_app.ui.context import Dialogs


def leave(
    dialogs: Dialogs, parent: QWidget, anyway: Callable[[], None], *, loses: bool = True
) -> None:
    """Go on with ``anyway``; where that ``loses`` words, only if a person says so."""

    def words(text: str) -> str:
        return QCoreApplication.translate("Leaving", text)

    if not loses:
        anyway()
        return
    dialogs.confirm(
        parent,
        words("Some words could not be saved."),
        words(
            "They are still in the window. Make room on the disk and press Ctrl+S; "
            "leaving now loses what was typed since the last “Saved”."
        ),
        words("Leave and lose them"),
        anyway,
    )
