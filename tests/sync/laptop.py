"""A laptop that joined a hub and sends through whatever lies between."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

from reviewer_app.domain.ports import HubMembership, Revision, StoredReceipt
from reviewer_app.protocol.receipt import read_receipt
from reviewer_app.sync.client import HubClient, connect
from reviewer_app.sync.joining import join
from reviewer_app.sync.sender import SendAccount, run_once
from reviewer_app.sync.transport import Times
from tests.fixtures.fakes import FrozenClock
from tests.hub.hub_process import HubProcess
from tests.sync.memory_store import MemoryStore

QUICK = Times(connect=5, stalled=5, answer=20)
HASTY = Times(connect=0.4, stalled=0.4, answer=1)


class Laptop:
    """One person's profile, joined; ``via`` is the address it reaches the hub by."""

    def __init__(self, hub: HubProcess, via: str = "", store: Any = None) -> None:
        self.hub, self.via = hub, via or hub.address
        self.store = store or MemoryStore()
        self.clock = FrozenClock()
        self.times = QUICK
        self.joined = join(hub.quick_invite(), self.store, self.clock)

    def client(self, membership: HubMembership | None = None) -> HubClient:
        there = replace(membership or self.joined, address=self.via)
        return connect(there, self.store.account.device, self.store.sign, self.times)

    def send(self, **options) -> SendAccount:
        options = {"everything": True, "chance": random.Random(7)} | options
        return run_once(self.store.unit, self.client, self.clock, **options)

    def send_until_done(self, revision: Revision, rounds: int = 40) -> int:
        """Send again and again; return after how many runs the receipt was there."""
        for count in range(1, rounds + 1):
            account = self.send()
            if self.receipts(revision):
                return count
        raise AssertionError(f"no receipt after {rounds} runs: {account}")

    def receipts(self, revision: Revision) -> list[StoredReceipt]:
        """Return the receipts this laptop holds for ``revision``."""
        with self.store.unit() as unit:
            found = unit.delivery.receipts(revision.review)
        return [r for r in found if r.revision == revision.number]

    def check_delivered(self, revision: Revision) -> None:
        """One version at the hub, byte for byte; one receipt here, and it holds."""
        receipts = self.receipts(revision)
        assert len(receipts) == 1
        said = read_receipt(
            receipts[0].body, receipts[0].signature, self.joined.hub_id, self.joined.keys,
            revision.manifest,
        )  # fmt: skip
        with self.store.unit() as unit:
            assert unit.delivery.waiting(revision.review) == []
        with self.hub_open() as connection:
            rows = connection.execute(
                "SELECT number, manifest, receipt FROM revision WHERE review_id = ?",
                (revision.review,),
            ).fetchall()
        assert rows == [(revision.number, revision.manifest, receipts[0].body)]
        for part in said.parts:
            folder = self.hub.folder / "files" / "blobs" / part.sha256[:2] / part.sha256[2:4]
            with self.store.unit() as unit:
                assert (folder / part.sha256).read_bytes() == unit.blobs.get(part.sha256)

    def hub_open(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self.hub.folder / "hub.db"))
