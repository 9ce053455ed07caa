"""Who belongs to the hub: invitations, devices and what they are certified to be."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from reviewer_app.hub import tables
from reviewer_app.hub.database import Database
from reviewer_app.hub.identity import Identity
from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.protocol.api import EnrolRequest
from reviewer_app.protocol.certificate import Certificate, issue
from reviewer_app.protocol.encoding import from_b64, moment, stamp
from reviewer_app.protocol.signing import enrol_proof, verify
from reviewer_app.protocol.wordlist import random_words, tidy


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled laptop and its person: ``name`` is theirs, ``laptop`` the computer's."""

    id: str
    ed25519: str
    person: str
    name: str
    role: str
    certificate: str
    revoked: bool
    laptop: str


class Registry:
    """Invitations and devices of one tenant."""

    def __init__(self, database: Database, identity: Identity) -> None:
        self._database, self._identity = database, identity
        self._tenant = identity.tenant

    def invite(self, now: datetime, days: int, person: str = "", role: str = "lead") -> str:
        """Keep a new invitation (hashed) and return its eight words."""
        words = random_words()
        row = {
            "tenant_id": self._tenant,
            "words_sha256": _sha(words),
            "person_name": person,
            "role": role,
            "created_at": stamp(now),
            "expires_at": stamp(now + timedelta(days=days)),
        }
        with self._database.transaction() as connection:
            connection.execute(insert(tables.invitation).values(row))
        return words

    def withdraw(self, words: str) -> None:
        """Forget an invitation that reached nobody."""
        table = tables.invitation
        mine = (table.c.tenant_id == self._tenant, table.c.words_sha256 == _sha(words))
        with self._database.transaction() as connection:
            connection.execute(delete(table).where(*mine))

    def enrol(self, request: EnrolRequest, now: datetime) -> tuple[Device, bool]:
        """Redeem an invitation; return the device and whether it is new.

        The same device may repeat its request and gets the same certificate. Raises ProblemError.
        """
        if request.practice:
            raise ProblemError("practice")
        try:
            words = tidy(request.invitation)
            signature = from_b64(request.proof)
        except ValueError:
            raise ProblemError("invitation-wrong") from None
        proof = enrol_proof(self._identity.hub_id, request.device.id, request.invitation)
        if not verify(request.device.ed25519, proof, signature):
            raise ProblemError("signature", "The laptop's key does not fit.")
        with self._database.transaction() as connection:
            return self._redeem(connection, request, _sha(words), now)

    def device(self, device: str) -> Device | None:
        """Return the device called ``device``, revoked or not."""
        with self._database.transaction() as connection:
            return self._device(connection, device)

    def devices(self) -> list[tuple[Device, str]]:
        """Return every laptop, oldest first, with when it joined."""
        table = tables.device
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(table).where(table.c.tenant_id == self._tenant).order_by(table.c.enrolled_at)
            ).all()
        return [(_device_of(row), row.enrolled_at) for row in rows]

    def revoke(self, device: str, now: datetime) -> bool:
        """Sign a laptop out at once; return whether it is known."""
        table = tables.device
        with self._database.transaction() as connection:
            done = connection.execute(
                update(table)
                .where(table.c.tenant_id == self._tenant, table.c.device_id == device)
                .values(revoked_at=stamp(now))
            )
            return done.rowcount > 0

    def _redeem(
        self, connection: Connection, request: EnrolRequest, words: str, now: datetime
    ) -> tuple[Device, bool]:
        table = tables.invitation
        mine = (table.c.tenant_id == self._tenant, table.c.words_sha256 == words)
        invitation = connection.execute(select(table).where(*mine)).first()
        if invitation is None:
            raise ProblemError("invitation-wrong")
        known = self._device(connection, request.device.id)
        if known and known.ed25519 != request.device.ed25519:
            raise ProblemError("id-taken")
        if invitation.used_by:
            if known is None or invitation.used_by != known.id:
                raise ProblemError("invitation-used")
            if known.revoked:
                raise ProblemError("device-revoked")
            return known, False
        if moment(invitation.expires_at) <= now:
            raise ProblemError("invitation-expired")
        self._check_person(connection, request, invitation)
        used = {"used_by": request.device.id, "used_at": stamp(now)}
        connection.execute(update(table).where(*mine).values(used))
        return self._write(connection, request, invitation.role, now, known), True

    def _check_person(
        self, connection: Connection, request: EnrolRequest, invitation: Row[Any]
    ) -> None:
        """Refuse to let someone join as a person who is here, unless invited in that name."""
        table = tables.device
        names = connection.execute(
            select(table.c.person_name).where(
                table.c.tenant_id == self._tenant,
                table.c.person_id == request.person.id,
                table.c.device_id != request.device.id,
            )
        ).scalars()
        invited = invitation.person_name.casefold()
        if any(name.casefold() != invited for name in names):
            raise ProblemError("person-taken")

    def _write(
        self,
        connection: Connection,
        request: EnrolRequest,
        role: str,
        now: datetime,
        known: Device | None,
    ) -> Device:
        facts = Certificate(
            hub_id=self._identity.hub_id,
            key_id=self._identity.key_id,
            device=request.device.id,
            ed25519=request.device.ed25519,
            person=request.person.id,
            name=request.person.name,
            role=role,
            issued=stamp(now),
        )
        row = {
            "name": request.device.name,
            "platform": request.device.platform,
            "ed25519": request.device.ed25519,
            "x25519": request.device.x25519,
            "person_id": request.person.id,
            "person_name": request.person.name,
            "role": role,
            "certificate": issue(facts, self._identity.sign),
            "enrolled_at": stamp(now),
            "revoked_at": None,
        }
        table = tables.device
        if known is None:
            row |= {"tenant_id": self._tenant, "device_id": request.device.id}
            connection.execute(insert(table).values(row))
        else:
            mine = (table.c.tenant_id == self._tenant, table.c.device_id == known.id)
            connection.execute(update(table).where(*mine).values(row))
        written = self._device(connection, request.device.id)
        if written is None:  # pragma: no cover - inserted a line above
            raise ProblemError("internal")
        return written

    def _device(self, connection: Connection, device: str) -> Device | None:
        table = tables.device
        row = connection.execute(
            select(table).where(table.c.tenant_id == self._tenant, table.c.device_id == device)
        ).first()
        return None if row is None else _device_of(row)


def _device_of(row: Row[Any]) -> Device:
    return Device(
        row.device_id, row.ed25519, row.person_id, row.person_name, row.role, row.certificate,
        row.revoked_at is not None, row.name,
    )  # fmt: skip


def _sha(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
