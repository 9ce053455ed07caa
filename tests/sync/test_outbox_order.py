"""The outbox under strain: what waits, what is refused, what never blocks the rest."""

import random
from datetime import timedelta

import pytest

from reviewer_app.domain.errors import CancelledError
from reviewer_app.protocol.problems import problem
from reviewer_app.sync.backoff import next_try
from reviewer_app.sync.sender import run_once
from reviewer_app.sync.transport import HubProblemError
from tests.sync.chaos import Chaos, canned
from tests.sync.finished import NOW, finish
from tests.sync.laptop import Laptop
from tests.sync.memory_store import MemoryStore

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def between(hub):
    with Chaos(hub.port) as found:
        yield found


@pytest.fixture
def laptop(hub, between):
    between.begin(lambda _n, _line: "")
    return Laptop(hub, between.address)


def refusing(laptop, between, code: str, part: str, *headers: str) -> None:
    """Let the hub refuse, in its own name, every request whose first line contains ``part``."""
    said = problem(code)
    text = canned(
        f"{said.status} No", said.model_dump_json().encode(),
        "Content-Type: application/problem+json", f"QAHub-Id: {laptop.joined.hub_id}", *headers,
    )  # fmt: skip
    between.hooks["refuse-it"] = lambda _request: text
    between.begin(lambda _n, line: "refuse-it" if part in line else "")


def states(laptop, review: str) -> dict[str, str]:
    return {i.kind: i.state for i in laptop.store.state.outbox.values() if i.review == review}


def test_without_a_hub_nothing_is_tried(clock):
    store = MemoryStore()
    finish(store)
    account = run_once(store.unit, lambda _m: pytest.fail("a client"), clock)
    assert (account.delivered, account.waiting) == (0, 4)
    assert "not joined" in account.problem


def test_a_poisoned_review_does_not_hold_up_the_next(laptop, between):
    bad, good = finish(laptop.store, size=500), finish(laptop.store, size=600)
    refusing(laptop, between, "not-assigned", bad.review)
    account = laptop.send()
    assert account.receipts == [(good.review, 1)]
    assert states(laptop, bad.review) == {
        "review": "waiting",
        "blob": "queued",
        "revision": "queued",
    }
    laptop.check_delivered(good)


def test_the_same_lasting_problem_three_times_is_a_refusal(laptop, between):
    revision = finish(laptop.store, size=500)
    refusing(laptop, between, "revision-differs", "/revisions/")
    assert laptop.send().refused == 0
    assert laptop.send().refused == 0
    account = laptop.send()
    assert account.refused == 3, "the signature, and with it the two parts"
    assert states(laptop, revision.review)["revision"] == "refused"
    item = next(i for i in laptop.store.state.outbox.values() if i.kind == "revision")
    assert "Someone already finished this review." in item.last_problem
    # never tried again by itself
    between.begin(lambda _n, _line: "")
    laptop.clock.advance(days=3)
    assert laptop.send(everything=False).receipts == []
    assert not [line for line in between.seen if "/revisions/" in line or "/blobs/" in line]
    # by hand it is
    assert laptop.send().receipts == [(revision.review, 1)]
    laptop.check_delivered(revision)


def test_refused_again_by_hand_it_is_refused_at_once(laptop, between):
    revision = finish(laptop.store, size=500)
    refusing(laptop, between, "invalid", "/revisions/")
    for _ in range(3):
        laptop.send()
    account = laptop.send()
    assert (account.waiting, account.refused) == (1, 3)
    assert "does not hold together" in account.problem
    # a hub that cannot be reached says nothing new about what was refused
    between.begin(lambda _n, _line: "refuse")
    assert "hub" in laptop.send().problem
    assert set(states(laptop, revision.review).values()) == {"waiting", "refused"}
    [item] = [i for i in laptop.store.state.outbox.values() if i.kind == "revision"]
    assert (item.state, "does not hold together" in item.last_problem) == ("refused", True)


def test_a_correction_arrives_although_the_version_before_it_was_refused(laptop, between):
    first = finish(laptop.store, size=500)
    refusing(laptop, between, "invalid", "/revisions/1")
    for _ in range(3):
        laptop.send()
    second = finish(laptop.store, first.review, 2, size=600, replaces_reason="A count was wrong.")
    assert laptop.send(everything=False).receipts == [(first.review, 2)]
    assert len(laptop.receipts(second)) == 1
    left = [i for i in laptop.store.state.outbox.values() if i.state != "delivered"]
    assert {i.ref for i in left} == {"1", first.content_sha256, first.pdf_sha256}
    # the hub has the review: nothing waits any more, and nothing is tried again
    assert {i.state for i in left} == {"superseded"}
    between.begin(lambda _n, _line: "")
    account = laptop.send()
    assert (account.waiting, account.refused, between.seen) == (0, 0, [])


def test_a_correction_does_not_wait_for_a_damaged_part_of_the_version_before_it(laptop):
    first = finish(laptop.store, size=500)
    laptop.store.state.blobs[first.pdf_sha256] = b"rotten"
    assert laptop.send().receipts == []
    finish(laptop.store, first.review, 2, size=600, replaces_reason="The report was damaged.")
    account = laptop.send(everything=False)
    assert account.receipts == [(first.review, 2)]
    assert (account.waiting, account.refused) == (0, 0)


