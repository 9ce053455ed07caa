"""The laws of the tagged PDF: every visible word marked exactly once, in reading order.

``pdfua`` knows 16 of the 106 rules and neither fonts nor reading order, so these tests walk the
content streams and the structure tree themselves.
"""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from reviewer_app.reporting import compose
from tests.reporting import builders
from tests.reporting.reader import Report, run, squeezed

PDFUA = Path(sys.executable).with_name("pdfua")
CHILDREN = {
    "Document": {"Sect"},
    "Sect": {"H1", "H2", "H3", "P", "L", "Table", "Figure"},
    "L": {"LI"},
    "LI": {"Lbl", "LBody"},
    "Table": {"TR"},
    "TR": {"TH", "TD"},
    "TD": {"P", "Figure"},
}


def test_everything_shown_is_marked_exactly_once(any_report: Report):
    unmarked = [item for item in any_report.shown if item.mark is None]
    nested = [item for item in any_report.shown if item.depth > 1]
    assert not unmarked
    assert not nested


def test_the_tree_holds_each_mark_once_and_in_the_order_of_the_pages(any_report: Report):
    leaves = list(any_report.tree.leaves())
    drawn = dict.fromkeys(
        (item.page, item.mark) for item in any_report.shown if item.mark not in (None, -1)
    )
    assert leaves == sorted(leaves)
    assert max(Counter(leaves).values()) == 1
    assert set(leaves) >= set(drawn)
    assert list(drawn) == [leaf for leaf in leaves if leaf in drawn]


def test_the_parent_tree_leads_from_each_mark_to_its_element(any_report: Report):
    root = any_report.pdf.Root.StructTreeRoot
    numbers = list(root.ParentTree.Nums)
    parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    for index, page in enumerate(any_report.pdf.pages):
        marks = {i.mark for i in any_report.shown if i.page == index} - {None, -1}
        elements = parents[int(page.obj.StructParents)]
        assert len(elements) > max(marks)
        assert page.obj.Tabs == "/S"
        for mark in marks:
            kids = elements[mark].K
            kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
            own = [k if isinstance(k, int) else int(k.get("/MCID", -1)) for k in kids]
            assert mark in own


def test_a_text_extractor_reads_the_tagged_words_and_the_artifacts_and_nothing_else(
    any_report: Report,
):
    for page in range(1, any_report.pages + 1):
        ours = "".join(item.text for item in any_report.shown if item.page == page - 1)
        assert Counter(squeezed(ours)) == Counter(squeezed(any_report.text(page)))


def test_the_tree_read_aloud_is_the_pages_without_their_furniture(any_report: Report):
    tagged = "".join(i.text for i in any_report.shown if i.mark not in (None, -1))
    assert squeezed(any_report.words()) == squeezed(tagged)


def test_elements_stand_where_the_standard_allows_them(any_report: Report):
    for node in any_report.tree.walk():
        roles = {kid.role for kid in node.kids if not isinstance(kid, tuple)}
        assert roles <= CHILDREN.get(node.role, set()), node.role


