"""The computer's key store for the vault's keyring slot, and only stores worth that trust.

The traps this guards against are listed in at-rest-and-security.md 3.3: stores that keep nothing
and say nothing, plain text files, prompts that never come.
"""

import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

from reviewer_app.domain.errors import SecretStoreError

T = TypeVar("T")

TRUSTED: Final = {
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    "keyring.backends.macOS.Keyring": "the macOS keychain",
    "keyring.backends.SecretService.Keyring": "the Secret Service",
    "keyring.backends.libsecret.Keyring": "the Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet",
}
"""Backend classes that are used, with their names for people. All others are refused."""

_CHAIN: Final = "keyring.backends.chainer.ChainerBackend"
PATIENCE: Final = 10.0
SECRET_LENGTH: Final = 64
_USER: Final = "reviewer"


class KeyringSecretStore:
    """Port ``SecretStore`` over the ``keyring`` library, which is imported when first needed.

    Args:
        backend: returns the backend to use; by default the one ``keyring`` finds.
        patience: seconds a call may take: a locked store may wait for a prompt nobody sees.
    """

    def __init__(
        self, backend: Callable[[], Any] | None = None, patience: float = PATIENCE
    ) -> None:
        self._find, self._patience = backend or _found_backend, patience

    def describe(self) -> str:
        """Return the store's name for people, empty where there is none to trust."""
        try:
            return TRUSTED[_class_name(self._trusted())]
        except SecretStoreError:
            return ""

    def get(self, name: str) -> str | None:
        """Return the secret or None. Raises SecretStoreError."""
        backend = self._trusted()
        value: str | None = self._within(lambda: backend.get_password(service(name), _USER))
        return value

    def set(self, name: str, value: str) -> None:
        """Keep a secret of 64 hex characters and read it back. Raises SecretStoreError."""
        if len(value) != SECRET_LENGTH:
            raise ValueError("the key store keeps 64 hex characters")
        backend = self._trusted()
        self._within(lambda: backend.set_password(service(name), _USER, value))
        if self._within(lambda: backend.get_password(service(name), _USER)) != value:
            raise SecretStoreError(
                "The computer's key store did not keep the key.",
                "Nothing was changed.",
                "Go on with your passphrase.",
            )

    def delete(self, name: str) -> None:
        """Forget a secret; no error where there is none. Raises SecretStoreError."""
        backend = self._trusted()
        if self._within(lambda: backend.get_password(service(name), _USER)) is not None:
            self._within(lambda: backend.delete_password(service(name), _USER))

    def _trusted(self) -> Any:
        backend = self._within(self._find)
        if _class_name(backend) == _CHAIN:  # a row of stores is as good as its worst
            row = list(backend.backends)
            backend = row[0] if row and all(_class_name(b) in TRUSTED for b in row) else None
        if _class_name(backend) not in TRUSTED:
            raise SecretStoreError(
                "This computer has no key store that can be trusted with your key.",
                "Your notes are safe.",
                "Go on with your passphrase.",
            )
        if hasattr(backend, "persist"):  # Windows: not "Enterprise", which roams to other machines
            backend.persist = "local machine"
        return backend

    def _within(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, in time. Raises SecretStoreError.

        The thread of a call that hangs is left behind: nothing can stop it.
        """
        results: list[T] = []
        errors: list[Exception] = []

        def run() -> None:
            try:
                results.append(work())
            except Exception as error:  # noqa: BLE001 - backends raise whatever they like
                errors.append(error)

        thread = threading.Thread(target=run, name="key store", daemon=True)
        thread.start()
        thread.join(self._patience)
        if results:
            return results[0]
        raise _locked(errors[0] if errors else None)


def service(name: str) -> str:
    """Return the service under which a profile's secret is kept: one for each profile."""
    return f"Reviewer profile {name}"


def _found_backend() -> Any:
    import keyring

    return keyring.get_keyring()


def _class_name(backend: Any) -> str:
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"


def _locked(cause: Exception | None) -> SecretStoreError:
    error = SecretStoreError(
        "The computer's key store is locked or does not answer.",
        "Your notes are safe.",
        "Unlock it, or go on with your passphrase.",
    )
    error.__cause__ = cause
    return error
