"""Finishing a review: all or nothing, locked afterwards, corrected with a reason."""

import hashlib
import json

import pytest

from reviewer_app.domain.body import Body
from reviewer_app.domain.errors import CancelledError, FinalError, NotReadyError, ReviewerError
from reviewer_app.protocol.content import verification_code
from reviewer_app.protocol.manifest import read_manifest
from reviewer_app.services.reviews import NewMember
from tests.fixtures.builders import a_review, a_session, finalise, hand_over, judge, write_note


@pytest.fixture
def ready(session):
    review = a_review(session)
    judge(session, review)
    return review


def test_each_gap_has_a_sentence_and_a_door_and_bars_the_way(session, review):
    gaps = session.finishing.gaps(review)
    blocking = [(g.place, g.target) for g in gaps if g.blocks]
    assert {("judgement", "L"), ("judgement", "overall"), ("report", "context")} <= set(blocking)
    with pytest.raises(NotReadyError) as caught:
        finalise(session, review)
    assert caught.value.gaps == tuple(g for g in gaps if g.blocks)
    assert session.finishing.revisions(review) == []
    judge(session, review)
    assert [g for g in session.finishing.gaps(review) if g.blocks] == []
    session.statements.add(review, "www", "Q", "Nothing behind it.")
    assert [g.sentence for g in session.finishing.gaps(review) if g.blocks] == [
        "“Nothing behind it.…” has no note behind it."
    ]


def test_finalising_writes_content_report_manifest_and_outbox_together(session, ready):
    steps = []
    note = session.evidence.list(ready)[0].id
    session.evidence.draft(ready, note, "so_what", "Typed a moment ago")
    done = session.finishing.finalise(ready, lambda *at: steps.append(at), lambda: False)
    assert steps == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert ready in done.changes.ids["review"]
    [revision] = session.finishing.revisions(ready)
    assert (revision.number, revision.code, revision.reason) == (1, done.code, "")
    with session.desk.store.unit() as unit:
        data, pdf = unit.blobs.get(revision.content_sha256), unit.blobs.get(revision.pdf_sha256)
        waiting = {(i.kind, i.ref) for i in unit.delivery.waiting(ready)}
    assert waiting == {
        ("review", ready), ("blob", revision.content_sha256), ("blob", revision.pdf_sha256),
        ("revision", "1"),
    }  # fmt: skip
    assert revision.code == verification_code(data)
    manifest = read_manifest(revision.manifest, revision.signature)
    assert manifest.content_sha256 == hashlib.sha256(data).hexdigest()
    assert manifest.made_by.device == session.account.device
    assert json.loads(data)["revision"] == 1
    assert pdf == session.reports.final_pdf(ready) == session.reports.current_pdf(ready)
    assert session.evidence.open(ready, note).evidence.so_what == "Typed a moment ago"
    assert session.reviews.get(ready).final
    assert session.check() == []


@pytest.mark.parametrize("at", [1, 2, 3])
def test_stopping_leaves_nothing_behind(session, ready, at):
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) == at

    with pytest.raises(CancelledError):
        session.finishing.finalise(ready, lambda *_: None, cancelled)
    assert session.finishing.revisions(ready) == []
    assert not session.reviews.get(ready).final
    with session.desk.store.unit() as unit:
        assert unit.delivery.waiting() == []
    assert finalise(session, ready).revision == 1


def test_words_typed_while_the_report_is_made_get_into_it(session, ready):
    note = session.evidence.list(ready)[0].id
    typed = []

    def progress(done, _total):
        if done == 2 and not typed:  # the PDF of the first attempt is there
            typed.append(1)
            session.evidence.draft(ready, note, "years", ["9"])

    session.finishing.finalise(ready, progress, lambda: False)
    assert session.evidence.recovered() == []
    [revision] = session.finishing.revisions(ready)
    with session.desk.store.unit() as unit:
        content = json.loads(unit.blobs.get(revision.content_sha256))
    assert "9" in content["method"]["year_groups"]


def test_a_review_that_never_rests_is_not_finished(session, ready):
    words = iter(range(100))

    def progress(done, _total):
        if done == 2:
            session.sections.set(ready, "context", f"Version {next(words)}.")

    with pytest.raises(ReviewerError, match="changed while"):
        session.finishing.finalise(ready, progress, lambda: False)
    assert session.finishing.revisions(ready) == []


