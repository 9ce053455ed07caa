"""Where things stand on the page: what belongs together, and what must not be hidden."""

import re
from itertools import pairwise

import pikepdf
from PIL import Image, ImageColor

from reviewer_app.reporting import fonts
from reviewer_app.reporting.look import BOTTOM, LEFT, WIDTH
from tests.reporting import builders
from tests.reporting.reader import Report, rows, run


def test_the_watermark_lies_wholly_below_the_coloured_band_of_the_cover(report, tmp_path):
    made = report(builders.typical(practice=True), draft=builders.DRAFT)
    run("pdftoppm", "-r", "72", "-l", "1", "-png", "-singlefile", str(made.path),
        str(tmp_path / "cover"))  # fmt: skip
    with Image.open(tmp_path / "cover.png") as page:
        column = [page.convert("RGB").getpixel((70, y)) for y in range(page.height)]
    primary = ImageColor.getrgb(builders.brand().primary)
    band = page.height - max(y for y, colour in enumerate(column) if colour == primary)
    corners = watermark(made)
    assert max(y for _, y in corners) <= band + 1
    assert min(y for _, y in corners) >= BOTTOM - 1
    assert all(LEFT - 1 <= x <= LEFT + WIDTH + 1 for x, _ in corners)


def watermark(report: Report) -> list[tuple[float, float]]:
    """Return the corners of the watermark's capitals on the first page."""
    inside, size, move = False, 0.0, [0.0] * 6
    for operands, operator in pikepdf.parse_content_stream(report.pdf.pages[0]):
        if str(operator) == "BDC":
            inside = "/Watermark" in [str(v) for v in dict(operands[1]).values()]
        elif inside and str(operator) == "cm":
            move = [float(v) for v in operands]
        elif inside and str(operator) == "Tf":
            size = float(operands[1])
    half, high = fonts.width("DRAFT PRACTICE", fonts.BOLD, size) / 2, size * 0.73 / 2
    return [
        (move[4] + x * move[0] + y * move[2], move[5] + x * move[1] + y * move[3])
        for x in (-half, half)
        for y in (-high, high)
    ]


def test_the_bar_of_an_estimate_stands_beside_its_word(report):
    made = report()
    figures = [kid for part in made.tree.kids for kid in part.kids if kid.role == "Figure"]
    bars = [figure for figure in figures if "cells" in figure.attributes["/Alt"]]
    assert len(bars) == 3
    for figure in bars:
        left, bottom, right, top = (float(v) for v in figure.attributes["/BBox"])
        page = next(figure.leaves())[0] + 1
        words = [w for w in boxes(made, page) if w[0] == "estimate:" and w[2] < top]
        beside = [w for w in words if w[1] > bottom]
        assert len(beside) == 1, figure.attributes
        assert left > beside[0][3]
        assert right <= LEFT + WIDTH


def boxes(report: Report, page: int) -> list[tuple[str, float, float, float]]:
    """Return each word of a page with its upper edge, its lower edge and its right one."""
    only = ("-f", str(page), "-l", str(page))
    read = run("pdftotext", "-bbox", *only, str(report.path), "-")
    found = re.findall(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)<', read)
    high = float(report.pdf.pages[0].MediaBox[3])
    return [(w, high - float(y0), high - float(y1), float(x1)) for _, y0, x1, y1, w in found]


def test_an_estimate_of_many_words_has_its_bar_below(report):
    many = builders.estimate("L")
    point = many.point.model_copy(update={"label": "Effective in nearly everything " * 3})
    made = report(builders.typical(estimates=[many.model_copy(update={"point": point})]))
    bar = [f for f in made.tree.all("Figure") if "cells" in f.attributes["/Alt"]][-1]
    assert abs(float(bar.attributes["/BBox"][0]) - LEFT) < 1
    assert f"Our shared estimate: {point.label.strip()}" in made.words()


def test_aspects_are_told_by_area_and_their_code_comes_last(report):
    made = report()
    found = rows(made, "Leadership at all levels")
    assert found[0] == ["Leadership at all levels", "Notes", "Kinds of evidence"]
    assert found[1] == ["Vision and ambition L1", "4", "Lesson visit, meeting"]
    assert [row[0][-2:] for row in rows(made, builders.AREAS["D"])[1:]] == ["D1", "D2", "D3"]


def test_five_rows_at_least_stay_with_a_heading_and_at_the_end(report):
    aspects = [builders.covered(n) for n in range(1, 25)]
    for lines in range(1, 44, 3):
        text = {"method": "\n".join(f"Line {n}." for n in range(lines))}
        made = report(builders.typical(coverage=aspects, text=text, statements=[]))
        heading = next(h for h in made.tree.all("H3") if "speaks to" in made.says(h))
        table = next(t for t in made.tree.all("Table") if "Kinds" in made.says(t.all("TR")[0]))
        pages = [next(row.leaves())[0] for row in table.all("TR")]
        assert {next(heading.leaves())[0], *pages[:6]} == {pages[0]}, lines
        assert len(set(pages[-5:])) == 1, lines


def test_without_findings_no_note_number_is_explained(report):
    assert "small print" not in report(builders.bare()).words()


def test_the_cover_says_each_thing_once_and_stays_one_page_with_long_names(report):
    name = ("Saint Bartholomew and the Holy Trinity Church of England and Roman Catholic "
            "Joint Community Primary School and Nursery")  # fmt: skip
    school = builders.school(name=name, trust=name, head_name=name)
    made = report(builders.typical(school=school, hub_name=name), draft=builders.DRAFT)
    assert "Summary of estimates" in made.text(2)
    assert made.text(1).count("The headteacher decides who else may read it.") == 1


def test_no_heading_stands_alone_at_the_foot_of_a_page(report):
    """Lengthen the text before it line by line: wherever a heading lands, it has company."""
    for lines in range(1, 40):
        text = {"context": "\n".join(f"Line {n}." for n in range(lines))}
        made = report(builders.typical(text=text))
        blocks = [n for n in made.tree.walk() if n.kids and isinstance(n.kids[0], tuple)]
        for block, after in pairwise(blocks):
            if block.role in ("H1", "H2", "H3"):
                assert block.kids[-1][0] == after.kids[0][0], made.says(block)
