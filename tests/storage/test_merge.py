"""Merging on real files: a set union, and what does not hold together is put aside."""

import contextlib
import json
import uuid
from dataclasses import replace

import pytest
import sqlalchemy as sa

from reviewer_app.domain.clock import MAX_HLC
from reviewer_app.domain.ids import review_id
from reviewer_app.domain.ops import GONE, make_op
from reviewer_app.domain.ports import Edit
from reviewer_app.storage.schema import quarantine
from tests.storage.pages import everything
from tests.storage.profiles import begin_review, make


def an_op(seq: int = 1, **changes):
    values = {
        "op_id": f"o{seq}",
        "review": "r1",
        "device": "d2",
        "seq": seq,
        "hlc": (1_700_000_000_000 + seq) << 16,
        "person": "ben",
        "entity_type": "evidence",
        "entity": "e9",
        "field": "focus",
        "kind": "set",
        "value": f"value {seq}",
        "salt": bytes(16),
        "parents": (),
    }
    return make_op(**{**values, **changes})


def set_aside(store) -> list[str]:
    with store._engine.begin() as connection:
        return list(connection.execute(sa.select(quarantine.c.reason)).scalars())


def test_merging_twice_changes_nothing(store):
    ops = [an_op(1), an_op(2, parents=("o1",)), an_op(3, field="years", kind="add", value="5")]
    with store.unit() as unit:
        assert unit.log.merge(ops) == {"added": 3, "known": 0, "quarantined": 0}
        first = unit.log.fold_hash("r1")
    with store.unit() as unit:
        assert unit.log.merge(reversed(ops)) == {"added": 0, "known": 3, "quarantined": 0}
        assert unit.log.fold_hash("r1") == first
        assert unit.log.entity("r1", "evidence", "e9").get("focus") == "value 2"


def test_a_repeat_within_one_pack_counts_once(store):
    with store.unit() as unit:
        assert unit.log.merge([an_op(1), an_op(1)]) == {"added": 1, "known": 1, "quarantined": 0}


def test_a_payload_that_comes_later_is_filled_in(store):
    with store.unit() as unit:
        unit.log.merge([replace(an_op(1), value=GONE, salt=b"")])
        assert unit.log.entity("r1", "evidence", "e9").get("focus") is None
        unit.log.merge([an_op(1)])
        assert unit.log.entity("r1", "evidence", "e9").get("focus") == "value 1"
    assert store.check() == []


@pytest.mark.parametrize(
    ("op", "reason"),
    [
        (replace(an_op(1), value="forged"), "payload does not match its header"),
        (replace(an_op(1), header=b"{}"), "not an op"),
        (replace(an_op(1), header=b"[" * 5000), "not an op"),
        (replace(an_op(1), value=float("inf")), "not an op"),
        (an_op(1, hlc=MAX_HLC), "impossible clock"),
        (an_op(0), "impossible number"),
        (replace(an_op(1), header=an_op(1).header.replace(b'"ben"', b'"\\ud800"')), "not an op"),
    ],
)
def test_what_does_not_hold_together_is_put_aside_and_bars_nothing(store, op, reason):
    good = an_op(7, entity="e8")
    with store.unit() as unit:
        counts = unit.log.merge([op, good])
        assert counts == {"added": 1, "known": 0, "quarantined": 1}
        unit.log.merge([op])
        assert unit.log.entity("r1", "evidence", "e8").get("focus") == "value 7"
        assert unit.log.entity("r1", "evidence", "e9") is None
    assert set_aside(store) == [reason]


def test_the_fields_of_an_op_are_read_from_its_header(store):
    lie = replace(an_op(1), person="amara", entity="e5")
    with store.unit() as unit:
        unit.log.merge([lie])
        assert unit.log.entity("r1", "evidence", "e5") is None
        assert unit.log.entity("r1", "evidence", "e9").first_person == "ben"


def test_a_cloned_device_is_noticed(store):
    with store.unit() as unit:
        unit.log.merge([an_op(1)])
        counts = unit.log.merge([an_op(1, op_id="other", value="from the clone")])
        assert counts["quarantined"] == 1
        assert unit.log.merge([an_op(1, value="same id, other text")])["quarantined"] == 1
        assert unit.log.entity("r1", "evidence", "e9").get("focus") == "value 1"
    assert set_aside(store) == ["same number, other op", "same id, other content"]


