"""Keys between keys: there is always room, and the order is the wanted one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.order import between


def test_a_first_key_leaves_room_on_both_sides():
    first = between("", "")
    assert between("", first) < first < between(first, "")


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=60))
def test_any_history_of_insertions_keeps_the_order(places):
    keys = []
    for place in places:
        index = place % (len(keys) + 1)
        low = keys[index - 1] if index else ""
        high = keys[index] if index < len(keys) else ""
        keys.insert(index, between(low, high))
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert all(not key.endswith("0") for key in keys)


def test_keys_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="order"):
        between("i", "i")
