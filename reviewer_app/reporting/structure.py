"""The second pass: hang the structure tree, bookmarks, language and metadata on the drawn pages."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from reviewer_app.reporting.tags import Element, Heading, Tagging

LANGUAGE: Final = "en-GB"


@dataclass(frozen=True)
class Properties:
    """The document's properties; ``made`` is an ISO date or time, for the file's own dates."""

    title: str
    author: str
    subject: str
    made: str
    program: str


_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{program}</xmp:CreatorTool>{dates}
<pdf:Producer>{program}</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def finish(drawn: bytes, root: Element, tagging: Tagging, properties: Properties) -> bytes:
    """Return the PDF with tags, bookmarks and properties. Same input, same bytes."""
    with pikepdf.open(BytesIO(drawn)) as pdf:
        _tree(pdf, root, tagging)
        _outline(pdf, tagging.headings)
        catalogue = pdf.Root
        catalogue.Lang = String(LANGUAGE)
        catalogue.MarkInfo = Dictionary(Marked=True)
        catalogue.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        catalogue.PageMode = Name.UseOutlines
        _describe(pdf, properties)
        out = BytesIO()
        pdf.save(
            out,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return out.getvalue()


def _tree(pdf: pikepdf.Pdf, root: Element, tagging: Tagging) -> None:
    pages = [page.obj for page in pdf.pages]
    parents: dict[int, Any] = {}
    top = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    top.K = Array([_node(pdf, root, top, pages, parents)])
    numbers = Array()
    for index, marks in enumerate(tagging.pages):
        pages[index].StructParents = index
        pages[index].Tabs = Name.S
        leaves = pdf.make_indirect(Array([parents[id(element)] for element in marks]))
        numbers.append(index)
        numbers.append(leaves)
    top.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    top.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = top


def _node(
    pdf: pikepdf.Pdf, element: Element, parent: Any, pages: list[Any], parents: dict[int, Any]
) -> Any:
    node = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.role}"), P=parent))
    parents[id(element)] = node
    if element.alt:
        node.Alt = String(element.alt)
    if element.scope:
        node.A = Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    elif element.box:
        box = Array([round(v, 2) for v in element.box])
        node.A = Dictionary(O=Name.Layout, BBox=box, Placement=Name.Block)
    elif element.role == "L":
        node.A = Dictionary(O=Name.List, ListNumbering=Name.Disc)
    kids = Array()
    if element.marks:
        home = element.marks[0][0]
        node.Pg = pages[home]
        for page, number in element.marks:
            if page == home:
                kids.append(number)
            else:
                kids.append(Dictionary(Type=Name.MCR, Pg=pages[page], MCID=number))
    for kid in element.kids:
        if _is_used(kid):
            kids.append(_node(pdf, kid, node, pages, parents))
    node.K = kids[0] if len(kids) == 1 else kids
    return node


def _is_used(element: Element) -> bool:
    """Leave out what was never drawn; an empty cell stays, or its row would lose a column."""
    return (
        bool(element.marks)
        or element.role in {"TD", "TH"}
        or any(_is_used(kid) for kid in element.kids)
    )


def _outline(pdf: pikepdf.Pdf, headings: list[Heading]) -> None:
    with pdf.open_outline() as outline:
        trail: list[tuple[int, list[pikepdf.OutlineItem]]] = [(0, outline.root)]
        for heading in headings:
            while trail[-1][0] >= heading.level:
                trail.pop()
            item = pikepdf.OutlineItem(
                heading.text, heading.page, "XYZ", left=0, top=round(heading.top + 8, 1)
            )
            trail[-1][1].append(item)
            trail.append((heading.level, item.children))


def _describe(pdf: pikepdf.Pdf, properties: Properties) -> None:
    day = properties.made[:10]
    info = Dictionary(
        Title=String(properties.title),
        Author=String(properties.author),
        Subject=String(properties.subject),
        Creator=String(properties.program),
        Producer=String(properties.program),
    )
    dates = ""
    if len(day) == 10 and day.replace("-", "").isdigit():
        info.CreationDate = String(f"D:{day.replace('-', '')}")
        info.ModDate = info.CreationDate
        dates = f"<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>"
    pdf.trailer.Info = pdf.make_indirect(info)
    packet = _XMP.format(
        title=escape(properties.title),
        author=escape(properties.author),
        subject=escape(properties.subject),
        program=escape(properties.program),
        language=LANGUAGE,
        dates=dates,
    )
    stream = pdf.make_stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = stream
