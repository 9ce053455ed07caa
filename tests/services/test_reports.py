"""The report's content against a count by hand; files that are whole or not there at all."""

import io
import json
import re
from dataclasses import replace

import pikepdf
import pytest

from reviewer_app.domain.errors import ReadOnlyError, ReviewerError
from reviewer_app.services.reports import safe_name, write_whole
from tests.fixtures.builders import SCHOOL, a_review, finalise, judge, write_note


def test_the_content_says_what_a_hand_counts(session):
    review = a_review(session, notes=0, previous_estimate="Good", hub_name="North")
    visits = [
        write_note(session, review, "Reading aloud. #Q1+ #Q2-"),
        write_note(session, review, "More reading. #Q1+"),
    ]
    meeting = write_note(session, review, "Leaders know. #L2+", "meeting")
    write_note(session, review, "Not finished. #D1+", done=False)
    for note, (start, end) in zip([*visits, meeting], [("09:00", "09:50"), ("10:00", "10:30"),
                                                     ("11:00", "11:40")], strict=True):  # fmt: skip
        session.evidence.draft(review, note, "start", start)
        session.evidence.draft(review, note, "end", end)
        session.evidence.seal(review, note)
    session.statements.add(review, "www", "Q", "Reading is strong.", [*visits, meeting])
    session.statements.add(review, "ebi", "Q", "Only proposed.", visits, status="proposed")
    session.estimates.set(review, "Q", point="effective", rationale="Sound.")
    session.sections.set(review, "context", "By the sea.")
    session.sections.set(review, "excellence", "Our choir.", title="Choir", outcome="accredited")

    said = session.reports.content(review)
    assert (said.revision, said.finalised_at, said.practice) == (0, "", False)
    assert said.school.name == SCHOOL.name
    assert said.school.head_name == "Priya Raman"
    assert (said.hub_name, said.previous_estimate) == ("North", "Good")
    assert said.method.by_type == {"lesson_visit": 2, "meeting": 1}
    assert said.method.hours == 2.0
    assert said.method.year_groups == ["4"]
    assert {c.aspect: c.by_type for c in said.coverage} == {
        "Q1": {"lesson_visit": 2}, "Q2": {"lesson_visit": 1}, "L2": {"meeting": 1},
    }  # fmt: skip
    [statement] = said.statements
    assert statement.kinds == ["Lesson visit", "Meeting"]
    letter = session.account.letter
    assert statement.evidence == [f"{letter}1", f"{letter}2", f"{letter}3"]
    [estimate] = said.estimates
    assert (estimate.area, estimate.point.label, estimate.point.cells) == ("Q", "Effective", 3)
    assert said.excellence.title == "Choir"
    assert said.excellence.outcome.label == "Accredited"
    assert said.text == {"context": "By the sea."}
    assert [m.name for m in said.team] == ["Amara Okafor", "Ben Whitlock"]
    assert [m.role for m in said.team] == ["lead", "team"]
    assert said.vector[session.account.device].seq > 10


def test_what_the_lead_says_of_the_last_inspection_counts_before_the_register(session):
    school = replace(SCHOOL, last_inspection_grade="Good", last_inspection_date="2022-03-09")
    review = a_review(session, notes=0, school=school)

    def said():
        facts = session.reports.content(review).school
        return facts.last_inspection_grade, facts.last_inspection_date

    assert said() == ("Good", "2022-03-09")
    session.reviews.edit_details(
        review, {"inspection_grade": "Requires improvement", "inspection_date": "May 2025"}
    )
    assert said() == ("Requires improvement", "May 2025")
    session.reviews.edit_details(review, {"inspection_grade": "", "inspection_date": ""})
    assert said() == ("", "")


def test_evidence_texts_are_in_no_content(session, review):
    judge(session, review)
    assert "read aloud in pairs" not in session.reports.content(review).model_dump_json()


def test_a_team_that_does_not_want_to_be_named_is_not(session):
    review = a_review(session, name_team=False)
    assert session.reports.content(review).team == []


def test_export_is_a_draft_until_final_and_then_the_signed_bytes(session, review, tmp_path):
    judge(session, review)
    assert session.reports.file_name(review).endswith("– QA Review – 2026-11-11 – DRAFT.pdf")
    target = session.reports.export_pdf(review, tmp_path / session.reports.file_name(review))
    assert target.read_bytes().startswith(b"%PDF")
    with pytest.raises(ReviewerError, match="no finished report"):
        session.reports.final_pdf(review)
    finalise(session, review)
    name = session.reports.file_name(review)
    assert name == "Northfield Primary Academy – QA Review – 2026-11-11 – v1.pdf"
    session.reports.export_pdf(review, tmp_path / name)
    assert (tmp_path / name).read_bytes() == session.reports.final_pdf(review)
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".part") == []


def test_a_draft_says_which_version_it_is_a_draft_of(session, review):
    def title() -> str:
        with pikepdf.open(io.BytesIO(session.reports.draft_pdf(review))) as pdf:
            return str(pdf.docinfo["/Title"])

    judge(session, review)
    assert title().startswith("DRAFT v1 – not for sharing: ")
    finalise(session, review)
    session.finishing.correct(review, "The roll was wrong.")
    assert title().startswith("DRAFT v2 – not for sharing: ")


HOSTILE = ["../../etc/passwd", "CON", "con. x", "a:b*c?d<e>f|g\"h\\i", "\u202egnp.exe", "...",
           "é" * 400, "x" * 400, "St.\nMary's\x07", "NUL.", "   ", "COM1"]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_school_names_make_names_every_system_takes(session, tmp_path, name):
    school = replace(SCHOOL, id="900002", name=name if name.strip() else "…")
    review = a_review(session, notes=0, school=school)
    file = session.reports.file_name(review)
    assert file.endswith(" – QA Review – 2026-11-11 – DRAFT.pdf")
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202a-\u202e]', file)
    assert len(file.encode()) < 200
    assert not re.match(r"(?i)(con|nul|com1)\s*(\.|$)", file)
    assert not file.startswith((".", " "))
    out = tmp_path / "out"
    out.mkdir()
    write_whole(out / file, b"x")
    assert [p.name for p in out.iterdir()] == [file]
    assert safe_name("") == "_"


def test_a_folder_that_cannot_be_written_leaves_the_old_file(
    session, review, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    out.mkdir()
    target = out / "report.pdf"
    target.write_bytes(b"old")

    def refuses(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:  # the tests may run as root, whom no folder refuses
        patch.setattr("tempfile.mkstemp", refuses)
        with pytest.raises(ReadOnlyError, match="another folder"):
            session.reports.export_pdf(review, target)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", _full)
        with pytest.raises(ReviewerError, match="disk is full"):
            session.reports.export_pdf(review, target)
    assert target.read_bytes() == b"old"
    assert [p.name for p in out.iterdir()] == ["report.pdf"]
    with pytest.raises(ReadOnlyError):
        session.reports.export_pdf(review, tmp_path / "none" / "report.pdf")


def _full(_descriptor):
    raise OSError(28, "No space left on device")


def test_the_readable_export_holds_everything_and_is_json(session, review):
    judge(session, review)
    note = session.evidence.list(review)[0].id
    session.evidence.draft(review, note, "so_what", "Typed, not sealed")
    data = json.loads(json.dumps(session.reports.export_json(review)))
    assert len(data["notes"]) == 3
    assert data["unsealed_typing"][0]["value"] == "Typed, not sealed"
    assert {e["area"] for e in data["estimates"]} == {"L", "Q", "D", "overall"}
    assert [m["role"] for m in data["team"]] == ["lead", "team"]
    assert data["revisions"] == []
