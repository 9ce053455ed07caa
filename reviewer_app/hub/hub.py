"""A hub opened from its folder: its parts, wired."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, delete, insert, select

from reviewer_app.content import frameworks
from reviewer_app.domain.body import one_line
from reviewer_app.domain.errors import DamagedError, ReviewerError
from reviewer_app.hub import identity, tables
from reviewer_app.hub.blob_files import BlobFiles
from reviewer_app.hub.database import Database
from reviewer_app.hub.feed import Feed
from reviewer_app.hub.registry import Registry
from reviewer_app.hub.reviews import Reviews
from reviewer_app.hub.revisions import Revisions
from reviewer_app.hub.tokens import Brake, Tokens
from reviewer_app.protocol.encoding import stamp
from reviewer_app.protocol.invitation import Invitation

MIN_CLIENT: Final = "0.1.0"
DEFAULT_ADDRESS: Final = "http://127.0.0.1:8440"
MAX_NAME: Final = 100
DATABASE: Final = "hub.db"

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Hub:
    """Everything the hub's calls stand on."""

    identity: identity.Identity
    database: Database
    registry: Registry
    reviews: Reviews
    revisions: Revisions
    feed: Feed
    tokens: Tokens
    brake: Brake
    now: Now

    @property
    def name(self) -> str:
        """Return what people call this hub, in one line."""
        return one_line(self.setting("name"))[:MAX_NAME]

    def setting(self, key: str) -> str:
        """Return a setting, empty where it was never set."""
        table = tables.setting
        query = select(table.c.value).where(*self._setting(key))
        with self.database.transaction() as connection:
            return connection.execute(query).scalar_one_or_none() or ""

    def keep_setting(self, key: str, value: str) -> None:
        """Keep a setting."""
        table = tables.setting
        row = {"tenant_id": self.identity.tenant, "key": key, "value": value}
        with self.database.transaction() as connection:
            connection.execute(delete(table).where(*self._setting(key)))
            connection.execute(insert(table).values(row))

    def invite(self, person: str = "", days: int = 30) -> Invitation:
        """Make a one-time invitation that is good for ``days``."""
        now = self.now()
        return Invitation(
            address=self.setting("address"),
            hub_id=self.identity.hub_id,
            hub_name=self.name,
            hub_keys=self.identity.keys,
            words=self.registry.invite(now, days, person),
            expires=stamp(now + timedelta(days=days)),
            person=person,
        )

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _setting(self, key: str) -> tuple[ColumnElement[bool], ...]:
        table = tables.setting
        return (table.c.tenant_id == self.identity.tenant, table.c.key == key)


def init_hub(folder: Path, name: str, address: str, now: Now = utc_now) -> Hub:
    """Make a hub in ``folder`` with its keys and the built-in frameworks, and open it.

    Raises ReviewerError where there is one already or the folder cannot be written.
    """
    if (folder / DATABASE).exists() and not (folder / identity.FILE).exists():
        raise ReviewerError(
            f"In {folder} is a hub's database without its key.",
            "It was left as it is.",
            f"Put back {identity.FILE} from your backup, or choose another folder.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        who = identity.create(folder)
        try:
            return _fill(_wire(folder, who, now, new=True), name, address)
        except BaseException:
            for file in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", identity.FILE):
                (folder / file).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ReviewerError(
            f"A hub cannot be made in {folder}: {error.strerror}.", "", "Choose another folder."
        ) from None


def open_hub(folder: Path, now: Now = utc_now) -> Hub:
    """Open the hub in ``folder``. Raises ReviewerError where there is none, or no sound one."""
    hub = _wire(folder, identity.load(folder), now)
    if not hub.setting("address"):
        hub.close()
        raise DamagedError(
            "This hub was not made to its end.",
            "Nothing was changed.",
            "Make it again in another folder: reviewer-app hub init.",
        )
    return hub


def _fill(hub: Hub, name: str, address: str) -> Hub:
    try:
        for framework in frameworks.built_in():
            hub.feed.publish(framework)
        hub.keep_setting("name", name)
        hub.keep_setting("address", address)  # the last thing: without it a hub is not whole
    except BaseException:
        hub.close()
        raise
    return hub


def _wire(folder: Path, who: identity.Identity, now: Now, *, new: bool = False) -> Hub:
    database = Database(folder / DATABASE, new=new)
    registry = Registry(database, who)
    reviews = Reviews(database, BlobFiles(folder / "files"), who.tenant)
    return Hub(
        identity=who,
        database=database,
        registry=registry,
        reviews=reviews,
        revisions=Revisions(database, reviews, registry, who),
        feed=Feed(database, who.tenant),
        tokens=Tokens(),
        brake=Brake(),
        now=now,
    )
