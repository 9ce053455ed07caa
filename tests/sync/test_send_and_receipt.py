"""The way of a finished review: join, send, receipt; over a real socket to a real hub."""

import hashlib
import json

import pytest

from reviewer_app.protocol.receipt import read_receipt
from reviewer_app.sync.client import connect
from reviewer_app.sync.feed import pull
from reviewer_app.sync.joining import join
from reviewer_app.sync.sender import run_once
from tests.hub.hub_process import HubProcess
from tests.sync.finished import finish
from tests.sync.memory_store import MemoryStore

pytestmark = pytest.mark.e2e


def clients_of(store: MemoryStore):
    return lambda membership: connect(membership, store.account.device, store.sign)


def test_a_finished_review_reaches_the_hub_and_its_receipt_comes_back(hub, clock):
    store = MemoryStore()
    membership = join(hub.invite(), store, clock)
    assert membership.name == "Test Trust"
    revision = finish(store)
    seen = []
    account = run_once(
        store.unit,
        clients_of(store),
        clock,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert account.problem == ""
    assert account.receipts == [(revision.review, 1)]
    assert (account.waiting, account.refused) == (0, 0)
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > 200_000
    [receipt] = store.state.receipts
    said = read_receipt(
        receipt.body, receipt.signature, membership.hub_id, membership.keys, revision.manifest
    )
    assert {p.sha256 for p in said.parts} == {revision.content_sha256, revision.pdf_sha256}
    assert said.manifest_sha256 == hashlib.sha256(revision.manifest).hexdigest()
    for part in said.parts:
        held = hub.folder / "files" / "blobs" / part.sha256[:2] / part.sha256[2:4] / part.sha256
        assert held.read_bytes() == store.state.blobs[part.sha256]


def test_sending_twice_changes_nothing(hub, clock):
    store = MemoryStore()
    join(hub.invite(), store, clock)
    finish(store)
    assert run_once(store.unit, clients_of(store), clock).delivered == 1
    first = store.state.receipts[0]
    # the laptop forgot (its disk was put back): the same bytes get the same receipt
    for item in list(store.state.outbox):
        with store.unit() as unit:
            unit.delivery.mark(item, "queued")
    assert run_once(store.unit, clients_of(store), clock).delivered == 1
    assert (store.state.receipts[1].body, store.state.receipts[1].signature) == (
        first.body,
        first.signature,
    )


def test_a_second_version_replaces_the_first(hub, clock):
    store = MemoryStore()
    join(hub.invite(), store, clock)
    first = finish(store)
    run_once(store.unit, clients_of(store), clock)
    finish(store, first.review, 2, date_end="2026-11-11", replaces_reason="A date was wrong.")
    with store.unit() as unit:  # the header has other dates now
        [row] = [i for i in store.state.outbox.values() if i.kind == "review"]
        unit.delivery.mark(row.id, "queued")
    account = run_once(store.unit, clients_of(store), clock)
    assert account.receipts == [(first.review, 2)], account.problem


def test_the_frameworks_of_the_hub_come_down_once(hub, clock):
    store = MemoryStore()
    join(hub.invite(), store, clock)
    client = clients_of(store)(store.state.membership)
    assert pull(store.unit, client).new == 1
    assert [key[:2] for key in store.state.documents] == [("framework", "QAR-PEER")]
    assert pull(store.unit, client).new == 0
    client.close()


def test_what_the_laptop_remembers_of_the_hub_is_what_the_invitation_said(hub: HubProcess, clock):
    store = MemoryStore()
    data = hub.invite("--person", "Amara Okafor", "--days", "3")
    said = json.loads(data)
    membership = join(data, store, clock)
    assert store.state.membership == membership
    assert membership.hub_id == said["hub_id"]
    assert membership.address == hub.address
    assert membership.keys == {k["key_id"]: k["ed25519"] for k in said["hub_keys"]}
    assert join(data, store, clock).certificate == membership.certificate
