"""Tells screens what changed, so that each refreshes just that."""

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.changes import Changes


class ReviewStore(QObject):
    """The one place where changes are announced.

    ``changed(changes, initiator)``: ``changes`` is a domain Changes; ``initiator`` is the object
    that caused them (it never reloads itself), or None.
    """

    changed = Signal(object, object)

    def announce(self, changes: Changes, initiator: object = None) -> None:
        """Tell everybody; nothing happens where nothing was touched."""
        if changes.ids:
            self.changed.emit(changes, initiator)
