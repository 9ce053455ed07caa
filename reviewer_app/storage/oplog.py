"""The op log: writes this device's ops and reads what they add up to (sync.md 2)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from reviewer_app.crypto.boxes import random_bytes
from reviewer_app.crypto.ids import new_id
from reviewer_app.domain.clock import hlc_time
from reviewer_app.domain.errors import ReviewerError, TooLongError
from reviewer_app.domain.fold import LEAD_ONLY, Folded, element_key
from reviewer_app.domain.ops import (
    CHAIN_START,
    SALT_BYTES,
    Op,
    OpKind,
    chain,
    make_op,
)
from reviewer_app.domain.ports import Edit
from reviewer_app.storage import erasing, merge, views
from reviewer_app.storage.append import append
from reviewer_app.storage.facts import facts_of, forget_facts, with_payload
from reviewer_app.storage.rows import fold_of, op_of
from reviewer_app.storage.schema import op, view
from reviewer_app.storage.work import Work

_LEADS = frozenset({OpKind.LEAD, OpKind.ERASE, OpKind.FINALISE, OpKind.AMEND})


class SqlOpLog:
    """Port ``OpLog`` within one unit of work."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def write(self, review: str, edits: Sequence[Edit], first_op: str = "") -> list[Op]:
        """Append ops for ``edits``, refold what they touch; see the port."""
        batch = _Batch(self._work, review, first_op)
        for edit in edits:
            batch.take(edit)
        batch.flush()
        return batch.done

    def entity(self, review: str, entity_type: str, entity: str) -> Folded | None:
        """Return one folded entity, deleted ones too; None where there is none."""
        return views.read(self._work, review, (entity_type, entity))

    def entities(self, review: str, entity_type: str) -> list[Folded]:
        """Return the entities of a type that are not deleted, oldest first."""
        rows = self._work.connection.execute(
            sa.select(view.c.entity, view.c.folded)
            .where(
                view.c.entity_type == entity_type,
                view.c.review == review,
                view.c.deleted.is_(False),
            )
            .order_by(view.c.first_hlc, view.c.entity)
        )
        return [fold_of(entity_type, entity, text) for entity, text in rows]

    def tally(self, review: str, entity_type: str, field: str) -> dict[str, int]:
        """Return how many entities show which value of ``field``, without reading them."""
        value = sa.func.json_extract(view.c.folded, f"$.r.{field}[0][#-1][1]")
        rows = self._work.connection.execute(
            sa.select(value, sa.func.count())
            .where(
                view.c.review == review,
                view.c.entity_type == entity_type,
                view.c.deleted.is_(False),
            )
            .group_by(value)
        )
        return {str(shown or ""): count for shown, count in rows}

    def reviews(self) -> list[str]:
        """Return the ids of the reviews on this laptop, newest first."""
        return list(
            self._work.connection.execute(
                sa.select(view.c.review)
                .where(
                    view.c.entity_type == "review",
                    view.c.entity == view.c.review,
                    view.c.deleted.is_(False),
                )
                .order_by(view.c.first_hlc.desc(), view.c.review)
            ).scalars()
        )

    def lead(self, review: str) -> str:
        """Return the person who leads ``review`` now, empty where it is unknown."""
        times = facts_of(self._work, review).times
        return times[-1][1] if times else ""

    def ops(self, review: str) -> list[Op]:
        """Return every op of a review with the payloads that are here, by device and number."""
        query = with_payload().where(op.c.review == review).order_by(op.c.device, op.c.seq)
        return [op_of(*row) for row in self._work.connection.execute(query)]

    def history(self, review: str, entity: str, field: str) -> list[Op]:
        """Return the ops on one field, oldest first; removed payloads show as GONE."""
        query = with_payload().where(
            op.c.review == review, op.c.entity == entity, op.c.field == field
        )
        found = [op_of(*row) for row in self._work.connection.execute(query)]
        return sorted(found, key=lambda one: one.order)

    def written(self, review: str, entity_type: str, fields: Collection[str]) -> list[Op]:
        """Return every op on ``fields`` of all entities of a type, oldest first, in one query."""
        query = with_payload().where(
            op.c.review == review, op.c.entity_type == entity_type, op.c.field.in_(sorted(fields))
        )
        found = [op_of(*row) for row in self._work.connection.execute(query)]
        return sorted(found, key=lambda one: one.order)

    def merge(self, ops: Iterable[Op]) -> Mapping[str, int]:
        """Take in foreign ops: set union. Return counts ``added``, ``known``, ``quarantined``."""
        return merge.merge(self._work, ops)

    def erase(self, review: str, op_ids: Sequence[str], reason: str) -> list[Op]:
        """Write an erase op and remove the named payloads and all copies of them on this laptop.

        Raises ReviewerError where one of them is another person's and this one does not lead.
        """
        wanted = sorted(set(op_ids))
        if not wanted:
            return []
        batch = _Batch(self._work, review)
        erasing.may_erase(self._work, review, wanted, self.lead(review))
        batch.add(
            Edit("review", review, "", {"reason": reason}, OpKind.ERASE),
            tuple(wanted),
            erasing.latest(self._work, wanted),
        )
        batch.flush()
        erasing.apply(self._work, review)
        return batch.done

    def last_written(self) -> datetime | None:
        """Return when this laptop's log was last written to, None where it never was."""
        last = self._work.memory.hlc.last
        return hlc_time(last) if last else None

    def vector(self, review: str) -> dict[str, tuple[int, str]]:
        """Return for each device its last number and the chain hash over its headers up to there.

        A device with a missing run counts up to the gap: what is beyond cannot be vouched for.
        """
        rows = self._work.connection.execute(
            sa.select(op.c.device, op.c.seq, op.c.header)
            .where(op.c.review == review)
            .order_by(op.c.device, op.c.seq)
        )
        result: dict[str, tuple[int, str]] = {}
        for device, seq, header in rows:
            last, head = result.get(device, (0, CHAIN_START))
            if seq == last + 1:
                result[device] = (seq, chain(head, header))
        return result

    def fold_hash(self, review: str) -> str:
        """Return the SHA-256 of the canonical JSON of the review's fold."""
        digest = hashlib.sha256()
        rows = self._work.connection.execute(
            sa.select(view.c.entity_type, view.c.entity, view.c.folded)
            .where(view.c.review == review)
            .order_by(view.c.entity_type, view.c.entity)
        )
        for row in rows:
            digest.update("\x1f".join(row).encode() + b"\n")
        return digest.hexdigest()


