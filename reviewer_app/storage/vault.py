"""The vault: the keys of a profile, wrapped once under a master key, the master key in slots.

Design: at-rest-and-security.md 3.3, docs/decisions/002. Changing a passphrase rewrites one small
file and no data.
"""

import json
import secrets as chance
from datetime import datetime
from typing import Any, Final

from reviewer_app.crypto import boxes, recovery
from reviewer_app.crypto.ids import new_id
from reviewer_app.crypto.kdf import STANDARD, KdfCost
from reviewer_app.domain.account import Account, NewAccount
from reviewer_app.domain.errors import (
    ReadOnlyError,
    ReviewerError,
    SecretStoreError,
    WrongPassphraseError,
)
from reviewer_app.domain.ports import ProfilePaths, SecretStore
from reviewer_app.storage import vault_file
from reviewer_app.storage.attempts import Attempts
from reviewer_app.storage.files import make_folder, sort_os_error, write_whole
from reviewer_app.storage.unlocked import (
    UnlockedVault,
    body_of,
    no_memory,
    wrap,
    wrapping_key,
)
from reviewer_app.storage.vault_file import Slot, VaultFile

_COMPARE: Final = "Compare it with the copy you kept. Only the newest code opens your notes."
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters that begin form numbers, drawn by chance: initials would name people."""


class Vault:
    """A vault that is still shut."""

    def __init__(
        self, paths: ProfilePaths, files: list[VaultFile], *, damaged: bool, cost: KdfCost
    ) -> None:
        self._paths, self._files, self._cost = paths, files, cost
        self._attempts = Attempts(paths)
        self.damaged = damaged
        """The newest generation was damaged; the one before it is used."""

    @staticmethod
    def exists(paths: ProfilePaths) -> bool:
        """Say whether there is a vault, or what is left of one or of what it guards.

        Raises ReviewerError where the folder cannot be looked into.
        """
        files = (paths.vault, vault_file.previous(paths), paths.main, paths.blobs)
        try:
            return any(path.exists() for path in files)
        except OSError as error:  # PermissionError, which exists() does not swallow
            raise sort_os_error(error, paths.folder) from error

    @staticmethod
    def load(paths: ProfilePaths, *, kdf: KdfCost = STANDARD) -> "Vault":
        """Read the vault of a profile; ``kdf`` is the cost a weaker passphrase slot is lifted to.

        Raises DamagedError, NewerDataError, ReviewerError.
        """
        files, damaged = vault_file.load(paths)
        return Vault(paths, files, damaged=damaged, cost=kdf)

    @staticmethod
    def create(
        paths: ProfilePaths,
        account: NewAccount,
        passphrase: str | None,
        *,
        kdf: KdfCost = STANDARD,
        secrets: SecretStore | None = None,
    ) -> tuple[UnlockedVault, str]:
        """Make a vault with new keys; return it open, and the recovery code to save or print.

        A practice profile has one slot, a key beside the vault, and no recovery code (empty).
        Raises ReviewerError where one is there, SecretStoreError, DiskFullError, ReadOnlyError.
        """
        if Vault.exists(paths):
            raise ReviewerError(
                "There is a profile in this folder already.",
                "Nothing was changed.",
                "Open it, or choose another folder.",
            )
        make_folder(paths.folder)
        master = boxes.random_bytes(boxes.KEY_BYTES)
        body = _new_body(account)
        file = VaultFile(
            new_id().replace("-", ""), account.practice, account.shared_laptop, (), b"", b""
        )
        unlocked = UnlockedVault(paths, file, master, body, cost=kdf)
        if account.practice:
            secret = boxes.random_bytes(boxes.KEY_BYTES)
            write_whole(paths.folder / "practice.key", secret.hex().encode())
            unlocked.add_slot(wrap("practice", secret, master, file.profile), save=False)
            unlocked.save(forget_previous=True)
            return unlocked, ""
        if passphrase:
            slot = wrap("passphrase", passphrase, master, file.profile, kdf)
            unlocked.add_slot(slot, save=False)
        elif not (account.use_keyring and secrets):
            raise ValueError("a profile needs a passphrase, or the computer's key store")
        code = unlocked.new_recovery_code(save=False)
        if account.use_keyring and secrets and not account.shared_laptop:
            unlocked.enable_keyring(secrets, save=False)
        unlocked.save(forget_previous=True)
        return unlocked, code

    @property
    def practice(self) -> bool:
        """Say whether this profile holds practice reviews only."""
        return self._files[0].practice

    @property
    def shared_laptop(self) -> bool:
        """Say whether others use this laptop: then the key store is not used."""
        return self._files[0].shared_laptop

    def slots(self) -> tuple[str, ...]:
        """Return the kinds of slots: passphrase, keyring, recovery, practice."""
        return tuple(slot.kind for slot in self._files[0].slots)

    def unlock_passphrase(self, text: str, now: datetime) -> UnlockedVault:
        """Open with the passphrase. Raises WrongPassphraseError (also while it holds back)."""
        self._attempts.admit(now)
        unlocked = self._open("passphrase", text)
        if unlocked is None:
            wait = self._attempts.failed(now)
            raise WrongPassphraseError("This passphrase does not open your notes.", wait)
        self._attempts.succeeded()
        slot = next(s for s in unlocked.file.slots if s.kind == "passphrase")
        if slot.cost and slot.cost.weaker_than(self._cost):
            self._lift(unlocked, text)
        return unlocked

    def unlock_recovery(self, code: str, now: datetime) -> UnlockedVault:
        """Open with the recovery code, however it was typed. Raises WrongPassphraseError."""
        parsed = recovery.parse(code)
        if parsed is None:
            raise WrongPassphraseError(
                "This is not a whole recovery code: a character is wrong.", action=_COMPARE
            )
        self._attempts.admit(now)
        unlocked = self._open("recovery", parsed)
        if unlocked is None:
            wait = self._attempts.failed(now)
            raise WrongPassphraseError(
                "This recovery code does not open your notes.", wait, _COMPARE
            )
        self._attempts.succeeded()
        return unlocked

    def unlock_keyring(self, secrets: SecretStore) -> UnlockedVault:
        """Open with the secret in the computer's key store. Raises SecretStoreError."""
        name = self._files[0].keyring_name
        value = secrets.get(name) if name and "keyring" in self.slots() else None
        unlocked = self._open("keyring", value) if value else None
        if unlocked is None:
            raise SecretStoreError(
                "The computer's key store does not hold the key of this profile.",
                "Your notes are safe.",
                "Open them with your passphrase, then switch the key store on again in Settings.",
            )
        return unlocked

    def unlock_practice(self) -> UnlockedVault:
        """Open a practice profile with the key beside it. Raises DamagedError."""
        try:
            secret = bytes.fromhex((self._paths.folder / "practice.key").read_text("ascii"))
        except (OSError, ValueError):
            secret = b""
        unlocked = self._open("practice", secret)
        if unlocked is None:
            raise vault_file.damaged_vault(self._paths)
        return unlocked

    def _open(self, kind: str, secret: str | bytes) -> UnlockedVault | None:
        """Return the vault opened by ``secret``, None where it is the wrong one.

        A generation whose slot opens and whose body does not was tampered with: the next is tried.
        """
        broken = False
        for file in self._files:
            for slot in file.slots:
                if slot.kind != kind:
                    continue
                master = _unwrap(slot, secret, file.profile)
                if master is None:
                    continue
                try:
                    body = boxes.open_sealed(master, file.body, file.header())
                except boxes.CryptoError:
                    broken = True
                    continue
                return UnlockedVault(self._paths, file, master, json.loads(body), cost=self._cost)
            if not broken:
                return None
        raise vault_file.damaged_vault(self._paths)

    def _lift(self, unlocked: UnlockedVault, text: str) -> None:
        """Wrap the master key anew at today's cost; an older one serves until the next start."""
        try:
            unlocked.change_passphrase(text)
        except ReadOnlyError:
            return


def _unwrap(slot: Slot, secret: str | bytes, profile: str) -> bytes | None:
    try:
        key = wrapping_key(slot, secret)
        return boxes.open_sealed(key, slot.sealed, f"{profile} {slot.kind}".encode())
    except boxes.CryptoError:
        return None
    except MemoryError as error:
        raise no_memory() from error


def _new_body(account: NewAccount) -> dict[str, Any]:
    """Return what the vault guards: all keys of the profile, and who it belongs to."""
    known = Account(
        person=new_id(),
        name=account.name,
        role_title=account.role_title,
        home_school=account.home_school,
        device=new_id(),
        letter=chance.choice(LETTERS),
        practice=account.practice,
        shared_laptop=account.shared_laptop,
    )
    keys = {name: boxes.random_bytes(boxes.KEY_BYTES) for name in ("main", "blobs", "sign", "box")}
    return body_of(known, keys)
