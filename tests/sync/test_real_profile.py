"""Joining and sending from a real, encrypted profile; and across the end of the program."""

import uuid

import pytest

from tests.storage.profiles import make, reopen
from tests.sync.chaos import Chaos
from tests.sync.finished import finish
from tests.sync.laptop import Laptop
from tests.sync.test_outbox_order import refusing

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def between(hub):
    with Chaos(hub.port) as found:
        yield found


def test_a_real_profile_joins_sends_and_remembers(hub, clock, tmp_path, between):
    store = make(tmp_path / "profile", clock)
    laptop = Laptop(hub, between.address, store)
    with store.unit() as unit:
        assert unit.delivery.membership() == laptop.joined
    revision = finish(store, size=300_000)
    between.begin(lambda n, _line: "drop" if n == 8 else "")
    assert laptop.send().problem == "The connection to the hub broke."
    store.close()

    again = reopen(tmp_path / "profile", clock)
    laptop.store = again
    assert laptop.send_until_done(revision) == 1
    laptop.check_delivered(revision)
    assert laptop.send().receipts == []
    assert again.check() == []
    again.close()


def test_refusals_are_counted_across_restarts(hub, clock, tmp_path, between):
    store = make(tmp_path / "profile", clock)
    between.begin(lambda _n, _line: "")
    laptop = Laptop(hub, between.address, store)
    finish(store, str(uuid.uuid4()), size=500)
    for expected in (0, 0, 3):  # the signature, and with it the two parts
        refusing(laptop, between, "revision-differs", "/revisions/")
        assert laptop.send().refused == expected
        store.close()
        store = laptop.store = reopen(tmp_path / "profile", clock)
    store.close()
