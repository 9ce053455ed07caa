"""The national register: the real file, and what can be wrong with one."""

import csv
import io
import os
from pathlib import Path

import pytest

from reviewer_app.content.register import OPTIONAL, REQUIRED, RegisterReader
from reviewer_app.domain.errors import CancelledError, RegisterError
from reviewer_app.domain.school import BadRow, School

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "school_register.csv"
COLUMNS = (*REQUIRED, "HeadLastName", *OPTIONAL)


def row(urn="100001", name="Northfield Primary Academy", **more):
    values = {
        "URN": urn,
        "EstablishmentName": name,
        "EstablishmentStatus (name)": "Open",
        "LA (code)": "88",
        "LA (name)": "Lakeshire",
        "EstablishmentNumber": "2003",
        "PhaseOfEducation (name)": "Primary",
        "TypeOfEstablishment (name)": "Academy converter",
        "Town": "Northfield",
        "Postcode": "lk1 2ab",
        "HeadLastName": "Quillfeather",
        **more,
    }
    return [values.get(c, "") for c in COLUMNS]


def written(path: Path, rows, *, encoding="cp1252", columns=COLUMNS) -> Path:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for r in rows:
        if isinstance(r, str):
            out.write(r)
        else:
            writer.writerow(r)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def read(path: Path, cancelled=lambda: False):
    return RegisterReader(path).rows(progress=lambda *_: None, cancelled=cancelled)


