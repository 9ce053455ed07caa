"""Full-text search over notes and statements (SQLite's FTS5), safe for any text."""

from typing import Any

import sqlalchemy as sa

from reviewer_app.domain.fold import Folded
from reviewer_app.domain.ports import Hit

INDEXED = frozenset({"evidence", "statement"})


def index(connection: sa.Connection, row: int, folded: Folded) -> None:
    """Make the text of an entity searchable, or no longer so where it is deleted."""
    if folded.entity_type not in INDEXED:
        return
    forget(connection, row)
    columns = _columns(folded)
    if not folded.deleted and any(columns):
        connection.exec_driver_sql(
            "INSERT INTO note_text(rowid, subject, focus, body, so_what) VALUES (?, ?, ?, ?, ?)",
            (row, *columns),
        )


def forget(connection: sa.Connection, row: int) -> None:
    """Take the text of a row out of the index."""
    connection.exec_driver_sql("DELETE FROM note_text WHERE rowid = ?", (row,))


def _columns(folded: Folded) -> tuple[str, str, str, str]:
    """Return subject, focus, body and so-what: every version that stands, so none is missed."""
    if folded.entity_type == "statement":
        return "", "", _texts(folded, "text"), ""
    body = _texts(folded, "body")
    extra = [_texts(folded, name) for name in folded.registers if name.startswith("x.")]
    return (
        _texts(folded, "subject"),
        _texts(folded, "focus"),
        "\n".join(t for t in (body, *extra) if t),
        _texts(folded, "so_what"),
    )


def _texts(folded: Folded, field: str) -> str:
    register = folded.registers.get(field)
    if register is None:
        return ""
    return "\n".join(t for t in (_text(head.value) for head in register.heads) if t)


def _text(value: Any) -> str:
    """Return the words in a register's value; a body keeps them under ``text``."""
    if isinstance(value, dict):
        value = value.get("text", "")
    # U+0002 and U+0003 mark the words found, so none may come from the text itself
    return value.replace("\x02", " ").replace("\x03", " ") if isinstance(value, str) else ""


def words(text: str) -> list[str]:
    """Return the words FTS5 would find in ``text``: runs of letters and digits."""
    kept = "".join(c if c.isalnum() or c == "\N{COMBINING ACUTE ACCENT}" else " " for c in text)
    return kept.split()[:32]


def query_of(text: str) -> str:
    """Return the FTS5 query for ``text``: all words, the last one as a beginning."""
    found = words(text)
    if not found:
        return ""
    return " ".join(f'"{w}"' for w in found[:-1]) + f' "{found[-1]}"*'


class SqlSearch:
    """Port ``Search``."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def find(self, text: str, review: str = "", limit: int = 50) -> list[Hit]:
        """Return hits, best first; any text is safe to search for."""
        query = query_of(text)
        if not query:
            return []
        rows = self._connection.exec_driver_sql(
            "SELECT v.review, v.entity_type, v.entity,"
            " snippet(note_text, -1, char(2), char(3), '…', 14)"
            " FROM note_text JOIN view v ON v.id = note_text.rowid"
            " WHERE note_text MATCH ? AND (? = '' OR v.review = ?)"
            " ORDER BY bm25(note_text, 4, 2, 1, 1) LIMIT ?",
            (query, review, review, limit),
        )
        return [Hit(*row) for row in rows]
