"""Reads the national register of schools, the CSV that people download themselves (domain.md 2.1).

The real file is Windows-1252, some 52,000 rows and 60 MB, with closed schools and the odd broken
row. It is read line by line; one bad row never stops the rest, and an unclosed quotation mark
costs its own row only. Names of head teachers are in the file and are not read.
"""

import csv
import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from reviewer_app.content.yaml_file import odd_letter
from reviewer_app.domain.errors import CancelledError, RegisterError
from reviewer_app.domain.school import BadRow, School

REQUIRED: Final = (
    "URN", "EstablishmentName", "EstablishmentStatus (name)", "LA (code)", "LA (name)",
    "EstablishmentNumber", "PhaseOfEducation (name)", "TypeOfEstablishment (name)", "Town",
    "Postcode",
)  # fmt: skip
OPTIONAL: Final = (
    "StatutoryLowAge", "StatutoryHighAge", "Gender (name)", "ReligiousCharacter (name)",
    "SchoolCapacity", "NumberOfPupils", "Street", "Trusts (name)", "OfstedLastInsp",
    "OfstedRating (name)",
)  # fmt: skip
DOWNLOAD: Final = (
    "Download “Establishment fields CSV” (all establishment data) from Get Information about "
    "Schools, unpack it and choose that file."
)
UNCHANGED: Final = "The schools on this laptop are unchanged."

_TICK: Final = 500
"""Rows between two looks at progress and cancel."""
_MAX_LINE: Final = 65_536
_MAX_JOINED: Final = 8
"""Lines that one row may spread over, where a quoted field holds line ends."""
_SHOWN: Final = 20
_URN: Final = re.compile(r"[1-9]\d{5}")
_DATE: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_SILENT: Final = frozenset({"not applicable", "does not apply", "not collected", "none", "unknown"})
_PHASES: Final = {"all through": "All-through"}

Progress = Callable[[int, int], None]


class RegisterReader:
    """A register file; ``encoding`` is ``UTF-8`` or ``Windows-1252`` once ``rows`` was called."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.encoding = ""

    def rows(
        self, *, progress: Progress, cancelled: Callable[[], bool]
    ) -> Iterator[School | BadRow]:
        """Return the schools and the bad rows of the file, as they are read.

        Args:
            progress: told ``(bytes read, bytes in all)`` now and then, at the end with both alike.
            cancelled: asked now and then.

        Raises RegisterError at once where the file is no register, and while iterating where it
        cannot be read on; CancelledError when ``cancelled`` says so.
        """
        path = self._path
        try:
            if not path.is_file():
                raise RegisterError("There is no such file.", UNCHANGED, DOWNLOAD)
            with path.open("rb") as file:
                encoding = _encoding(file, cancelled)
                file.seek(0)
                columns = _columns(file, encoding)
        except OSError as error:
            raise _unreadable(error) from error
        self.encoding = "Windows-1252" if encoding == "cp1252" else "UTF-8"
        return _rows(path, encoding, columns, progress, cancelled)


def _unreadable(error: OSError) -> RegisterError:
    what = error.strerror or "it does not answer"
    return RegisterError(
        f"The file cannot be read ({what}).", UNCHANGED, "Copy it again and retry."
    )


def _encoding(file: BinaryIO, cancelled: Callable[[], bool]) -> str:
    start = file.read(4)
    if start.startswith(b"PK\x03\x04"):
        raise RegisterError(
            "This is a packed file or a workbook, not a CSV file.", UNCHANGED, DOWNLOAD
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        action = "Save it as “CSV UTF-8” and try again."
        raise RegisterError("The file is written in UTF-16.", UNCHANGED, action)
    if start.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    file.seek(0)
    decoder = getincrementaldecoder("utf-8")("strict")
    try:
        while chunk := file.read(1 << 20):
            decoder.decode(chunk)
            if cancelled():
                raise CancelledError
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _columns(file: BinaryIO, encoding: str) -> list[str]:
    first = file.readline(_MAX_LINE).decode(encoding, "replace")
    try:
        columns = [c.strip() for c in next(csv.reader([first]), [])]
    except csv.Error:
        columns = []
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        few = ", ".join(missing[:4]) + (f" and {len(missing) - 4} more" if len(missing) > 4 else "")
        happened = f"This is not the register of schools: it has no column {few}."
        raise RegisterError(happened, UNCHANGED, DOWNLOAD)
    return columns


def _rows(
    path: Path,
    encoding: str,
    columns: list[str],
    progress: Progress,
    cancelled: Callable[[], bool],
) -> Iterator[School | BadRow]:
    wanted: tuple[str, ...] = (*REQUIRED, *OPTIONAL)
    index = {name: columns.index(name) for name in wanted if name in columns}
    seen: set[str] = set()
    try:
        with path.open("rb") as file:
            total = path.stat().st_size
            lines = _Lines(file, encoding)
            lines.next()
            progress(lines.position, total)
            count = 0
            while (row := lines.row(len(columns))) is not None:
                yield _school(row, index, seen) if isinstance(row, _Row) else row
                count += 1
                if count % _TICK == 0:
                    progress(min(lines.position, total), total)
                    if cancelled():
                        raise CancelledError
            progress(total, total)
    except OSError as error:
        raise _unreadable(error) from error


class _Row(list[str]):
    """The fields of a row and the line it begins on."""

    line = 0


class _Lines:
    """Lines of the file, numbered, with a way to put some back."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._encoding = encoding
        self._back: list[tuple[int, str | None]] = []
        self._number = 0
        self.position = 0

    def next(self) -> tuple[int, str | None] | None:
        """Return the next line's number and text (None if too long), or None at the end."""
        if self._back:
            return self._back.pop()
        data = self._file.readline(_MAX_LINE)
        if not data:
            return None
        self._number += 1
        self.position += len(data)
        whole, more = True, data
        while not more.endswith(b"\n") and (more := self._file.readline(_MAX_LINE)):
            self.position += len(more)
            whole = False
        # a byte order mark counts only where the file begins
        encoding = self._encoding if self._number == 1 else self._encoding.removesuffix("-sig")
        return self._number, data.decode(encoding, "replace") if whole else None

    def row(self, width: int) -> _Row | BadRow | None:
        """Return the next row of ``width`` fields, why it is bad, or None at the end."""
        while (found := self.next()) is not None:
            number, text = found
            if text is None:
                return BadRow(number, "The line is too long.")
            if text.strip():
                return self._parse(number, text, width)
        return None

    def _parse(self, number: int, text: str, width: int) -> _Row | BadRow:
        if "\0" in text:
            return BadRow(number, "The line holds a NUL character.", _urn_in(text))
        try:
            fields = next(csv.reader([text], strict=True))
        except csv.Error as error:
            if "end of data" not in str(error):
                return BadRow(number, "A quotation mark is out of place.", _urn_in(text))
            joined = self._join(text, width)
            if joined is None:
                return BadRow(number, "A quotation mark is not closed.", _urn_in(text))
            fields = joined
        if len(fields) != width:
            reason = f"The row has {len(fields)} fields, not {width}."
            return BadRow(number, reason, _urn_in(text))
        row = _Row(fields)
        row.line = number
        return row

    def _join(self, text: str, width: int) -> list[str] | None:
        """Return the row that ``text`` begins and further lines end; put them back if none does."""
        taken: list[tuple[int, str | None]] = []
        while len(taken) < _MAX_JOINED and (found := self.next()) is not None:
            taken.append(found)
            if found[1] is None:
                break
            text += found[1]
            try:
                fields = next(csv.reader(text.splitlines(keepends=True), strict=True))
            except csv.Error as error:
                if "end of data" in str(error):
                    continue
                break
            if len(fields) == width:
                return fields
            break
        self._back.extend(reversed(taken))
        return None


