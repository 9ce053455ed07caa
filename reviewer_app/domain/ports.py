"""What services ask of the outside world. Bootstrap hands them the real thing, tests hand fakes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from reviewer_app.domain.account import Account
from reviewer_app.domain.delivery import Delivery as Delivery
from reviewer_app.domain.delivery import HubMembership as HubMembership
from reviewer_app.domain.delivery import OutboxItem as OutboxItem
from reviewer_app.domain.delivery import Revision as Revision
from reviewer_app.domain.delivery import StoredReceipt as StoredReceipt
from reviewer_app.domain.fold import Folded
from reviewer_app.domain.ops import Op
from reviewer_app.domain.school import School

Progress = Callable[[int, int], None]
"""Told (done, total); total 0 where it is not known."""

Cancelled = Callable[[], bool]
"""Asked between steps; True stops the work with CancelledError."""


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Return now, in UTC and aware."""
        ...


class SecretStore(Protocol):
    """The computer's key store, for the vault's keyring slot only."""

    def describe(self) -> str:
        """Return the store's name for people, empty where there is none to trust."""
        ...

    def get(self, name: str) -> str | None:
        """Return the secret or None. Raises SecretStoreError where the store is locked."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep a secret and read it back. Raises SecretStoreError."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; no error where there is none. Raises SecretStoreError."""
        ...


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to write as one op: ``kind`` is an OpKind, its parents follow from what stands.

    ``set`` and ``resolve`` supersede all heads of the field, ``remove`` all additions of ``value``,
    ``del`` all that was observed of the entity.
    """

    entity_type: str
    entity: str
    field: str
    value: Any
    kind: str = "set"


@dataclass(frozen=True, slots=True)
class Draft:
    """Typing not yet sealed: the latest ``value`` of one field, ``updated`` UTC."""

    review: str
    entity_type: str
    entity: str
    field: str
    value: Any
    updated: datetime


class OpLog(Protocol):
    """The op set of this laptop and its fold."""

    def write(self, review: str, edits: Sequence[Edit], first_op: str = "") -> list[Op]:
        """Append ops for ``edits`` by this device's person, refold what they touch, index text.

        ``first_op`` is the id of the first op written, where it was chosen before (``review_id``).
        An edit that changes nothing (``set`` to the value that alone stands, ``add`` of an element
        that is there, ``remove`` of one that is not) writes no op. Raises TooLongError.
        """
        ...

    def entity(self, review: str, entity_type: str, entity: str) -> Folded | None:
        """Return one folded entity, deleted ones too; None where there is none."""
        ...

    def entities(self, review: str, entity_type: str) -> list[Folded]:
        """Return the entities of a type that are not deleted, oldest first."""
        ...

    def tally(self, review: str, entity_type: str, field: str) -> dict[str, int]:
        """Return how many entities (not deleted) show which value of a register, as text."""
        ...

    def reviews(self) -> list[str]:
        """Return the ids of the reviews on this laptop, newest first."""
        ...

    def lead(self, review: str) -> str:
        """Return the person who leads ``review`` now, empty where it is unknown."""
        ...

    def ops(self, review: str) -> list[Op]:
        """Return every op of a review with the payloads that are here, by device and number."""
        ...

    def history(self, review: str, entity: str, field: str) -> list[Op]:
        """Return the ops on one field, oldest first; removed payloads show as GONE."""
        ...

    def written(self, review: str, entity_type: str, fields: Collection[str]) -> list[Op]:
        """Return every op on ``fields`` of all entities of a type, oldest first."""
        ...

    def merge(self, ops: Iterable[Op]) -> Mapping[str, int]:
        """Take in foreign ops: set union. Return counts ``added``, ``known``, ``quarantined``."""
        ...

    def erase(self, review: str, op_ids: Sequence[str], reason: str) -> list[Op]:
        """Write an erase op; remove the named payloads and all copies of them on this laptop."""
        ...

    def last_written(self) -> datetime | None:
        """Return when this laptop's log was last written to, None where it never was."""
        ...

    def vector(self, review: str) -> dict[str, tuple[int, str]]:
        """Return for each device its last number and the chain hash over its headers."""
        ...

    def fold_hash(self, review: str) -> str:
        """Return the SHA-256 of the canonical JSON of the review's fold."""
        ...


class Drafts(Protocol):
    """Autosave's first stage (sync.md 2.4)."""

    def put(self, draft: Draft) -> None:
        """Keep the latest value of a field."""
        ...

    def of(self, review: str, entity: str = "") -> list[Draft]:
        """Return drafts of a review, or of one entity in it."""
        ...

    def all(self) -> list[Draft]:
        """Return every draft on this laptop."""
        ...

    def clear(self, review: str, entity: str, fields: Iterable[str] | None = None) -> None:
        """Forget drafts of an entity: all, or those of ``fields``."""
        ...


