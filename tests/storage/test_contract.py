"""What every Store promises (domain/ports.py). A fake joins by adding itself to ``makers``."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from reviewer_app.domain.errors import DamagedError, FinalError, ReviewerError, TooLongError
from reviewer_app.domain.ports import (
    Draft,
    Edit,
    HubMembership,
    Revision,
    Store,
    StoredReceipt,
)
from reviewer_app.domain.school import School
from tests.fixtures.fakes import FrozenClock
from tests.storage.profiles import begin_review, make

makers: dict[str, Callable[[Path, FrozenClock], Store]] = {"sql": make}


@pytest.fixture(params=sorted(makers))
def any_store(request, folder: Path, clock: FrozenClock) -> Iterator[Store]:
    opened = makers[request.param](folder, clock)
    begin_review(opened)
    yield opened
    opened.close()


@pytest.fixture
def unit(any_store):
    with any_store.unit() as open_unit:
        yield open_unit


def note(field: str, value, kind: str = "set", entity: str = "e1") -> Edit:
    return Edit("evidence", entity, field, value, kind)


def test_a_register_shows_what_was_set_last(unit):
    ops = unit.log.write("r1", [note("focus", "one"), note("focus", "two"), note("place", "hall")])
    assert [op.seq for op in ops] == [2, 3, 4]
    assert ops[1].parents == (ops[0].op_id,)
    seen = unit.log.entity("r1", "evidence", "e1")
    assert (seen.get("focus"), seen.get("place")) == ("two", "hall")
    assert [op.value for op in unit.log.history("r1", "e1", "focus")] == ["one", "two"]


def test_an_edit_that_changes_nothing_writes_no_op(unit):
    unit.log.write("r1", [note("focus", "one"), note("years", "5", "add")])
    assert unit.log.write("r1", [note("focus", "one"), note("years", "5", "add")]) == []
    assert unit.log.write("r1", [note("years", "6", "remove"), note("", "", "undel")]) == []
    assert unit.log.write("r1", [note("", "", "del", "unknown")]) == []


def test_sets_take_in_and_let_go(unit):
    unit.log.write("r1", [note("years", "5", "add"), note("years", "4", "add")])
    unit.log.write("r1", [note("years", "5", "remove")])
    assert unit.log.entity("r1", "evidence", "e1").elements("years") == ("4",)


def test_a_deleted_note_is_listed_no_more_and_can_return(unit):
    unit.log.write("r1", [note("focus", "one")])
    unit.log.write("r1", [note("", "", "del")])
    assert unit.log.entity("r1", "evidence", "e1").deleted
    assert unit.log.entities("r1", "evidence") == []
    assert unit.search.find("one") == []
    unit.log.write("r1", [note("", "", "undel")])
    assert [f.get("focus") for f in unit.log.entities("r1", "evidence")] == ["one"]
    assert unit.search.find("one")


def test_entities_come_oldest_first_and_reviews_newest_first(any_store, clock):
    for name in ("b", "a", "c"):
        clock.advance(1)
        with any_store.unit() as unit:
            unit.log.write("r1", [note("focus", name, entity=name)])
            unit.log.write(name, [Edit("review", name, "kind", "qar")])
    with any_store.unit() as unit:
        assert [f.entity for f in unit.log.entities("r1", "evidence")] == ["b", "a", "c"]
        assert unit.log.reviews() == ["c", "a", "b", "r1"]
        assert unit.log.lead("r1") == any_store.account.person
        assert unit.log.lead("unknown") == ""
        assert unit.log.entity("r1", "evidence", "unknown") is None


def test_a_text_over_64_kb_is_refused_and_a_text_of_strange_letters_is_not(unit):
    with pytest.raises(TooLongError):
        unit.log.write("r1", [note("focus", "x" * 65_536)])
    for text in ("\x00\x01", "\ud800", "👩‍👩‍👧", "שלום", "e\u0301", "{{7*7}} %s ' \" ; --", ""):
        unit.log.write("r1", [note("focus", text)])
        expected = text.encode("utf-8", "replace").decode()
        assert unit.log.entity("r1", "evidence", "e1").get("focus") == expected


def test_drafts_keep_the_latest_of_each_field(unit, clock):
    now = clock.now()
    for value in ("a", "ab", "abc"):
        unit.drafts.put(Draft("r1", "evidence", "e1", "focus", value, now))
    unit.drafts.put(Draft("r1", "evidence", "e1", "body", {"text": "t"}, now))
    unit.drafts.put(Draft("r2", "evidence", "e2", "body", "x", now))
    assert {d.field: d.value for d in unit.drafts.of("r1")} == {
        "focus": "abc",
        "body": {"text": "t"},
    }
    assert len(unit.drafts.all()) == 3
    unit.drafts.clear("r1", "e1", ["focus"])
    assert unit.drafts.of("r1", "e1") == [Draft("r1", "evidence", "e1", "body", {"text": "t"}, now)]
    unit.drafts.clear("r1", "e1")
    assert unit.drafts.of("r1") == []


@pytest.mark.parametrize(
    "text",
    ['"', "NEAR(", "*", "a* OR", "body:x", "-x", "^", "{a b}", "'; DROP", "%_", "", " ", "\x00",
     "AND", "(", "💥", "a" * 5000, "\ud800"],
)  # fmt: skip
def test_any_text_is_safe_to_search_for(unit, text):
    unit.log.write("r1", [note("focus", "plain words")])
    assert isinstance(unit.search.find(text), list)
    assert isinstance(unit.schools.search(text), list)


def test_search_finds_words_whatever_their_accents_and_the_last_one_half_typed(unit):
    body = {"text": "Jörg reads Fractions aloud"}
    unit.log.write("r1", [note("body", body), note("so_what", "Zoo", entity="e2")])
    unit.log.write("r1", [Edit("statement", "s1", "text", "Fractions are secure")])
    (hit,) = unit.search.find("jorg frac")
    assert (hit.entity, hit.entity_type) == ("e1", "evidence")
    assert "\x02Fractions\x03" in hit.snippet
    assert {h.entity for h in unit.search.find("FRACTIONS")} == {"e1", "s1"}
    assert unit.search.find("fractions", "r2") == []
    assert unit.search.find("fractions absent") == []
    unit.log.write("r1", [note("body", {"text": "other"})])
    assert [h.entity for h in unit.search.find("fractions")] == ["s1"]


def school(urn: str, name: str, **more) -> School:
    return School(urn, name, urn=urn, **more)


def test_schools_are_found_by_part_of_name_town_postcode_or_number(unit):
    rows = [
        school("100001", "St Mary’s Primary School", town="Leeds", postcode="LS1 4AB"),
        school("100002", "Oakfield Academy", town="Bradford", postcode="BD7 1AB"),
        school("100003", "École Oakfield", town="York"),
        school("100004", "Old Oakfield", status="Closed"),
    ]
    assert unit.schools.put(rows) == (4, 0, 0)
    assert unit.schools.put(rows) == (0, 0, 4)
    assert unit.schools.put([school("100002", "Oakfield High", town="Bradford")]) == (0, 1, 0)

    def found(text: str, **more) -> list[str]:
        return [s.urn for s in unit.schools.search(text, **more)]

    assert found("oakf") == ["100002", "100003"], "a name that begins so comes first"
    assert found("oakfield high") == ["100002"]
    assert found("academy") == [], "an old name is forgotten"
    assert found("st marys lee") == ["100001"]
    assert found("ls14ab") == found("LS1 4AB") == ["100001"]
    assert found("10000") == ["100001", "100002", "100003"]
    assert found("ecole") == ["100003"]
    assert found("oakfield", include_closed=True) == ["100002", "100003", "100004"]
    assert found("oakfield", limit=1) == ["100002"]
    assert unit.schools.count() == 4
    assert unit.schools.get("100001") == rows[0]
    assert unit.schools.get("9") is None


def test_a_document_version_never_changes(unit):
    assert unit.documents.put("framework", "peer", "1", "aa", {"n": 1})
    assert not unit.documents.put("framework", "peer", "1", "aa", {"n": 1})
    with pytest.raises(ReviewerError, match="other content"):
        unit.documents.put("framework", "peer", "1", "bb", {"n": 2})
    unit.documents.put("framework", "peer", "2", "bb", {"n": 2})
    assert unit.documents.get("framework", "peer", "2") == {"n": 2}
    assert unit.documents.get("framework", "peer", "3") is None
    assert unit.documents.list("framework") == [("peer", "1", "aa"), ("peer", "2", "bb")]


def test_blobs_come_back_by_their_hash(unit):
    for data in (b"", b"x", b"y" * 600_000):
        sha256 = unit.blobs.put(data, "application/pdf")
        assert unit.blobs.put(data, "application/pdf") == sha256
        assert unit.blobs.get(sha256) == data
        assert unit.blobs.size(sha256) == len(data)
    assert unit.blobs.size("0" * 64) is None
    with pytest.raises(DamagedError):
        unit.blobs.get("0" * 64)


def test_settings_keep_any_json(unit):
    assert unit.settings.get("caret", 7) == 7
    unit.settings.set("caret", {"line": 3})
    unit.settings.set("caret", {"line": 4})
    assert unit.settings.get("caret") == {"line": 4}


def a_revision(clock, number: int = 1, manifest: bytes = b"{}") -> Revision:
    return Revision("r1", number, manifest, bytes(64), "aa", "bb", "c0de", clock.now(), "first")


def test_a_revision_is_final(unit, clock):
    unit.delivery.add_revision(a_revision(clock))
    unit.delivery.add_revision(a_revision(clock))
    unit.delivery.add_revision(a_revision(clock, 2))
    with pytest.raises(FinalError):
        unit.delivery.add_revision(a_revision(clock, 1, b"other"))
    assert [r.number for r in unit.delivery.revisions("r1")] == [1, 2]
    assert unit.delivery.revisions("r1")[0] == a_revision(clock)


def test_the_outbox_goes_review_small_blob_big_blob_revision(unit, clock):
    big = unit.blobs.put(bytes(1000), "x/y")
    small = unit.blobs.put(b"s", "x/y")
    for kind, ref in (("revision", "1"), ("blob", big), ("blob", small), ("review", "r1")):
        unit.delivery.enqueue(kind, "r1", ref)
        unit.delivery.enqueue(kind, "r1", ref)
    due = unit.delivery.due(clock.now())
    assert [(i.kind, i.ref) for i in due] == [
        ("review", "r1"), ("blob", small), ("blob", big), ("revision", "1"),
    ]  # fmt: skip
    later = clock.now() + timedelta(minutes=5)
    unit.delivery.mark(due[0].id, "sending")
    unit.delivery.mark(due[1].id, "waiting", problem="no net", next_try=later)
    unit.delivery.mark(due[2].id, "refused", problem="too big")
    assert [i.kind for i in unit.delivery.due(clock.now())] == ["revision"]
    assert [i.kind for i in unit.delivery.due(later)] == ["blob", "revision"]
    # put off for more than a day: the clock was ahead then, and is not now
    before = clock.now() - timedelta(days=2)
    assert [i.kind for i in unit.delivery.due(before)] == ["blob", "revision"]
    unit.delivery.enqueue("revision", "r1", "2")
    unit.delivery.mark(unit.delivery.waiting("r1")[-1].id, "superseded")
    waiting = unit.delivery.waiting("r1")
    assert [i.tries for i in waiting] == [1, 0, 0, 0]
    assert waiting[2].last_problem == "too big"
    body = f'{{"parts":[{{"sha256":"{small}"}}]}}'.encode()
    receipt = StoredReceipt("r1", 1, "hub", body, bytes(64), clock.now())
    unit.delivery.add_receipt(receipt)
    unit.delivery.add_receipt(receipt)
    assert [i.ref for i in unit.delivery.waiting()] == [big], "it covers only what it lists"
    assert unit.delivery.receipts("r1") == [receipt]


def test_the_hub_and_its_feeds_are_remembered(unit, clock):
    assert unit.delivery.membership() is None
    hub = HubMembership("h1", "Trust", "https://h", {"k": "ff"}, "cert", clock.now())
    unit.delivery.join(hub)
    assert unit.delivery.membership() == hub
    assert unit.delivery.cursor("reviews") == ""
    unit.delivery.set_cursor("reviews", "12")
    unit.delivery.set_cursor("reviews", "13")
    assert unit.delivery.cursor("reviews") == "13"


def test_a_sound_store_has_nothing_against_it(any_store):
    with any_store.unit() as unit:
        unit.log.write("r1", [note("focus", "one")])
        unit.blobs.put(b"x", "x/y")
    assert any_store.check() == []
    assert len(any_store.sign(b"m")) == 64
    assert len(bytes.fromhex(any_store.device_public_key)) == 32


def test_a_tally_counts_what_the_entities_show(store):
    review = begin_review(store)
    edits = [Edit("evidence", f"n{i}", "status", "done" if i % 3 else "draft") for i in range(7)]
    with store.unit() as unit:
        unit.log.write(review, edits)
        unit.log.write(review, [Edit("evidence", "n1", "status", "draft")])
        unit.log.write(review, [Edit("evidence", "n2", "", None, "del")])
    with store.unit() as unit:
        assert unit.log.tally(review, "evidence", "status") == {"draft": 4, "done": 2}
        assert unit.log.tally(review, "statement", "status") == {}