def test_two_people_write_the_same_field_apart_and_both_texts_stand(store, tmp_path):
    begin_review(store)
    with store.unit() as unit:
        unit.log.write("r1", [Edit("evidence", "e1", "focus", "first")])
        start = unit.log.ops("r1")
    other = make(tmp_path / "ben", name="Ben Marsh")
    with other.unit() as unit:
        unit.log.merge(start)
        unit.log.write("r1", [Edit("evidence", "e1", "focus", "Ben's")])
        bens = unit.log.ops("r1")
    with store.unit() as unit:
        unit.log.write("r1", [Edit("evidence", "e1", "focus", "Amara's")])
        unit.log.merge(bens)
        amaras = unit.log.ops("r1")
        register = unit.log.entity("r1", "evidence", "e1").registers["focus"]
        assert {h.value for h in register.heads} == {"Ben's", "Amara's"}
        assert register.contested
        mine = unit.log.fold_hash("r1")
        unit.log.write("r1", [Edit("evidence", "e1", "focus", "both", "resolve")])
        assert not unit.log.entity("r1", "evidence", "e1").registers["focus"].contested
    with other.unit() as unit:
        unit.log.merge(amaras)
        assert unit.log.fold_hash("r1") == mine
        assert unit.log.vector("r1").keys() == {store.account.device, other.account.device}
    other.close()


def test_a_clock_a_year_ahead_does_not_carry_ours_along(store, clock):
    year = int(clock.advance(days=365).timestamp() * 1000) << 16
    clock.advance(days=-365)
    with store.unit() as unit:
        unit.log.merge([an_op(1, hlc=year)])
        new = unit.log.write("r1", [Edit("evidence", "e1", "focus", "now")])[0]
        after = unit.log.write("r1", [Edit("evidence", "e9", "focus", "over it")])[0]
        again = unit.log.write("r1", [Edit("evidence", "e1", "focus", "later")])[0]
        assert unit.log.entity("r1", "evidence", "e9").get("focus") == "over it"
    assert new.hlc < again.hlc < year < after.hlc


def test_a_header_is_kept_byte_for_byte(store):
    strange = an_op(1)
    spaced = json.dumps(json.loads(strange.header), indent=1).encode()
    with store.unit() as unit:
        unit.log.merge([replace(strange, header=spaced)])
        assert unit.log.ops("r1")[0].header == spaced


def test_a_lead_handed_over_by_a_fast_clock_counts_at_once(store, tmp_path, clock):
    clock.advance(days=3)
    begin_review(store)
    clock.advance(days=-3)
    other = make(tmp_path / "ben", clock, name="Ben Marsh")
    with store.unit() as unit:
        handover = {"to": other.account.person}
        unit.log.write("r1", [Edit("review", "r1", "", handover, "lead")])
        ops = unit.log.ops("r1")
    with other.unit() as unit:
        unit.log.merge(ops)
        assert unit.log.lead("r1") == other.account.person
        unit.log.write("r1", [Edit("review", "r1", "head_name", "Ms Ward")])
        assert unit.log.entity("r1", "review", "r1").get("head_name") == "Ms Ward"
    other.close()


def test_a_member_cannot_change_the_header(store, tmp_path):
    begin_review(store)
    other = make(tmp_path / "ben", name="Ben Marsh")
    with store.unit() as unit, other.unit() as theirs:
        theirs.log.merge(unit.log.ops("r1"))
        forged = theirs.log.write("r1", [Edit("review", "r1", "kind", "mine")])
        unit.log.merge(forged)
        assert unit.log.entity("r1", "review", "r1").get("kind") == "qar"
    other.close()


def test_an_erase_that_came_before_its_op_still_counts(store):
    begin_review(store)  # somebody else leads: Ben removes what he wrote himself
    erase = an_op(
        9, entity_type="review", entity="r1", field="", kind="erase",
        value={"reason": "name"}, parents=("o1",),
    )  # fmt: skip
    with store.unit() as unit:
        unit.log.merge([erase])
        unit.log.write("r1", [Edit("evidence", "mine", "focus", "in between")])
    with store.unit() as unit:
        unit.log.merge([an_op(1)])
    with store.unit() as unit:
        assert unit.log.entity("r1", "evidence", "e9").get("focus") is None
        assert [o.value for o in unit.log.ops("r1") if o.op_id == "o1"] == [GONE]


