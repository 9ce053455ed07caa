"""Reviews at the hub: their headers, and the parts that arrive for them."""

import errno
import hashlib
import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from reviewer_app.hub import tables
from reviewer_app.hub.blob_files import BlobFiles
from reviewer_app.hub.database import Database
from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.hub.registry import Device
from reviewer_app.protocol.api import (
    MAX_BLOB,
    BlobRef,
    CheckAnswer,
    Need,
    ReviewAnswer,
    ReviewHeader,
)
from reviewer_app.protocol.encoding import canonical, stamp

_log: Final = logging.getLogger(__name__)
MAX_REVIEW: Final = 4 * 1024**3
"""All parts of one review together."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a blob of a review is."""

    size: int
    offset: int
    complete: bool


class Reviews:
    """Headers and parts of one tenant's reviews."""

    def __init__(self, database: Database, files: BlobFiles, tenant: str) -> None:
        self._database, self._files, self._tenant = database, files, tenant
        self._lock = threading.Lock()  # one part is written at a time: offsets cannot race

    def put(
        self, device: Device, review: str, header: ReviewHeader, if_match: str, now: datetime
    ) -> tuple[ReviewAnswer, bool]:
        """Keep the header of a review; return it and whether it is new. Raises ProblemError."""
        text = canonical(header.model_dump(mode="json")).decode()
        etag = hashlib.sha256(text.encode()).hexdigest()[:32]
        answer = ReviewAnswer(review=review, header=header, etag=etag)
        table = tables.review
        with self._database.transaction() as connection:
            row = self._review(connection, review)
            if row is None:
                fresh = {
                    "tenant_id": self._tenant,
                    "review_id": review,
                    "person_id": device.person,
                    "header": text,
                    "etag": etag,
                    "created_at": stamp(now),
                }
                connection.execute(insert(table).values(fresh))
                return answer, True
            _own(row, device)
            if row.etag != etag:
                if not if_match:
                    raise ProblemError("exists-different", etag=row.etag)
                if if_match.strip('"') != row.etag:
                    raise ProblemError("stale", etag=row.etag)
                mine = (table.c.tenant_id == self._tenant, table.c.review_id == review)
                connection.execute(update(table).where(*mine).values(header=text, etag=etag))
            return answer, False

    def check(self, device: Device, review: str, blobs: Iterable[BlobRef]) -> CheckAnswer:
        """Return which of ``blobs`` this review has, and where to go on with the others."""
        have: list[str] = []
        need: list[Need] = []
        with self._lock, self._database.transaction() as connection:
            self.owned(connection, device, review)
            for ref in blobs:
                found = self._progress(connection, review, ref.sha256)
                if found and found.complete:
                    have.append(ref.sha256)
                else:
                    offset = found.offset if found and found.size == ref.size else 0
                    need.append(Need(sha256=ref.sha256, offset=offset))
        return CheckAnswer(have=have, need=need)

    def progress(self, device: Device, review: str, sha256: str) -> Progress:
        """Return how far a blob is. Raises ProblemError where none of it is here."""
        with self._lock, self._database.transaction() as connection:
            self.owned(connection, device, review)
            found = self._progress(connection, review, sha256)
        if found is None:
            raise ProblemError("not-found")
        return found

    def file(self, device: Device, review: str, sha256: str) -> Path:
        """Return the file of a whole blob of this review. Raises ProblemError."""
        if not self.progress(device, review, sha256).complete:
            raise ProblemError("not-found")
        return self._files.path(sha256)

    def append(
        self,
        device: Device,
        review: str,
        sha256: str,
        at: int,
        size: int,
        chunk: bytes,
        now: datetime,
    ) -> Progress:
        """Add ``chunk`` at offset ``at`` of a blob of ``size`` bytes. Raises ProblemError."""
        if size > MAX_BLOB:
            raise ProblemError("too-large", most=MAX_BLOB)
        if not chunk or at + len(chunk) > size:
            raise ProblemError("malformed", "The part does not fit into its length.")
        with self._lock, _disk():
            with self._database.transaction() as connection:
                self.owned(connection, device, review)
                found = self._begin(connection, review, sha256, size, restart=at == 0)
            if found.complete or found.offset != at:
                raise ProblemError("offset", headers=_offset(found.offset), offset=found.offset)
            offset = self._files.append(review, sha256, chunk)
            if offset < size:
                return Progress(size, offset, complete=False)
            if not self._files.finish(review, sha256):
                raise ProblemError("digest-mismatch", "The whole part does not have its hash.")
            with self._database.transaction() as connection:
                table = tables.blob
                done = update(table).where(*self._key(review, sha256))
                connection.execute(done.values(completed_at=stamp(now)))
            return Progress(size, size, complete=True)

    def owned(self, connection: Connection, device: Device, review: str) -> None:
        """Raise ProblemError unless the review is here and the device's person brought it."""
        row = self._review(connection, review)
        if row is None:
            raise ProblemError("not-found", "The hub does not know this review.")
        _own(row, device)

    def sound(self, connection: Connection, review: str, sha256: str, size: int) -> bool:
        """Return whether a part is complete in this review and still has its hash.

        A part that is not is forgotten, so that it is asked for again.
        """
        found = self._progress(connection, review, sha256)
        if found is None or not found.complete or found.size != size:
            return False
        if self._files.sound(sha256, size):
            return True
        gone = update(tables.blob).where(*self._key(review, sha256)).values(completed_at=None)
        connection.execute(gone)
        return False

    def read(self, sha256: str) -> bytes:
        """Return the bytes of a whole blob."""
        return self._files.path(sha256).read_bytes()

    def _begin(
        self, connection: Connection, review: str, sha256: str, size: int, *, restart: bool
    ) -> Progress:
        found = self._progress(connection, review, sha256)
        table = tables.blob
        if found is None:
            total = select(func.coalesce(func.sum(table.c.size), 0)).where(
                table.c.tenant_id == self._tenant, table.c.review_id == review
            )
            if connection.execute(total).scalar_one() + size > MAX_REVIEW:
                raise ProblemError("quota")
            row = {"tenant_id": self._tenant, "review_id": review, "sha256": sha256, "size": size}
            connection.execute(insert(table).values(row))
            self._files.discard(review, sha256)
            return Progress(size, 0, complete=False)
        if found.size != size and not found.complete:
            if not restart:
                raise ProblemError("offset", headers=_offset(0), offset=0)
            connection.execute(update(table).where(*self._key(review, sha256)).values(size=size))
            self._files.discard(review, sha256)
            return Progress(size, 0, complete=False)
        return found

    def _progress(self, connection: Connection, review: str, sha256: str) -> Progress | None:
        row = connection.execute(select(tables.blob).where(*self._key(review, sha256))).first()
        if row is None:
            return None
        if row.completed_at is not None:
            if self._files.whole(sha256, row.size):
                return Progress(row.size, row.size, complete=True)
            # it counts as not here, so that it is asked for and taken again
            _log.error("part %s is gone from the hub's disk, or cut", sha256)
        arrived = self._files.arrived(review, sha256)
        if arrived >= row.size:  # stopped between the last byte and its check: begin again
            self._files.discard(review, sha256)
            arrived = 0
        return Progress(row.size, arrived, complete=False)

    def _review(self, connection: Connection, review: str) -> Row[Any] | None:
        table = tables.review
        mine = (table.c.tenant_id == self._tenant, table.c.review_id == review)
        return connection.execute(select(table).where(*mine)).first()

    def _key(self, review: str, sha256: str) -> tuple[Any, ...]:
        table = tables.blob
        return (
            table.c.tenant_id == self._tenant, table.c.review_id == review, table.c.sha256 == sha256
        )  # fmt: skip


def _own(row: Row[Any], device: Device) -> None:
    if row.person_id != device.person:
        raise ProblemError("not-assigned")


def _offset(offset: int) -> dict[str, str]:
    return {"Upload-Offset": str(offset)}


@contextmanager
def _disk() -> Iterator[None]:
    """Turn a full disk into the problem for it."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise ProblemError("quota") from None
        raise
