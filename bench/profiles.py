"""Profiles filled with invented reviews, for the benches."""

from pathlib import Path

from reviewer_app import bootstrap
from reviewer_app.crypto.kdf import MIB, KdfCost
from reviewer_app.domain.account import NewAccount
from reviewer_app.services.sample_data import fill
from reviewer_app.services.session import Session

CHEAP = KdfCost(8 * MIB, 1)
"""The benches do not measure Argon2id, whose cost is a choice."""

PASSPHRASE = "otter ladder violet thunder"


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


def open_profile(folder: Path, kind: str) -> tuple[Session, str]:
    """Make a profile of a volume and open it; return it with its first review."""
    secrets = FileSecrets(folder / "secrets")
    profiles = bootstrap.make_profiles(folder / "data", secrets=secrets, kdf=CHEAP)
    account = NewAccount("Bench", "Deputy head", "", use_keyring=True)
    session = profiles.create("main", account, PASSPHRASE).session
    return session, fill(session, kind)[0]