class _Batch:
    """The ops of one ``write``: numbered, stamped, and folded once at the end.

    An edit of a field that was changed earlier in the batch flushes first, so that it supersedes
    what stands by then.
    """

    def __init__(self, work: Work, review: str, first_op: str = "") -> None:
        self._work, self._review, self._first_op = work, review, first_op
        self._seq = self._next_seq()
        self._pending: list[Op] = []
        self._dirty: set[tuple[views.Key, str]] = set()
        self._folds: dict[views.Key, Folded | None] = {}
        self.done: list[Op] = []

    def take(self, edit: Edit) -> None:
        """Write the op of one edit, or none where it changes nothing."""
        kind = OpKind(edit.kind)
        key = (edit.entity_type, edit.entity)
        whole = kind in (OpKind.DELETE, OpKind.UNDELETE)
        if (key, edit.field) in self._dirty or (whole and any(k == key for k, _ in self._dirty)):
            self.flush()
        if key not in self._folds:
            self._folds[key] = views.read(self._work, self._review, key)
        folded = self._folds[key]
        parents = self._parents(edit, kind, folded)
        if parents is None:
            return
        self.add(edit, parents, folded.last_hlc if folded else 0)

    def add(self, edit: Edit, parents: tuple[str, ...], after: int) -> None:
        """Make an op that supersedes ``parents``. Raises TooLongError."""
        memory = self._work.memory
        if edit.entity_type in LEAD_ONLY or edit.kind in _LEADS:
            # a lead whose clock is behind the one who handed over must still count
            times = facts_of(self._work, self._review).times
            after = max(after, times[-1][0][0] if times else 0)
        try:
            one = make_op(
                op_id=self._first_op or new_id(),
                review=self._review,
                device=self._work.account.device,
                seq=self._seq,
                hlc=memory.hlc.tick(self._work.now(), after),
                person=self._work.account.person,
                entity_type=edit.entity_type,
                entity=edit.entity,
                field=edit.field,
                kind=edit.kind,
                value=edit.value,
                salt=random_bytes(SALT_BYTES),
                parents=parents,
            )
        except ValueError as error:
            raise TooLongError(
                "This text is too long for one field (64 KB).",
                "It is still in the window.",
                "Split it in two, or attach it as a file.",
            ) from error
        self._first_op = ""
        self._seq += 1
        self._pending.append(one)
        self._dirty.add(((edit.entity_type, edit.entity), edit.field))

    def flush(self) -> None:
        """Append what is pending and fold the entities it touches."""
        if not self._pending:
            return
        append(self._work, self._pending)
        forget_facts(self._work, self._pending)
        for key in dict.fromkeys(k for k, _ in sorted(self._dirty)):
            views.refold(self._work, self._review, key)
            self._folds.pop(key, None)
        self.done += self._pending
        self._pending = []
        self._dirty.clear()

    def _parents(self, edit: Edit, kind: OpKind, folded: Folded | None) -> tuple[str, ...] | None:
        """Return what the op of ``edit`` supersedes; None where it would change nothing."""
        if kind in (OpKind.SET, OpKind.RESOLVE):
            register = folded.registers.get(edit.field) if folded else None
            if register is None:
                return ()
            alone = len(register.heads) == 1
            if alone and element_key(register.value) == element_key(edit.value):
                return None
            return register.op_ids
        if kind in (OpKind.ADD, OpKind.REMOVE):
            members = folded.sets.get(edit.field, {}) if folded else {}
            adders = members.get(element_key(edit.value), ())
            if kind == OpKind.ADD:
                return None if adders else ()
            return adders or None
        if kind == OpKind.DELETE:
            return folded.observed() if folded and not folded.deleted else None
        if kind == OpKind.UNDELETE:
            return self._deletes(edit) if folded and folded.deleted else None
        if kind == OpKind.ERASE:
            raise ReviewerError("Use the removal for good.", "Nothing was changed.")
        return ()

    def _deletes(self, edit: Edit) -> tuple[str, ...]:
        return tuple(
            self._work.connection.execute(
                sa.select(op.c.op_id).where(
                    op.c.review == self._review,
                    op.c.entity_type == edit.entity_type,
                    op.c.entity == edit.entity,
                    op.c.kind == OpKind.DELETE,
                )
            ).scalars()
        )

    def _next_seq(self) -> int:
        last = self._work.connection.execute(
            sa.select(sa.func.max(op.c.seq)).where(
                op.c.review == self._review, op.c.device == self._work.account.device
            )
        ).scalar()
        return int(last or 0) + 1
