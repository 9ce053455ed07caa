"""What the report says, page by page, read back with pypdf and pdftotext."""

import io
from dataclasses import replace

import pikepdf
import pypdf
import pytest
from PIL import Image

from reviewer_app.content import brands
from reviewer_app.protocol.content import ExcellenceFacts, content_bytes, verification_code
from reviewer_app.reporting import words
from tests.reporting import builders
from tests.reporting.reader import Report, rows, squeezed


def headings(report: Report) -> list[str]:
    return [report.says(n) for n in report.tree.walk() if n.role in ("H1", "H2", "H3")]


def test_the_sections_come_in_the_order_of_the_template(report):
    read = [h for h in headings(report()) if h not in ("What went well", "Even better if …")]
    assert read == [
        "Quality Assurance Review",
        "Summary of estimates",
        "What this report is",
        "Context and character of the school",
        "Since the last review",
        *builders.AREAS.values(),
        "Area of excellence",
        "Support the school would welcome",
        "What happens next",
        "Next steps that were agreed",
        "The review team",
        "How the evidence was gathered",
        "What the evidence speaks to",
        "Is this report genuine?",
    ]


def test_the_cover_tells_the_facts(report):
    facts = dict(rows(report(), "Name of school"))
    assert facts["Name of school"] == "Hillview Academy"
    assert facts["Dates of this review"] == "9–11 November 2026"
    assert facts["Overall peer estimate at this review"] == "Effective"
    assert facts["Date of the last review"] == "22 January 2025"
    assert facts["Date of the last inspection"] == "14 March 2023"
    assert len(facts) == 11


def test_a_fact_that_is_missing_says_so_and_a_school_alone_has_no_trust_row(report):
    facts = dict(rows(report(builders.bare()), "Name of school"))
    assert facts["Headteacher or principal"] == "Not recorded"
    assert facts["Overall peer estimate at this review"] == "None given"
    assert "Multi-academy trust" not in facts


def test_estimates_are_a_word_and_cells_never_a_colour_alone(report):
    made = report()
    table = next(t for t in made.tree.all("Table") if made.says(t).startswith("Area"))
    alts = [figure.attributes["/Alt"] for figure in table.all("Figure")]
    assert rows(made, "Area")[1:] == [
        ["Leadership at all levels", "Leading"],
        ["Quality of provision and outcomes", "Effective"],
        [builders.AREAS["D"], "Working towards effective"],
        ["Area of excellence", "Accredited A whole school that teaches reading"],
        ["Overall estimate", "Effective"],
    ]
    assert alts == [f"{n} of 4 cells filled" for n in (4, 3, 2, 3)]


def test_insufficient_evidence_is_said_in_words_with_its_reason(report):
    content = builders.typical(
        estimates=[
            builders.estimate("L"),
            builders.insufficient(
                "Q", "The team could not visit Year 11, who were in examinations."
            ),
        ]
    )
    made = report(content)
    table = rows(made, "Area")
    assert table[2] == ["Quality of provision and outcomes", "Not enough evidence for an estimate"]
    assert table[3][1] == "No estimate given"
    assert "who were in examinations" in made.words()


def test_a_draft_says_what_is_not_agreed_yet(report):
    made = report(builders.bare(), draft=builders.DRAFT)
    assert "Not agreed yet" in made.words()
    assert "Nothing agreed for this area yet." in made.words()
    assert "Not written yet." in made.words()


def test_strengths_stand_before_developments_in_every_area(report):
    made = report()
    read = headings(made)
    for title in builders.AREAS.values():
        at = read.index(title)
        assert read[at + 1 : at + 3] == ["What went well", "Even better if …"]


def test_each_finding_ends_with_the_numbers_of_its_notes(report):
    made = report()
    findings = [item for item in _items(made) if "TeachMeet" in item]
    assert findings == ["Share the reading programme at the next TeachMeet. A1, B3"]
    assert sum(item.endswith("A1, B3") for item in _items(made)) == 7


def _items(report: Report) -> list[str]:
    return [report.says(node) for node in report.tree.all("LBody")]


def test_findings_come_in_the_order_of_the_board(report):
    found = [
        builders.statement("www", "L", "Second in line.", 1, order="b"),
        builders.statement("www", "L", "First in line.", 2, order="a"),
    ]
    made = report(builders.typical(statements=found))
    assert made.words().index("First in line") < made.words().index("Second in line")


