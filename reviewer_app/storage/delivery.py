"""Finished revisions, the outbox, receipts and the hub this profile joined (sync.md 2.7)."""

import re
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert

from reviewer_app.domain.errors import FinalError
from reviewer_app.domain.ports import HubMembership, OutboxItem, Revision, StoredReceipt
from reviewer_app.storage.documents import SqlSettings
from reviewer_app.storage.schema import inbox_cursor, outbox, receipt, revision
from reviewer_app.storage.work import Work

_RANK = sa.case({"review": 0, "blob": 1, "revision": 2}, value=outbox.c.kind, else_=3)
_COLUMNS = [c for c in outbox.c if c.name != "size"]
_MEMBERSHIP = "hub.membership"
LONGEST_WAIT: Final = timedelta(days=1)
"""Nothing is put off for longer: a time beyond it was set while the clock was ahead."""


class SqlDelivery:
    """Port ``Delivery``."""

    def __init__(self, work: Work) -> None:
        self._work, self._connection = work, work.connection

    def add_revision(self, revision: Revision) -> None:
        """Keep a signed revision. Raises FinalError where that number exists with other bytes."""
        for known in self.revisions(revision.review):
            if known.number == revision.number:
                if (known.manifest, known.signature) == (revision.manifest, revision.signature):
                    return
                raise FinalError(
                    f"Version {revision.number} of this review is final already.",
                    "It was not changed.",
                    "Start a correction to make a new version.",
                )
        values = asdict(revision) | {"made_at": revision.made_at.isoformat()}
        self._connection.execute(sa.insert(_revision).values(**values))

    def revisions(self, review: str) -> list[Revision]:
        """Return revisions, oldest first."""
        rows = self._connection.execute(
            sa.select(revision).where(revision.c.review == review).order_by(revision.c.number)
        ).mappings()
        return [
            Revision(**{**row, "made_at": datetime.fromisoformat(row["made_at"])}) for row in rows
        ]

    def enqueue(self, kind: str, review: str, ref: str) -> None:
        """Add to the outbox; nothing where it is there already."""
        size = self._work.blobs.size(ref) if kind == "blob" else 0
        statement = upsert(outbox).values(
            kind=kind,
            review=review,
            ref=ref,
            size=size or 0,
            state="queued",
            tries=0,
            next_try=None,
            last_problem="",
            created=self._work.now().isoformat(),
        )
        self._connection.execute(statement.on_conflict_do_nothing())

    def due(self, now: datetime) -> list[OutboxItem]:
        """Return what may be sent now: reviews, then blobs smallest first, then revisions."""
        query = sa.select(*_COLUMNS).where(outbox.c.state.in_(["queued", "waiting"]))
        items = self._items(query.order_by(_RANK, outbox.c.size, outbox.c.id))
        return [item for item in items if _is_due(item.next_try, now)]

    def waiting(self, review: str = "") -> list[OutboxItem]:
        """Return everything not delivered, in the order of ``due``."""
        query = sa.select(*_COLUMNS).where(outbox.c.state.not_in(["delivered", "superseded"]))
        if review:
            query = query.where(outbox.c.review == review)
        return self._items(query.order_by(_RANK, outbox.c.size, outbox.c.id))

    def mark(
        self, item: int, state: str, *, problem: str = "", next_try: datetime | None = None
    ) -> None:
        """Change an item's state; counts a try where the state is ``sending``."""
        self._connection.execute(
            sa.update(outbox)
            .where(outbox.c.id == item)
            .values(
                state=state,
                last_problem=problem,
                next_try=next_try.isoformat() if next_try else None,
                tries=outbox.c.tries + (1 if state == "sending" else 0),
            )
        )

    def add_receipt(self, receipt: StoredReceipt) -> None:
        """Keep a receipt that verified and clear the outbox of what it covers.

        Covered are the revision it names, the parts it lists and the review's own entry.
        """
        statement = upsert(_receipt).values(
            review=receipt.review,
            revision=receipt.revision,
            hub_id=receipt.hub_id,
            body=receipt.body,
            signature=receipt.signature,
            received_at=receipt.received_at.isoformat(),
        )
        self._connection.execute(statement.on_conflict_do_nothing())
        listed = sorted(
            set(re.findall(r"\b[0-9a-f]{64}\b", receipt.body.decode("utf-8", "replace")))
        )
        covered = sa.or_(
            outbox.c.kind == "review",
            sa.and_(outbox.c.kind == "revision", outbox.c.ref == str(receipt.revision)),
            sa.and_(outbox.c.kind == "blob", outbox.c.ref.in_(listed)),
        )
        self._connection.execute(
            sa.update(outbox)
            .where(outbox.c.review == receipt.review, covered)
            .values(state="delivered", last_problem="", next_try=None)
        )

    def receipts(self, review: str = "") -> list[StoredReceipt]:
        """Return receipts, oldest first."""
        query = sa.select(receipt).order_by(receipt.c.id)
        if review:
            query = query.where(receipt.c.review == review)
        return [
            StoredReceipt(
                row.review,
                row.revision,
                row.hub_id,
                row.body,
                row.signature,
                datetime.fromisoformat(row.received_at),
            )
            for row in self._connection.execute(query)
        ]

    def membership(self) -> HubMembership | None:
        """Return the hub this profile joined, or None."""
        data = SqlSettings(self._connection).get(_MEMBERSHIP)
        if data is None:
            return None
        return HubMembership(**{**data, "joined_at": datetime.fromisoformat(data["joined_at"])})

    def join(self, membership: HubMembership) -> None:
        """Remember the hub."""
        data = {
            "hub_id": membership.hub_id,
            "name": membership.name,
            "address": membership.address,
            "keys": dict(membership.keys),
            "certificate": membership.certificate,
            "joined_at": membership.joined_at.isoformat(),
        }
        SqlSettings(self._connection).set(_MEMBERSHIP, data)

    def cursor(self, feed: str) -> str:
        """Return how far ``feed`` was read, empty at first."""
        query = sa.select(inbox_cursor.c.cursor).where(inbox_cursor.c.feed == feed)
        return str(self._connection.execute(query).scalar() or "")

    def set_cursor(self, feed: str, cursor: str) -> None:
        """Remember how far ``feed`` was read."""
        statement = upsert(inbox_cursor).values(feed=feed, cursor=cursor)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["feed"], set_={"cursor": cursor})
        )

    def _items(self, query: sa.Select[*tuple[object, ...]]) -> list[OutboxItem]:
        return [
            OutboxItem(
                row.id,
                row.kind,
                row.review,
                row.ref,
                row.state,
                row.tries,
                datetime.fromisoformat(row.next_try) if row.next_try else None,
                row.last_problem,
                datetime.fromisoformat(row.created),
            )
            for row in self._connection.execute(query)
        ]


def _is_due(when: datetime | None, now: datetime) -> bool:
    return when is None or when <= now or when - now > LONGEST_WAIT


# the parameters of two methods bear the port's names, which are the tables' names, too
_revision = revision
_receipt = receipt


def requeue_interrupted(connection: sa.Connection) -> None:
    """Queue again what was being sent when the program ended."""
    connection.execute(sa.update(outbox).where(outbox.c.state == "sending").values(state="queued"))
