"""Removed for good means gone: from every byte of every file, and from what arrives later."""

from pathlib import Path

import pytest

from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.fold import fold
from reviewer_app.domain.ops import GONE
from reviewer_app.domain.ports import Draft, Edit
from reviewer_app.storage import migrate
from reviewer_app.storage.append import get_meta
from reviewer_app.storage.files import disk_full
from reviewer_app.storage.store import ProfileStore
from tests.fixtures.fakes import FrozenClock
from tests.storage.pages import everything
from tests.storage.profiles import begin_review, make, reopen
from tests.storage.test_merge import an_op

SECRET = "Zebedee Quillfeather told me about home"
MARKS = tuple(
    word.encode(code) for word in ("Quillfeather", "quillfeather") for code in ("utf-8", "utf-16le")
)


def write_secret(store: ProfileStore, entity: str = "e1") -> str:
    """Write the secret amid other notes; return the id of its op."""
    with store.unit() as unit:
        for n in range(30):
            unit.log.write("r1", [Edit("evidence", f"n{n}", "body", {"text": f"note {n} " * 40})])
        return unit.log.write("r1", [Edit("evidence", entity, "body", {"text": SECRET})])[0].op_id


def held(folder: Path, key: bytes) -> list[bytes]:
    clear = everything(folder, key)
    return [mark for mark in MARKS if mark in clear]


def test_a_removed_text_is_in_no_byte_of_any_file(store, folder, clock):
    begin_review(store)
    op_id = write_secret(store)
    with store.unit() as unit:
        # a later version: the secret is history, and in a draft that was typed over it
        unit.log.write("r1", [Edit("evidence", "e1", "body", {"text": "He spoke of home"})])
        unit.drafts.put(Draft("r1", "evidence", "e1", "so_what", f"{SECRET}, so", clock.now()))
        unit.drafts.put(Draft("r1", "evidence", "e1", "focus", "kept", clock.now()))
    migrate.copy_first(store._engine, store._paths, "0001", clock.now())
    key = store.vault.main_key
    assert b"Quillfeather" in held(folder, key), "the search would find it"
    assert migrate.copies_folder(store._paths).exists()

    with store.unit() as unit:
        unit.log.erase("r1", [op_id], "names a child")

    assert held(folder, key) == []
    with store.unit() as unit:
        history = unit.log.history("r1", "e1", "body")
        assert history[0].value is GONE
        assert unit.log.entity("r1", "evidence", "e1").get("body") == {"text": "He spoke of home"}
        assert unit.search.find("Quillfeather") == []
        assert [d.field for d in unit.drafts.of("r1")] == ["focus"], "typing that is not it stays"
    assert store.check() == []
    assert list(migrate.copies_folder(store._paths).glob("*")) == []


def test_a_text_that_stands_is_gone_too(store, folder):
    begin_review(store)
    op_id = write_secret(store)
    with store.unit() as unit:
        assert unit.search.find("Quillfeather")
        unit.log.erase("r1", [op_id], "names a child")
    assert held(folder, store.vault.main_key) == []
    with store.unit() as unit:
        assert unit.log.entity("r1", "evidence", "e1").get("body") is None
        assert unit.log.write("r1", [Edit("evidence", "e1", "body", {"text": "again"})])
        assert unit.log.entity("r1", "evidence", "e1").get("body") == {"text": "again"}


def test_a_copy_that_arrives_later_brings_nothing_back(store, folder):
    begin_review(store)
    op_id = write_secret(store)
    with store.unit() as unit:
        before = unit.log.ops("r1")
        unit.log.erase("r1", [op_id], "names a child")
    with store.unit() as unit:
        assert unit.log.merge(before)["known"] == len(before)
        assert unit.log.history("r1", "e1", "body")[0].value is GONE
    assert held(folder, store.vault.main_key) == []


def test_the_removal_travels(store, folder, tmp_path):
    begin_review(store)
    op_id = write_secret(store)
    other = make(tmp_path / "ben", name="Ben Marsh")
    with store.unit() as unit, other.unit() as theirs:
        theirs.log.merge(unit.log.ops("r1"))
    assert held(tmp_path / "ben", other.vault.main_key)
    with store.unit() as unit:
        unit.log.erase("r1", [op_id], "names a child")
    with store.unit() as unit, other.unit() as theirs:
        theirs.log.merge(unit.log.ops("r1"))
    assert held(tmp_path / "ben", other.vault.main_key) == []
    other.close()


