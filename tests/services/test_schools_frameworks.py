"""Schools and frameworks: typed, imported, found; bad files answered with a sentence."""

import csv
from pathlib import Path

import pytest

from reviewer_app import assets
from reviewer_app.content.register import OPTIONAL, REQUIRED, _Lines
from reviewer_app.domain.errors import CancelledError, ContentError, RegisterError, ReviewerError
from reviewer_app.domain.framework import FrameworkRef
from reviewer_app.domain.school import School
from reviewer_app.services.sample_data import framework_ref
from tests.fixtures.builders import a_review, again

REGISTER = Path(__file__).resolve().parents[3] / "shared" / "data" / "school_register.csv"


def quiet(*_):
    """No progress wanted."""


def never():
    return False


def register(path, rows, encoding="cp1252"):
    """Write a register file of ``rows`` (dicts by column), under the real header where it is."""
    columns = [*REQUIRED, *OPTIONAL]
    if REGISTER.exists():
        with REGISTER.open(encoding="cp1252", newline="") as file:
            columns = next(csv.reader(file))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(urn, name, **more):
    status = more.pop("status", "Open")
    return {"URN": urn, "EstablishmentName": name, "EstablishmentStatus (name)": status,
            "Town": "Dunsmere", "Postcode": "LK1 4NP", **more}  # fmt: skip


def test_a_school_typed_by_hand_is_found_again(session, folder, clock):
    kept = session.schools.add(School("", "  Quayside   Free School ", town="Lakeport"))
    assert kept.id
    assert kept.name == "Quayside Free School"
    with_urn = session.schools.add(School("", "Harbour Primary", urn=" 900123 "))
    assert (with_urn.id, with_urn.urn) == ("900123", "900123")
    assert session.schools.count() == 2
    session.close()
    opened = again(folder, clock)
    for text in ("quay", "Lakeport", "free quayside"):
        assert [s.id for s in opened.schools.search(text)] == [kept.id], text
    assert opened.schools.get("900123") == with_urn
    opened.close()


@pytest.mark.parametrize(
    ("school", "says"),
    [(School("", "  "), "no name"), (School("", "A", urn="12"), "six digits"),
     (School("", "A", urn="90000a"), "six digits")],
)  # fmt: skip
def test_a_school_without_name_or_with_a_wrong_number_is_refused(session, school, says):
    with pytest.raises(ReviewerError, match=says):
        session.schools.add(school)
    assert session.schools.count() == 0


def test_an_import_accounts_for_every_row(session, tmp_path):
    path = register(
        tmp_path / "edubase.csv",
        [row("100001", "Ash Primary"), row("100002", "Beech – Café School"), row("1x", "No number"),
         row("100003", ""), row("100004", "Closed One", status="Closed")],
    )  # fmt: skip
    seen = []
    account = session.schools.import_register(path, lambda *at: seen.append(at), never)
    assert (account.rows, account.added, account.bad_total, account.closed) == (5, 3, 2, 1)
    assert [b.line for b in account.bad] == [4, 5]
    assert account.encoding == "Windows-1252"
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert [s.name for s in session.schools.search("café")] == ["Beech – Café School"]
    assert session.schools.search("closed one") == []
    register(path, [row("100001", "Ash Primary"), row("100002", "Beech School")])
    account = session.schools.import_register(path, quiet, never)
    assert (account.added, account.changed, account.unchanged) == (0, 1, 1)


