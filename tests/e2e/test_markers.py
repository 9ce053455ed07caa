"""Two words through the whole life of a review, and every file searched for them.

The first stands in the text of a note: only ``export`` may ever show it. The second stands in an
agreed statement: the export, the PDF and the hub may show it, the laptop's files may not. After
*remove for good* the first is nowhere, even for somebody who has the key.
"""

import json
import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

from reviewer_app.domain.body import Body
from reviewer_app.services.reports import write_whole
from reviewer_app.ui import crash
from reviewer_app.ui.logging_setup import LogFile
from tests.e2e.command_line import ROOT, reviewer
from tests.fixtures.builders import PASSPHRASE, a_review, a_session, again, finalise, judge
from tests.fixtures.fakes import FrozenClock
from tests.hub.hub_process import HubProcess
from tests.storage.pages import decrypted, decrypted_log

pytestmark = pytest.mark.e2e

NOTE_MARK = "Quillfeather"
STATEMENT_MARK = "Zephyrbloom"
CODES = ("utf-8", "utf-16-le", "utf-16-be")


def forms(mark: str) -> list[bytes]:
    """Return a mark as any program might have written it down."""
    return [word.encode(code) for word in (mark, mark.lower(), mark.upper()) for code in CODES]


def files_with(mark: str, *folders: Path) -> list[str]:
    """Return the files below ``folders`` whose name or content holds the mark."""
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            data = str(path).encode() + (path.read_bytes() if path.is_file() else b"")
            if any(form in data for form in forms(mark)):
                found.append(str(path))
    return found


def in_the_clear(profile: Path, main_key: bytes, blobs_key: bytes) -> bytes:
    """Return every page of both databases and their logs as somebody with the keys sees them."""
    clear = b""
    for name, key in (("main.db", main_key), ("blobs.db", blobs_key)):
        clear += decrypted(profile / name, key)
        clear += decrypted_log(profile / f"{name}-wal", key)
    return clear


