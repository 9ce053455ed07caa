"""Run on a message bus of its own with a real Secret Service: one step, told on standard output.

python -m tests.faults.keyring_worker STEP FOLDER
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from reviewer_app import bootstrap
from reviewer_app.crypto.kdf import KdfCost
from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.errors import SecretStoreError
from reviewer_app.services.profiles import ProfileService
from reviewer_app.storage.keystore import KeyringSecretStore

PASSPHRASE = "otter ladder violet thunder"


class _Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


def _create(profiles: ProfileService) -> str:
    account = NewAccount("Sara Whitfield", "Deputy head", "", use_keyring=True)
    created = profiles.create("main", account, PASSPHRASE)
    name = created.session.account.name
    created.session.close()
    return f"made by {name}; offered: {profiles.state('main').keyring_name}"


def _unlock(profiles: ProfileService) -> str:
    started = time.monotonic()
    try:
        session = profiles.unlock_with_keyring("main")
    except SecretStoreError as error:
        patient = time.monotonic() - started < 15
        return f"refused, in time: {patient}: {error}"
    name = session.account.name
    session.close()
    return f"opened for {name}"


def _passphrase(profiles: ProfileService) -> str:
    session = profiles.unlock("main", PASSPHRASE)
    name = session.account.name
    session.close()
    return f"opened for {name}"


def _lock(_profiles: ProfileService) -> str:
    import secretstorage

    with secretstorage.dbus_init() as bus:
        collection = secretstorage.get_default_collection(bus)
        collection.lock()
        return f"locked: {collection.is_locked()}"


def _forget(_profiles: ProfileService) -> str:
    """Somebody tidies the key store by hand."""
    import secretstorage

    with secretstorage.dbus_init() as bus:
        items = list(secretstorage.get_default_collection(bus).get_all_items())
        for item in items:
            item.delete()
        return f"removed {len(items)}"


STEPS: dict[str, Callable[[ProfileService], str]] = {
    "create": _create,
    "unlock": _unlock,
    "passphrase": _passphrase,
    "lock": _lock,
    "forget": _forget,
}

if __name__ == "__main__":
    store = KeyringSecretStore(patience=5)
    service = bootstrap.make_profiles(
        Path(sys.argv[2]), clock=_Now(), secrets=store, kdf=KdfCost(8192, 1)
    )
    sys.stdout.write(STEPS[sys.argv[1]](service) + "\n")
