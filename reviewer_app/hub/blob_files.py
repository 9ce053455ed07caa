"""Blobs as files named by their hash in two-level folders, and parts that are still arriving.

A file gets its final name only when whole, hashed and on the disk: what has the name is complete.
"""

import contextlib
import hashlib
import os
from pathlib import Path
from typing import BinaryIO, Final

from reviewer_app.hub.folder import make_folder

_READ: Final = 1024 * 1024


class BlobFiles:
    """Files of one tenant below ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._whole = folder / "blobs"
        self._partial = folder / "partial"
        for place in (folder, self._whole, self._partial):
            make_folder(place)

    def path(self, sha256: str) -> Path:
        """Return where the whole blob is or will be."""
        return self._whole / sha256[:2] / sha256[2:4] / sha256

    def arrived(self, review: str, sha256: str) -> int:
        """Return how many bytes of a blob that is still arriving are here."""
        try:
            return self._part(review, sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, review: str, sha256: str, chunk: bytes) -> int:
        """Add ``chunk``, on the disk when this returns; return how many bytes are here now."""
        with open(self._part(review, sha256), "ab", opener=_private) as file:
            file.write(chunk)
            _sync(file)
            return file.tell()

    def discard(self, review: str, sha256: str) -> None:
        """Forget what arrived of a blob."""
        self._part(review, sha256).unlink(missing_ok=True)

    def finish(self, review: str, sha256: str) -> bool:
        """Give what arrived its name; False, and nothing kept, where it does not have that hash."""
        part = self._part(review, sha256)
        if _hash(part) != sha256:
            part.unlink()
            return False
        path = self.path(sha256)
        for folder in (path.parent.parent, path.parent):
            make_folder(folder)
        part.replace(path)
        for folder in (path.parent, path.parent.parent, self._whole):
            _sync_folder(folder)
        return True

    def whole(self, sha256: str, size: int) -> bool:
        """Return whether the whole blob is here and has its size."""
        try:
            return self.path(sha256).stat().st_size == size
        except OSError:
            return False

    def sound(self, sha256: str, size: int) -> bool:
        """Return whether the whole blob is here and still has its size and hash."""
        path = self.path(sha256)
        try:
            return path.stat().st_size == size and _hash(path) == sha256
        except OSError:
            return False

    def _part(self, review: str, sha256: str) -> Path:
        return self._partial / f"{review}-{sha256}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_READ):
            digest.update(block)
    return digest.hexdigest()


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError, AttributeError):  # Windows cannot open folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
