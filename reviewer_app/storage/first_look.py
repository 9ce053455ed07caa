"""Looks at the main database before SQLite does, whose first look may change what it finds.

SQLite makes a new database of an empty file and empties a log it cannot use. So what is plainly
not whole is refused untouched, and what is doubtful is copied aside before it is opened.
"""

import contextlib
import os
import shutil
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as driver

from reviewer_app.domain.errors import DamagedError, ReadOnlyError
from reviewer_app.domain.ports import ProfilePaths
from reviewer_app.storage.engine import damaged
from reviewer_app.storage.files import make_folder, sort_os_error, sync_file, sync_folder
from reviewer_app.storage.unlocked import UnlockedVault

PAGE: Final = 4096
_SIDES: Final = ("-wal", "-shm")


def aside_folder(paths: ProfilePaths) -> Path:
    """Return where a doubtful database is kept as it was found."""
    return paths.folder / "as-found"


def look(paths: ProfilePaths, unlocked: UnlockedVault) -> Path | None:
    """Look at the files; return where copies of them are kept if they are doubtful, else None.

    Raises DamagedError, ReadOnlyError and the other children of ``sort_os_error``; nothing was
    changed then.
    """
    try:
        if unlocked.store_made and paths.main.stat().st_size < PAGE:
            raise damaged(paths.main)
        _writable(paths)
        if _reads_alone(paths.main, unlocked.main_key):
            return None
        return _keep_aside(paths)
    except OSError as error:
        raise sort_os_error(error, paths.folder) from error


def forget(paths: ProfilePaths) -> None:
    """Delete the copies: the database was sound after all, or words in it are to be removed."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(aside_folder(paths))
        sync_folder(paths.folder)


def kept(error: DamagedError, aside: Path) -> DamagedError:
    """Return ``error`` with where the files are that it is about."""
    return DamagedError(
        error.happened, f"Its files are kept in {aside} as they were found.", error.action
    )


def _writable(paths: ProfilePaths) -> None:
    """Refuse a file that cannot be written: its log would be made unwritable, too, and stay so."""
    if not _may_write(paths.main):
        raise ReadOnlyError(
            f"The file {paths.main} cannot be written.",
            "Nothing was changed.",
            "Ask for write access to it.",
        )
    for side in _sides(paths):
        if side.exists() and not _may_write(side):
            side.chmod(0o600)  # ours: made so by a start at which the database was read-only


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _reads_alone(path: Path, key: bytes) -> bool:
    """Say whether the file opens without its log, which leaves both untouched."""
    with contextlib.closing(
        driver.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    ) as connection:
        try:
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except driver.Error:
            return False
    return True


def _keep_aside(paths: ProfilePaths) -> Path:
    """Copy database and log, unless copies are there: the first ones are nearest to the harm."""
    folder = aside_folder(paths)
    if folder.exists():
        return folder
    partial = folder.with_name(folder.name + ".new")
    shutil.rmtree(partial, ignore_errors=True)  # left by a kill
    make_folder(partial)
    for source in (paths.main, *_sides(paths)):
        if source.exists():
            copy = partial / source.name
            shutil.copyfile(source, copy)
            copy.chmod(0o600)
            sync_file(copy)
    partial.replace(folder)
    sync_folder(paths.folder)
    return folder


def _sides(paths: ProfilePaths) -> list[Path]:
    return [paths.main.with_name(paths.main.name + side) for side in _SIDES]