def _urn_in(text: str) -> str:
    found = _URN.search(text[:12])
    return found[0] if found else ""


def _school(row: _Row, index: dict[str, int], seen: set[str]) -> School | BadRow:
    cells = {name: " ".join(row[at].split()) for name, at in index.items()}
    urn = cells["URN"]
    if not _URN.fullmatch(urn):
        return BadRow(row.line, "The URN is not a number of six digits.", urn[:_SHOWN])
    if not cells["EstablishmentName"]:
        return BadRow(row.line, "The school has no name.", urn)
    if any("�" in cell for cell in cells.values()):
        return BadRow(row.line, "Some letters cannot be read.", urn)
    if any(odd_letter(cell) for cell in cells.values()):
        return BadRow(row.line, "The row holds an invisible control character.", urn)
    if any(len(cell) > 300 for cell in cells.values()):
        return BadRow(row.line, "A field is longer than 300 letters.", urn)
    if urn in seen:
        return BadRow(row.line, "The URN is in the file twice; the first row counts.", urn)
    seen.add(urn)
    return School(
        id=urn,
        name=cells["EstablishmentName"],
        urn=urn,
        laestab=_laestab(cells["LA (code)"], cells["EstablishmentNumber"]),
        phase=_phase(cells["PhaseOfEducation (name)"]),
        type_name=cells["TypeOfEstablishment (name)"],
        la_name=cells["LA (name)"],
        status=cells["EstablishmentStatus (name)"] or "Open",
        low_age=_number(cells, "StatutoryLowAge"),
        high_age=_number(cells, "StatutoryHighAge"),
        gender=_said(cells.get("Gender (name)", "")),
        religious_character=_said(cells.get("ReligiousCharacter (name)", "")),
        capacity=_number(cells, "SchoolCapacity"),
        roll=_number(cells, "NumberOfPupils"),
        street=cells.get("Street", ""),
        town=cells["Town"],
        postcode=cells["Postcode"].upper(),
        trust=_said(cells.get("Trusts (name)", "")),
        last_inspection_date=_date(cells.get("OfstedLastInsp", "")),
        last_inspection_grade=_said(cells.get("OfstedRating (name)", "")),
        source="register",
    )


def _said(text: str) -> str:
    return "" if text.casefold() in _SILENT else text


def _phase(text: str) -> str:
    said = _said(text)
    return _PHASES.get(said.casefold(), said[:1].upper() + said[1:].lower())


def _laestab(la: str, number: str) -> str:
    if not (la.isascii() and la.isdigit() and number.isascii() and number.isdigit()):
        return ""
    return f"{la:0>3}/{number:0>4}"


def _number(cells: dict[str, str], name: str) -> int | None:
    text = cells.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def _date(text: str) -> str:
    found = _DATE.fullmatch(text)
    if not found:
        return ""
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return ""
