"""The laws of merging on real files: what the store shows is what the pure fold says."""

import contextlib
import random
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from reviewer_app.domain.fold import fold
from reviewer_app.domain.ops import GONE, OpKind
from reviewer_app.domain.ports import Edit
from reviewer_app.storage import views
from reviewer_app.storage.rows import fold_text
from tests.fixtures.fakes import FrozenClock
from tests.storage.profiles import begin_review, make

SKEWS = (timedelta(), timedelta(days=-400), timedelta(hours=30))


def an_edit(pick: random.Random) -> Edit:
    entity = pick.choice(["e1", "e2", "e3"])
    kind = pick.choice(["set", "set", "set", "add", "remove", "del", "undel", "resolve"])
    if kind in {"add", "remove"}:
        return Edit("evidence", entity, "years", pick.choice(["4", "5"]), kind)
    value = f"words {pick.randrange(4)}" if kind in {"set", "resolve"} else ""
    field = pick.choice(["focus", "so_what"]) if value else ""
    return Edit("evidence", entity, field, value, kind)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_laptops_that_swap_packs_in_any_order_end_alike(seed):
    pick = random.Random(seed)
    with tempfile.TemporaryDirectory() as outside, contextlib.ExitStack() as stack:
        stores = []
        for n, skew in enumerate(SKEWS):
            clock = FrozenClock(FrozenClock().now() + skew)
            stores.append(make(Path(outside) / str(n), clock, f"Person {n}"))
            stack.callback(stores[-1].close)
        begin_review(stores[0])
        for _ in range(60):
            step, store = pick.random(), pick.choice(stores)
            if step < 0.6:
                with store.unit() as unit:
                    unit.log.write("r1", [an_edit(pick) for _ in range(pick.randrange(1, 4))])
            elif step < 0.65:
                remove_one(store, pick)
            else:
                exchange(store, pick.choice(stores), pick)
        for giver in stores * 2:
            for taker in stores:
                exchange(giver, taker, None)
        hashes, vectors = set(), []
        for store in stores:
            assert store.check() == []
            with store.unit() as unit:
                ops = unit.log.ops("r1")
                for (entity_type, entity), folded in fold(ops).items():
                    shown = unit.log.entity("r1", entity_type, entity)
                    assert shown == folded
                    assert fold_text(shown) == fold_text(folded)
                hashes.add(unit.log.fold_hash("r1"))
                views.rebuild(unit._work, "r1")
                hashes.add(unit.log.fold_hash("r1"))
                vectors.append(unit.log.vector("r1"))
        assert len(hashes) == 1
        assert vectors[0] == vectors[1] == vectors[2]


def remove_one(store, pick: random.Random) -> None:
    with store.unit() as unit:
        own = [
            op.op_id
            for op in unit.log.ops("r1")
            if op.person == store.account.person
            and op.kind in {OpKind.SET, OpKind.ADD}
            and op.entity_type == "evidence"
            and op.value is not GONE
        ]
        if own:
            unit.log.erase("r1", [pick.choice(own)], "names a child")


def exchange(giver, taker, pick: random.Random | None) -> None:
    """Give a pack: whole, or (with ``pick``) shuffled, halved, with repeats."""
    if giver is taker:
        return
    with giver.unit() as unit:
        ops = unit.log.ops("r1")
    if pick:
        pick.shuffle(ops)
        ops = ops[: pick.randrange(len(ops) + 1)] + ops[:2]
    with taker.unit() as unit:
        counts = unit.log.merge(ops)
    assert counts["quarantined"] == 0
