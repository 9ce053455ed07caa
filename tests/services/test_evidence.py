"""Notes: what was shown as saved is there, what was linked follows its text."""

import pytest

from reviewer_app.domain.body import Body, Link
from reviewer_app.domain.errors import ReviewerError, TooLongError
from reviewer_app.domain.ops import MAX_VALUE_BYTES, encode_value
from reviewer_app.domain.ports import Edit
from tests.fixtures.builders import (
    a_review,
    a_session,
    after_a_kill,
    again,
    hand_over,
    write_note,
)


def typed(session, review, note, text, **links):
    session.evidence.draft(review, note, "body", Body(text, **links).as_value())


def text_of(session, review, note):
    return session.evidence.open(review, note).evidence.body.text


def aspects(session, review, note):
    return session.evidence.open(review, note).evidence.aspects


def test_a_note_begins_now_with_a_number_and_takes_the_review_on_site(session, clock):
    review = a_review(session, notes=0)
    assert session.reviews.get(review).review.state == "planned"
    note, changes = session.evidence.create(review, "lesson_visit", years=["4", "5"], subject="Art")
    assert (note.date, note.start, note.status) == ("2026-11-09", "09:40", "draft")
    assert note.number == f"{session.account.letter}1"
    assert note.id in changes.ids["evidence"]
    assert session.reviews.get(review).review.state == "on_site"
    [row] = session.evidence.list(review)
    assert row.title == "Lesson visit · Y4–Y5 · Art · 09:40"
    assert row.mine
    assert not row.has_draft
    second, _ = session.evidence.create(review, "meeting")
    assert second.number.endswith("2")
    with pytest.raises(ReviewerError, match="newer version"):
        session.evidence.create(review, "no_such_kind")


def test_typing_is_kept_at_once_and_shown_over_what_is_sealed(session, folder, clock, tmp_path):
    review = a_review(session, notes=0)
    note = write_note(session, review, "Calm start. #Q1+", done=False)
    clock.advance(minutes=2)
    when = session.evidence.draft(review, note, "focus", "Fluency")
    typed(session, review, note, "Calm start. #Q1+ Then loud.")
    session.evidence.draft(review, note, "years", ["5", "4"])
    assert when == clock.now()
    assert session.evidence.list(review)[0].has_draft

    killed = after_a_kill(folder, clock, tmp_path / "copy")
    [found] = killed.evidence.recovered()
    assert (found.review, found.note, found.words) == (review, note, 5)
    assert found.last_saved == when
    shown = killed.evidence.open(review, note)
    assert shown.recovered == "Recovered, last saved 09:42:00"
    assert shown.evidence.body.text == "Calm start. #Q1+ Then loud."
    assert shown.evidence.focus == "Fluency"
    assert shown.evidence.years == ("4", "5")
    assert killed.check() == []
    killed.evidence.seal(review, note)
    assert killed.evidence.recovered() == []
    assert killed.evidence.open(review, note).recovered == ""
    assert text_of(killed, review, note) == "Calm start. #Q1+ Then loud."
    killed.close()


def test_sealing_twice_writes_once(session):
    review = a_review(session, notes=0)
    note = write_note(session, review, "One.", done=False)
    typed(session, review, note, "Two.")
    assert note in session.evidence.seal(review, note).ids["evidence"]
    assert "evidence" not in session.evidence.seal(review, note)
    assert [v.text for v in session.evidence.history(review, note)] == ["Two.", "One."]
    assert session.evidence.history(review, note)[0].who == "Amara Okafor"


def test_seal_all_seals_every_note_of_every_review(session):
    first, second = a_review(session, notes=1), a_review(session, notes=1)
    notes = {r: session.evidence.list(r)[0].id for r in (first, second)}
    for review, note in notes.items():
        typed(session, review, note, f"More in {review}. #Q1+")
    session.evidence.seal_all()
    assert session.evidence.recovered() == []
    for review, note in notes.items():
        assert session.evidence.history(review, note)[0].text == f"More in {review}. #Q1+"


