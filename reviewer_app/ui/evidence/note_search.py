"""Finding notes by what their line in the list says: maths finds Mathematics."""

import re
import unicodedata
from collections.abc import Sequence

from reviewer_app.domain.form_type import Choice
from reviewer_app.services.evidence import NoteRow


class NoteSearch:
    """Words as people type them against words as the list shows them."""

    def __init__(self, subjects: Sequence[Choice] = ()) -> None:
        self._also = {_plain(s.label): " ".join(s.also) for s in subjects if s.also}

    def notes(self, text: str, rows: Sequence[NoteRow]) -> frozenset[str]:
        """Return the notes of which every word of ``text`` begins a word."""
        sought = _words(text)
        return frozenset(r.id for r in rows if sought and self._fits(sought, r))

    def _fits(self, sought: Sequence[str], row: NoteRow) -> bool:
        parts = [_plain(part) for part in row.title.split(" · ")]
        also = [self._also.get(part, "") for part in parts]
        author = "" if row.mine else row.author_name
        words = _words(" ".join((row.title, row.number, author, *also)))
        return all(any(word.startswith(s) for word in words) for s in sought)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w:]+", _plain(text))