def test_the_real_file_is_read_whole():
    if not REAL.exists():
        pytest.skip("needs the register file ../shared/data/school_register.csv")
    seen = []
    reader = RegisterReader(REAL)
    schools = list(reader.rows(progress=lambda *p: seen.append(p), cancelled=lambda: False))
    assert len(schools) == 6_022
    assert all(isinstance(s, School) for s in schools)
    assert reader.encoding == "UTF-8"
    size = REAL.stat().st_size
    assert seen[-1] == (size, size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len(seen) > 10
    first = schools[0]
    assert (first.urn, first.laestab, first.name) == (
        "100001",
        "201/6005",
        "City of London School for Girls",
    )
    assert (first.low_age, first.high_age, first.gender) == (7, 18, "Girls")
    assert first.place == "London, EC2Y 8BB"
    assert first.phase == ""
    assert first.roll is None
    assert {s.phase for s in schools} == {
        "", "Primary", "Secondary", "Nursery", "All-through", "16 plus",
        "Middle deemed primary", "Middle deemed secondary",
    }  # fmt: skip
    assert sum(s.status == "Open, but proposed to close" for s in schools) == 143


@pytest.mark.parametrize("end", ["", "\r\n", "\n", "\n\n"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_the_last_school_counts_whether_its_line_ends_or_not(tmp_path, end, encoding):
    path = written(tmp_path / "r.csv", [row("100001"), row("100002", "École")], encoding=encoding)
    path.write_bytes(path.read_bytes().rstrip(b"\r\n") + end.encode())
    assert [school.name for school in read(path)] == ["Northfield Primary Academy", "École"]


@pytest.mark.parametrize("rest", [0, 1, 65_536])
def test_a_last_line_without_an_end_can_be_too_long(tmp_path, rest):
    path = written(tmp_path / "r.csv", [row()])
    path.write_bytes(path.read_bytes() + b"x" * (65_536 + rest))
    found = list(read(path))
    assert isinstance(found[0], School)
    assert isinstance(found[1], BadRow)
    assert len(found) == 2


def test_a_row_becomes_a_school(tmp_path):
    full = row(
        StatutoryLowAge="3",
        StatutoryHighAge="11",
        SchoolCapacity="420",
        NumberOfPupils="398",
        OfstedLastInsp="07-03-2023",
        **{
            "Gender (name)": "Mixed",
            "ReligiousCharacter (name)": "Does not apply",
            "Trusts (name)": "Lakeside Learning Trust",
            "OfstedRating (name)": "Good",
        },
    )
    [school] = read(written(tmp_path / "r.csv", [full]))
    assert school == School(
        id="100001",
        name="Northfield Primary Academy",
        urn="100001",
        laestab="088/2003",
        phase="Primary",
        type_name="Academy converter",
        la_name="Lakeshire",
        low_age=3,
        high_age=11,
        gender="Mixed",
        capacity=420,
        roll=398,
        town="Northfield",
        postcode="LK1 2AB",
        trust="Lakeside Learning Trust",
        last_inspection_date="2023-03-07",
        last_inspection_grade="Good",
        source="register",
    )
    assert "Quillfeather" not in repr(school)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("cp1252", "Windows-1252"), ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8")],
)
def test_each_encoding_is_read_and_named(tmp_path, encoding, said):
    path = written(tmp_path / "r.csv", [row(name="St Briôc’s – École")], encoding=encoding)
    reader = RegisterReader(path)
    rows = reader.rows(progress=lambda *_: None, cancelled=lambda: False)
    assert reader.encoding == said
    assert [s.name for s in rows] == ["St Briôc’s – École"]


def test_closed_schools_are_kept_as_closed(tmp_path):
    closed = row("100002", "Old School", **{"EstablishmentStatus (name)": "Closed"})
    schools = list(read(written(tmp_path / "r.csv", [row(), closed])))
    assert [s.status for s in schools] == ["Open", "Closed"]


def test_more_columns_in_another_order_are_no_trouble(tmp_path):
    columns = ("Extra", *reversed(COLUMNS), "SiteName")
    path = written(tmp_path / "r.csv", [["x", *reversed(row()), "y"]], columns=columns)
    assert [s.urn for s in read(path)] == ["100001"]


def test_the_register_of_the_day_lacks_grades_and_is_still_read(tmp_path):
    columns = [c for c in COLUMNS if "Ofsted" not in c]
    path = written(tmp_path / "r.csv", [row()[: len(columns)]], columns=columns)
    [school] = read(path)
    assert school.last_inspection_grade == ""


BAD = {
    "too few fields": ('"100003","x"\r\n', "fields"),
    "too many fields": ([*row("100003"), "more"], "fields"),
    "letters for a URN": (row("10000x"), "URN"),
    "no URN": (row(""), "URN"),
    "five digits": (row("10000"), "URN"),
    "no name": (row("100003", "  "), "no name"),
    "seen before": (row("100001", "Another"), "twice"),
    "NUL": (row("100003", "Nul\0school"), "NUL"),
    "an unknown byte": (row("100003", "x\x8dy"), "cannot be read"),
    "an endless name": (row("100003", "x" * 301), "longer"),
    "an endless line": (row("100003", "x" * 70_000), "too long"),
    "a quote out of place": ('"100003","St "Mary" School"\r\n', "out of place"),
    "a quote never closed": ('"100003","St Mary,"Open"\r\n', "quotation"),
    "an open quote": ('"100003","St Mary\r\n', "not closed"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_told_and_the_rest_is_read(tmp_path, case):
    bad, words = BAD[case]
    path = tmp_path / "r.csv"
    if case == "an unknown byte":  # a byte that Windows-1252 does not know
        written(path, [row(), row("100003", "x@@y"), row("100004")])
        path.write_bytes(path.read_bytes().replace(b"@@", b"\x8d"))
    else:
        written(path, [row(), bad, row("100004"), row("100005")])
    found = list(read(path))
    told = [r for r in found if isinstance(r, BadRow)]
    assert [(b.line, words in b.reason) for b in told] == [(3, True)], told
    assert {"100001", "100004"} <= {s.urn for s in found if isinstance(s, School)}


def test_a_field_may_hold_line_ends(tmp_path):
    path = written(tmp_path / "r.csv", [row(Street="1 High\r\nStreet"), row("100004")])
    found = list(read(path))
    assert [s.street for s in found] == ["1 High Street", ""]


def test_a_bad_row_after_line_ends_in_a_field_is_named_by_its_own_line(tmp_path):
    path = written(tmp_path / "r.csv", [row(Street="1 High\r\nStreet"), row("x")])
    assert [r.line for r in read(path) if isinstance(r, BadRow)] == [4]


def test_wrong_columns_say_which_and_what_to_download(tmp_path):
    columns = ["urn", *COLUMNS[1:]]
    with pytest.raises(RegisterError, match="no column URN") as caught:
        read(written(tmp_path / "r.csv", [row()], columns=columns))
    assert "Get Information about Schools" in caught.value.action
    assert "unchanged" in caught.value.safe


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no column"),
        (b"<!doctype html><html>", "no column"),
        (b"PK\x03\x04rest", "packed"),
        ("URN,x".encode("utf-16"), "UTF-16"),
        (b'"URN', "no column"),
        (bytes(range(256)) * 50, "no column"),
    ],
)
def test_a_file_that_is_no_register(tmp_path, data, words):
    path = tmp_path / "r.csv"
    path.write_bytes(data)
    with pytest.raises(RegisterError, match=words):
        read(path)


def test_no_file_a_folder_and_a_pipe(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(RegisterError):
            read(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(RegisterError):
            read(tmp_path / "pipe")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = written(tmp_path / "r.csv", [row()])

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(RegisterError, match="Permission denied"):
        read(path)


def drain(rows, got):
    for found in rows:
        got.append(found)


def test_cancel_stops_within_a_tick(tmp_path):
    path = written(tmp_path / "r.csv", [row(str(200_000 + i)) for i in range(3_000)])
    got = []
    rows = read(path, cancelled=lambda: len(got) >= 700)
    with pytest.raises(CancelledError):
        drain(rows, got)
    assert 700 <= len(got) <= 1_200


def test_cancel_while_the_encoding_is_looked_at(tmp_path):
    path = written(tmp_path / "r.csv", [row()])
    with pytest.raises(CancelledError):
        read(path, cancelled=lambda: True)
