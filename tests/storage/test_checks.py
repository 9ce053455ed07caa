"""check() names what is wrong; segments vouch for runs of ops."""

import pytest

from reviewer_app.domain.ports import Edit
from tests.storage.profiles import begin_review


@pytest.fixture
def signed(store):
    """A store with two segments."""
    begin_review(store)
    for n in range(2):
        with store.unit() as unit:
            edits = [Edit("evidence", f"e{n}{i}", "focus", f"words {i}") for i in range(5)]
            unit.log.write("r1", edits)
            made = unit.segments.cut("r1", store.sign, store.device_public_key)
            assert (made.first, made.last) == ((1, 6), (7, 11))[n]
            assert unit.segments.cut("r1", store.sign, store.device_public_key) is None
    assert store.check() == []
    return store


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (
            "UPDATE payload SET value = CAST('\"forged\"' AS BLOB) WHERE n = 3",
            "payload fails its hash",
        ),
        ("UPDATE op SET field = 'so_what' WHERE n = 3", "its row differs from its header"),
        (
            "UPDATE op SET header = CAST(replace(header, 'focus', 'place') AS BLOB) WHERE n = 3",
            "chain of ops",
        ),
        ("DELETE FROM op WHERE n = 5", "ops of device"),
        ("UPDATE segment SET signature = zeroblob(64) WHERE first = 1", "signature does not fit"),
        (
            "UPDATE segment SET head = CAST(replace(head, '6', '5') AS BLOB) WHERE first = 1",
            "not those that were",
        ),
        ("DELETE FROM segment WHERE first = 1", "not those that were signed"),
    ],
)
def test_a_change_behind_our_back_is_named(signed, damage, complaint):
    with signed._engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        if damage.startswith("DELETE FROM op"):
            connection.exec_driver_sql("DELETE FROM payload WHERE n = 5")
        connection.exec_driver_sql(damage)
    assert any(complaint in line for line in signed.check()), signed.check()


def test_a_complaint_holds_no_words_of_the_notes(signed):
    with signed._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE payload SET value = CAST('\"forged\"' AS BLOB)")
    assert not any("forged" in line or "words" in line for line in signed.check())


def test_erasing_keeps_signatures_valid(signed):
    with signed.unit() as unit:
        op = unit.log.history("r1", "e01", "focus")[0]
        unit.log.erase("r1", [op.op_id], "names a child")
    assert signed.check() == []
