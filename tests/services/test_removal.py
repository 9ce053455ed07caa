"""Removed for good: in no byte of any file, even with the key; and nothing else is harmed."""

import pytest

from reviewer_app.domain.body import Body
from reviewer_app.domain.errors import ReviewerError
from tests.fixtures.builders import a_review, raw_files, write_note
from tests.storage.pages import decrypted, decrypted_log

SECRET = "Zebedee Quillfeather"
CODES = ("utf-8", "utf-16-le", "utf-16-be")


def in_the_clear(session, folder):
    """Return every page and frame of the open profile, decrypted, and every file as it lies."""
    key = session.desk.store.vault.main_key
    main = folder / "main" / "main.db"
    clear = decrypted(main, key) + decrypted_log(main.with_name("main.db-wal"), key)
    return clear + b"".join(raw_files(folder).values())


def held(session, folder, text=SECRET):
    clear = in_the_clear(session, folder).lower()
    return [c for c in CODES if text.lower().encode(c) in clear]


@pytest.fixture
def told(session):
    """A review with a note that names a child in its text, focus and an earlier version."""
    review = a_review(session, notes=2)
    note = write_note(session, review, f"{SECRET} told me. Calm start. #Q1+")
    session.evidence.draft(review, note, "focus", f"Talk with {SECRET} of Y4")
    session.evidence.draft(
        review, note, "body", Body(f"I met {SECRET} today. Calm start. #Q1+ #Q2-").as_value()
    )
    session.evidence.seal(review, note)
    return review, note


def test_a_stretch_of_text_goes_from_every_version_and_field(session, folder, told):
    review, note = told
    assert held(session, folder) == ["utf-8"], "the search finds it while it is there"
    assert session.evidence.search("Quillfeather")

    text = session.evidence.open(review, note).evidence.body.text
    start = text.index(SECRET)
    session.evidence.remove_text(review, note, start, start + len(SECRET), "names_child")

    assert held(session, folder) == []
    assert held(session, folder, "Quillfeather") == []
    left = session.evidence.open(review, note).evidence
    assert left.body.text == "I met  today. Calm start. #Q1+ #Q2-"
    assert left.focus == "Talk with of Y4"
    assert (left.years, left.subject, left.status) == (("4",), "English", "done")
    assert left.aspects == ("Q1+", "Q2-")
    assert session.evidence.search("Quillfeather") == []
    gone = [v.gone for v in session.evidence.history(review, note)]
    assert gone == [False, True, True]
    assert session.check() == []


def test_removing_a_word_that_is_a_setting_elsewhere_leaves_the_setting(session):
    review = a_review(session, notes=0)
    note = write_note(session, review, "draft lesson_visit 4 English e team #Q1+", done=False)
    before = session.evidence.open(review, note).evidence
    for word in ("lesson_visit", "draft", "English", "4", "e ", "team"):
        text = session.evidence.open(review, note).evidence.body.text
        start = text.index(word)
        session.evidence.remove_text(review, note, start, start + len(word), "slip")
    after = session.evidence.open(review, note).evidence
    for field in ("form_type", "status", "subject", "years", "author", "author_name", "number",
                  "visibility", "date", "start", "aspects"):  # fmt: skip
        assert getattr(after, field) == getattr(before, field), field


def test_times_and_links_follow_what_is_left(session):
    review = a_review(session, notes=0)
    note = write_note(session, review, "x", done=False)
    text = "First line\nSecret line\nThird explains"
    start = text.index("explains")
    link = {"id": "k", "start": start, "end": start + 8, "quote": "explains", "aspect": "Q4",
            "polarity": "strength"}  # fmt: skip
    times = [[0, "09:40"], [1, "09:41"], [2, "09:42"]]
    session.evidence.draft(review, note, "body", {"text": text, "times": times, "links": [link]})
    session.evidence.remove_text(review, note, 11, 23, "slip")
    body = session.evidence.open(review, note).evidence.body
    assert body.text == "First line\nThird explains"
    assert body.times == ((0, "09:40"), (1, "09:42"))
    assert [body.text[k.start : k.end] for k in body.links] == ["explains"]


def test_a_whole_note_goes_with_its_unsealed_typing_and_its_links(session, folder, told):
    review, note = told
    statement, _ = session.statements.add(review, "www", "Q", "Pupils read.", [note])
    session.evidence.draft(review, note, "so_what", f"{SECRET} should be heard")
    assert session.places.get("nothing") is None

    changes = session.evidence.remove_note(review, note, "names_child")

    assert held(session, folder) == []
    assert changes.ids["statement"] == {statement.id}
    assert len(session.evidence.list(review)) == 2
    [left] = session.statements.list(review)
    assert left.evidence == ()
    assert session.check() == []
    with pytest.raises(ReviewerError, match="for good"):
        session.evidence.undelete(review, note)
    with pytest.raises(ReviewerError, match="no longer here"):
        session.evidence.draft(review, note, "so_what", f"{SECRET} again")
    assert session.evidence.recovered() == []


def test_nothing_selected_removes_nothing(session, told):
    review, note = told
    with pytest.raises(ReviewerError, match="No text is selected"):
        session.evidence.remove_text(review, note, 3, 3, "slip")
    assert not any(v.gone for v in session.evidence.history(review, note))
