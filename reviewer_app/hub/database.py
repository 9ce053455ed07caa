"""The hub's database: SQLite with WAL and a full sync at each commit, one writer at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from reviewer_app.domain.errors import NewerDataError
from reviewer_app.hub import tables


class Database:
    """Transactions on ``path``, which is made with its tables where it is missing."""

    def __init__(self, path: Path) -> None:
        self._engine = _engine(path)
        with self.transaction() as connection:
            found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if found > tables.SCHEMA:
                raise NewerDataError(
                    "This hub's data was made by a newer version of the program.",
                    "Nothing was changed.",
                    "Update the program.",
                )
            if not found:
                tables.metadata.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {tables.SCHEMA}")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Begin an immediate transaction: commits on a clean exit, rolls back on any error."""
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()


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