def test_a_correction_and_the_refused_version_before_it_go_in_one_run_by_hand(laptop, between):
    first = finish(laptop.store, size=500)
    refusing(laptop, between, "invalid", "/revisions/1")
    for _ in range(3):
        laptop.send()
    second = finish(laptop.store, first.review, 2, size=600, replaces_reason="A slip.")
    account = laptop.send()
    assert account.receipts == [(second.review, 2)]
    assert (account.waiting, account.refused) == (0, 0)
    # and where the hub takes the first after all, both are there
    third = finish(laptop.store, size=700)
    refusing(laptop, between, "invalid", f"{third.review}/revisions/1")
    for _ in range(3):
        laptop.send()
    finish(laptop.store, third.review, 2, size=800, replaces_reason="A slip.")
    between.begin(lambda _n, _line: "")
    assert laptop.send().receipts == [(third.review, 1), (third.review, 2)]


@pytest.mark.parametrize("days", [2, 400])
@pytest.mark.parametrize("by_hand", [True, False])
def test_a_clock_that_was_ahead_holds_nothing_back(laptop, between, days, by_hand):
    revision = finish(laptop.store, size=500)
    between.begin(lambda _n, _line: "refuse")
    laptop.clock.advance(days=days)
    assert laptop.send().delivered == 0
    laptop.clock.advance(days=-days)
    between.begin(lambda _n, _line: "")
    assert laptop.send(everything=by_hand).receipts == [(revision.review, 1)]


def test_another_problem_begins_the_count_anew(laptop, between):
    finish(laptop.store, size=500)
    for code in ("revision-differs", "revision-differs", "invalid", "revision-differs"):
        refusing(laptop, between, code, "/revisions/")
        assert laptop.send().refused == 0


def test_a_busy_hub_says_when_to_come_back(laptop, between):
    finish(laptop.store, size=500)
    refusing(laptop, between, "busy", "PUT ", "Retry-After: 3600")
    account = laptop.send()
    assert account.next_try is not None
    assert account.next_try >= laptop.clock.now() + timedelta(hours=1)
    between.begin(lambda _n, _line: "")
    laptop.clock.advance(minutes=59)
    assert laptop.send(everything=False).receipts == []
    assert between.seen == []
    laptop.clock.advance(minutes=61)
    assert laptop.send(everything=False).delivered == 1


def test_a_hub_that_asks_for_a_month_is_given_a_day(laptop, between):
    finish(laptop.store, size=500)
    refusing(laptop, between, "too-many", "PUT ", "Retry-After: 2678400")
    account = laptop.send()
    assert account.next_try == laptop.clock.now() + timedelta(days=1)


def test_tries_grow_further_apart_to_a_quarter_of_an_hour():
    chance = random.Random(1)
    for tries in range(1, 40):
        waits = [(next_try(NOW, tries, chance, None) - NOW).total_seconds() for _ in range(50)]
        middle = min(2 * 2 ** (tries - 1), 900)
        assert middle / 2 <= min(waits)
        assert max(waits) <= min(middle * 1.5, 900)


def test_a_signed_out_laptop_keeps_everything(laptop, between, hub):
    revision = finish(laptop.store, size=500)
    hub.run("revoke", "--device", laptop.store.account.device)
    account = laptop.send()
    assert account.problem == "Your trust has signed this laptop out."
    assert isinstance(account.error, HubProblemError)
    assert set(states(laptop, revision.review).values()) == {"waiting"}
    assert revision.pdf_sha256 in laptop.store.state.blobs


def test_stopped_by_hand_it_goes_on_later(laptop, between):
    revision = finish(laptop.store, size=700_000)
    with pytest.raises(CancelledError):
        laptop.send(cancelled=lambda: sum(x.startswith("PATCH") for x in between.seen) >= 4)
    assert "sending" not in states(laptop, revision.review).values()
    assert laptop.send().delivered == 1
    laptop.check_delivered(revision)
    assert sum(line.startswith("PATCH") for line in between.seen) <= 12


def test_killed_while_sending_it_starts_again(laptop):
    revision = finish(laptop.store, size=500)
    with laptop.store.unit() as unit:
        for item in unit.delivery.waiting():
            unit.delivery.mark(item.id, "sending")
    assert laptop.send().delivered == 1
    laptop.check_delivered(revision)


def test_a_token_that_ran_out_is_replaced_without_a_word(laptop, between):
    revision = finish(laptop.store, size=500)
    expired = canned(
        "401 No", problem("token-expired").model_dump_json().encode(),
        "Content-Type: application/problem+json", f"QAHub-Id: {laptop.joined.hub_id}",
    )  # fmt: skip
    between.hooks["expired"] = lambda _request: expired
    between.begin(
        lambda _n, line: (
            "expired"
            if line.startswith("PATCH") and not any(x.startswith("PATCH") for x in between.seen)
            else ""
        )
    )
    assert laptop.send().receipts == [(revision.review, 1)]
    assert sum("/v1/token " in line for line in between.seen) == 2


def test_parts_the_hub_lost_are_sent_again(laptop, between, hub):
    revision = finish(laptop.store, size=500)
    lost = []

    def lose(request: bytes) -> bytes:
        sha = revision.pdf_sha256
        path = hub.folder / "files" / "blobs" / sha[:2] / sha[2:4] / sha
        if not lost:
            lost.append(path.unlink())
        return between.pass_on(request)

    between.hooks["lose"] = lose
    between.begin(lambda _n, line: "lose" if "/revisions/" in line else "")
    assert laptop.send().receipts == [(revision.review, 1)]
    laptop.check_delivered(revision)
