"""One review through all three places over a real encrypted profile, by clicks and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument

from reviewer_app.domain.framework import FrameworkRef
from reviewer_app.domain.school import School
from reviewer_app.services.reviews import NewReview
from reviewer_app.ui.judgement.place import JudgementPlace
from reviewer_app.ui.report.place import ReportPlace
from reviewer_app.ui.send.place import SendPlace

SCHOOL = School.from_dict({"id": "900001", "urn": "900001", "name": "Northfield Primary Academy"})


@pytest.fixture
def session(make_session):
    return make_session()


@pytest.fixture
def review(session) -> str:
    framework = session.frameworks.all()[0]
    ref = FrameworkRef(framework.code, framework.version, framework.sha256)
    review, _ = session.reviews.create(NewReview(SCHOOL, ref, "2026-11-09", "2026-11-11"))
    note, _ = session.evidence.create(review, "lesson_visit")
    session.evidence.draft(review, note.id, "body", {"text": "Leaders listen.", "times": []})
    session.evidence.draft(review, note.id, "aspects", ["L1+"])
    session.evidence.draft(review, note.id, "years", ["4"])
    missing, _ = session.evidence.done(review, note.id)
    assert missing == []
    return review


def shown(qtbot, place, target=""):
    qtbot.addWidget(place)
    place.resize(1200, 900)
    place.activate(target)
    with qtbot.waitExposed(place):
        place.show()
    return place


@pytest.mark.slow
def test_a_review_is_judged_written_finalised_and_reads_as_it_was_signed(
    qtbot, session, review, make_context, eventually, dialogs, tmp_path, jobs
):
    ctx = make_context(session)
    judgement = shown(qtbot, JudgementPlace(ctx, review), "L")
    eventually(lambda: judgement.page("L") is not None)
    panel = judgement.page("L").lists["www"]
    qtbot.keyClicks(panel.ui.new_edit, "Leaders listen to pupils.")
    qtbot.keyClick(panel.ui.new_edit, Qt.Key.Key_Return)
    eventually(lambda: panel.model.rowCount() == 1)
    panel.select(panel.model.statement(0).id)
    page = judgement.page("L")
    eventually(lambda: panel.ui.notes_button.isVisible())
    page.popup.closed.emit(panel.current().id, frozenset({judgement.presenter.data.notes[0].id}))
    for code in ("L", "Q", "D", "overall"):
        judgement.activate(code)
        eventually(lambda code=code: judgement.page(code) is not None)
        area = judgement.page(code)
        eventually(lambda area=area: area.scale.cards() and area.scale.cards()[3].y() == 0)
        eventually(lambda area=area: area.scale.cards()[1].height() > 40)
        qtbot.mouseClick(area.scale.cards()[1], Qt.MouseButton.LeftButton)
        qtbot.keyClicks(area.ui.rationale_edit, f"Best fit for {code}.")
        judgement.flush()
    eventually(lambda: not jobs.busy)
    points = {e.area: (e.point, e.rationale) for e in session.estimates.list(review)}
    assert points["overall"] == ("effective", "Best fit for overall.")
    assert points["L"] == ("effective", "Best fit for L.")

    send = shown(qtbot, SendPlace(ctx, review))
    eventually(lambda: send.gaps.doors)
    assert send.ui.ready_text_label.text().startswith("One thing is needed")
    assert not send.ui.finalise_button.isEnabled()

    report = shown(qtbot, ReportPlace(ctx, review), "context")
    eventually(lambda: report.write.texts)
    qtbot.keyClicks(report.write.texts["context"].edit, "A school of two forms of entry.")
    report.flush()
    eventually(lambda: "context" in session.sections.get(review))
    eventually(lambda: report.pdf.pages > 0)

    eventually(lambda: send.ui.finalise_button.isEnabled())
    qtbot.mouseClick(send.ui.finalise_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: send.ui.final_frame.isVisible(), timeout=20000)
    code = send.ui.code_label.text()
    assert code == session.finishing.revisions(review)[0].code

    dialogs.file_to_save = tmp_path / "report.pdf"
    eventually(lambda: report.ui.state_label.text() == "Version 1")
    qtbot.mouseClick(report.ui.export_button, Qt.MouseButton.LeftButton)
    eventually(lambda: dialogs.file_to_save.exists())
    assert dialogs.file_to_save.read_bytes() == session.reports.final_pdf(review)
    printed = QPdfDocument()
    printed.load(str(dialogs.file_to_save))
    words = " ".join(printed.getAllText(n).text() for n in range(printed.pageCount()))
    assert "Leaders listen to pupils." in " ".join(words.split())
    assert code in words
    assert not judgement.page("overall").scale.isEnabled(), "a final review can only be read"
    eventually(lambda: report.pdf.data() == dialogs.file_to_save.read_bytes())
    eventually(lambda: not jobs.busy)