def test_an_agreed_finding_outside_the_framework_is_not_lost(report):
    found = [builders.statement("www", "gone", "The singing is a joy.", 1)]
    made = report(builders.typical(statements=found))
    assert "Across the school" in headings(made)
    assert "The singing is a joy." in made.words()


def test_practice_worth_sharing_is_told_with_the_area_of_excellence(report):
    found = [builders.statement("practice", "Q", "Daily reading in mixed groups.", 1)]
    made = report(builders.typical(statements=found, excellence=None))
    assert "Practice worth sharing" in headings(made)
    assert "Daily reading in mixed groups." in made.words()


def test_the_standing_note_is_always_there(report):
    for content in (builders.typical(), builders.bare()):
        said = squeezed(report(content).words())
        assert squeezed("the two cannot be compared") in said
        assert squeezed("The headteacher decides who else may read it") in said


def test_the_evidence_base_counts_the_notes(report):
    made = report()
    said = (
        "The findings rest on 41 notes of evidence, gathered in about 31 hours of visits and talks."
    )
    assert said in made.words()
    assert "Year groups seen: Years 7 to 11." in made.words()
    assert "Subjects: Art; English; Geography; History; Mathematics; Science." in made.words()
    assert "such as A1, are the reviewers’ own note numbers" in made.words()
    assert rows(made, "Kind of evidence")[1:] == [
        ["Lesson visit", "20"], ["Meeting", "11"], ["Book look", "6"], ["Talk with pupils", "4"],
    ]  # fmt: skip


def test_the_team_is_named_lead_first_and_only_where_the_review_says_so(report):
    assert [r[:2] for r in rows(report(), "Name")[1:3]] == [
        ["Sarah Whitfield", "Lead reviewer"],
        ["Daniel Osei", "Reviewer"],
    ]
    assert "The review team" not in headings(report(builders.typical(team=[])))


def test_every_page_has_school_dates_version_and_its_number(report):
    made = report(builders.typical(revision=3, replaces_reason="The roll was wrong."))
    for page in range(1, made.pages + 1):
        foot = made.artifacts(page)
        assert f"Page {page} of {made.pages}" in foot
        assert "Hillview Academy · 9–11 November 2026 · Version 3" in foot
        assert "The headteacher decides who else may read it." in foot
    assert "This version replaces version 2: The roll was wrong." in made.words()


def test_pypdf_reads_the_same_words(report):
    made = report()
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.data)).pages]
    assert "Hillview Academy" in pages[0]
    assert "Summary of estimates" in pages[1]
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1))


def test_a_draft_says_so_on_every_page_and_has_no_code(report):
    made = report(draft=builders.DRAFT)
    assert made.words().startswith("DRAFT v1 – not for sharing")
    assert made.words().count("DRAFT") == 1
    assert str(made.pdf.docinfo["/Title"]).startswith("DRAFT v1 – not for sharing: ")
    for page in range(1, made.pages + 1):
        assert squeezed(made.text(page)).count(squeezed(builders.DRAFT)) == 1
        assert squeezed(made.text(page)).count("DRAFT") == 2  # the watermark too
    assert "erification code" not in made.text()
    assert "Code " not in made.text()
    assert "Version" not in made.text()


def test_a_final_report_carries_its_code_on_every_page_and_as_letters_beside_the_picture(report):
    code = verification_code(content_bytes(builders.typical()))
    made = report()
    assert "DRAFT" not in made.text()
    assert f"Verification code {code}" in made.words()
    assert all(f"Code {code}" in made.artifacts(n) for n in range(1, made.pages + 1))
    figure = made.tree.all("Figure")[-1]
    assert figure.attributes["/Alt"] == f"QR code that holds the verification code {code}"


def test_where_the_hub_is_known_the_square_leads_to_its_page(report):
    content = builders.typical(verify_at="https://hub.example.org")
    made = report(content)
    page = f"https://hub.example.org/v1/verify/{verification_code(content_bytes(content))}"
    assert squeezed(f"Scan the square, or open {page}") in squeezed(made.text(made.pages))
    assert made.tree.all("Figure")[-1].attributes["/Alt"] == f"QR code that leads to {page}"


def test_a_practice_report_is_marked_everywhere(report):
    made = report(builders.typical(practice=True))
    assert made.words().startswith("PRACTICE – not a real review")
    assert all("PRACTICE" in made.artifacts(n) for n in range(1, made.pages + 1))


