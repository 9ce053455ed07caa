"""Reads a PDF the way a strict screen reader would: what is shown, and what it is marked as."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf


@dataclass
class Shown:
    """Something a page shows. ``mark`` is its MCID, -1 an artifact, None neither."""

    page: int
    mark: int | None
    tag: str
    text: str
    depth: int = 1


@dataclass
class Node:
    """An element of the structure tree with its kids: nodes, or (page, MCID)."""

    role: str
    attributes: dict[str, Any]
    kids: list[Any] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def leaves(self) -> Iterator[tuple[int, int]]:
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.leaves()
            else:
                yield kid

    def all(self, role: str) -> list["Node"]:
        return [node for node in self.walk() if node.role == role]


class Report:
    """A report to look into."""

    def __init__(self, data: bytes, folder: Path) -> None:
        self.data = data
        self.path = folder / "report.pdf"
        self.path.write_bytes(data)
        self.pdf = pikepdf.open(BytesIO(data))
        self.shown = [item for n in range(len(self.pdf.pages)) for item in self._page(n)]
        self.tree = self._node(self.pdf.Root.StructTreeRoot.K[0])

    @property
    def pages(self) -> int:
        return len(self.pdf.pages)

    def text(self, page: int = 0) -> str:
        """Return what pdftotext reads, of one page (from 1) or all."""
        only = ["-f", str(page), "-l", str(page)] if page else []
        return run("pdftotext", "-raw", *only, str(self.path), "-")

    def words(self) -> str:
        """Return the words of the report, header and footer apart, on one line."""
        return " ".join(self.says(node) for node in self.tree.walk() if _is_block(node))

    def says(self, node: Node) -> str:
        """Return the text of a node and all below it."""
        wanted = dict.fromkeys(node.leaves(), "")
        for item in self.shown:
            key = (item.page, item.mark)
            if key in wanted:
                wanted[key] += item.text
        return " ".join("".join(wanted.values()).split())

    def artifacts(self, page: int) -> str:
        return "".join(i.text for i in self.shown if i.page == page - 1 and i.mark == -1)

    def _node(self, item: Any) -> Node:
        attributes = item.get("/A", pikepdf.Dictionary())
        found = {str(k): v for k, v in attributes.items()}
        if "/Alt" in item:
            found["/Alt"] = str(item.Alt)
        node = Node(str(item.S)[1:], found)
        kids = item.get("/K", pikepdf.Array())
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        numbers = {page.obj.objgen: n for n, page in enumerate(self.pdf.pages)}
        for kid in kids:
            if isinstance(kid, int):
                node.kids.append((numbers[item.Pg.objgen], int(kid)))
            elif kid.get("/Type") == "/MCR":
                node.kids.append((numbers[kid.Pg.objgen], int(kid.MCID)))
            else:
                node.kids.append(self._node(kid))
        return node

    def _page(self, number: int) -> Iterator[Shown]:
        page = self.pdf.pages[number]
        fonts = {
            str(name): _unicode(font) for name, font in page.Resources.get("/Font", {}).items()
        }
        open_marks: list[tuple[int | None, str]] = []
        font: dict[int, str] = {}
        path = False
        for operands, operator in pikepdf.parse_content_stream(page):
            op = str(operator)
            if op in ("BDC", "BMC"):
                tag = str(operands[0])[1:]
                properties = operands[1] if op == "BDC" else {}
                mark = -1 if tag == "Artifact" else int(properties["/MCID"])
                open_marks.append((mark, tag))
                continue
            if op == "EMC":
                open_marks.pop()
                continue
            mark, tag = open_marks[-1] if open_marks else (None, "")
            shown = None
            if op == "Tf":
                font = fonts[str(operands[0])]
            elif op in ("Tj", "'"):
                shown = "".join(font[byte] for byte in bytes(operands[0]))
            elif op == "TJ":
                runs = [bytes(o) for o in operands[0] if isinstance(o, pikepdf.String)]
                shown = "".join(font[byte] for run in runs for byte in run)
            elif op in ("T*", "Td", "TD"):
                shown = "\n"
            elif op in ("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh"):
                shown, path = "", True
            if shown is not None and (shown.strip() or path or mark is not None):
                yield Shown(number, mark, tag, shown, len(open_marks))
            path = False
        assert not open_marks, "a mark was not closed"


def rows(report: Report, first: str) -> list[list[str]]:
    """Return the cells of the table whose first cell reads ``first``."""
    for table in report.tree.all("Table"):
        found = [[report.says(cell) for cell in row.kids] for row in table.all("TR")]
        if found[0][0] == first:
            return found
    raise AssertionError(f"no table starts with {first}")


def _unicode(font: Any) -> dict[int, str]:
    """Return what each code of a font means, from its ToUnicode map."""
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}

    def chars(code: str) -> str:
        return bytes.fromhex(code).decode("utf-16-be")

    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, to in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = chars(to)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, _, targets in re.findall(r"<(\w+)>\s*<(\w+)>\s*\[(.*?)\]", block, re.DOTALL):
            for step, to in enumerate(re.findall(r"<(\w+)>", targets)):
                found[int(low, 16) + step] = chars(to)
        for low, high, to in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for code in range(int(low, 16), int(high, 16) + 1):
                found[code] = chr(int(to, 16) + code - int(low, 16))
    return found


def _is_block(node: Node) -> bool:
    return any(not isinstance(kid, Node) for kid in node.kids)


def run(*command: str) -> str:
    """Return what a tool prints; a tool that fails, fails the test."""
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, f"{command}: {done.stdout.decode()}{done.stderr.decode()}"
    return done.stdout.decode()


def squeezed(text: str) -> str:
    """Return ``text`` without white space: how readers set spaces between runs is theirs."""
    return "".join(text.split())