def test_a_file_that_is_no_register_changes_nothing(session, tmp_path):
    for name, data in {
        "other.csv": b"Name,Age\nA,4\n",
        "book.xlsx": b"PK\x03\x04 and so on",
        "empty.csv": b"",
        "wide.csv": "URN,EstablishmentName\n1,2\n".encode("utf-16"),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(RegisterError):
            session.schools.import_register(path, quiet, never)
    with pytest.raises(RegisterError, match="no such file"):
        session.schools.import_register(tmp_path / "none.csv", quiet, never)
    assert session.schools.count() == 0


def test_an_import_that_ends_early_says_what_became_of_its_beginning(
    session, tmp_path, monkeypatch
):
    path = register(tmp_path / "r.csv", [row(str(100001 + n), f"School {n}") for n in range(1300)])
    with pytest.raises(CancelledError, match="Nothing was changed"):
        session.schools.import_register(path, quiet, lambda: True)
    assert session.schools.count() == 0

    read = _Lines.row
    monkeypatch.setattr(_Lines, "row", lambda self, n: pulled(self) or read(self, n))

    def pulled(lines):
        if session.schools.count() >= 1000:
            raise OSError(5, "Input/output error")

    with pytest.raises(RegisterError, match="read until then are on this laptop"):
        session.schools.import_register(path, quiet, never)
    assert session.schools.count() == 1000


@pytest.mark.skipif(not REGISTER.exists(), reason="the national register is not beside this tree")
def test_the_real_register_is_read_stopped_and_read_again(session):
    def stop_in_the_middle():
        return session.schools.count() >= 2000

    with pytest.raises(CancelledError, match="read until then are on this laptop"):
        session.schools.import_register(REGISTER, quiet, stop_in_the_middle)
    partial = session.schools.count()
    assert 2000 <= partial < 6000
    account = session.schools.import_register(REGISTER, quiet, never)
    assert account.rows == 6022
    assert account.bad_total == 0
    assert (account.added, account.unchanged) == (6022 - partial, partial)
    one = session.schools.search("primary")[0]
    assert session.schools.search(one.urn)[0].id == one.id
    assert session.check() == []


def framework_file(tmp_path, *changes):
    text = assets.read_bytes("frameworks/qar-peer-1.yaml").decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "ours.yaml"
    path.write_text(text, "utf-8")
    return path


def test_an_imported_framework_is_kept_and_pinned_by_reviews(session, folder, clock, tmp_path):
    path = framework_file(tmp_path, ('version: "1"', 'version: "2"'),
                          ("title: Whole-school", "title: Our own"))  # fmt: skip
    ours = session.frameworks.import_file(path)
    assert [(f.code, f.version) for f in session.frameworks.all()] == [
        ("QAR-PEER", "2"), ("QAR-PEER", "1"),
    ]  # fmt: skip
    ref = FrameworkRef(ours.code, ours.version, ours.sha256)
    review = a_review(session, framework=ref)
    assert session.frameworks.import_file(path) == ours, "twice is no problem"
    session.close()
    opened = again(folder, clock)
    assert opened.reviews.get(review).framework.title.startswith("Our own")
    opened.close()


def test_the_same_version_with_other_words_is_refused(session, tmp_path):
    before = session.frameworks.all()
    with pytest.raises(ReviewerError, match="other content"):
        session.frameworks.import_file(
            framework_file(tmp_path, ("title: Whole-school", "title: Changed"))
        )
    assert session.frameworks.all() == before


def test_a_broken_framework_file_is_answered_with_line_and_field(session, tmp_path):
    path = framework_file(tmp_path, ("kind: ordinal", "kind: sideways"))
    line = path.read_text("utf-8").splitlines().index("    kind: sideways") + 1
    with pytest.raises(ContentError) as caught:
        session.frameworks.import_file(path)
    assert f"ours.yaml, line {line}" in str(caught.value)
    assert "kind" in str(caught.value)
    assert len(session.frameworks.all()) == 1


def test_files_that_cannot_be_frameworks(session, tmp_path):
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"a: " + b"x" * 1_000_001)
    with pytest.raises(ReviewerError, match="too large"):
        session.frameworks.import_file(huge)
    with pytest.raises(ReviewerError, match="cannot be read"):
        session.frameworks.import_file(tmp_path / "none.yaml")
    for number, data in enumerate([b"", b"\xff\xfe\x00", b"- a\n- b\n", b"a: [", b"&a [*a]"]):
        path = tmp_path / f"{number}.yaml"
        path.write_bytes(data)
        with pytest.raises(ContentError):
            session.frameworks.import_file(path)


def test_a_review_made_with_another_text_of_the_framework_says_so(session):
    ref = framework_ref(session)
    wrong = FrameworkRef(ref.code, ref.version, "0" * 64)
    with pytest.raises(ReviewerError, match="not the one"):
        session.frameworks.get(wrong)
    with pytest.raises(ReviewerError, match="not on this laptop"):
        session.frameworks.get(FrameworkRef("NONE", "1", ""))
    with pytest.raises(ReviewerError, match="not the one"):
        a_review(session, framework=wrong)
    assert session.reviews.cards() == []


def test_an_update_leaves_a_framework_that_came_first_by_a_file(session, folder, clock):
    with session.desk.store.unit() as unit:
        unit.settings.set("content.version", "0.0.1")  # as an older program left it
    ref = framework_ref(session)
    session.close()
    opened = again(folder, clock)
    assert framework_ref(opened) == ref
    opened.close()


def test_choices_and_kinds_of_note_are_there(session):
    assert [t.key for t in session.frameworks.form_types()] == ["lesson_visit", "meeting"]
    lists = session.frameworks.lists()
    for name in ("subjects", "groups", "years", "host_roles", "agreed"):
        assert getattr(lists, name), name
