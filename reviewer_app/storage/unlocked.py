"""An open vault: the keys in memory, and the changes that may be made to its slots."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from reviewer_app.crypto import boxes, kdf, recovery
from reviewer_app.crypto.kdf import KdfCost
from reviewer_app.domain.account import Account
from reviewer_app.domain.errors import ReviewerError, SecretStoreError
from reviewer_app.domain.ports import ProfilePaths, SecretStore
from reviewer_app.storage import vault_file
from reviewer_app.storage.vault_file import Slot, VaultFile


def no_memory() -> ReviewerError:
    """Return the error for a computer too full to try a passphrase."""
    return ReviewerError(
        "The computer has too little free memory to check the passphrase.",
        "Nothing was changed.",
        "Close other programs, then try again.",
    )


def wrapping_key(slot: Slot, secret: str | bytes) -> bytes:
    """Return the key that a slot's secret makes. Raises MemoryError."""
    if slot.cost and isinstance(secret, str):
        return kdf.derive(secret, slot.salt, slot.cost)
    raw = secret.encode() if isinstance(secret, str) else secret
    return boxes.subkey(slot.salt + raw, f"slot {slot.kind}")


def wrap(
    kind: str, secret: str | bytes, master: bytes, profile: str, cost: KdfCost | None = None
) -> Slot:
    """Return a slot that opens with ``secret``. Raises ReviewerError without memory for it."""
    bare = Slot(kind, boxes.random_bytes(kdf.SALT_BYTES), b"", cost)
    try:
        key = wrapping_key(bare, secret)
    except MemoryError as error:
        raise no_memory() from error
    return replace(bare, sealed=boxes.seal(key, master, f"{profile} {kind}".encode()))


