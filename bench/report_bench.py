"""One report, three ways: ours, WeasyPrint and Typst, all tagged, with bookmarks and page numbers.

Each function lays the same content out once and returns the seconds it took; each raises
ImportError where its program is not installed. ``pages()`` of the three are compared by hand when
this file changes: a yardstick that printed less would flatter nobody but itself.
"""

import html
import json
import time
from functools import cache
from io import BytesIO
from pathlib import Path

from reviewer_app import assets
from reviewer_app.protocol.content import ReportContent
from reviewer_app.reporting import words
from tests.reporting import builders

Block = tuple[str, object]
_NONCE = "NONCE"


def content(times: int = 4) -> ReportContent:
    """Return the content of the row: about 14 pages; 44 times for more than 60."""
    return builders.long(times) if times > 1 else builders.typical()


def ours(times: int = 4) -> float:
    """Time our own report."""
    from reviewer_app.reporting import compose

    made, brand, template = content(times), builders.brand(), builders.template()
    start = time.perf_counter()
    compose(made, brand, template)
    return time.perf_counter() - start


def weasyprint(times: int = 4) -> float:
    """Time WeasyPrint: HTML in, tagged PDF/UA out, its fonts already loaded."""
    import weasyprint as program
    from weasyprint.text.fonts import FontConfiguration

    source = _html(times)
    fonts = _weasy_fonts(FontConfiguration, program.CSS)
    start = time.perf_counter()
    program.HTML(string=source).write_pdf(
        stylesheets=[fonts[1]], font_config=fonts[0], pdf_variant="pdf/ua-1", pdf_tags=True
    )
    return time.perf_counter() - start


def typst(times: int = 4) -> float:
    """Time Typst: markup in, PDF/UA out, its fonts already loaded."""
    compiler, folder = _typst_compiler()
    # other words each time: the compiler remembers how it laid out every paragraph it has seen
    source = _typst(times).replace(_NONCE, str(time.perf_counter_ns()))
    (folder / "report.typ").write_text(source)
    start = time.perf_counter()
    compiler.compile(input=str(folder / "report.typ"), format="pdf", pdf_standards="ua-1")
    return time.perf_counter() - start


@cache
def _weasy_fonts(configuration, css):
    made = configuration()
    faces = "".join(
        f"@font-face {{ font-family: Inter; font-weight: {weight};"
        f" src: url({_font_folder().joinpath(name).as_uri()}) }}"
        for name, weight in (("Inter-Regular.ttf", 400), ("Inter-SemiBold.ttf", 700))
    )
    page = """
    @page { size: A4; margin: 27mm 22mm;
      @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt Inter }
      @bottom-left { content: "Hillview Academy"; font: 8pt Inter } }
    body { font: 11pt/16pt Inter } h1 { font-size: 31pt; line-height: 37pt } h2 { font-size: 18pt }
    h3 { font-size: 12.5pt } table { border-collapse: collapse; width: 100% }
    h1, h2, h3 { break-after: avoid } th, td { text-align: left; border-bottom: 0.5pt solid #ccc;
      padding: 4pt 7pt } small { color: #595959; font-size: 8pt }"""
    return made, css(string=faces + page, font_config=made)


@cache
def _typst_compiler():
    import tempfile

    import typst as program

    folder = Path(tempfile.mkdtemp(prefix="reviewer-bench-"))
    (folder / "report.typ").write_text("#set document(title: [Start])\nStart")
    return program.Compiler(
        str(folder / "report.typ"), root=str(folder), font_paths=[str(_font_folder())]
    ), folder


def _font_folder() -> Path:
    return Path(str(assets.root())) / "fonts"