def test_done_says_what_is_missing_and_keeps_the_typing(session):
    review = a_review(session, notes=0)
    note, _ = session.evidence.create(review, "lesson_visit")
    missing, _ = session.evidence.done(review, note.id)
    assert len(missing) == 3
    session.evidence.draft(review, note.id, "years", ["whole"])
    typed(session, review, note.id, "Reading every day. #Q2-")
    missing, _ = session.evidence.done(review, note.id)
    assert list(missing) == []
    done = session.evidence.open(review, note.id).evidence
    assert (done.status, done.end) == ("done", "09:40")
    session.evidence.reopen(review, note.id)
    assert session.evidence.open(review, note.id).evidence.status == "draft"


def test_marks_become_links_and_go_with_their_text_but_ticks_stay(session):
    review = a_review(session, notes=0)
    note = write_note(session, review, "Strong #Q3+ and #d4-, weak #Z9+ #Q33", done=False)
    assert aspects(session, review, note) == ("D4-", "Q3+")
    session.evidence.toggle_aspect(review, note, "L2", on=True)
    session.evidence.toggle_aspect(review, note, "Q3+", on=True)
    typed(session, review, note, "Nothing marked any more")
    session.evidence.seal(review, note)
    assert aspects(session, review, note) == ("L2", "Q3+")
    session.evidence.toggle_aspect(review, note, "Q3+", on=False)
    assert aspects(session, review, note) == ("L2",)


def test_a_linked_passage_links_the_note(session):
    review = a_review(session, notes=0)
    note = write_note(session, review, "They explain.", done=False)
    link = {"id": "k1", "start": 5, "end": 12, "quote": "explain", "aspect": "Q4",
            "polarity": "strength"}  # fmt: skip
    value = {"text": "Now they explain.", "times": [], "links": [link]}
    session.evidence.draft(review, note, "body", value)
    session.evidence.seal(review, note)
    evidence = session.evidence.open(review, note).evidence
    assert evidence.aspects == ("Q4+",)
    [kept] = evidence.body.links
    assert evidence.body.text[kept.start : kept.end] == "explain", "it moved with its words"
    typed(session, review, note, "Now they are silent.")
    session.evidence.seal(review, note)
    assert aspects(session, review, note) == ()


def test_a_deleted_note_comes_back_with_its_last_words(session):
    review = a_review(session, notes=1)
    note = session.evidence.list(review)[0].id
    typed(session, review, note, "Last words. #Q1+")
    session.evidence.delete(review, note)
    assert session.evidence.list(review) == []
    with pytest.raises(ReviewerError, match="no longer here"):
        session.evidence.open(review, note)
    with pytest.raises(ReviewerError, match="no longer here"):
        typed(session, review, note, "Late words")
    session.evidence.undelete(review, note)
    assert text_of(session, review, note) == "Last words. #Q1+"


def test_a_proposal_rests_on_its_note(session, review):
    note = session.evidence.list(review)[0].id
    statement, changes = session.evidence.propose(review, note, "www", "Q", " Pupils read. ")
    assert (statement.text, statement.status, statement.evidence) == (
        "Pupils read.", "proposed", (note,),
    )  # fmt: skip
    assert statement.proposed_by == session.account.person
    assert statement.id in changes.ids["statement"]


@pytest.mark.parametrize("text", ['"', "a AND (", "#Q1+", "*", "' OR 1=1 --", "\x00", "ﷺ", ""])
def test_any_text_may_be_searched_for(session, review, text):
    session.evidence.search(text)


def test_search_finds_notes_by_words_in_one_review_or_all(session, review):
    other = a_review(session, notes=0)
    write_note(session, other, "Percussion in the hall. #Q1+")
    assert [h.review for h in session.evidence.search("percussion")] == [other]
    assert session.evidence.search("percussion", review) == []
    assert len(session.evidence.search("aloud", review)) == 3