def test_sixty_pages_and_more(report):
    made = report(builders.long(times=44))
    assert made.pages > 60
    assert made.words().count("of a long list.)") == 44 * 21


def test_the_plain_brand_has_no_logo_and_names_the_trust(report):
    made = report(brand=builders.brand("plain"))
    assert not [f for f in made.tree.all("Figure") if "Lakeside" in f.attributes["/Alt"]]
    assert made.words().startswith("Lakeside Learning Trust")


@pytest.mark.parametrize("colour", ["#ffffff", "#ffe600", "#000000", "#7f7f7f", "#ff0000"])
def test_any_brand_colour_gives_words_that_can_be_read(report, colour: str):
    from reviewer_app.reporting.look import WHITE, look_of

    brand = replace(builders.brand(), primary=colour, accent=colour)
    look = look_of(brand)
    assert brands.contrast(look.heading, WHITE) >= 4.5
    assert brands.contrast(look.on_primary, look.primary) >= 4.5
    assert report(brand=brand).pages > 3


def _png(size: tuple[int, int], mode: str = "RGB", form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 0).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(
    "logo",
    [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n", _png((64, 64))[:-30], _png((8, 8), form="GIF"),
     _png((5000, 5000), "1")],
    ids=["none", "svg", "header-only", "truncated", "gif", "huge"],
)  # fmt: skip
def test_a_logo_that_is_no_picture_gives_way_to_the_name(report, logo: bytes):
    made = report(brand=replace(builders.brand(), logo=logo))
    assert "Lakeside Peer Review Network" in made.words()
    assert made.pages > 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_a_logo_of_any_depth_is_drawn(report, mode: str):
    made = report(brand=replace(builders.brand(), logo=_png((64, 32), mode)))
    assert made.tree.all("Figure")[0].attributes["/Alt"].startswith("Lakeside Learning Trust")


def test_nothing_in_the_file_can_run_or_call_home(any_report: Report):
    assert "/AA" not in any_report.pdf.Root
    assert "/OpenAction" not in any_report.pdf.Root
    for page in any_report.pdf.pages:
        assert "/Annots" not in page.obj
    with any_report.pdf.open_outline() as outline:
        assert all(item.action is None for item in outline.root)
    assert not any_report.pdf.attachments
    assert isinstance(any_report.pdf.Root, pikepdf.Dictionary)


@pytest.mark.parametrize(
    ("start", "end", "read"),
    [
        ("2026-11-09", "2026-11-11", "9–11 November 2026"),
        ("2026-11-30", "2026-12-02", "30 November – 2 December 2026"),
        ("2026-12-30", "2027-01-02", "30 December 2026 – 2 January 2027"),
        ("2026-11-09", "2026-11-09", "9 November 2026"),
        ("2026-11-09", "", "9 November 2026"),
        ("soon", "later", "soon – later"),
        ("", "", ""),
    ],
)
def test_dates_in_words(start: str, end: str, read: str):
    assert words.days(start, end) == read


@pytest.mark.parametrize(
    ("codes", "read"),
    [
        (["R", "2", "3", "4", "5", "6", "whole"], "Reception, Years 2 to 6, and the whole school"),
        (["N1", "N2", "R", "1"], "Nursery 1, Nursery 2, Reception and Year 1"),
        (["9", "10", "11"], "Years 9 to 11"),
        (["3", "4", "6"], "Year 3, Year 4 and Year 6"),
        (["4", "whole"], "Year 4 and the whole school"),
        (["whole"], "the whole school"),
        (["6", "7b", "²"], "Year 6, 7b and ²"),
        ([], ""),
    ],
)
def test_year_groups_in_words(codes: list[str], read: str):
    assert words.year_groups(codes) == read


def test_lists_and_counts_in_words():
    assert words.and_list(["a", "b", "", "c"]) == "a, b and c"
    assert words.and_list([]) == ""
    assert words.count(1, "note") == "1 note"
    assert words.count(1200, "note") == "1,200 notes"
    assert words.hours(0.3) == "under an hour"


def test_an_area_of_excellence_without_a_title_still_says_its_outcome(report):
    outcome = builders.typical().excellence.outcome
    found = ExcellenceFacts(title="", outcome=outcome, text="Singing.")
    assert "Accredited Singing." in report(builders.typical(excellence=found)).words()
