"""Removing words for good where the words on screen may not be the words on the disk."""

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.services.evidence import OpenNote
from reviewer_app.services.session import Session

Place = tuple[str, str]
"""Review, note."""


def remove_text(
    session: Session, place: Place, shown: str, stretch: tuple[int, int], reason: str
) -> tuple[Changes, OpenNote]:
    """Remove a stretch (code points) of the text ``shown``; return what changed and what is left.

    Raises ReviewerError where another text is stored: the same stretch would be other words.
    """
    if _plain(session.evidence.open(*place).evidence.body.text) != _plain(shown):
        raise ReviewerError(
            "The text in the window could not be saved yet.",
            "Nothing was removed.",
            "Save it first, then remove the words.",
        )
    changes = session.evidence.remove_text(*place, *stretch, reason)
    return changes, session.evidence.open(*place)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")  # a text box gives its hard spaces back as soft ones
