"""Whatever happens between two key presses: the last typing that was called saved is shown."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app.domain.body import Body
from tests.fixtures.builders import a_review, a_session, again, write_note
from tests.fixtures.fakes import FrozenClock

TEXTS = ("body", "focus", "so_what", "place")
STEPS = st.one_of(
    st.tuples(st.just("type"), st.sampled_from([0, 1]), st.sampled_from(TEXTS),
              st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30)),
    st.tuples(st.just("years"), st.sampled_from([0, 1]), st.just("years"),
              st.sets(st.sampled_from(["R", "1", "4", "whole"]))),
    st.tuples(st.sampled_from(["seal", "done", "reopen", "delete and back"]),
              st.sampled_from([0, 1])),
    st.tuples(st.sampled_from(["seal all", "kill", "close"]), st.just(0)),
)  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A closed profile with a review and two notes, copied for each example."""
    folder = tmp_path_factory.mktemp("template") / "data"
    session = a_session(folder, FrozenClock())
    review = a_review(session, notes=0)
    notes = [write_note(session, review, f"Note {n}. #Q1+", done=False) for n in (1, 2)]
    session.close()
    return folder, review, notes


class Desk:
    """The model beside the real profile: what was called saved last, by note and field."""

    def __init__(self, folder: Path, review: str, notes: list[str]) -> None:
        self.clock, self.folder, self.review, self.notes = FrozenClock(), folder, review, notes
        self.saved: dict[tuple[str, str], object] = {}
        self.session = again(folder, self.clock)
        self.kills = 0

    def act(self, step) -> None:
        what, note = step[0], self.notes[step[1]]
        evidence, review = self.session.evidence, self.review
        if what in {"type", "years"}:
            _, _, field, value = step
            value = sorted(value) if field == "years" else value
            kept = Body(value).as_value() if field == "body" else value
            evidence.draft(review, note, field, kept)
            self.saved[note, field] = value
        elif what == "seal":
            evidence.seal(review, note)
        elif what == "done":
            evidence.done(review, note)
        elif what == "reopen":
            evidence.reopen(review, note)
        elif what == "delete and back":
            evidence.delete(review, note)
            evidence.undelete(review, note)
        elif what == "seal all":
            evidence.seal_all()
            assert evidence.recovered() == []
        elif what == "kill":
            self.kill()
        else:
            self.session.close()
            self.session = again(self.folder, self.clock)

    def kill(self) -> None:
        """Go on with a copy of the files as they lie: what a kill leaves."""
        self.kills += 1
        copy = self.folder.with_name(f"kill{self.kills}")
        shutil.copytree(self.folder, copy)
        self.session.close()
        self.folder = copy
        self.session = again(copy, self.clock)

    def compare(self) -> None:
        for (note, field), value in self.saved.items():
            shown = self.session.evidence.open(self.review, note).evidence
            seen = shown.body.text if field == "body" else getattr(shown, field)
            assert (sorted(seen) if field == "years" else seen) == value, (note, field)


@pytest.mark.slow
@settings(max_examples=25)
@given(steps=st.lists(STEPS, min_size=2, max_size=12))
def test_no_saved_draft_is_ever_lost(template, steps):
    folder, review, notes = template
    with tempfile.TemporaryDirectory() as room:
        copy = Path(room) / "data"
        shutil.copytree(folder, copy)
        desk = Desk(copy, review, notes)
        try:
            for step in steps:
                desk.act(step)
                desk.compare()
            desk.kill()
            desk.compare()
            assert desk.session.check() == []
        finally:
            desk.session.close()
