"""The hub's folder is its owner's alone, and served by one process at a time."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from reviewer_app.domain.errors import AlreadyOpenError, ReadOnlyError


def make_folder(folder: Path) -> None:
    """Make ``folder`` for its owner only, also where an older program made it for all to read."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _tighten(folder, 0o700)


def make_file(path: Path) -> None:
    """Make an empty file for its owner only, so that a database made in it is private at once."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def tighten(*files: Path) -> None:
    """Let nobody but their owner read ``files`` that are there."""
    for path in files:
        _tighten(path, 0o600)


@contextmanager
def served(folder: Path) -> Iterator[None]:
    """Be the one process that serves ``folder``. Raises AlreadyOpenError, ReadOnlyError."""
    lock = FileLock(folder / "serve.lock", timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise AlreadyOpenError(
            "This hub is running already.",
            "It was left as it is.",
            "Stop the other one first, or name another folder with --data.",
        ) from None
    except OSError as error:
        raise ReadOnlyError(
            f"The folder {folder} cannot be written: {error.strerror}.",
            "The hub was not started.",
            "Give this account the right to write there.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def _tighten(path: Path, mode: int) -> None:
    with contextlib.suppress(OSError):  # another account's, or a disk without such rights
        path.chmod(mode)
