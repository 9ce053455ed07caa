"""The laws of merging, played out by machines: several laptops, packs in any order, wild clocks.

A machine checks two things whatever happens: the fold depends on the set of ops alone, and no
value is lost unless a person's op names it. The same machine must catch a last-writer-wins fold.
"""

import itertools
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from reviewer_app.domain.fold import Folded, Register, element_key, erased_ids, fold
from reviewer_app.domain.ops import GONE, Op, make_op

Fold = Callable[[Iterable[Op]], Mapping[tuple[str, str], Folded]]

FIELDS = ("focus", "so_what")
ENTITIES = ("e1", "e2")
PEOPLE = st.integers(0, 3)


@dataclass
class Laptop:
    person: str
    skew: int
    ops: dict[str, Op] = field(default_factory=dict)
    seq: int = 0
    last: int = 0

    def write(self, now: int, ids: Iterable[int], **values) -> Op:
        parents = values.get("parents", ())
        after = max((self.ops[p].hlc for p in parents if p in self.ops), default=0)
        self.seq += 1
        self.last = max(self.last + 1, after + 1, (now + self.skew) << 16)
        op = make_op(
            op_id=f"op{next(ids)}", review="r1", device=f"d-{self.person}", seq=self.seq,
            hlc=self.last, person=self.person, salt=bytes(16),
            **{"entity_type": "evidence", "field": "", "value": "", **values},
        )  # fmt: skip
        self.ops[op.op_id] = op
        return op


