"""Keys while the profile is open: recovery code, PIN of the cover, keyring, passphrase."""

import hmac
import secrets as chance
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from reviewer_app.crypto.recovery import parse
from reviewer_app.domain.errors import ReviewerError, SecretStoreError
from reviewer_app.domain.ports import Clock, SecretStore, Store
from reviewer_app.services.passphrases import insist
from reviewer_app.services.reports import write_whole
from reviewer_app.storage.unlocked import UnlockedVault
from reviewer_app.storage.vault import Vault

PIN_DIGITS = 6
PIN_TRIES = 5
PIN_HOURS = 12


@dataclass(frozen=True, slots=True)
class PinResult:
    """Whether a PIN opened the cover, and the tries left before the passphrase is asked."""

    ok: bool
    tries_left: int


class KeyService:
    """Changes how the profile is opened. The PIN lives in memory only.

    ``load_vault`` reads the vault from its file: its slots change while the profile is open.
    """

    def __init__(
        self,
        load_vault: Callable[[], Vault],
        unlocked: UnlockedVault,
        store: Store,
        secrets: SecretStore | None,
        clock: Clock,
    ) -> None:
        self._load_vault = load_vault
        self._unlocked = unlocked
        self._store = store
        self._secrets = secrets
        self._clock = clock
        self._pin: tuple[bytes, bytes] | None = None
        self._tries = PIN_TRIES
        self._opened: datetime = clock.now()

    def remember_code(self, code: str) -> None:
        """Keep a new recovery code until it is confirmed, so that it can be shown once more.

        It stands in the encrypted database: whoever can read that has no need of it.
        """
        with self._store.unit() as unit:
            unit.settings.set("recovery.code", code)
            unit.settings.set("recovery.end", (parse(code) or "")[-4:])
            unit.settings.set("recovery.confirmed", False)

    def unconfirmed_code(self) -> str:
        """Return the recovery code that waits to be confirmed; a new one where none does.

        A copy of it that somebody saved already stays good.
        """
        with self._store.unit() as unit:
            waiting = not unit.settings.get("recovery.confirmed", False)
            code = str(unit.settings.get("recovery.code", "")) if waiting else ""
        return code or self.new_recovery_code()

    def new_recovery_code(self) -> str:
        """Return a new recovery code; the one before it no longer opens anything."""
        code = self._unlocked.new_recovery_code()
        self.remember_code(code)
        return code

    def recovery_pending(self) -> bool:
        """Say whether the recovery code was never confirmed: Home reminds of it."""
        if self._store.account.practice:
            return False
        with self._store.unit() as unit:
            return not unit.settings.get("recovery.confirmed", False)

    def confirm_recovery(self, last_four: str) -> bool:
        """Say whether these are the last four characters of the code, and remember that."""
        typed = last_four.strip().upper().translate(str.maketrans("ILO", "110"))
        with self._store.unit() as unit:
            end = unit.settings.get("recovery.end", "")
            right = bool(end) and typed == end
            if right:
                unit.settings.set("recovery.confirmed", True)
                unit.settings.set("recovery.code", "")
        return right

    def recovery_text(self, code: str) -> str:
        """Return the page to save or print."""
        return (
            "Recovery code for Reviewer\n\n"
            f"    {code}\n\n"
            "It opens your notes if you forget your passphrase. Keep it at home or in a safe,\n"
            "not with the laptop. Whoever has both can read your notes.\n"
        )

    def save_recovery_text(self, path: Path, code: str) -> None:
        """Write that page to a file only its owner can read. Raises ReviewerError children."""
        write_whole(path, self.recovery_text(code).encode())

    def has_pin(self) -> bool:
        """Say whether a PIN may open the cover now."""
        young = self._clock.now() - self._opened < timedelta(hours=PIN_HOURS)
        return self._pin is not None and self._tries > 0 and young

    def set_pin(self, pin: str) -> None:
        """Set the PIN for this run. Raises ReviewerError unless it is six digits."""
        if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
            raise ReviewerError("A PIN has six digits.", "Nothing was changed.", "Type six digits.")
        salt = chance.token_bytes(16)
        self._pin = (salt, _mix(salt, pin))
        self._tries = PIN_TRIES

    def check_pin(self, pin: str) -> PinResult:
        """Try a PIN; after five wrong ones only the passphrase opens."""
        if self._pin is None or not self.has_pin():
            return PinResult(ok=False, tries_left=0)
        salt, kept = self._pin
        if hmac.compare_digest(_mix(salt, pin), kept):
            self._tries = PIN_TRIES
            return PinResult(ok=True, tries_left=PIN_TRIES)
        self._tries -= 1
        return PinResult(ok=False, tries_left=self._tries)

    def check_passphrase(self, passphrase: str) -> None:
        """Pass where the passphrase is right. Raises WrongPassphraseError."""
        self._load_vault().unlock_passphrase(passphrase, self._clock.now()).close()
        self._opened = self._clock.now()
        self._tries = PIN_TRIES

    def change_passphrase(self, old: str, new: str) -> None:
        """Put ``new`` in place of ``old``.

        Raises WrongPassphraseError, ReviewerError where the new one is too weak.
        """
        account = self._store.account
        insist(new, (account.name, account.home_school))
        self.check_passphrase(old)
        self._unlocked.change_passphrase(new)

    def keyring_name(self) -> str:
        """Return the name of the computer's key store, empty where none is to be trusted."""
        return self._secrets.describe() if self._secrets else ""

    def keyring_enabled(self) -> bool:
        """Say whether the computer's sign-in opens this profile."""
        return "keyring" in self._unlocked.slots()

    def enable_keyring(self) -> None:
        """Let the computer's sign-in open the profile. Raises SecretStoreError."""
        if self._secrets is None or not self._secrets.describe():
            raise SecretStoreError(
                "This computer has no key store that can be trusted.",
                "Nothing was changed.",
                "Go on with your passphrase.",
            )
        self._unlocked.enable_keyring(self._secrets)

    def disable_keyring(self) -> None:
        """Ask for the passphrase at each start again. Raises ReviewerError."""
        if self._secrets is not None and self.keyring_enabled():
            self._unlocked.disable_keyring(self._secrets)

    def close(self) -> None:
        """Drop the PIN and the keys."""
        self._pin = None
        self._unlocked.close()


def _mix(salt: bytes, pin: str) -> bytes:
    return hmac.digest(salt, pin.encode(), "sha256")
