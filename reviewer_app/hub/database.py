"""The hub's database: SQLite with WAL and a full sync at each commit, one writer at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from reviewer_app.domain.errors import (
    DamagedError,
    DiskFullError,
    NewerDataError,
    ReadOnlyError,
    ReviewerError,
)
from reviewer_app.hub import tables
from reviewer_app.hub.folder import make_file, tighten

UNCHANGED: Final = "Nothing was changed."


class Database:
    """Transactions on ``path``; only a ``new`` one is made, with its tables.

    Raises DamagedError where the file is missing, empty or not sound, other ReviewerErrors for
    what else keeps it shut.
    """

    def __init__(self, path: Path, *, new: bool = False) -> None:
        if new:
            make_file(path)
        elif not path.is_file() or not path.stat().st_size:
            raise damaged()
        tighten(path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm"))
        self._engine = _engine(path)
        try:
            self._begin(new=new)
        except (DBAPIError, sqlite3.Error) as error:
            self.close()
            raise in_words(error) from error
        except ReviewerError:
            self.close()
            raise

    def _begin(self, *, new: bool) -> None:
        with self.transaction() as connection:
            found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if found > tables.SCHEMA:
                raise NewerDataError(
                    "This hub's data was made by a newer version of the program.",
                    UNCHANGED,
                    "Update the program.",
                )
            if new and not found:
                tables.metadata.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {tables.SCHEMA}")
            else:
                sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
                if not found or sound != "ok":
                    raise damaged()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Begin an immediate transaction: commits on a clean exit, rolls back on any error."""
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()


def damaged() -> DamagedError:
    """Return the error for a database that is missing or does not hold together."""
    return DamagedError(
        "The hub's database (hub.db) is damaged or missing.",
        UNCHANGED,
        "Put back the whole folder from your backup.",
    )


def in_words(error: DBAPIError | sqlite3.Error) -> ReviewerError:
    """Return what ``error`` means to the person who looks after the hub."""
    orig = error.orig if isinstance(error, DBAPIError) else error
    text = str(orig)
    if not isinstance(orig, sqlite3.OperationalError):
        return damaged()
    if "locked" in text or "busy" in text:
        return ReviewerError("The hub's database is busy.", UNCHANGED, "Try again in a moment.")
    if "full" in text:
        return DiskFullError("The disk is full.", UNCHANGED, "Make room on it.")
    if "readonly" in text or "unable to open" in text:
        return ReadOnlyError(
            "The hub's database (hub.db) cannot be written.",
            UNCHANGED,
            "Run this from the account that the hub belongs to.",
        )
    return DamagedError(
        f"The hub's database (hub.db) cannot be read: {text[:100]}.", UNCHANGED, "Check the disk."
    )


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # our own BEGIN below, not the driver's late one
        for pragma in (
            "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON",
            "busy_timeout = 10000", "trusted_schema = OFF",
        ):  # fmt: skip
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
