"""What opens the profiles of the benches. Imports nothing that a start would not load."""

from pathlib import Path

from reviewer_app.crypto.kdf import MIB, KdfCost

CHEAP = KdfCost(8 * MIB, 1)
"""The benches do not measure Argon2id, whose cost is a choice."""


class FileSecrets:
    """A key store that keeps its secrets in a plain file: for the benches alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def describe(self) -> str:
        return "the bench's key store"

    def get(self, name: str) -> str | None:
        path = self._folder / name
        return path.read_text() if path.exists() else None

    def set(self, name: str, value: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_text(value)

    def delete(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)
