"""Finished reviews at the hub: taken in once, checked in full, answered with a signed receipt."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from reviewer_app.hub import tables
from reviewer_app.hub.database import Database
from reviewer_app.hub.identity import Identity
from reviewer_app.hub.intake import check_content, check_manifest, check_report
from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.hub.registry import Device, Registry
from reviewer_app.hub.reviews import Reviews
from reviewer_app.protocol.content import Manifest
from reviewer_app.protocol.encoding import stamp
from reviewer_app.protocol.receipt import Receipt, ReceiptPart
from reviewer_app.protocol.signing import verify


@dataclass(frozen=True, slots=True)
class Taken:
    """A revision as the hub holds it: verbatim bytes and signatures."""

    number: int
    manifest: bytes
    signature: bytes
    receipt: bytes
    receipt_signature: bytes


class Revisions:
    """The finished reviews of one tenant."""

    def __init__(
        self, database: Database, reviews: Reviews, registry: Registry, identity: Identity
    ) -> None:
        self._database, self._reviews, self._registry = database, reviews, registry
        self._identity = identity
        self._tenant = identity.tenant

    def put(
        self, device: Device, review: str, number: int, data: bytes, signature: bytes, now: datetime
    ) -> tuple[Taken, bool]:
        """Take in a revision; return it with its receipt and whether it is new.

        The same bytes again get the same receipt. Versions need not come in order: a correction
        must arrive although the version before it was refused. The highest number is the current
        one, whenever it came. Raises ProblemError.
        """
        manifest = check_manifest(data, review, number)
        if not verify(manifest.made_by.ed25519, data, signature):
            raise ProblemError("signature")
        self._check_signer(device, manifest)
        with self._database.transaction() as connection:
            self._reviews.owned(connection, device, review)
            known = self._known(connection, review, number, data)
            if known:
                return known, False
            missing = [
                part.sha256
                for part in manifest.parts
                if not self._reviews.sound(connection, review, part.sha256, part.size)
            ]
        if missing:
            raise ProblemError("missing", blobs=missing)
        check_content(self._reviews.read(manifest.content_sha256), manifest)
        check_report(self._reviews.read(manifest.pdf_sha256))
        with self._database.transaction() as connection:
            known = self._known(connection, review, number, data)
            if known:  # somebody sent the same while this was being checked
                return known, False
            return self._write(connection, device, manifest, data, signature, now), True

    def get(self, device: Device, review: str, number: int | None = None) -> list[Taken]:
        """Return the revisions of a review, oldest first, or the one called ``number``."""
        table = tables.revision
        query = select(table).where(table.c.tenant_id == self._tenant, table.c.review_id == review)
        if number is not None:
            query = query.where(table.c.number == number)
        with self._database.transaction() as connection:
            self._reviews.owned(connection, device, review)
            found = connection.execute(query.order_by(table.c.number)).all()
        if number is not None and not found:
            raise ProblemError("not-found")
        return [_taken(row) for row in found]

    def verify(self, code: str) -> bool | None:
        """Return whether the report with this code is the current one; None for unknown codes."""
        table = tables.revision
        with self._database.transaction() as connection:
            row = connection.execute(
                select(table.c.review_id, table.c.number)
                .where(table.c.tenant_id == self._tenant, table.c.code == code)
                .order_by(table.c.number.desc())
            ).first()
            return None if row is None else self._last(connection, row.review_id) == row.number

    def _check_signer(self, device: Device, manifest: Manifest) -> None:
        """The laptop that signed must be known and of the same person as the one that sends."""
        made = manifest.made_by
        signer = device if made.device == device.id else self._registry.device(made.device)
        if (
            signer is None
            or signer.revoked
            or signer.person != device.person
            or (made.ed25519, made.person) != (signer.ed25519, signer.person)
        ):
            raise ProblemError("unknown-signer")

    def _known(self, connection: Connection, review: str, number: int, data: bytes) -> Taken | None:
        table = tables.revision
        row = connection.execute(
            select(table).where(
                table.c.tenant_id == self._tenant,
                table.c.review_id == review,
                table.c.number == number,
            )
        ).first()
        if row is None:
            return None
        if row.manifest != data:
            raise ProblemError("revision-differs")
        return _taken(row)

    def _last(self, connection: Connection, review: str) -> int:
        table = tables.revision
        mine = (table.c.tenant_id == self._tenant, table.c.review_id == review)
        last = select(func.coalesce(func.max(table.c.number), 0)).where(*mine)
        return int(connection.execute(last).scalar_one())

    def _write(
        self,
        connection: Connection,
        device: Device,
        manifest: Manifest,
        data: bytes,
        signature: bytes,
        now: datetime,
    ) -> Taken:
        receipt = Receipt(
            hub_id=self._identity.hub_id,
            key_id=self._identity.key_id,
            review=manifest.review,
            revision=manifest.revision,
            manifest_sha256=hashlib.sha256(data).hexdigest(),
            parts=[ReceiptPart(sha256=p.sha256, size=p.size) for p in manifest.parts],
            received_at=stamp(now),
        ).to_bytes()
        taken = Taken(manifest.revision, data, signature, receipt, self._identity.sign(receipt))
        row = {
            "tenant_id": self._tenant,
            "review_id": manifest.review,
            "number": taken.number,
            "manifest": data,
            "signature": signature,
            "code": manifest.content_sha256[:16],
            "device_id": device.id,
            "received_at": stamp(now),
            "receipt": receipt,
            "receipt_signature": taken.receipt_signature,
        }
        connection.execute(insert(tables.revision).values(row))
        return taken


def _taken(row: Row[Any]) -> Taken:
    return Taken(row.number, row.manifest, row.signature, row.receipt, row.receipt_signature)