class Schools(Protocol):
    """The local copy of the school register."""

    def put(self, schools: Iterable[School]) -> tuple[int, int, int]:
        """Insert or update by id; return (added, changed, unchanged)."""
        ...

    def get(self, school_id: str) -> School | None:
        """Return one school."""
        ...

    def search(self, text: str, limit: int = 30, *, include_closed: bool = False) -> list[School]:
        """Find by parts of name, town, postcode or URN; best first."""
        ...

    def count(self) -> int:
        """Return how many schools are here."""
        ...


class Documents(Protocol):
    """Authored things kept as JSON by kind, code and version: frameworks, brands, form types."""

    def put(self, kind: str, code: str, version: str, sha256: str, data: Mapping[str, Any]) -> bool:
        """Keep one; False where it is here already. Same version, other hash: ReviewerError."""
        ...

    def get(self, kind: str, code: str, version: str) -> Mapping[str, Any] | None:
        """Return one."""
        ...

    def list(self, kind: str) -> list[tuple[str, str, str]]:
        """Return (code, version, sha256) of those of a kind."""
        ...


class Blobs(Protocol):
    """Large things by SHA-256: report PDFs, content, later photos."""

    def put(self, data: bytes, mime: str) -> str:
        """Keep ``data``; return its SHA-256 (hex)."""
        ...

    def get(self, sha256: str) -> bytes:
        """Return it, re-hashed. Raises DamagedError where it is missing or fails its hash."""
        ...

    def size(self, sha256: str) -> int | None:
        """Return its size in bytes, None where it is not here."""
        ...


class Segments(Protocol):
    """Signed runs of this device's ops (sync.md 2.2)."""

    def cut(self, review: str, sign: Callable[[bytes], bytes], public_key: str) -> Any:
        """Sign the run of own ops that no segment covers yet; None where there is none."""
        ...


class Settings(Protocol):
    """Small values of this profile, inside the encrypted store (last place, caret, card order)."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return a JSON-ready value."""
        ...

    def set(self, key: str, value: Any) -> None:
        """Keep a JSON-ready value."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    r"""A search result: which note, and a snippet with the words found between \x02 and \x03."""

    review: str
    entity_type: str
    entity: str
    snippet: str


class Search(Protocol):
    """Full-text search over notes and statements of this laptop."""

    def find(self, text: str, review: str = "", limit: int = 50) -> list[Hit]:
        """Return hits, best first; any text is safe to search for."""
        ...


class UnitOfWork(Protocol):
    """One transaction: commits on a clean exit, rolls back on any error.

    Errors of the disk and the database come out as ReviewerError children.
    """

    @property
    def log(self) -> OpLog:
        """Return the op log."""
        ...

    @property
    def drafts(self) -> Drafts:
        """Return the drafts."""
        ...

    @property
    def schools(self) -> Schools:
        """Return the schools."""
        ...

    @property
    def documents(self) -> Documents:
        """Return the documents."""
        ...

    @property
    def blobs(self) -> Blobs:
        """Return the blobs."""
        ...

    @property
    def delivery(self) -> Delivery:
        """Return what is delivered and what waits."""
        ...

    @property
    def segments(self) -> Segments:
        """Return the segments."""
        ...

    @property
    def settings(self) -> Settings:
        """Return the settings."""
        ...

    @property
    def search(self) -> Search:
        """Return the search."""
        ...


class Store(Protocol):
    """An open, decrypted profile."""

    @property
    def account(self) -> Account:
        """Return who uses this profile."""
        ...

    def unit(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a transaction (BEGIN IMMEDIATE) on the calling thread."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return this device's Ed25519 signature (64 bytes)."""
        ...

    @property
    def device_public_key(self) -> str:
        """Return this device's Ed25519 public key, hex."""
        ...

    def check(self) -> list[str]:
        """Return what is wrong: pages, hashes, chains, payloads; empty where all is sound."""
        ...

    def close(self) -> None:
        """Close the files and drop the keys."""
        ...


class HubClient(Protocol):
    """The laptop's side of the hub's calls (sync.md 3). Raises HubError children."""

    def meta(self) -> Mapping[str, Any]:
        """Return the hub's description, checked against the pinned keys where there are any."""
        ...


class ReportWriter(Protocol):
    """Makes the PDF."""

    def write(self, content: Mapping[str, Any], brand: Any, *, draft: str = "") -> bytes:
        """Return PDF bytes for report ``content``; ``draft`` labels unfinished ones."""
        ...


@dataclass(frozen=True, slots=True)
class ProfilePaths:
    """Where a profile's files are."""

    folder: Path

    @property
    def vault(self) -> Path:
        """Return the path of the vault."""
        return self.folder / "vault.json"

    @property
    def main(self) -> Path:
        """Return the path of the main database."""
        return self.folder / "main.db"

    @property
    def blobs(self) -> Path:
        """Return the path of the blob database."""
        return self.folder / "blobs.db"

    @property
    def lock(self) -> Path:
        """Return the path of the lock file."""
        return self.folder / "lock"

    @property
    def logs(self) -> Path:
        """Return the folder of log files."""
        return self.folder / "logs"
