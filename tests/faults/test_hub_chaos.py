"""The long run between laptop and hub (faults.md C1, C3): faults by the hundred, nothing lost.

Each kind of fault must have been hit, or the rig proves nothing; and the planted fault, a laptop
that believes any answer, must be caught.
"""

import random

import pytest

from reviewer_app.sync import delivery
from reviewer_app.sync.client import SignedReceipt
from tests.hub.hub_process import HubProcess
from tests.sync.chaos import FAULTS, Chaos
from tests.sync.finished import finish
from tests.sync.laptop import HASTY, Laptop

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]
REVIEWS, FAULTS_EACH, KILLS = 25, 16, 12


@pytest.fixture
def rig(tmp_path):
    hub = HubProcess(tmp_path / "hub")
    hub.init()
    hub.start()
    with Chaos(hub.port) as between:
        yield hub, between
    hub.stop()


class Storm:
    """Spoils most requests until ``most`` are spoiled; every so often the hub is killed."""

    def __init__(self, hub: HubProcess, between: Chaos, chance: random.Random) -> None:
        self.hub, self.between, self.chance = hub, between, chance
        self.spoiled, self.kills = 0, 0
        between.hooks["kill"] = self._kill

    def plan(self, most: int):
        end = self.spoiled + most

        def choose(_n: int, _line: str) -> str:
            if self.spoiled >= end or self.chance.random() > 0.6:
                return ""
            self.spoiled += 1
            kill = self.kills < KILLS and self.chance.random() < 0.05
            return "kill" if kill else self.chance.choice(FAULTS)

        return choose

    def _kill(self, request: bytes) -> bytes:
        """Kill the hub before, after, or in the middle of what it was asked; start it again."""
        self.kills += 1
        when = self.chance.choice(["before", "after", "between"])
        if when == "after":
            self.between.pass_on(request)
        elif when == "between":
            self.between.send_only(request)
        self.hub.kill()
        self.hub.start()
        return b""


@pytest.mark.parametrize("seed", [1, 2])
def test_hundreds_of_faults_and_everything_arrives_once(rig, seed):
    hub, between = rig
    chance = random.Random(seed)
    laptop = Laptop(hub, between.address)
    laptop.times = HASTY
    storm = Storm(hub, between, chance)
    revisions = []
    for number in range(REVIEWS):
        size = chance.choice([500, 5_000, 150_000, 900_000])
        revision = finish(laptop.store, size=size)
        revisions.append(revision)
        between.begin(storm.plan(FAULTS_EACH))
        laptop.send_until_done(revision, rounds=200)
        assert laptop.store.state.membership == laptop.joined, number
    for revision in revisions:
        laptop.check_delivered(revision)
    assert len(laptop.store.state.receipts) == REVIEWS
    assert set(FAULTS) <= set(between.hit)
    assert storm.kills >= 1
    assert storm.spoiled >= REVIEWS * 4
    print(f"{storm.spoiled} faults, {storm.kills} kills, {len(revisions)} reviews, 0 lost")


def test_the_rig_catches_a_laptop_that_believes_any_answer(rig, monkeypatch):
    hub, between = rig
    laptop = Laptop(hub, between.address)
    revision = finish(laptop.store, size=5000)

    def believe(_client, review, number, manifest, signature):
        return SignedReceipt(b"{}", b"")

    class Anything:
        received_at = "2026-11-09T09:40:00Z"

    monkeypatch.setattr(delivery, "read_receipt", lambda *_: Anything)
    monkeypatch.setattr("reviewer_app.sync.client.HubClient.put_revision", believe)
    between.begin(lambda _n, _line: "")
    laptop.send()
    monkeypatch.undo()
    with pytest.raises((AssertionError, ValueError)):
        laptop.check_delivered(revision)


@pytest.mark.parametrize("k", range(0, 900, 75))
def test_a_connection_that_ends_after_any_byte(rig, k):
    """C2: the request is cut after ``k`` of its bytes, then the answer after ``k`` of its own."""
    hub, between = rig
    laptop = Laptop(hub, between.address)
    between.hooks["cut-up"] = lambda request: between.send_only(request[:k]) or b""
    between.hooks["cut-down"] = lambda request: between.pass_on(request)[:k]
    for fault in ("cut-up", "cut-down"):
        for part in ("PATCH ", "PUT /v1/reviews/", "/revisions/", "/v1/token "):
            revision = finish(laptop.store, size=1500)
            spoiled = []

            def plan(_n, line, part=part, fault=fault, spoiled=spoiled):
                if part in line and not spoiled:
                    spoiled.append(line)
                    return fault
                return ""

            between.begin(plan)
            laptop.send_until_done(revision)
            assert spoiled
            laptop.check_delivered(revision)