def _blocks(times: int) -> list[Block]:
    """Return what the report says as headings, paragraphs, lists and tables."""
    made, template = content(times), builders.template()
    standing = {s.key: s.standing for s in template.sections}
    found: list[Block] = [
        ("h1", template.title),
        ("p", f"{template.subject_line} {made.school.name}"),
        ("p", words.days(made.date_start, made.date_end)),
        ("table", [[f.label, str(getattr(made.school, f.key, "") or "")] for f in template.facts]),
        ("break", ""),
        ("h2", "Summary of estimates"),
        *(("p", line) for line in standing["summary"]),
        ("table", [[e.title, e.point.label if e.point else ""] for e in made.estimates]),
        ("h2", "What this report is"),
        *(("p", line) for line in standing["status"]),
    ]
    for section in template.sections:
        if section.kind == "text" and section.key in made.text:
            found += [("h2", section.heading)]
            found += [("p", line) for line in made.text[section.key].split("\n") if line]
    for area in made.areas:
        found.append(("h2", area.heading))
        for kind, label in (("www", template.www_label), ("ebi", template.ebi_label)):
            mine = [s for s in made.statements if (s.kind, s.area) == (kind, area.code)]
            if mine:
                found += [("h3", label), ("list", [(s.text, ", ".join(s.evidence)) for s in mine])]
    if made.excellence:
        found += [("h2", made.excellence.title)]
        found += [("p", line) for line in made.excellence.text.split("\n") if line]
    found += [("h2", "What happens next"), *(("p", line) for line in standing["what_next"])]
    coverage = [[c.title, str(sum(c.by_type.values())), "Lesson visit"] for c in made.coverage]
    found += [("h2", "How the evidence was gathered"), ("table", coverage)]
    team = [[m.name, m.role, m.role_title, m.school] for m in made.team]
    return [*found, ("h2", "The review team"), ("table", team)]


@cache
def _html(times: int) -> str:
    def one(kind: str, what) -> str:
        if kind == "break":
            return '<div style="break-after: page"></div>'
        if kind == "list":
            items = (f"<li>{html.escape(a)} <small>{html.escape(b)}</small></li>" for a, b in what)
            return f"<ul>{''.join(items)}</ul>"
        if kind == "table":
            lines = ("".join(f"<td>{html.escape(c)}</td>" for c in row) for row in what)
            return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
        return f"<{kind}>{html.escape(what)}</{kind}>"

    body = "\n".join(one(*block) for block in _blocks(times))
    return (
        f'<html lang="en-GB"><head><meta charset="utf-8"><title>Report</title></head>{body}</html>'
    )


@cache
def _typst(times: int) -> str:
    def said(text: str) -> str:
        return f"#{json.dumps(f'{text} {_NONCE}', ensure_ascii=False)}"

    def one(kind: str, what) -> str:
        if kind == "break":
            return "#pagebreak()"
        if kind in ("h1", "h2", "h3"):
            return f"{'=' * int(kind[1])} {said(what)}"
        if kind == "list":
            items = (f"[{said(a)} #text(8pt, fill: rgb(89, 89, 89))[{said(b)}]]" for a, b in what)
            return f"#list({', '.join(items)})"
        if kind == "table":
            cells = ", ".join(f"[{said(cell)}]" for row in what for cell in row)
            return f"#table(columns: {len(what[0])}, {cells})"
        return said(what)

    start = """#set document(title: "Report")
#set text(font: "Inter", size: 11pt, lang: "en", region: "GB")
#set page("a4", margin: (x: 22mm, y: 27mm), numbering: "1 of 1")
"""
    return start + "\n\n".join(one(*block) for block in _blocks(times))


def pages(times: int = 4) -> dict[str, int]:
    """Return how many pages each program fills with the content: a check of fairness."""
    import pikepdf
    import weasyprint as program

    from reviewer_app.reporting import compose

    typst(times)
    compiler, folder = _typst_compiler()
    made = {
        "ours": compose(content(times), builders.brand(), builders.template()),
        "weasyprint": program.HTML(string=_html(times)).write_pdf(),
        "typst": compiler.compile(input=str(folder / "report.typ"), format="pdf"),
    }
    return {name: len(pikepdf.open(BytesIO(data)).pages) for name, data in made.items()}
