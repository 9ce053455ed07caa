"""Reviews on Home; statements and their order; estimates, sections, and the word for delivery."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.ports import Edit, HubMembership, StoredReceipt
from reviewer_app.services.reviews import NewMember, NewReview
from reviewer_app.services.sample_data import framework_ref
from tests.fixtures.builders import SCHOOL, a_review, finalise, judge, write_note


def test_a_review_shows_as_a_card_and_goes_on(session):
    review = a_review(session, notes=0)
    [card] = session.reviews.cards()
    assert (card.id, card.school_name, card.place) == (review, SCHOOL.name, "Dunsmere")
    assert (card.state_word, card.progress, card.notes, card.lead_name) == (
        "Planned", 0.0, 0, "Amara Okafor",
    )  # fmt: skip
    write_note(session, review, "One. #Q1+")
    write_note(session, review, "Two.", done=False)
    session.estimates.set(review, "L", point="effective")
    [card] = session.reviews.cards()
    assert (card.state_word, card.notes, card.drafts, card.progress) == ("In school", 2, 1, 0.2)
    judge(session, review)
    finalise(session, review)
    [card] = session.reviews.cards()
    assert (card.state_word, card.progress, card.waiting) == ("Final", 1.0, "Waiting to send")


def test_references_tell_reviews_of_one_school_apart(session):
    refs = [session.reviews.get(a_review(session, notes=0)).review.ref for _ in range(3)]
    letter = session.account.letter
    assert refs == [f"QAR-2026-900001-{n}{letter}" for n in (1, 2, 3)]


def test_the_team_has_its_lead_first(session):
    review = a_review(session, notes=0, team=(NewMember("Ben"), NewMember(" "), NewMember("Cara")))
    view = session.reviews.get(review)
    assert [(m.name, m.role) for m in view.members] == [
        ("Amara Okafor", "lead"), ("Ben", "team"), ("Cara", "team"),
    ]  # fmt: skip
    assert view.is_lead
    assert not view.final


def test_the_team_is_put_right_afterwards_all_or_nothing(session):
    review = a_review(session, notes=0, team=(NewMember("Ben"), NewMember("Cara")))

    def team():
        members = session.reviews.get(review).members
        return [NewMember(m.name, m.role_title, m.school, m.role, m.person) for m in members]

    lead, ben, cara = team()
    dev = NewMember("Dev", role="moderator")
    session.reviews.edit_details(
        review, {}, [replace(cara, role="trainee"), replace(ben, name="Ben Marsh"), dev]
    )
    now = team()
    assert [(m.name, m.role) for m in now] == [
        ("Amara Okafor", "lead"), ("Ben Marsh", "team"), ("Cara", "trainee"), ("Dev", "moderator"),
    ]  # fmt: skip
    assert [m.person for m in now[:3]] == [lead.person, ben.person, cara.person]

    with pytest.raises(ReviewerError, match="has no name"):
        session.reviews.edit_details(review, {"head_name": "Noor"}, [*now, NewMember(" ", "Head")])
    assert session.reviews.get(review).review.head_name != "Noor"
    assert team() == now

    # nobody makes themselves the lead this way, and the lead cannot be taken off
    session.reviews.edit_details(review, {}, [replace(now[1], role="lead")])
    assert [(m.name, m.role) for m in team()] == [("Amara Okafor", "lead"), ("Ben Marsh", "team")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"date_start": ""}, "missing"),
        ({"date_end": "11/11/2026"}, "missing"),
        ({"date_end": "2026-11-08"}, "before it begins"),
        ({"date_end": "2027-11-08"}, "longer than"),
        ({"school": replace(SCHOOL, name=" ")}, "No school"),
    ],
)
def test_a_review_that_cannot_be_is_not_made(session, change, says):
    new = NewReview(SCHOOL, framework_ref(session), "2026-11-09", "2026-11-11")
    with pytest.raises(ReviewerError, match=says):
        session.reviews.create(replace(new, **change))
    assert session.reviews.cards() == []


def test_header_fields_change_one_by_one_and_dates_stay_possible(session):
    review = a_review(session, notes=0)
    session.reviews.edit_header(review, "head_name", "Noor Aziz")
    session.reviews.edit_header(review, "date_end", "2026-11-12")
    header = session.reviews.get(review).review
    assert (header.head_name, header.date_end) == ("Noor Aziz", "2026-11-12")
    for field, value in {"date_end": "2026-11-01", "date_start": "soon", "state": "final",
                         "revision": 7, "school": {}}.items():  # fmt: skip
        with pytest.raises(ReviewerError):
            session.reviews.edit_header(review, field, value)
    assert session.reviews.get(review).review == header
    with pytest.raises(ReviewerError, match="not on this laptop"):
        session.reviews.get("none")


def test_a_card_is_shown_though_its_framework_or_state_is_unknown(session):
    review = a_review(session, notes=0)
    edits = [
        Edit("review", review, "state", "a_state_of_tomorrow"),
        Edit("review", review, "framework", {"code": "NEW", "version": "9", "sha256": "x"}),
    ]
    with session.desk.store.unit() as unit:
        unit.log.write(review, edits)
    other = a_review(session, notes=0)
    assert {c.id: c.state_word for c in session.reviews.cards()} == {
        review: "Planned", other: "Planned",
    }  # fmt: skip


def order(session, review, area="Q", kind="www"):
    found = session.statements.list(review)
    return [s.text for s in found if (s.area, s.kind) == (area, kind)]


def test_statements_keep_the_order_people_give_them(session, review):
    ids = {t: session.statements.add(review, "www", "Q", t)[0].id for t in "abcd"}
    session.statements.add(review, "ebi", "Q", "later")
    assert order(session, review) == ["a", "b", "c", "d"]
    session.statements.move(review, ids["d"], ids["a"])
    session.statements.move(review, ids["a"], None)
    session.statements.move(review, ids["c"], ids["b"])
    assert order(session, review) == ["d", "c", "b", "a"]
    with pytest.raises(ReviewerError, match="no longer here"):
        session.statements.move(review, "none", None)
    for _ in range(60):  # keys between two neighbours never run out
        session.statements.move(review, ids["a"], ids["c"])
        session.statements.move(review, ids["b"], ids["a"])
        assert order(session, review)[:3] == ["d", "b", "a"]
        session.statements.move(review, ids["b"], None)
        session.statements.move(review, ids["a"], None)


def test_moving_mends_keys_that_two_laptops_chose_alike(session, review):
    ids = {t: session.statements.add(review, "www", "Q", t)[0].id for t in "abc"}
    key = session.statements.list(review)[0].order
    for one in ids.values():
        session.statements.edit(review, one, "order", key)
    last = order(session, review)[-1]
    session.statements.move(review, ids[last], ids[order(session, review)[1]])
    assert order(session, review)[1] == last


def test_statements_change_rest_on_notes_go_and_come_back(session, review):
    notes = [row.id for row in session.evidence.list(review)]
    one, changes = session.statements.add(review, "www", "Q", "  Reading\x00 is strong.", notes[:2])
    assert (one.text, one.status, set(one.evidence)) == (
        "Reading is strong.", "agreed", set(notes[:2]),
    )  # fmt: skip
    assert one.id in changes.ids["statement"]
    session.statements.edit(review, one.id, "text", "Reading thrives.")
    session.statements.edit(review, one.id, "kind", "ebi")
    session.statements.set_evidence(review, one.id, notes[1:])
    [now] = session.statements.list(review)
    assert (now.text, now.kind, set(now.evidence)) == ("Reading thrives.", "ebi", set(notes[1:]))
    session.statements.delete(review, one.id)
    assert session.statements.list(review) == []
    session.statements.undelete(review, one.id)
    assert session.statements.list(review) == [now]
    with pytest.raises(ValueError, match="no field"):
        session.statements.edit(review, one.id, "proposed_by", "x")


def test_an_estimate_is_a_point_of_the_scale_or_not_enough_evidence(session, review):
    session.estimates.set(review, "Q", point="effective")
    session.estimates.set(review, "Q", rationale="Sound\u202e.")
    [one] = session.estimates.list(review)
    assert (one.area, one.point, one.rationale) == ("Q", "effective", "Sound.")
    for area, point in [("Q", "outstanding"), ("none", "effective"), ("overall", "accredited")]:
        with pytest.raises(ReviewerError):
            session.estimates.set(review, area, point=point)
    with pytest.raises(ReviewerError, match="no such area"):
        session.estimates.set(review, "none", rationale="x")
    session.estimates.set(review, "Q", point="insufficient_evidence", insufficient_reason="Rain")
    session.estimates.set(review, "overall", point="leading")
    session.estimates.set(review, "overall", point="")
    found = {e.area: e for e in session.estimates.list(review)}
    assert found["Q"].insufficient_reason == "Rain"
    assert found["overall"].point == ""


def test_the_balance_counts_notes_by_aspect(session):
    review = a_review(session, notes=0)
    first = write_note(session, review, "#Q1+ and #Q2-")
    second = write_note(session, review, "#Q1- #Q1 in talk", "meeting")
    rows = {r.aspect: r for r in session.estimates.balance(review)}
    assert (rows["Q1"].strengths, rows["Q1"].developments, rows["Q1"].neutral) == (1, 1, 1)
    assert set(rows["Q1"].notes) == {first, second}
    assert rows["Q1"].kinds == ("Lesson visit", "Meeting")
    assert (rows["Q2"].developments, rows["L1"].notes) == (1, ())
    areas = [r.area for r in session.estimates.balance(review)]
    assert areas == sorted(areas, key="LQDX".index)


def test_sections_hold_texts_and_fields(session, review):
    session.sections.set(review, "context", "By the sea\x07.")
    session.sections.set(review, "excellence", title="Choir", contact="office@example.org")
    session.sections.set(review, "excellence", "They sing.")
    found = session.sections.get(review)
    assert found["context"].body == "By the sea."
    assert found["excellence"].body == "They sing."
    assert found["excellence"].fields == {"title": "Choir", "contact": "office@example.org"}


def test_the_word_for_where_a_review_is_follows_its_way(session, clock, tmp_path):
    review = a_review(session)
    judge(session, review)
    assert session.hub.status(review).word == ""
    finalise(session, review)
    status = session.hub.status(review)
    assert (status.word, len(status.items)) == ("not joined", 4)
    with pytest.raises(ReviewerError, match="not joined a hub"):
        session.hub.send(lambda *_: None, lambda: False)
    with pytest.raises(ReviewerError, match="not confirmed"):
        session.hub.export_receipt(review, tmp_path / "receipt.json")

    member = HubMembership("hub-1", "Our hub", "http://127.0.0.1:9", {}, "", clock.now())
    with session.desk.store.unit() as unit:
        unit.delivery.join(member)
    assert session.hub.status(review).word == "waiting to send"
    with session.desk.store.unit() as unit:
        [first, *_] = unit.delivery.waiting(review)
        unit.delivery.mark(first.id, "refused", problem="The hub does not know this school.")
    status = session.hub.status(review)
    assert (status.word, status.sentence) == (
        "needs attention", "The hub does not know this school.",
    )  # fmt: skip
    [revision] = session.finishing.revisions(review)
    parts = [revision.content_sha256, revision.pdf_sha256]
    body = json.dumps({"ok": 1, "parts": [{"sha256": part} for part in parts]}).encode()
    when = clock.now() + timedelta(minutes=2)
    receipt = StoredReceipt(review, 1, "hub-1", body, b"s" * 64, when)
    with session.desk.store.unit() as unit:
        unit.delivery.add_receipt(receipt)
    status = session.hub.status(review)
    assert status.word == "the hub has it"
    assert status.sentence == "The hub has it, 09:42 on 9 November 2026."
    assert session.reviews.cards()[0].state_word == "Sent"
    written = session.hub.export_receipt(review, tmp_path / "receipt.json").read_text()
    assert '"ok": 1' in written

    session.finishing.correct(review, "A slip.")
    finalise(session, review)
    assert session.hub.status(review).word == "waiting to send", "revision 2 is not there yet"
    assert session.reviews.cards()[0].state_word == "Final"


def test_an_invitation_that_is_none_is_refused(session, tmp_path):
    for name, data in {"empty": b"", "big": b"x" * 70_000, "text": b"hello", "json": b"{}"}.items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(ReviewerError):
            session.hub.join(path)
    with pytest.raises(ReviewerError, match="cannot be read"):
        session.hub.join(tmp_path / "none")
    assert session.hub.membership() is None