@pytest.mark.parametrize("spare", range(0, 30, 3))
def test_a_value_too_deep_to_be_read_again_is_put_aside(store, spare):
    value = "x"
    with contextlib.suppress(RecursionError):  # as deep as the program can only just make it
        while True:
            an_op(1, value=value)
            value = [value]
    for _ in range(1 + spare):
        value = value[0]
    with store.unit() as unit:
        counts = unit.log.merge([an_op(1, value=value), an_op(7, entity="e8")])
        assert counts == {"added": 1, "known": 0, "quarantined": 1}
        assert len(unit.log.entities("r1", "evidence")) == 1


def test_a_header_too_deep_to_be_read_again_is_put_aside(store):
    header = an_op(1).header.replace(b'{"o"', b'{"zz":' + b"[" * 900 + b"]" * 900 + b',"o"')
    with store.unit() as unit:
        assert unit.log.merge([replace(an_op(1), header=header)])["quarantined"] == 1
    assert set_aside(store) == ["nested too deeply"]


def test_an_op_forged_in_this_laptops_name_does_not_use_up_its_numbers(store):
    begin_review(store)
    forged = an_op((1 << 63) - 1, hlc=1 << 40, device=store.account.device, op_id="forged")
    with store.unit() as unit:
        assert unit.log.merge([forged])["quarantined"] == 1
        unit.log.write("r1", [Edit("evidence", "e1", "focus", "still writing")])
        assert unit.log.entity("r1", "evidence", "e1").get("focus") == "still writing"
    assert set_aside(store) == ["this laptop never made it"]


def found_review(store):
    """Write a review whose id names its founding op; return its id."""
    account, first_op = store.account, str(uuid.uuid4())
    review = review_id(first_op, account.device, account.person)
    with store.unit() as unit:
        unit.log.write(
            review,
            [
                Edit("review", review, "kind", "qar"),
                Edit("review", review, "head_name", "Ms Ward"),
            ],
            first_op,
        )
    return review


@pytest.mark.parametrize("founder_last", [False, True])
def test_an_op_with_an_earlier_clock_does_not_make_its_author_the_lead(
    store, tmp_path, founder_last
):
    review = found_review(store)
    other = make(tmp_path / "mia", name="Mia Lund")
    with store.unit() as unit:
        ops = unit.log.ops(review)
    backdated = make_op(
        op_id=str(uuid.uuid4()), review=review, device="d" * 36, seq=1, hlc=ops[0].hlc - 1000,
        person="mallory", entity_type="review", entity=review, field="head_name", kind="set",
        value="Me", salt=b"s" * 16,
    )  # fmt: skip
    nobody = make_op(
        op_id=str(uuid.uuid4()), review=review, device="d" * 36, seq=2, hlc=ops[0].hlc - 999,
        person="", entity_type="review", entity=review, field="hub_name", kind="set",
        value="Mine", salt=b"s" * 16,
    )  # fmt: skip
    order = [backdated, nobody, *ops] if founder_last else [*ops, backdated, nobody]
    with other.unit() as unit:
        for one in order:
            unit.log.merge([one])
        assert unit.log.lead(review) == store.account.person
        header = unit.log.entity(review, "review", review)
        assert header.get("head_name") == "Ms Ward"
        assert header.get("hub_name") is None
        assert not header.registers["head_name"].contested
    other.close()


def test_without_its_founding_op_a_review_shows_no_header_yet(store, tmp_path):
    review = found_review(store)
    other = make(tmp_path / "mia", name="Mia Lund")
    with store.unit() as unit:
        founding, *rest = unit.log.ops(review)
    with other.unit() as unit:
        unit.log.merge(rest)
        assert unit.log.lead(review) == ""
        assert unit.log.entity(review, "review", review) is None
        unit.log.merge([founding])
        assert unit.log.lead(review) == store.account.person
        assert unit.log.entity(review, "review", review).get("head_name") == "Ms Ward"
    other.close()


def test_removed_words_that_come_again_are_not_even_put_aside(store, folder):
    begin_review(store)
    secret = "Zebedee Quillfeather"
    with store.unit() as unit:
        unit.log.merge([an_op(1, value=secret)])
        unit.log.erase("r1", [an_op(1).op_id], "names a child")
    with store.unit() as unit:
        # another header under the removed op's id, with the words
        assert unit.log.merge([an_op(1, value=secret, field="body")])["quarantined"] == 1
    assert set_aside(store) == ["same id, other content"]
    assert b"Quillfeather" not in everything(folder, store.vault.main_key)