def body_of(account: Account, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the vault's body: the account and the keys, JSON-ready."""
    texts = {name: base64.b64encode(key).decode() for name, key in keys.items()}
    return {"account": asdict(account), "keys": texts}


class UnlockedVault:
    """The keys of a profile. ``close`` drops them as far as Python lets us."""

    def __init__(
        self,
        paths: ProfilePaths,
        file: VaultFile,
        master: bytes,
        body: dict[str, Any],
        *,
        cost: KdfCost,
    ) -> None:
        self._paths, self._master, self._body, self._cost = paths, master, body, cost
        self.file = file
        self.account = Account(**body["account"])
        self._keys = {name: base64.b64decode(text) for name, text in body["keys"].items()}

    @property
    def main_key(self) -> bytes:
        """Return the key of the main database."""
        return self._keys["main"]

    @property
    def blobs_key(self) -> bytes:
        """Return the key of the blob database."""
        return self._keys["blobs"]

    @property
    def box_secret(self) -> bytes:
        """Return this device's X25519 secret."""
        return self._keys["box"]

    @property
    def device_id(self) -> str:
        """Return this device's id."""
        return self.account.device

    @property
    def public_key(self) -> bytes:
        """Return this device's Ed25519 public key."""
        return boxes.public_of_seed(self._keys["sign"])

    def sign(self, message: bytes) -> bytes:
        """Return this device's signature of ``message``."""
        return boxes.sign(self._keys["sign"], message)

    def slots(self) -> tuple[str, ...]:
        """Return the kinds of slots there are."""
        return tuple(slot.kind for slot in self.file.slots)

    @property
    def needs_second_slot(self) -> bool:
        """Say whether only one secret opens the profile: people are reminded of it."""
        return not self.file.practice and len(self.file.slots) < 2

    def change_passphrase(self, text: str) -> None:
        """Put a new passphrase in place of the old one. Raises ReviewerError children."""
        self.add_slot(wrap("passphrase", text, self._master, self.file.profile, self._cost))

    def new_recovery_code(self, *, save: bool = True) -> str:
        """Return a new recovery code; the one before it no longer opens anything."""
        code = recovery.new_code()
        secret = recovery.parse(code) or ""
        self.add_slot(wrap("recovery", secret, self._master, self.file.profile), save=save)
        return code

    def enable_keyring(self, secrets: SecretStore, *, save: bool = True) -> None:
        """Let the computer's key store open the profile. Raises SecretStoreError."""
        if self.file.shared_laptop:
            raise SecretStoreError(
                "Others use this laptop, so its key store must not open your notes.",
                "Nothing was changed.",
                "Go on with your passphrase.",
            )
        secret = boxes.random_bytes(boxes.KEY_BYTES).hex()
        name = f"{self.file.profile}-{boxes.random_bytes(4).hex()}"
        secrets.set(name, secret)
        old = self.file.keyring_name
        self.file = replace(self.file, keyring_name=name)
        self.add_slot(wrap("keyring", secret, self._master, self.file.profile), save=save)
        if old:
            secrets.delete(old)

    def disable_keyring(self, secrets: SecretStore) -> None:
        """Take the key store's slot away. Raises ReviewerError where it is the last one."""
        old = self.file.keyring_name
        self.remove_slot("keyring")
        if old:
            secrets.delete(old)

    def add_slot(self, slot: Slot, *, save: bool = True) -> None:
        """Add ``slot``, in place of one of its kind."""
        others = tuple(s for s in self.file.slots if s.kind != slot.kind)
        self.file = replace(self.file, slots=(*others, slot))
        if save:
            self.save(forget_previous=True)

    def remove_slot(self, kind: str) -> None:
        """Remove the slot of ``kind``. Raises ReviewerError where no other would be left."""
        others = tuple(s for s in self.file.slots if s.kind != kind)
        if not others:
            raise ReviewerError(
                "This is the only way left to open your notes, so it stays.",
                "Nothing was changed.",
                "Set another way first: a passphrase or a recovery code.",
            )
        name = "" if kind == "keyring" else self.file.keyring_name
        self.file = replace(self.file, slots=others, keyring_name=name)
        self.save(forget_previous=True)

    def counter(self) -> tuple[int, str]:
        """Return how many ops the store held when it was last noted, and the head of its chain.

        A database with fewer, or with another head at that place, was rolled back.
        """
        noted = self._noted()
        return noted.ops, noted.head

    @property
    def store_made(self) -> bool:
        """Say whether there was a whole database once: where it is missing, it was lost."""
        return self._noted().made

    def note_ops(self, count: int, head: str) -> None:
        """Note that there is a store and how far it got. Raises DiskFullError, ReadOnlyError."""
        noted = _Noted(count, head, made=True)
        if noted != self._noted():
            self.file = replace(self.file, counter=self._seal_noted(noted))
            vault_file.store(self._paths, self.file, forget_previous=False)

    def save(self, *, forget_previous: bool) -> None:
        """Seal the body under the present header and write both."""
        plain = json.dumps(self._body).encode()
        file = replace(self.file, counter=self.file.counter or self._seal_noted(_Noted()))
        self.file = replace(file, body=boxes.seal(self._master, plain, file.header()))
        vault_file.store(self._paths, self.file, forget_previous=forget_previous)

    def close(self) -> None:
        """Drop the keys."""
        self._master = b""
        self._keys = {}
        self._body = {}

    def _counter_key(self) -> bytes:
        return boxes.subkey(self._master, "vault counter")

    def _noted(self) -> "_Noted":
        try:
            data = json.loads(boxes.open_sealed(self._counter_key(), self.file.counter))
            ops = int(data["ops"])
            return _Noted(ops, str(data["head"]), made=bool(data.get("made", ops > 0)))
        except (boxes.CryptoError, ValueError, KeyError, TypeError):
            return _Noted()  # none noted yet

    def _seal_noted(self, noted: "_Noted") -> bytes:
        return boxes.seal(self._counter_key(), json.dumps(asdict(noted)).encode())


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the vault remembers of the store, so that an older copy or none is noticed."""

    ops: int = 0
    head: str = ""
    made: bool = False