def test_a_final_review_is_locked_at_every_door(session, ready):
    note = session.evidence.list(ready)[0].id
    [first, *_] = session.statements.list(ready)
    finalise(session, ready)
    assert session.evidence.open(ready, note).read_only
    doors = [
        lambda: session.evidence.create(ready, "meeting"),
        lambda: session.evidence.draft(ready, note, "body", Body("x").as_value()),
        lambda: session.evidence.done(ready, note),
        lambda: session.evidence.reopen(ready, note),
        lambda: session.evidence.delete(ready, note),
        lambda: session.evidence.remove_note(ready, note, "slip"),
        lambda: session.evidence.remove_text(ready, note, 0, 4, "slip"),
        lambda: session.evidence.toggle_aspect(ready, note, "L1", on=True),
        lambda: session.evidence.propose(ready, note, "www", "Q", "x"),
        lambda: session.statements.add(ready, "www", "Q", "x"),
        lambda: session.statements.edit(ready, first.id, "text", "x"),
        lambda: session.statements.set_evidence(ready, first.id, []),
        lambda: session.statements.move(ready, first.id, None),
        lambda: session.statements.delete(ready, first.id),
        lambda: session.estimates.set(ready, "Q", point="leading"),
        lambda: session.sections.set(ready, "context", "x"),
        lambda: session.reviews.edit_header(ready, "head_name", "x"),
        lambda: session.reviews.edit_details(ready, {}, [NewMember("x")]),
        lambda: finalise(session, ready),
    ]
    with session.desk.store.unit() as unit:
        before = unit.log.fold_hash(ready)
    for number, door in enumerate(doors):
        try:
            door()
        except FinalError:
            continue
        pytest.fail(f"door {number} is open")
    with session.desk.store.unit() as unit:
        assert unit.log.fold_hash(ready) == before
    assert session.evidence.seal_all().ids == {}


def test_a_correction_makes_revision_two_and_keeps_the_first(session, ready):
    finalise(session, ready)
    first = session.reports.final_pdf(ready)
    with pytest.raises(ReviewerError, match="reason"):
        session.finishing.correct(ready, "  ")
    session.finishing.correct(ready, " A grade was \u202emistyped. ")
    assert not session.reviews.get(ready).final
    with pytest.raises(ReviewerError, match="not final"):
        session.finishing.correct(ready, "Twice")
    session.estimates.set(ready, "Q", point="leading", rationale="Better than we wrote.")
    done = finalise(session, ready)
    one, two = session.finishing.revisions(ready)
    assert (one.number, two.number, two.code) == (1, 2, done.code)
    assert two.reason == "A grade was mistyped."
    assert one.code != two.code
    assert session.reports.final_pdf(ready, 1) == first
    assert session.reports.final_pdf(ready) != first
    assert session.reviews.get(ready).review.revision == 2
    assert session.check() == []


def test_only_the_lead_finalises_corrects_and_writes_the_header(session, clock, tmp_path, ready):
    ben = a_session(tmp_path / "ben", clock, name="Ben Whitlock")
    hand_over(session, ben, ready)
    assert not ben.reviews.get(ready).is_lead
    write_note(ben, ready, "Ben may write notes. #Q1+")
    with pytest.raises(FinalError, match="lead"):
        finalise(ben, ready)
    for refused in (
        lambda: ben.reviews.edit_header(ready, "head_name", "x"),
        lambda: ben.reviews.edit_details(ready, {}, [NewMember("x")]),
    ):
        with pytest.raises(ReviewerError, match="Only the lead"):
            refused()
    finalise(session, ready)
    hand_over(session, ben, ready)
    with pytest.raises(FinalError, match="lead"):
        ben.finishing.correct(ready, "Let me")
    ben.close()


def test_typing_in_a_review_another_laptop_finished_does_not_bar_the_way_out(
    session, clock, tmp_path, ready
):
    ben = a_session(tmp_path / "ben", clock, name="Ben Whitlock")
    hand_over(session, ben, ready)
    note = write_note(ben, ready, "Ben saw this. #Q1+", done=False)
    ben.evidence.draft(ready, note, "body", Body("Ben typed on. #Q1+").as_value())
    mine = a_review(ben, notes=1)
    other = ben.evidence.list(mine)[0].id
    ben.evidence.draft(mine, other, "body", Body("Mine. #Q1+").as_value())
    finalise(session, ready)
    hand_over(session, ben, ready)

    changes = ben.evidence.seal_all()
    assert changes.ids["evidence"] == {other}
    [kept] = ben.evidence.recovered()
    assert kept.note == note, "his words wait for a correction"
    assert ben.evidence.open(ready, note).evidence.body.text == "Ben typed on. #Q1+"
    ben.close()


def test_practice_is_finished_like_any_but_never_waits_for_a_hub(folder, clock):
    from tests.fixtures.builders import profiles_in

    session = profiles_in(folder, clock).create_practice()
    review = a_review(session)
    judge(session, review)
    finalise(session, review)
    with session.desk.store.unit() as unit:
        assert unit.delivery.waiting() == []
    assert session.hub.status(review).word == "practice"
    session.close()
