"""Stories of writing the report and looking at the page it makes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.entities import Section
from reviewer_app.domain.errors import ReadOnlyError, ReviewerError
from reviewer_app.ui.report.pdf_view import PdfView
from reviewer_app.ui.report.place import ReportPlace
from reviewer_app.ui.report.printing import Printing
from tests.ui.places_fakes import (
    BEN,
    ME,
    REVIEW,
    FakeData,
    FakeReports,
    a_pdf,
    a_statement,
    fake_session,
)


@pytest.fixture
def data() -> FakeData:
    return FakeData(
        statements=[
            a_statement("s1", "www", "Leaders know their school well."),
            a_statement("s2", "ebi", "… checks were shared."),
            a_statement("s3", "www", "Not agreed yet.", status="proposed"),
        ]
    )


@pytest.fixture
def reports(data) -> FakeReports:
    return FakeReports(data)


@pytest.fixture
def place(qtbot, make_context, data, reports, jobs, eventually):
    place = ReportPlace(make_context(fake_session(data, reports=reports)), REVIEW)
    qtbot.addWidget(place)
    place.resize(1100, 800)
    place.activate("")
    with qtbot.waitExposed(place):
        place.show()
    eventually(lambda: place.write.texts)
    eventually(lambda: place.pdf.pages == 3)
    yield place
    place.flush()  # as leaving it does: no timer may outlive the lanes
    eventually(lambda: not jobs.busy)


def test_the_context_is_typed_saved_and_seen_on_the_page(
    place, data, reports, qtbot, eventually, status
):
    context = place.write.texts["context"]
    assert context.missing.isVisible()
    qtbot.keyClicks(context.edit, "A school of 412 pupils")
    assert context.words.text() == "5 of about 150–300 words"
    assert not context.missing.isVisible()
    eventually(lambda: "context" in data.sections)
    assert data.sections["context"].body == "A school of 412 pupils"
    eventually(lambda: status.text.startswith("Saved "))
    place.ui.report_tabs.setCurrentWidget(place.ui.page_tab)
    eventually(lambda: not place._ctx.jobs.busy)  # coming to the page made it anew
    made = reports.made
    qtbot.mouseClick(place.ui.refresh_button, Qt.MouseButton.LeftButton)
    eventually(lambda: reports.made == made + 1)
    eventually(lambda: place.ui.made_label.text().startswith("Made "))
    assert place.pdf.pdf().getAllText(1).text().startswith("A school of 412 pupils")


def test_coming_to_the_page_shows_what_was_just_written(place, reports, qtbot, eventually):
    made = reports.made
    place.ui.report_tabs.setCurrentWidget(place.ui.page_tab)
    place.ui.report_tabs.setCurrentWidget(place.ui.write_tab)
    assert reports.made == made  # nothing new, no work
    qtbot.keyClicks(place.write.texts["context"].edit, "Just typed")
    place.ui.report_tabs.setCurrentWidget(place.ui.page_tab)
    eventually(lambda: place.pdf.pdf().getAllText(1).text().startswith("Just typed"))
    eventually(lambda: reports.made == made + 1)


def test_refresh_takes_typing_along_that_was_not_saved_yet(place, qtbot, eventually):
    qtbot.keyClicks(place.write.texts["context"].edit, "Just typed")
    place.ui.report_tabs.setCurrentWidget(place.ui.page_tab)
    qtbot.keyClick(place.pdf, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    eventually(lambda: place.pdf.pdf().getAllText(1).text().startswith("Just typed"))


def test_the_pages_are_turned_with_the_keyboard(place, qtbot, eventually):
    place.ui.report_tabs.setCurrentWidget(place.ui.page_tab)
    eventually(lambda: place.pdf.isVisible())
    assert place.ui.page_label.text() == "Page 1 of 3"
    assert not place.ui.previous_button.isEnabled()
    place.pdf.setFocus()
    qtbot.keyClick(place.pdf, Qt.Key.Key_PageDown)
    eventually(lambda: place.ui.page_label.text() == "Page 2 of 3")
    qtbot.keyClick(place.pdf, Qt.Key.Key_End)
    eventually(lambda: place.ui.page_label.text() == "Page 3 of 3")
    assert not place.ui.next_button.isEnabled()
    qtbot.mouseClick(place.ui.previous_button, Qt.MouseButton.LeftButton)
    eventually(lambda: place.ui.page_label.text() == "Page 2 of 3")


def test_zoom_steps_from_what_is_seen_and_back_to_the_width(place, qtbot, eventually):
    place.ui.report_tabs.setCurrentWidget(place.ui.page_tab)
    eventually(lambda: place.pdf.isVisible())
    place.pdf.setFocus()
    qtbot.mouseClick(place.ui.larger_button, Qt.MouseButton.LeftButton)
    larger = place.pdf.zoomFactor()
    qtbot.keyClick(place.pdf, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert place.pdf.zoomFactor() == pytest.approx(larger / 1.2)
    qtbot.mouseClick(place.ui.width_button, Qt.MouseButton.LeftButton)
    assert place.pdf.zoomMode() == PdfView.ZoomMode.FitToWidth


def test_export_writes_the_exact_bytes_and_says_that_they_are_open(
    place, data, dialogs, qtbot, eventually, tmp_path
):
    dialogs.file_to_save = tmp_path / "report.pdf"
    qtbot.mouseClick(place.ui.export_button, Qt.MouseButton.LeftButton)
    eventually(lambda: place.ui.message_label.isVisible())
    assert dialogs.file_to_save.read_bytes() == place.pdf.data()
    assert "not encrypted" in place.ui.message_label.text()
    name = "Northfield Primary Academy – QA Review – 2026-11-11 – DRAFT.pdf"
    assert dialogs.asked == [f"Export PDF – this file is not encrypted: {name}"]


def test_an_export_into_a_cloud_folder_says_so(place, dialogs, qtbot, eventually, tmp_path):
    folder = tmp_path / "OneDrive - Trust"
    folder.mkdir()
    dialogs.file_to_save = folder / "report.pdf"
    qtbot.mouseClick(place.ui.export_button, Qt.MouseButton.LeftButton)
    eventually(lambda: "copied to a cloud service" in place.ui.message_label.text())


def test_an_export_that_fails_is_a_sentence_in_the_page(
    place, reports, dialogs, qtbot, eventually, tmp_path
):
    reports.problem = ReadOnlyError("This folder cannot be written.", "The review is safe.", "")
    dialogs.file_to_save = tmp_path / "report.pdf"
    qtbot.mouseClick(place.ui.export_button, Qt.MouseButton.LeftButton)
    eventually(lambda: "cannot be written" in place.ui.message_label.text())


def test_a_page_that_cannot_be_made_leaves_the_last_one(place, reports, qtbot, eventually):
    reports.problem = ReviewerError("The report cannot be made.", "Your words are safe.")
    place.ui.report_tabs.setCurrentWidget(place.ui.page_tab)
    qtbot.mouseClick(place.ui.refresh_button, Qt.MouseButton.LeftButton)
    eventually(lambda: place.ui.page_problem_label.isVisible())
    assert place.ui.page_problem_label.text() == "The report cannot be made. Your words are safe."
    assert place.pdf.pages == 3


def test_what_is_agreed_in_judgement_is_shown_with_a_door(place, qtbot, navigated):
    door = place.write.doors["L"]
    shown = [w.text() for w in door.findChildren(type(door.heading))]
    assert "Leaders know their school well." in shown
    assert "Not agreed yet." not in shown
    door.door.click()
    assert navigated == [("judgement", "L")]


def test_a_change_elsewhere_arrives_without_touching_typing(place, data, store, eventually, qtbot):
    edit = place.write.texts["context"].edit
    qtbot.keyClicks(edit, "Half a sen")
    data.statements[2] = replace(data.statements[2], status="agreed")
    store.announce(Changes.of(REVIEW, "statement", ["s3"]))
    door = place.write.doors["L"]
    eventually(
        lambda: "Not agreed yet." in [w.text() for w in door.findChildren(type(door.heading))]
    )
    assert edit.toPlainText() == "Half a sen"


def test_two_versions_of_a_text_wait_for_a_choice(place, data, store, eventually, qtbot):
    versions = ((ME, "Mine."), (BEN, "His."))
    data.sections["context"] = Section("c", "context", "His.", {}, ("body",), versions)
    store.announce(Changes.of(REVIEW, "section", ["c"]))
    context = place.write.texts["context"]
    eventually(lambda: context.versions.isVisible())
    assert not context.edit.isVisible()
    context.versions.findChild(object, "keep_both_button").click()
    eventually(lambda: data.sections["context"].body == "Mine.\nHis.")


def test_wide_windows_show_both_sides(place, eventually):
    assert not place._splitter.isVisible()
    place.resize(1500, 800)
    eventually(lambda: place._splitter.isVisible())
    assert place.ui.write_tab.isVisible()
    assert place.pdf.isVisible()
    place.resize(1100, 800)
    eventually(lambda: place.ui.report_tabs.isVisible())
    assert place.ui.report_tabs.count() == 2


def test_a_door_leads_to_the_section_that_is_missing(place, eventually):
    place.activate("context")
    eventually(lambda: place.write.texts["context"].edit.hasFocus())


def test_coming_in_the_focus_is_where_writing_is(place, eventually, qtbot):
    place.ui.export_button.setFocus()
    place.activate("")
    eventually(lambda: place.write.texts["context"].edit.hasFocus())
    place.ui.report_tabs.setCurrentWidget(place.ui.page_tab)
    place.ui.export_button.setFocus()
    place.activate("")
    eventually(lambda: place.pdf.hasFocus())


def test_the_tools_of_the_page_stand_beside_the_tabs_where_they_fit(place, theme, eventually):
    tools, tabs = place.ui.page_tools, place.ui.report_tabs
    assert not tools.isVisible(), "they belong to the page"
    tabs.setCurrentWidget(place.ui.page_tab)
    eventually(lambda: tools.isVisible())
    assert tabs.cornerWidget() is tools
    place.resize(420, 800)
    eventually(lambda: tabs.cornerWidget() is None)
    assert tools.isVisible()
    assert place.ui.page_tab.isAncestorOf(tools)
    tabs.setCurrentWidget(place.ui.write_tab)
    place.resize(1500, 800)
    eventually(lambda: place._splitter.isVisible())
    assert tools.isVisible()
    assert place.ui.page_tab.isAncestorOf(tools)
    place.resize(1100, 800)
    eventually(lambda: tabs.cornerWidget() is tools)


def test_a_final_report_can_only_be_read(place, data, store, eventually):
    data.review = replace(data.review, state="final", revision=2)
    store.announce(Changes.of(REVIEW, "review", [REVIEW]))
    eventually(lambda: place.ui.state_label.text() == "Version 2")
    assert place.write.texts["context"].edit.isReadOnly()


def test_without_a_printer_a_sentence_says_what_to_do(place, qtbot, monkeypatch):
    monkeypatch.setattr(QPrinterInfo, "availablePrinters", staticmethod(list))
    place.ui.print_button.click()
    assert place.ui.message_label.text().startswith("No printer is set up")


def test_every_page_asked_for_is_put_on_paper(qtbot, tmp_path):
    view = PdfView(None)
    qtbot.addWidget(view)
    assert view.show_pdf(a_pdf("One", "Two", "Three"))
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    Printing().print_pages(view.pdf(), printer, 2, 3)
    printed = QPdfDocument()
    printed.load(str(tmp_path / "printed.pdf"))
    assert printed.pageCount() == 2


def test_what_is_no_pdf_is_refused(qtbot):
    view = PdfView(None)
    qtbot.addWidget(view)
    assert not view.show_pdf(b"<html>")
    assert view.pages == 0
