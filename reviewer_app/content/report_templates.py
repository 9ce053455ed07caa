"""Report templates as data: which sections a report has, in which order, and its standing words."""

from dataclasses import dataclass
from typing import Final

from reviewer_app import assets
from reviewer_app.content import schema
from reviewer_app.content.yaml_file import Document, Path, read_yaml

DEFAULT: Final = "qar"
_ONCE: Final = ("cover", "summary", "standing_note", "area_www_ebi", "what_next")


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the cover's table: what it shows (``key``) and its words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of the report.

    ``kind`` is cover, summary, standing_note, text, area_www_ebi, excellence, what_next, method or
    reviewers; ``standing`` are paragraphs that are always printed; people write the rest under
    ``key``. Word counts are 0 where there is no target.
    """

    key: str
    kind: str
    heading: str
    required: bool = False
    min_words: int = 0
    max_words: int = 0
    help: str = ""
    standing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """A report's shape: title, the line before the school's name, labels, cover table, sections."""

    key: str
    version: str
    review_kinds: tuple[str, ...]
    title: str
    subject_line: str
    www_label: str
    ebi_label: str
    facts: tuple[Fact, ...]
    sections: tuple[ReportSection, ...]

    def section(self, key: str) -> ReportSection | None:
        """Return the section called ``key``, or None."""
        return next((s for s in self.sections if s.key == key), None)


def load_report_template(data: bytes, name: str) -> ReportTemplate:
    """Return the template in ``data``. Raises ContentError naming file, line and field."""
    document = read_yaml(data, name)
    schema.check(document, "report_template")
    _check_meaning(document)
    return _build(document)


def built_in() -> list[ReportTemplate]:
    """Return the packaged templates. The tests check them in full; here they are only read."""
    files = assets.names("report_templates", ".yaml")
    return [_build(read_yaml(assets.read_bytes(file), file)) for file in files]


def for_kind(review_kind: str) -> ReportTemplate:
    """Return the template for reviews of this kind, or the whole-school one."""
    templates = built_in()
    mine = (t for t in templates if review_kind in t.review_kinds)
    return next(mine, next(t for t in templates if t.key == DEFAULT))


def _build(document: Document) -> ReportTemplate:
    data = document.data
    return ReportTemplate(
        key=data["key"],
        version=data["version"],
        review_kinds=tuple(data["review_kinds"]),
        title=data["title"],
        subject_line=data["subject_line"],
        www_label=data["www_label"],
        ebi_label=data["ebi_label"],
        facts=tuple(Fact(f["key"], f["label"]) for f in data["facts"]),
        sections=tuple(
            ReportSection(
                key=s["key"],
                kind=s["kind"],
                heading=s["heading"],
                required=s.get("required", False),
                min_words=s.get("min_words", 0),
                max_words=s.get("max_words", 0),
                help=s.get("help", ""),
                standing=tuple(s.get("standing", ())),
            )
            for s in data["sections"]
        ),
    )


def _check_meaning(document: Document) -> None:
    keys: set[str] = set()
    kinds: list[str] = []
    for i, section in enumerate(document.data["sections"]):
        at: Path = ("sections", i)
        if section["key"] in keys:
            raise document.error((*at, "key"), f"The key “{section['key']}” is there twice.")
        if section["kind"] in _ONCE and section["kind"] in kinds:
            problem = f"A report has one section of kind {section['kind']}."
            raise document.error((*at, "kind"), problem)
        if section.get("min_words", 0) > section.get("max_words", 5000):
            raise document.error((*at, "min_words"), "The least is more than the most.")
        if section["kind"] == "standing_note" and not section.get("standing"):
            raise document.error((*at, "standing"), "A standing note has words.")
        keys.add(section["key"])
        kinds.append(section["kind"])
    if "standing_note" not in kinds:
        # a peer estimate must never travel without the note on what it is (domain.md 3.1, 1a)
        raise document.error(("sections",), "A report has a section of kind standing_note.")