class Laptops(RuleBasedStateMachine):
    """Two to four laptops write apart and swap packs: whole, half, repeated, shuffled."""

    fold: Fold = staticmethod(fold)

    @initialize(skews=st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=4))
    def begin(self, skews):
        self.ids = itertools.count()
        self.now = 1_700_000_000_000
        self.all: dict[str, Op] = {}
        self.laptops = [Laptop(f"p{n}", skew) for n, skew in enumerate(skews)]
        first = self.laptops[0].write(
            self.now, self.ids, entity_type="review", entity="r1", field="kind", kind="set",
            value="qar",
        )  # fmt: skip
        self.all[first.op_id] = first

    def laptop(self, n: int) -> Laptop:
        self.now += 1000
        return self.laptops[n % len(self.laptops)]

    def keep(self, op: Op) -> None:
        self.all[op.op_id] = op

    @rule(n=PEOPLE, entity=st.sampled_from(ENTITIES), name=st.sampled_from(FIELDS),
          value=st.integers(0, 2), kind=st.sampled_from(["set", "resolve"]))  # fmt: skip
    def set_field(self, n, entity, name, value, kind):
        laptop = self.laptop(n)
        seen = self.fold(laptop.ops.values()).get(("evidence", entity))
        register = seen.registers.get(name) if seen else None
        parents = register.op_ids if register else ()
        self.keep(laptop.write(self.now, self.ids, entity=entity, field=name, kind=kind,
                               value=f"v{value}", parents=parents))  # fmt: skip

    @rule(n=PEOPLE, entity=st.sampled_from(ENTITIES), value=st.integers(0, 2))
    def add(self, n, entity, value):
        laptop = self.laptop(n)
        self.keep(laptop.write(self.now, self.ids, entity=entity, field="years", kind="add",
                               value=value))  # fmt: skip

    @rule(n=PEOPLE, entity=st.sampled_from(ENTITIES), value=st.integers(0, 2))
    def remove(self, n, entity, value):
        laptop = self.laptop(n)
        seen = self.fold(laptop.ops.values()).get(("evidence", entity))
        adders = seen.sets.get("years", {}).get(element_key(value), ()) if seen else ()
        if adders:
            self.keep(laptop.write(self.now, self.ids, entity=entity, field="years",
                                   kind="remove", value=value, parents=adders))  # fmt: skip

    @rule(n=PEOPLE, entity=st.sampled_from(ENTITIES))
    def delete(self, n, entity):
        laptop = self.laptop(n)
        seen = self.fold(laptop.ops.values()).get(("evidence", entity))
        if seen and not seen.deleted:
            self.keep(laptop.write(self.now, self.ids, entity=entity, kind="del",
                                   parents=seen.observed()))  # fmt: skip

    @rule(n=PEOPLE, entity=st.sampled_from(ENTITIES))
    def undelete(self, n, entity):
        laptop = self.laptop(n)
        named = tuple(
            op.op_id for op in laptop.ops.values() if op.entity == entity and op.kind == "del"
        )
        if named:
            self.keep(laptop.write(self.now, self.ids, entity=entity, kind="undel",
                                   parents=named))  # fmt: skip

    @rule(n=PEOPLE, pick=st.randoms(use_true_random=False))
    def erase(self, n, pick):
        laptop = self.laptop(n)
        own = [op.op_id for op in laptop.ops.values()
               if op.person == laptop.person and op.kind in {"set", "add"}
               and op.entity_type == "evidence"]  # fmt: skip
        if own:
            chosen = pick.choice(own)
            self.keep(laptop.write(self.now, self.ids, entity_type="review", entity="r1",
                                   kind="erase", value={}, parents=(chosen,)))  # fmt: skip
            laptop.ops[chosen] = replace(laptop.ops[chosen], value=GONE, salt=b"")

    @rule(n=PEOPLE, to=PEOPLE, pick=st.randoms(use_true_random=False), half=st.booleans())
    def pack(self, n, to, pick, half):
        ops = list(self.laptop(n).ops.values())
        pick.shuffle(ops)
        if half:
            ops = ops[: len(ops) // 2]
        self.receive(self.laptop(to), ops + ops[:2])

    def receive(self, laptop: Laptop, ops: list[Op]) -> None:
        for op in ops:
            known = laptop.ops.get(op.op_id)
            if known is None or known.value is GONE:
                laptop.ops[op.op_id] = op
        for op_id in erased_ids(laptop.ops.values()):
            if op_id in laptop.ops:
                laptop.ops[op_id] = replace(laptop.ops[op_id], value=GONE, salt=b"")

    @invariant()
    def the_order_of_arrival_does_not_matter(self):
        for laptop in getattr(self, "laptops", []):
            ops = list(laptop.ops.values())
            expected = self.fold(ops)
            random.Random(len(ops)).shuffle(ops)
            assert self.fold(ops + ops[: len(ops) // 2]) == expected

    @invariant()
    def no_value_is_lost_unless_an_op_names_it(self):
        for laptop in getattr(self, "laptops", []):
            named = {p for op in laptop.ops.values() for p in op.parents}
            shown = self.fold(laptop.ops.values())
            for op in laptop.ops.values():
                if op.entity_type != "evidence" or op.op_id in named or op.value is GONE:
                    continue
                if op.kind not in {"set", "resolve", "add"}:
                    continue
                entity = shown[op.entity_type, op.entity]
                if op.kind != "add":
                    values = [head.value for head in entity.registers[op.field].heads]
                    assert op.value in values, "a text of somebody's has vanished"
                else:
                    assert element_key(op.value) in entity.sets[op.field]

    @invariant()
    def an_edit_a_delete_did_not_know_brings_the_note_back(self):
        for laptop in getattr(self, "laptops", []):
            for (kind, entity), seen in self.fold(laptop.ops.values()).items():
                if kind != "evidence" or not seen.deleted:
                    continue
                deletes = [op for op in laptop.ops.values() if op.kind == "del"]
                known = {p for op in deletes if op.entity == entity for p in op.parents}
                assert set(seen.observed()) <= known

    def teardown(self):
        """After a full exchange all laptops show the same, and nothing that was erased."""
        laptops = getattr(self, "laptops", [])
        for giver, taker in itertools.product(laptops, repeat=2):
            self.receive(taker, list(giver.ops.values()))
        for giver, taker in itertools.product(laptops, repeat=2):
            self.receive(taker, list(giver.ops.values()))
        results = [self.fold(laptop.ops.values()) for laptop in laptops]
        assert all(result == results[0] for result in results)
        self.no_value_is_lost_unless_an_op_names_it()
        for laptop in laptops:
            assert laptop.ops.keys() == self.all.keys()
            for op_id in erased_ids(laptop.ops.values()):
                assert laptop.ops[op_id].value is GONE


def last_writer_wins(ops: Iterable[Op]) -> Mapping[tuple[str, str], Folded]:
    """A planted fault: of several values that stand, only the latest is kept."""
    return {
        key: replace(
            folded,
            registers={
                name: Register(register.heads[-1:], register.op_ids)
                for name, register in folded.registers.items()
            },
        )
        for key, folded in fold(ops).items()
    }


def delete_wins(ops: Iterable[Op]) -> Mapping[tuple[str, str], Folded]:
    """A planted fault: a delete takes edits with it that it did not know."""
    return {
        key: replace(folded, deleted=folded.deleted or folded.delete_contested)
        for key, folded in fold(ops).items()
    }


def first_come(ops: Iterable[Op]) -> Mapping[tuple[str, str], Folded]:
    """A planted fault: what is shown depends on the order in which ops arrived."""
    ops = list(ops)
    arrived = {op.op_id: n for n, op in enumerate(ops)}
    return {
        key: replace(
            folded,
            registers={
                name: Register(
                    tuple(sorted(register.heads, key=lambda head: arrived[head.op_id])),
                    register.op_ids,
                )
                for name, register in folded.registers.items()
            },
        )
        for key, folded in fold(ops).items()
    }


# no shrinking: a planted fault need only be caught, and a real one prints its seed
EXAMPLES = settings(
    max_examples=250,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    database=None,
)


def play(way: Fold) -> None:
    machine = type("Machine", (Laptops,), {"fold": staticmethod(way)})
    run_state_machine_as_test(machine, settings=EXAMPLES)


@pytest.mark.slow
def test_the_laws_hold():
    play(fold)


@pytest.mark.slow
@pytest.mark.parametrize("fault", [last_writer_wins, delete_wins, first_come])
def test_the_machine_catches_a_planted_fault(fault: Fold):
    with pytest.raises(AssertionError):
        play(fault)