def test_the_removal_may_arrive_before_what_it_removes(store, tmp_path):
    begin_review(store)
    op_id = write_secret(store)
    with store.unit() as unit:
        before = unit.log.ops("r1")
        erase = unit.log.erase("r1", [op_id], "names a child")
    other = make(tmp_path / "ben", name="Ben Marsh")
    with other.unit() as unit:
        unit.log.merge(erase)
    with other.unit() as unit:
        unit.log.merge(before)
        assert unit.log.history("r1", "e1", "body")[0].value is GONE
    assert held(tmp_path / "ben", other.vault.main_key) == []
    other.close()


def test_another_persons_text_is_the_leads_to_remove(store, tmp_path):
    begin_review(store)
    op_id = write_secret(store)
    other = make(tmp_path / "ben", name="Ben Marsh")
    with store.unit() as unit, other.unit() as theirs:
        theirs.log.merge(unit.log.ops("r1"))
    with other.unit() as unit, pytest.raises(ReviewerError, match="Only its author or the lead"):
        unit.log.erase("r1", [op_id], "I say so")
    with other.unit() as unit:
        assert unit.log.entity("r1", "evidence", "e1").get("body") == {"text": SECRET}
    other.close()


def test_a_start_finishes_a_removal_that_was_cut_short(folder, monkeypatch):
    store = make(folder, FrozenClock())
    begin_review(store)
    op_id = write_secret(store)
    key = store.vault.main_key
    monkeypatch.setattr(ProfileStore, "_clean", lambda _self: None)  # killed after the commit
    with store.unit() as unit:
        unit.log.erase("r1", [op_id], "names a child")
    store.close()
    monkeypatch.undo()
    store = reopen(folder)
    assert held(folder, key) == []
    with store._engine.begin() as connection:
        assert get_meta(connection, "vacuum_due") == ""
    store.close()


def test_a_disk_too_full_to_wipe_is_said_and_bars_no_start(store, folder, clock, monkeypatch):
    """The text is gone from every screen; the wiping waits for room."""
    begin_review(store)
    op_id = write_secret(store)

    def full(_self) -> None:
        raise disk_full()

    monkeypatch.setattr(ProfileStore, "_clean", full)

    def erase() -> None:
        with store.unit() as unit:
            unit.log.erase("r1", [op_id], "names a child")

    with pytest.raises(ReviewerError, match="could not yet be wiped"):
        erase()
    key = store.vault.main_key
    store.close()
    reopen(folder, clock).close()
    monkeypatch.undo()
    store = reopen(folder, clock)
    with store.unit() as unit:
        assert unit.log.history("r1", "e1", "body")[0].value is GONE
    assert held(folder, key) == []
    store.close()


def an_erase(parent: str, **changes):
    return an_op(5, op_id="er", device="d3", entity_type="review", entity="r1", field="",
                 kind="erase", value={"reason": "slip"}, parents=(parent,), **changes)  # fmt: skip


def test_an_erase_that_comes_before_its_text_still_takes_it(store):
    begin_review(store)
    with store.unit() as unit:
        unit.log.merge([an_erase("o1")])
    with store.unit() as unit:
        unit.log.merge([an_op(1)])
        assert unit.log.entity("r1", "evidence", "e9").get("focus") is None
        [late] = [op for op in unit.log.ops("r1") if op.op_id == "o1"]
        assert late.value is GONE


def test_an_erase_cannot_take_back_who_leads(store, folder):
    begin_review(store)
    with store.unit() as unit:
        [gift] = unit.log.write("r1", [Edit("review", "r1", "", {"to": "ben"}, "lead")])
        unit.log.merge([an_erase(gift.op_id, person=store.account.person, hlc=gift.hlc + 1)])
        assert unit.log.lead("r1") == "ben"
    store.close()
    store = reopen(folder)
    with store.unit() as unit:
        assert unit.log.lead("r1") == "ben"
        assert fold(unit.log.ops("r1"))["review", "r1"].get("kind") == "qar"
    store.close()
