"""Before anything is decrypted: which profiles there are, making one, opening one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.crypto.kdf import STANDARD, KdfCost
from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.body import one_line
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.ports import Clock, ProfilePaths, SecretStore, Store
from reviewer_app.services.passphrases import Strength as Strength  # the window asks here
from reviewer_app.services.passphrases import insist
from reviewer_app.services.passphrases import strength as strength
from reviewer_app.storage.unlocked import UnlockedVault
from reviewer_app.storage.vault import Vault

if TYPE_CHECKING:  # what an open profile needs is loaded when one is opened, not before the window
    from reviewer_app.services.session import Session

PRACTICE = "practice"
LONGEST_NAME = 60

OpenStore = Callable[[ProfilePaths, UnlockedVault, Clock], Store]
"""Opens (or makes) the databases of a profile; handed in by bootstrap."""


@dataclass(frozen=True, slots=True)
class ProfileState:
    """What can be known of a profile without opening it.

    ``keyring_name`` is the computer's key store where it may be trusted, else empty;
    ``has_keyring`` says whether it can open this profile.
    """

    exists: bool
    practice: bool
    has_keyring: bool
    keyring_name: str
    shared_laptop: bool
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Created:
    """A new profile, open, and the recovery code to save or print."""

    session: "Session"
    recovery_code: str


class ProfileService:
    """Makes and opens profiles below a data folder."""

    def __init__(
        self,
        data_dir: Path,
        open_store: OpenStore,
        secrets: SecretStore | None,
        clock: Clock,
        kdf: KdfCost = STANDARD,
    ) -> None:
        self.data_dir = data_dir
        self._open_store = open_store
        self._secrets = secrets
        self._clock = clock
        self._kdf = kdf

    def paths(self, profile: str) -> ProfilePaths:
        """Return where a profile's files are. Raises ReviewerError for a name that is a path."""
        if len(profile) > LONGEST_NAME:
            raise ReviewerError(
                "The name of the profile is too long.", "Nothing was changed.", "Use a shorter one."
            )
        if not profile or profile.startswith(".") or any(c in profile for c in '/\\:*?"<>|\x00'):
            raise ReviewerError(
                "This is not a name for a profile.",
                "Nothing was changed.",
                "Use letters and digits.",
            )
        return ProfilePaths(self.data_dir / profile)

    def state(self, profile: str) -> ProfileState:
        """Say what is there. Raises DamagedError where the vault cannot be read at all."""
        name = self._secrets.describe() if self._secrets else ""
        paths = self.paths(profile)
        if not Vault.exists(paths):
            return ProfileState(
                exists=False,
                practice=False,
                has_keyring=False,
                keyring_name=name,
                shared_laptop=False,
            )
        vault = Vault.load(paths, kdf=self._kdf)
        return ProfileState(
            exists=True,
            practice=vault.practice,
            has_keyring="keyring" in vault.slots(),
            keyring_name=name,
            shared_laptop=vault.shared_laptop,
            damaged=vault.damaged,
        )

    def strength(self, passphrase: str, hints: Sequence[str] = ()) -> Strength:
        """Judge a passphrase; ``hints`` are words that make it easy (name, school)."""
        return strength(passphrase, hints)

    def create(self, profile: str, account: NewAccount, passphrase: str) -> Created:
        """Make a profile and open it. Raises ReviewerError for a weak passphrase."""
        account = replace(
            account,
            name=one_line(account.name),
            role_title=one_line(account.role_title),
            home_school=one_line(account.home_school),
        )
        if not account.name:
            raise ReviewerError("Your name is missing.", "Nothing was made.", "Type your name.")
        insist(passphrase, (account.name, account.home_school))
        paths = self.paths(profile)
        unlocked, code = Vault.create(
            paths, account, passphrase, kdf=self._kdf, secrets=self._secrets
        )
        session = self._session(profile, unlocked)
        session.keys.remember_code(code)
        return Created(session, code)

    def create_practice(self, profile: str = PRACTICE) -> "Session":
        """Make and open the practice profile, with the sample trust in it."""
        account = NewAccount("You", "Reviewer (practice)", "", practice=True)
        unlocked, _ = Vault.create(self.paths(profile), account, None, kdf=self._kdf)
        return self._practice(profile, unlocked)

    def unlock(self, profile: str, passphrase: str) -> "Session":
        """Open with the passphrase. Raises WrongPassphraseError, DamagedError, AlreadyOpenError."""
        vault = self._vault(profile)
        return self._session(profile, vault.unlock_passphrase(passphrase, self._clock.now()))

    def unlock_with_keyring(self, profile: str) -> "Session":
        """Open with the computer's sign-in. Raises SecretStoreError."""
        vault = self._vault(profile)
        if self._secrets is None:
            raise ReviewerError("This computer has no key store.", "", "Use your passphrase.")
        return self._session(profile, vault.unlock_keyring(self._secrets))

    def unlock_with_recovery(self, profile: str, code: str, new_passphrase: str) -> "Session":
        """Open with the recovery code and set a new passphrase.

        Raises WrongPassphraseError, AlreadyOpenError; ReviewerError for a weak passphrase.
        """
        insist(new_passphrase)
        unlocked = self._vault(profile).unlock_recovery(code, self._clock.now())
        session = self._session(profile, unlocked)  # first: another window may hold the profile
        try:
            unlocked.change_passphrase(new_passphrase)
        except BaseException:
            session.close()
            raise
        return session

    def unlock_practice(self, profile: str = PRACTICE) -> "Session":
        """Open the practice profile."""
        return self._practice(profile, self._vault(profile).unlock_practice())

    def _practice(self, profile: str, unlocked: UnlockedVault) -> "Session":
        """Open a practice profile, filling it where that was not finished before."""
        from reviewer_app.services.sample_data import fill_practice

        session = self._session(profile, unlocked)
        try:
            fill_practice(session)
        except BaseException:
            session.close()
            raise
        return session

    def _vault(self, profile: str) -> Vault:
        paths = self.paths(profile)
        if not Vault.exists(paths):
            raise ReviewerError(
                f"There is no profile called {profile} here.", "", "Start the window to make one."
            )
        return Vault.load(paths, kdf=self._kdf)

    def _session(self, profile: str, unlocked: UnlockedVault) -> "Session":
        try:
            store = self._open_store(self.paths(profile), unlocked, self._clock)
        except BaseException:
            unlocked.close()
            raise
        try:
            load = partial(self._vault, profile)
            from reviewer_app.services.base import Desk
            from reviewer_app.services.keys import KeyService
            from reviewer_app.services.session import build_session

            keys = KeyService(load, unlocked, store, self._secrets, self._clock)
            return build_session(profile, Desk(store, self._clock), keys)
        except BaseException:
            store.close()
            raise