def test_search_finds_the_notes_of_a_large_review_all(session):
    review = a_review(session, notes=0)
    for _ in range(55):
        write_note(session, review, "Percussion in the hall.", done=False)
    assert len(session.evidence.search("percussion", review)) == 55


def test_hostile_text_is_kept_as_it_may_be_shown(session):
    review = a_review(session, notes=0)
    hostile = "<b>&amp;</b>\u202egnp.exe\x07\r\n" + "x" * 20_000 + " 👩🏽\u200d🏫 #Q1+"
    note = write_note(session, review, hostile)
    kept = text_of(session, review, note)
    assert kept == "<b>&amp;</b>gnp.exe\n" + "x" * 20_000 + " 👩🏽\u200d🏫 #Q1+"


def test_a_text_beyond_the_limit_is_refused_and_what_was_saved_stays(session):
    review = a_review(session, notes=0)
    note = write_note(session, review, "Saved. #Q1+", done=False)
    typed(session, review, note, "Saved too. #Q1+")
    with pytest.raises(TooLongError, match="second note"):
        typed(session, review, note, "é" * 33_000)
    with pytest.raises(ValueError, match="no field"):
        session.evidence.draft(review, note, "author", "Somebody else")
    assert text_of(session, review, note) == "Saved too. #Q1+"


def test_another_persons_note_is_read_only(session, clock, tmp_path):
    ben = a_session(tmp_path / "ben", clock, name="Ben Whitlock")
    review = a_review(session, notes=0)
    hand_over(session, ben, review)
    note = write_note(ben, review, "Ben saw this. #Q1+")
    hand_over(ben, session, review)
    ben.close()
    [row] = session.evidence.list(review)
    assert (row.mine, row.author_name) == (False, "Ben Whitlock")
    assert session.evidence.open(review, note).read_only


def test_closing_with_typing_loses_nothing(session, folder, clock):
    review = a_review(session, notes=1)
    note = session.evidence.list(review)[0].id
    typed(session, review, note, "Typed, not sealed")
    session.close()
    opened = again(folder, clock)
    assert text_of(opened, review, note) == "Typed, not sealed"
    opened.close()


def test_a_long_note_whose_link_moves_can_still_be_sealed(session, review):
    note = session.evidence.list(review)[0].id
    link = Link("k", 0, 4, "QQQQ", "Q1", "strength")
    room = MAX_VALUE_BYTES - len(encode_value(Body("", (), (link,)).as_value())) - 4
    value = Body("a" * room + "QQQQ", (), (link,)).as_value()
    with pytest.raises(TooLongError):
        session.evidence.draft(review, note, "body", value)
    session.evidence.draft(review, note, "body", {**value, "text": value["text"][16:]})
    session.evidence.seal_all()
    assert session.evidence.recovered() == []


def test_typing_does_not_bring_back_a_note_the_lead_removed_for_good(
    session, clock, tmp_path, review
):
    ben = a_session(tmp_path / "ben", clock, name="Ben Whitlock")
    hand_over(session, ben, review)
    note = write_note(ben, review, "Ben wrote a name. #Q1+")
    hand_over(ben, session, review)
    ben.evidence.draft(review, note, "so_what", "Ben goes on")
    session.evidence.remove_note(review, note, "name")
    hand_over(session, ben, review)
    ben.evidence.seal_all()
    assert note not in [row.id for row in ben.evidence.list(review)]
    with ben.desk.store.unit() as unit:
        assert unit.drafts.of(review) == [], "they would bar finalising"
    ben.close()


def test_typing_in_a_review_that_was_deleted_bars_no_other(session, review):
    other = a_review(session, notes=1)
    for one in (review, other):
        note = session.evidence.list(one)[0].id
        session.evidence.draft(one, note, "so_what", "Words")
    with session.desk.store.unit() as unit:
        unit.log.write(review, [Edit("review", review, "", None, "del")])
    assert session.evidence.seal_all().ids["evidence"] == {note}
    assert [r.review for r in session.evidence.recovered()] == [review]
