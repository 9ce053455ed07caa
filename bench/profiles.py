"""Profiles filled with invented reviews, for the benches."""

from pathlib import Path

from bench.keys import CHEAP, FileSecrets
from reviewer_app import bootstrap
from reviewer_app.domain.account import NewAccount
from reviewer_app.services.sample_data import fill
from reviewer_app.services.session import Session

PASSPHRASE = "otter ladder violet thunder"


def open_profile(folder: Path, kind: str) -> tuple[Session, str]:
    """Make a profile of a volume and open it; return it with its first review."""
    secrets = FileSecrets(folder / "secrets")
    profiles = bootstrap.make_profiles(folder / "data", secrets=secrets, kdf=CHEAP)
    account = NewAccount("Bench", "Deputy head", "", use_keyring=True)
    session = profiles.create("main", account, PASSPHRASE).session
    return session, fill(session, kind)[0]
