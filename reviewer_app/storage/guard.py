"""Keeps the standard sqlite3 module away from live profiles.

It cannot read our files, and its mere try deletes the live write-ahead log: commits that were
acknowledged are gone after a kill (at-rest-and-security.md 3.1, "two SQLites in one process").
"""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote


class ForeignSqliteError(RuntimeError):
    """Somebody opened a file of a live profile with the standard sqlite3 module: a bug."""


class SqliteGuard:
    """Refuses ``sqlite3.connect`` below the folders it protects. Bootstrap makes one."""

    def __init__(self) -> None:
        self._folders: list[str] = []
        self._installed = False

    def install(self) -> None:
        """Begin to listen, once; Python has no way to stop an audit hook."""
        if not self._installed:
            self._installed = True
            sys.addaudithook(self._heard)

    def protect(self, folder: Path) -> None:
        """Refuse files below ``folder`` from now on."""
        self._folders.append(os.path.realpath(folder))

    def release(self, folder: Path) -> None:
        """Stop protecting ``folder``, once for each ``protect``."""
        real = os.path.realpath(folder)
        if real in self._folders:
            self._folders.remove(real)

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if event != "sqlite3.connect" or not self._folders or not args:
            return
        path = _path_of(args[0])
        if path and any(path == f or path.startswith(f + os.sep) for f in self._folders):
            raise ForeignSqliteError("sqlite3.connect on a file of a live profile")


def _path_of(database: Any) -> str:
    """Return the real path of what ``sqlite3.connect`` was given, empty for none on disk."""
    try:
        text = os.fsdecode(database)
    except TypeError:
        return ""
    if text.startswith("file:"):
        text = unquote(text[5:].partition("?")[0].partition("#")[0])
        if text.startswith("//"):
            text = "/" + text[2:].partition("/")[2]
    return "" if text in {"", ":memory:"} else os.path.realpath(text)