def words_in(pdf: bytes) -> str:
    """Return the text, titles, bookmarks and metadata of a PDF without any white space."""
    reader = pypdf.PdfReader(BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    with pikepdf.open(BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                if thing.get("/Type") == "/Metadata":
                    text += thing.read_bytes().decode()
            else:
                text += repr(thing)
    return re.sub(r"\s|\u00ad", "", text)


class Watched:
    """The folders of the story, TMPDIR among them."""

    def __init__(self, root: Path, home: Path) -> None:
        self.data, self.temp, self.home = root / "data", root / "tmp", home
        self.temp.mkdir()
        self.profile = self.data / "main"

    def quiet(self, *marks: str) -> None:
        """Fail where a mark can be read in any file of profile, temp or home."""
        for mark in marks:
            assert files_with(mark, self.data, self.temp, self.home) == [], mark


@pytest.fixture
def watched(tmp_path, home, monkeypatch):
    here = Watched(tmp_path, home)
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(here.temp))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield here
    tempfile.tempdir = None


def test_the_search_would_find_them(tmp_path):
    for number, form in enumerate(forms(NOTE_MARK)):
        (tmp_path / str(number)).write_bytes(b"\x00\x01" + form + b"\x00")
    (tmp_path / NOTE_MARK).mkdir()
    assert len(files_with(NOTE_MARK, tmp_path)) == len(forms(NOTE_MARK)) + 1


@pytest.mark.slow
def test_two_markers(watched, tmp_path, clock):
    hub = HubProcess(tmp_path / "hub")
    invitation = tmp_path / "invitation.json"
    invitation.write_bytes(hub.init())
    hub.start()
    try:
        _story(watched, tmp_path, clock, hub, invitation)
    finally:
        hub.stop()


def _story(watched, tmp_path: Path, clock: FrozenClock, hub: HubProcess, invitation: Path) -> None:
    session = a_session(watched.data, clock)
    log = LogFile(watched.profile / "logs")
    try:
        review = a_review(session, notes=2)
        note, _ = session.evidence.create(review, "lesson_visit", years=["4"])
        body = Body(f"{NOTE_MARK} explains her method. #Q4+")
        session.evidence.draft(review, note.id, "body", body.as_value())
        watched.quiet(NOTE_MARK)
        session.evidence.draft(review, note.id, "focus", f"With {NOTE_MARK}")
        session.evidence.seal_all()
        assert list(session.evidence.done(review, note.id)[0]) == []
        judge(session, review)
        session.statements.add(review, "www", "Q", f"{STATEMENT_MARK} reading thrives.", [note.id])
        assert session.evidence.search(NOTE_MARK)
        assert session.evidence.search(STATEMENT_MARK)
        watched.quiet(NOTE_MARK, STATEMENT_MARK)

        draft = session.reports.draft_pdf(review)
        assert STATEMENT_MARK in words_in(draft)
        assert NOTE_MARK not in words_in(draft)
        assert NOTE_MARK not in _crash_report()
        watched.quiet(NOTE_MARK, STATEMENT_MARK)

        finalise(session, review)
        final = session.reports.final_pdf(review)
        session.hub.join(invitation)
        sent = session.hub.send(lambda *_: None, lambda: False)
        assert (sent.sent, sent.problems) == ((review,), ())
        watched.quiet(NOTE_MARK, STATEMENT_MARK)
    finally:
        log.close()
        session.close()
    assert (watched.profile / "logs" / "reviewer.log").is_file()

    assert STATEMENT_MARK in words_in(final)
    assert NOTE_MARK not in words_in(final)
    hub_log = hub.stop()
    assert NOTE_MARK not in hub_log
    assert STATEMENT_MARK not in hub_log
    assert files_with(NOTE_MARK, hub.folder) == []
    assert files_with(STATEMENT_MARK, hub.folder) != [], "the results are what the hub is for"

    exported = _export(watched, tmp_path, review)
    assert NOTE_MARK in exported["notes"][-1]["body"]["text"]
    assert any(STATEMENT_MARK in s["text"] for s in exported["statements"])
    watched.quiet(NOTE_MARK, STATEMENT_MARK)

    _removed_for_good(watched, clock, review, note.id)
    exported = _export(watched, tmp_path, review)
    assert NOTE_MARK not in json.dumps(exported)
    assert STATEMENT_MARK in json.dumps(exported)


def _removed_for_good(watched, clock: FrozenClock, review: str, note: str) -> None:
    """Remove the first mark in a correction; look with the keys, before and after."""
    session = again(watched.data, clock)
    try:
        vault = session.desk.store.vault
        keys = vault.main_key, vault.blobs_key
        before = in_the_clear(watched.profile, *keys)
        assert NOTE_MARK.encode() in before, "the keys do open it"
        assert STATEMENT_MARK.encode() in before
        content = next(r for r in session.finishing.revisions(review)).content_sha256
        with session.desk.store.unit() as unit:
            said = json.loads(unit.blobs.get(content))
        assert any(STATEMENT_MARK in s["text"] for s in said["statements"])
        assert NOTE_MARK not in json.dumps(said)

        session.finishing.correct(review, "A child is named in a note.")
        text = session.evidence.open(review, note).evidence.body.text
        start = text.index(NOTE_MARK)
        session.evidence.remove_text(review, note, start, start + len(NOTE_MARK), "names_child")
        assert session.evidence.search(NOTE_MARK) == []
        assert session.evidence.search(STATEMENT_MARK)

        clear = in_the_clear(watched.profile, *keys)
        assert [form for form in forms(NOTE_MARK) if form in clear] == []
        watched.quiet(NOTE_MARK, STATEMENT_MARK)
        assert session.check() == [], "every chain and signature still verifies"
    finally:
        session.close()
    clear = in_the_clear(watched.profile, *keys)
    assert [form for form in forms(NOTE_MARK) if form in clear] == []


def _export(watched, tmp_path: Path, review: str) -> dict:
    """Export the review in a process of its own; return what the file holds."""
    secret, target = tmp_path / "secret", tmp_path / "export.json"
    write_whole(secret, PASSPHRASE.encode())
    done = reviewer(
        "--data-dir", watched.data, "export", review, "--output", target,
        "--passphrase-file", secret,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for form in forms(NOTE_MARK) + forms(STATEMENT_MARK):
        assert form not in done.stdout + done.stderr
    return dict(json.loads(target.read_text("utf-8")))


def _crash_report() -> str:
    """Return the report of a fault whose message and cause quote evidence."""
    try:
        try:
            {}[NOTE_MARK]  # a look-up that quotes what it looked for
        except KeyError as cause:
            raise ValueError(f"cannot place {NOTE_MARK}") from cause
    except ValueError as error:
        return crash.report(type(error), error, error.__traceback__)


FAULT = f"""
import sys
from reviewer_app.services.reports import ReportService
def fails(*_):
    raise KeyError("{NOTE_MARK}")
ReportService.export_json = fails
from reviewer_app.cli import main
sys.exit(main())
"""


def test_a_fault_in_a_command_names_places_and_no_words(watched, tmp_path, clock):
    session = a_session(watched.data, clock)
    a_review(session, notes=1)
    session.close()
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    done = subprocess.run(
        [sys.executable, "-c", FAULT, "--data-dir", str(watched.data), "export",
         "--passphrase-file", str(secret)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=100,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("A fault in the program, please report it: KeyError at cli/")
    assert "cli/verbs.py:" in done.stderr
    assert NOTE_MARK not in done.stdout + done.stderr
    watched.quiet(NOTE_MARK)
