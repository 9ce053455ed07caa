"""Reads the YAML that people write (frameworks, form types, brands …) as plain, bounded data.

Only mappings, lists and scalars come through: tags, anchors, aliases, merge keys, duplicate keys,
odd characters, deep nesting and big files are refused (at-rest-and-security.md R15). The parser's
events are read one by one, so nothing is built before it has been looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from reviewer_app.domain.errors import ContentError

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 20
MAX_NODES: Final = 50_000
MAX_LINE: Final = 200_000
"""Letters in one line: room for a framework as JSON, none for what makes a scanner quadratic."""

Path = tuple[str | int, ...]

# C0 and C1 controls but tab and line ends, bidirectional overrides and isolates, lone surrogates
_ODD: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_INT: Final = re.compile(r"[-+]?\d{1,18}")
_FLOAT: Final = re.compile(r"[-+]?\d{1,18}\.\d{1,18}")
_WORDS: Final[dict[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says (``data``) and the 1-based line of each path in it."""

    name: str
    data: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of ``path``, or of the nearest thing around it that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 0

    def error(self, path: Path, problem: str) -> ContentError:
        """Return the error that says ``problem`` is wrong at ``path``."""
        return ContentError(self.name, self.line(path), field_name(path), problem)


def field_name(path: Path) -> str:
    """Return ``path`` for people: ``areas[2].title``."""
    words = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return words.removeprefix(".")


def odd_letter(text: str) -> str | None:
    """Return a sentence about the first letter of ``text`` that nobody can see, or None."""
    odd = _ODD.search(text)
    return f"There is an invisible control character (U+{ord(odd[0]):04X})." if odd else None


def read_yaml(data: bytes, name: str) -> Document:
    """Return the document in ``data``; ``name`` is what errors call the file.

    Raises ContentError naming the line for anything that is not plain YAML within the limits.
    """
    if len(data) > MAX_BYTES:
        raise ContentError(name, 0, "", f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError(name, line, "", "The file is not UTF-8 text.") from None
    if (problem := odd_letter(text)) is not None:
        first = _ODD.search(text)
        line = text.count("\n", 0, first.start()) + 1 if first else 0
        raise ContentError(name, line, "", problem)
    for number, one in enumerate(text.split("\n"), 1):
        if len(one) > MAX_LINE:
            raise ContentError(name, number, "", f"The line is longer than {MAX_LINE:,} letters.")
    reader = _Reader(name, text)
    return Document(name, reader.read(), reader.lines)


class _Reader:
    """Turns parser events into plain data, noting lines."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self._nodes = 0
        self.lines: dict[Path, int] = {}

    def read(self) -> Any:
        from ruamel.yaml import YAML  # late: not needed to show a window
        from ruamel.yaml.error import YAMLError

        if not self._text.strip():
            raise ContentError(self._name, 0, "", "The file is empty.")
        try:
            self._events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(self._text))
            return self._document()
        except (YAMLError, ValueError) as error:
            raise self._not_yaml(error) from None

    def _not_yaml(self, error: Exception) -> ContentError:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark is not None else 0
        what = str(getattr(error, "problem", "") or "it cannot be read").strip()
        return ContentError(self._name, line, "", f"This is not valid YAML: {what[:120]}.")

    def _refuse(self, event: Any, path: Path, problem: str) -> NoReturn:
        raise ContentError(self._name, event.start_mark.line + 1, field_name(path), problem)

    def _document(self) -> Any:
        data: Any = None
        documents = 0
        for event in self._events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._refuse(event, (), "There is a second document; only one is read.")
                if event.tags:
                    self._refuse(event, (), "YAML directives are not allowed.")
                data = self._node(next(self._events), (), 0)
        return data

    def _node(self, event: Any, path: Path, depth: int) -> Any:
        self._check(event, path, depth)
        kind = type(event).__name__
        self.lines.setdefault(path, event.start_mark.line + 1)
        if kind == "MappingStartEvent":
            return self._mapping(path, depth)
        if kind == "SequenceStartEvent":
            return self._sequence(path, depth)
        self._check_text(event, path)
        return _scalar(event.value, plain=event.style is None)

    def _check_text(self, event: Any, path: Path) -> None:
        # once more after "\u202e" and its like were read: escapes make letters too
        if (odd := odd_letter(event.value)) is not None:
            self._refuse(event, path, odd)

    def _check(self, event: Any, path: Path, depth: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse(event, path, f"The file has more than {MAX_NODES:,} entries.")
        if depth > MAX_DEPTH:
            self._refuse(event, path, f"The file is nested more than {MAX_DEPTH} levels deep.")
        if type(event).__name__ == "AliasEvent" or event.anchor is not None:
            self._refuse(event, path, "Anchors and aliases (& and *) are not allowed.")
        if event.tag is not None:
            self._refuse(event, path, "Tags (!) are not allowed.")

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            self._check(event, path, depth + 1)
            if type(event).__name__ != "ScalarEvent":
                self._refuse(event, path, "A name before a colon must be a single word.")
            self._check_text(event, path)
            key = event.value
            if key in found:
                self._refuse(event, (*path, key), f"“{key[:60]}” is there twice.")
            if key == "<<":
                self._refuse(event, path, "Merge keys (<<) are not allowed.")
            self.lines[*path, key] = event.start_mark.line + 1
            found[key] = self._node(next(self._events), (*path, key), depth + 1)
        return found

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        found: list[Any] = []
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            found.append(self._node(event, (*path, len(found)), depth + 1))
        return found


def _scalar(value: str, *, plain: bool) -> Any:
    """Return what an untagged scalar means in YAML 1.2: no dates, octals or yes/no surprises."""
    if not plain:
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INT.fullmatch(value):
        return int(value)
    if _FLOAT.fullmatch(value):
        return float(value)
    return value
