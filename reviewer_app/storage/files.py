"""Files that survive a power cut: owner-only, written whole, renamed into place."""

import contextlib
import os
from pathlib import Path

from reviewer_app.domain.errors import DiskFullError, ReadOnlyError, ReviewerError

_FULL = {28, 27, 122}  # ENOSPC, EFBIG, EDQUOT
_READ_ONLY = {13, 1, 30}  # EACCES, EPERM, EROFS


def disk_full() -> DiskFullError:
    """Return the error for a write that found no room."""
    return DiskFullError(
        "The disk is full.",
        "Everything saved before is safe.",
        "Free some room on the disk, then try again.",
    )


def read_only(folder: Path) -> ReadOnlyError:
    """Return the error for a folder that cannot be written."""
    return ReadOnlyError(
        f"The folder {folder} cannot be written.",
        "Nothing was changed.",
        "Ask for write access to the folder, or choose another one.",
    )


def sort_os_error(error: OSError, folder: Path) -> ReviewerError:
    """Return the words for an error of the file system at ``folder``."""
    if error.errno in _FULL:
        return disk_full()
    if error.errno in _READ_ONLY:
        return read_only(folder)
    return ReviewerError(
        f"The folder {folder} could not be used ({error.strerror}).",
        "Everything saved before is safe.",
        "Check that the disk is connected, then try again.",
    )


def make_folder(folder: Path) -> None:
    """Make ``folder`` for its owner only. Raises ReviewerError children."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
    except OSError as error:
        raise sort_os_error(error, folder) from error


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make what ``path`` holds durable."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_file(path: Path) -> None:
    """Make an empty file for its owner only, so that a database made in it is private at once."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def write_whole(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``: another file is written, synced and renamed over it.

    Raises DiskFullError, ReadOnlyError or ReviewerError; the old content then still stands.
    """
    temporary = path.with_name(path.name + ".new")
    try:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()  # left by a kill
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise sort_os_error(error, path.parent) from error
