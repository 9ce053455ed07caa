"""The only place that wires real things together."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.crypto.kdf import STANDARD, KdfCost
from reviewer_app.domain.ports import Clock, ProfilePaths, SecretStore, Store

if TYPE_CHECKING:
    from reviewer_app.services.profiles import ProfileService
    from reviewer_app.storage.unlocked import UnlockedVault

APP_NAME = "reviewer"


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return now, in UTC and aware."""
        return datetime.now(UTC)


def default_data_dir() -> Path:
    """Return where profiles are kept: local to this computer, never roaming."""
    import platformdirs

    return platformdirs.user_data_path(APP_NAME, appauthor=False, roaming=False)


def open_store(paths: ProfilePaths, unlocked: "UnlockedVault", clock: Clock) -> Store:
    """Open the databases of a profile, making them where there are none yet."""
    from reviewer_app.storage.store import open_profile

    return open_profile(paths, unlocked, clock)


def make_profiles(
    data_dir: Path | None = None,
    *,
    secrets: SecretStore | None = None,
    clock: Clock | None = None,
    kdf: KdfCost = STANDARD,
) -> "ProfileService":
    """Return the service that makes and opens profiles; also guards the folder against sqlite3."""
    from reviewer_app.services.profiles import ProfileService
    from reviewer_app.storage.guard import SqliteGuard

    folder = (data_dir or default_data_dir()).expanduser().resolve()
    guard = SqliteGuard()
    guard.install()
    guard.protect(folder)
    return ProfileService(folder, open_store, secrets, clock or SystemClock(), kdf)


def open_window(data_dir: Path | None, profile: str, argv: list[str]) -> int:
    """Open the window and run until it is closed; return the exit code."""
    from reviewer_app.storage.keystore import KeyringSecretStore
    from reviewer_app.ui.app import Application

    clock = SystemClock()
    profiles = make_profiles(data_dir, secrets=KeyringSecretStore(), clock=clock)
    return Application(profiles, profiles.data_dir, profile, clock, argv).run()
