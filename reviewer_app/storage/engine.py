"""How a SQLCipher file is opened: keyed from the first byte, durable, explicit transactions.

The recipe and its reasons: at-rest-and-security.md 3.1, docs/decisions/002.
"""

import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from reviewer_app.domain.errors import (
    DamagedError,
    ReviewerError,
    StorageBusyError,
)
from reviewer_app.storage.files import disk_full, read_only, sort_os_error

BUSY_MS: Final = 10_000
_PRAGMAS: Final = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged commits when the power goes
    f"busy_timeout={BUSY_MS}",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",  # what is removed for good leaves no copy in a free page
    "journal_size_limit=16777216",
)


def connect(path: Path, key: bytes) -> Any:
    """Return a driver connection to the file at ``path``; it must exist (files.make_file).

    Raises DamagedError where ``key`` is not the file's or the file is no database of ours,
    and the other ReviewerError children of ``sorted_errors``.
    """
    with sorted_errors(path):
        connection = driver.connect(
            f"{path.resolve().as_uri()}?mode=rw",
            timeout=BUSY_MS / 1000,
            check_same_thread=False,
            uri=True,
        )
        try:
            _prepare(connection, key)
        except BaseException:
            connection.close()
            raise
        return connection


def _prepare(connection: Any, key: bytes) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to standard error
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the key test
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync=ON")


def make_engine(path: Path, key: bytes) -> sa.Engine:
    """Return an engine whose transactions begin IMMEDIATE and whose errors SQLAlchemy maps."""
    engine = sa.create_engine(
        "sqlite://",
        creator=lambda: connect(path, key),
        module=driver,  # else the driver's own errors leak past sqlalchemy.exc
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=2,
        pool_reset_on_return="rollback",
    )

    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    sa.event.listen(engine, "begin", begin)
    return engine


def empty_log(engine: sa.Engine) -> None:
    """Bring all that is in the write-ahead log into the file, and empty the log.

    Raises StorageBusyError; errors of the driver pass: call within ``sorted_errors``.
    """
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        # fetched: a statement left open would bar the next commit
        if cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise busy()
        cursor.close()
    finally:
        raw.close()


@contextlib.contextmanager
def sorted_errors(path: Path) -> Iterator[None]:
    """Turn errors of the disk and the database into words for people.

    Raises DiskFullError, ReadOnlyError, DamagedError, StorageBusyError; what is a bug passes.
    """
    try:
        yield
    except DBAPIError as error:
        found = sort_error(error.orig, path)
        if found is None:
            raise
        raise found from error
    except driver.Error as error:
        found = sort_error(error, path)
        if found is None:
            raise
        raise found from error
    except OSError as error:
        raise sort_os_error(error, path.parent) from error


def sort_error(error: BaseException | None, path: Path) -> ReviewerError | None:
    """Return the words for a driver's error, None for one that is a bug."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    text = str(error).lower()
    if name.startswith("SQLITE_FULL") or "is full" in text:
        return disk_full()
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")) or "readonly" in text:
        return read_only(path.parent)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or "malformed" in text:
        return damaged(path)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in text:
        return busy()
    if name.startswith("SQLITE_CANTOPEN") or "unable to open" in text:
        return _cannot_open(path)
    if name.startswith("SQLITE_IOERR") or "disk i/o" in text:
        return _io_error(path)
    return None


def damaged(path: Path) -> DamagedError:
    """Return the error for a database that fails its checks."""
    return DamagedError(
        f"The file {path} is damaged.",
        "Nothing in it was changed.",
        "Restore the last backup; do not delete the damaged file.",
    )


def busy() -> StorageBusyError:
    """Return the error for a database that was held for too long."""
    return StorageBusyError(
        "Reviewer is busy with something else on this laptop.",
        "Nothing was changed.",
        "Try again in a moment.",
    )


def _cannot_open(path: Path) -> ReviewerError:
    if not path.exists():
        return DamagedError(
            f"The file {path} is missing.", "", "Restore the last backup, or find the file again."
        )
    return read_only(path.parent)


def _io_error(path: Path) -> ReviewerError:
    with contextlib.suppress(OSError):
        if shutil.disk_usage(path.parent).free < 1024 * 1024:
            return disk_full()
    return ReviewerError(
        "The disk did not take the change.",
        "Everything saved before is safe.",
        "Check that the disk is connected and has room, then try again.",
    )