def test_headings_start_at_one_and_skip_no_level(any_report: Report):
    levels = [int(n.role[1]) for n in any_report.tree.walk() if n.role in ("H1", "H2", "H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_bookmarks_are_the_headings(any_report: Report):
    headings = [
        (int(n.role[1]), any_report.says(n))
        for n in any_report.tree.walk()
        if n.role in ("H1", "H2", "H3")
    ]
    marks: list[tuple[int, str, int]] = []

    def walk(items: list[pikepdf.OutlineItem], level: int) -> None:
        for item in items:
            target = item.destination[0].objgen
            pages = [p.obj.objgen for p in any_report.pdf.pages]
            marks.append((level, item.title, pages.index(target) + 1))
            walk(item.children, level + 1)

    with any_report.pdf.open_outline() as outline:
        walk(outline.root, 1)
    assert [mark[:2] for mark in marks] == headings
    for _, title, page in marks:
        assert squeezed(title) in squeezed(any_report.text(page))


def test_tables_say_what_their_cells_are(any_report: Report):
    tables = any_report.tree.all("Table")
    assert tables
    for table in tables:
        widths = {len(row.kids) for row in table.all("TR")}
        assert len(widths) == 1, "a row has lost a cell"
        scopes = [head.attributes["/Scope"] for head in table.all("TH")]
        assert set(scopes) <= {"/Column", "/Row"}
        assert all(any_report.says(head) for head in table.all("TH"))


def test_a_table_that_goes_on_shows_its_header_again_as_an_artifact(report):
    long = report(builders.long())
    table = next(t for t in long.tree.all("Table") if "Kinds" in long.says(t.all("TR")[0]))
    pages = sorted({page for page, _ in table.leaves()})
    assert len(pages) > 2
    for page in pages[1:]:
        assert "Kinds of evidence" in long.artifacts(page + 1)
    assert [long.says(row) for row in table.all("TR")][1].startswith("Aspect number 1 Q1")


def test_figures_have_words_and_a_box_on_the_page(any_report: Report):
    for figure in any_report.tree.all("Figure"):
        left, bottom, right, top = (float(v) for v in figure.attributes["/BBox"])
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842
        assert figure.attributes["/Alt"]


def test_lists_are_lists_with_label_and_body(any_report: Report):
    for item in any_report.tree.all("LI"):
        assert [kid.role for kid in item.kids] == ["Lbl", "LBody"]
        assert any_report.says(item.kids[0]) == "•"
        assert any_report.says(item.kids[1])


def test_every_font_is_embedded_and_can_be_read_back(any_report: Report):
    lines = run("pdffonts", str(any_report.path)).splitlines()[2:]
    assert lines
    for line in lines:
        assert "Inter" in line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"]


def test_language_title_and_conformance_are_declared(any_report: Report):
    root = any_report.pdf.Root
    metadata = any_report.pdf.open_metadata()
    assert str(root.Lang) == "en-GB"
    assert bool(root.MarkInfo.Marked) is True
    assert bool(root.ViewerPreferences.DisplayDocTitle) is True
    assert metadata["pdfuaid:part"] == "1"
    assert metadata["dc:title"] == str(any_report.pdf.docinfo["/Title"])
    assert "Quality Assurance Review, " in metadata["dc:title"]


def test_other_programs_agree(any_report: Report):
    path = str(any_report.path)
    run("qpdf", "--check", path)
    info = run("pdfinfo", path)
    assert "Tagged:          yes" in info
    assert "JavaScript:      no" in info
    checked = run(str(PDFUA), "check", "--min-severity", "error", path)
    assert "PASS" in checked
    assert "not evaluated" not in checked


def test_poppler_reads_the_same_structure(any_report: Report):
    read = run("pdfinfo", "-struct-text", str(any_report.path))
    assert "H1 (block)" in read
    assert squeezed("Quality Assurance Review") in squeezed(read)


@pytest.mark.parametrize("draft", ["", builders.DRAFT])
def test_the_same_content_gives_the_same_bytes(draft: str):
    made = {
        compose(builders.typical(), builders.brand(), builders.template(), draft=draft)
        for _ in range(2)
    }
    assert len(made) == 1


def test_the_same_bytes_in_another_process(tmp_path: Path):
    """Hash seeds, fonts already loaded and earlier reports leave no trace in the file."""
    program = (
        "import sys; from tests.reporting import builders as b;"
        "from reviewer_app.reporting import compose;"
        "sys.stdout.buffer.write(compose(b.typical(), b.brand(), b.template()))"
    )
    compose(builders.long(times=1), builders.brand(), builders.template())
    here = compose(builders.typical(), builders.brand(), builders.template())
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert there.stdout == here


def test_reports_made_at_the_same_time_do_not_mix_their_words():
    contents = [
        builders.typical(school=builders.school(name=f"School {name}"), text={"context": name * 40})
        for name in ("Ash ", "Birch ", "Cedar ", "Dogwood ")
    ]

    def make(number: int) -> bytes:
        return compose(contents[number % 4], builders.brand(), builders.template())

    alone = [make(n) for n in range(4)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns within a paragraph, so that mixing would show
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(make, range(8)))
    finally:
        sys.setswitchinterval(before)
    assert together == alone * 2


def test_the_writer_is_set_to_load_nothing_and_to_repeat_itself():
    from reportlab import rl_config

    compose(builders.bare(), builders.brand(), builders.template())
    assert rl_config.trustedHosts == []
    assert rl_config.trustedSchemes == ["data"]
    assert rl_config.useA85 == 0
    assert rl_config.invariant == 1
