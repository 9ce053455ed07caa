"""Ops on the wire and the clock that orders them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.clock import MAX_AHEAD_MS, HybridClock, hlc_time
from reviewer_app.domain.fold import erased_ids, fold, lead_times
from reviewer_app.domain.ops import (
    CHAIN_START,
    GONE,
    MAX_VALUE_BYTES,
    Op,
    chain,
    make_op,
    read_header,
    value_matches,
)

NOW = datetime(2026, 11, 9, 9, 40, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


def an_op(n: int = 1, **changes) -> Op:
    values = {
        "op_id": f"o{n}", "review": "r1", "device": "d1", "seq": n, "hlc": n << 16,
        "person": "amara", "entity_type": "evidence", "entity": "e1", "field": "focus",
        "kind": "set", "value": f"v{n}", "salt": bytes(16),
    }  # fmt: skip
    return make_op(**{**values, **changes})


@given(json_values)
def test_a_header_and_its_payload_make_the_same_op_again(value):
    op = an_op(value=value, parents=("b", "a"))
    again = read_header(op.header, op.value, op.salt)
    assert again == op
    assert value_matches(again)
    assert again.parents == ("a", "b")


def test_the_header_tells_nothing_of_the_value():
    op = an_op(value="a child's name")
    assert b"child" not in op.header
    assert an_op(value="x", salt=bytes(16)).payload_hash != an_op(value="x", salt=b"s").payload_hash
    assert value_matches(read_header(op.header)), "a missing payload is no forgery"
    assert not value_matches(read_header(op.header, "another", op.salt))


def test_a_value_may_be_64_kb_and_no_more():
    an_op(value="x" * (MAX_VALUE_BYTES - 2))
    with pytest.raises(ValueError, match="over"):
        an_op(value="x" * (MAX_VALUE_BYTES - 1))
    with pytest.raises(ValueError, match="JSON"):
        an_op(value=float("nan"))


@pytest.mark.parametrize(
    "header",
    [b"", b"null", b"{}", b"[]", b"\xff", b"{" * 9999,
     an_op().header.replace(b'"s":1', b'"s":true'),
     an_op().header.replace(b'"s":1', b'"s":-1'), an_op().header.replace(b'"s":1', b'"s":1e3'),
     an_op().header.replace(b'"s":1', b'"s":9223372036854775808'),
     an_op().header.replace(b'"p":[]', b'"p":[1]'), an_op().header.replace(b'"amara"', b"7")],
)  # fmt: skip
def test_what_is_no_header_is_refused(header):
    with pytest.raises(ValueError, match="not an op header"):
        read_header(header)


def test_the_chain_depends_on_every_header_and_their_order():
    one, two = an_op(1).header, an_op(2).header
    assert chain(chain(CHAIN_START, one), two) != chain(chain(CHAIN_START, two), one)


@given(st.lists(st.integers(-(10**10), 10**10), max_size=30))
def test_the_clock_never_goes_back(steps):
    clock, last = HybridClock(), 0
    for step in steps:
        value = clock.tick(datetime.fromtimestamp(max(0, MS + step) / 1000, UTC))
        assert value > last
        last = value


@given(st.integers(0, 1 << 62))
def test_an_op_exceeds_what_it_supersedes_and_a_wild_clock_is_not_followed(after):
    clock = HybridClock()
    assert clock.tick(NOW, after) > after
    assert clock.tick(NOW) >> 16 <= MS + MAX_AHEAD_MS


def test_a_remote_clock_is_followed_for_a_day_and_no_more():
    clock = HybridClock()
    clock.observe((MS + 1000) << 16, NOW)
    assert clock.tick(NOW) > (MS + 1000) << 16
    clock.observe((MS + 2 * MAX_AHEAD_MS) << 16, NOW)
    assert hlc_time(clock.tick(NOW)).date() == NOW.date()


def first(person: str = "amara") -> Op:
    return an_op(0, seq=1, person=person, entity_type="review", entity="r1", field="kind")


def test_the_lead_is_who_began_and_passes_it_on():
    lead = {"entity_type": "review", "entity": "r1", "field": "", "kind": "lead"}
    ops = [
        first(),
        an_op(5, **lead, person="ben", value={"to": "ben"}),
        an_op(6, **lead, person="amara", value={"to": "cal"}),
        an_op(7, **lead, person="dee", value={"to": "dee", "takeover": True, "reason": "ill"}),
        an_op(8, **lead, person="dee", value={"to": ""}),
        an_op(9, **lead, person="dee", value="nonsense"),
    ]
    assert [person for _, person in lead_times(ops)] == ["amara", "cal", "dee"]


@pytest.mark.parametrize(
    ("person", "counts"), [("ben", True), ("amara", True), ("cal", False), ("", False)]
)
def test_who_may_remove_for_good(person, counts):
    """The author (Ben) and the lead (Amara); nobody else, and nobody without a name."""
    erase = an_op(
        3, person=person, entity_type="review", entity="r1", kind="erase", parents=("o2",)
    )
    note = an_op(2, person="ben")
    assert (erased_ids([first(), note, erase]) == {"o2"}) is counts
    assert not erased_ids([an_op(1, person="", kind="erase", parents=("o2",)), note])
    shown = fold([first(), note, erase])["evidence", "e1"].get("focus")
    assert (shown is None) is counts
    assert note.value is not GONE


def test_a_cycle_of_parents_hides_nothing():
    ops = [an_op(1, parents=("o2",)), an_op(2, parents=("o1",)), an_op(3, parents=("o3",))]
    values = {head.value for head in fold(ops)["evidence", "e1"].registers["focus"].heads}
    assert values == {"v2", "v3"}, "the later supersedes the earlier, never the other way round"


def test_a_parent_in_another_field_or_note_is_no_parent():
    ops = [
        an_op(1),
        an_op(2, field="place", parents=("o1",)),
        an_op(3, entity="e2", parents=("o1",)),
    ]
    assert fold(ops)["evidence", "e1"].get("focus") == "v1"


def test_equal_values_from_two_people_need_no_choice():
    ops = [an_op(1), an_op(2, person="ben", device="d2", value="v1")]
    register = fold(ops)["evidence", "e1"].registers["focus"]
    assert not register.contested
    assert register.op_ids == ("o1", "o2")
