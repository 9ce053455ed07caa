"""Makes profiles for tests of the store: real files, cheap keys."""

from pathlib import Path

from reviewer_app.crypto.kdf import KdfCost
from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.ports import Clock, Edit, ProfilePaths
from reviewer_app.storage.store import ProfileStore, create_profile, open_profile
from reviewer_app.storage.vault import Vault
from tests.fixtures.fakes import FrozenClock

CHEAP = KdfCost(8192, 1)
PASSPHRASE = "seven green lanterns"


def make(folder: Path, clock: Clock | None = None, name: str = "Amara Okafor") -> ProfileStore:
    """Return a new, open profile in ``folder``."""
    paths = ProfilePaths(folder)
    account = NewAccount(name, "Head of School", "Oakfield")
    unlocked, _code = Vault.create(paths, account, PASSPHRASE, kdf=CHEAP)
    return create_profile(paths, unlocked, clock or FrozenClock())


def reopen(folder: Path, clock: Clock | None = None) -> ProfileStore:
    """Return the profile of ``folder``, opened with its passphrase."""
    paths, clock = ProfilePaths(folder), clock or FrozenClock()
    unlocked = Vault.load(paths, kdf=CHEAP).unlock_passphrase(PASSPHRASE, clock.now())
    return open_profile(paths, unlocked, clock)


def begin_review(store: ProfileStore, review: str = "r1") -> str:
    """Write the first op of a review: its author leads it."""
    with store.unit() as unit:
        unit.log.write(review, [Edit("review", review, "kind", "qar")])
    return review
