"""Large things by SHA-256 in a second encrypted database, in chunks (at-rest-and-security.md 3.2).

A blob is committed before the op or row that names it: a transaction over two files is not
atomic when the power goes, and a blob that nobody names does no harm.
"""

import hashlib
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from reviewer_app.domain.errors import DamagedError, NewerDataError
from reviewer_app.storage.engine import connect, damaged, sorted_errors
from reviewer_app.storage.files import make_file

CHUNK: Final = 256 * 1024
SCHEMA: Final = 1
_TABLES: Final = (
    """CREATE TABLE blob(
        id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL, mime TEXT NOT NULL)""",
    """CREATE TABLE blob_chunk(
        blob INTEGER NOT NULL REFERENCES blob(id), n INTEGER NOT NULL,
        data BLOB NOT NULL, PRIMARY KEY(blob, n))""",
    f"PRAGMA user_version = {SCHEMA}",
)


class SqlBlobs:
    """Port ``Blobs``. The file is opened when first needed; calls take turns."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._connection: Any = None
        self._turn = threading.Lock()

    def put(self, data: bytes, mime: str) -> str:
        """Keep ``data``; return its SHA-256 (hex). Committed on return."""
        sha256 = hashlib.sha256(data).hexdigest()
        with self._turn, sorted_errors(self._path):
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                if _find(connection, sha256) is None:
                    row = connection.execute(
                        "INSERT INTO blob(sha256, size, mime) VALUES (?, ?, ?)",
                        (sha256, len(data), mime),
                    ).lastrowid
                    connection.executemany(
                        "INSERT INTO blob_chunk(blob, n, data) VALUES (?, ?, ?)",
                        (
                            (row, n, data[start : start + CHUNK])
                            for n, start in enumerate(range(0, len(data), CHUNK))
                        ),
                    )
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return it, re-hashed. Raises DamagedError where it is missing or fails its hash."""
        with self._turn, sorted_errors(self._path):
            data = self._read(sha256)
        if data is None:
            raise DamagedError(
                "A file that belongs to this review is missing.",
                "Your notes are safe.",
                "Restore the last backup.",
            )
        if hashlib.sha256(data).hexdigest() != sha256:
            raise damaged(self._path)
        return data

    def size(self, sha256: str) -> int | None:
        """Return its size in bytes, None where it is not here."""
        with self._turn, sorted_errors(self._path):
            found = _find(self._open(), sha256)
        return found[1] if found else None

    def check(self, named: Collection[str] = ()) -> list[str]:
        """Return what is wrong with the file or with a blob in it, and which of ``named`` lack."""
        with self._turn, sorted_errors(self._path):
            if self._connection is None and not self._path.exists():
                return [f"blobs: {sha256[:16]} is missing" for sha256 in named]
            connection = self._open()
            wrong = [f"blobs: {text}" for text in integrity(connection)]
            for (sha256,) in connection.execute("SELECT sha256 FROM blob").fetchall():
                data = self._read(sha256)
                if data is None or hashlib.sha256(data).hexdigest() != sha256:
                    wrong.append(f"blobs: {sha256[:16]} fails its hash")
            wrong += [
                f"blobs: {sha256[:16]} is missing"
                for sha256 in named
                if _find(connection, sha256) is None
            ]
        return wrong

    def close(self) -> None:
        """Close the file and drop the key."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            self._key = b""

    def _read(self, sha256: str) -> bytes | None:
        connection = self._open()
        found = _find(connection, sha256)
        if found is None:
            return None
        chunks = connection.execute(
            "SELECT data FROM blob_chunk WHERE blob = ? ORDER BY n", (found[0],)
        )
        return b"".join(data for (data,) in chunks)

    def _open(self) -> Any:
        if self._connection is None:
            if not self._key:
                raise RuntimeError("the store is closed")
            if not self._path.exists():
                make_file(self._path)
            connection = connect(self._path, self._key)
            try:
                _make_tables(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection


def _make_tables(connection: Any) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA:
        raise NewerDataError(
            "These files were written by a newer version of Reviewer.",
            "Nothing was changed.",
            "Install the newest version, then open them again.",
        )
    if version == 0:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute("COMMIT")


def _find(connection: Any, sha256: str) -> tuple[int, int] | None:
    row = connection.execute("SELECT id, size FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
    return (row[0], row[1]) if row else None


def integrity(connection: Any) -> list[str]:
    """Return what SQLite and SQLCipher find wrong with the pages of an open file."""
    wrong = [str(row[0]) for row in connection.execute("PRAGMA quick_check").fetchall()]
    wrong = [text for text in wrong if text != "ok"]
    return wrong + [
        str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()
    ]
