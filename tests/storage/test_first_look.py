"""What is damaged is refused as it was found: SQLite's own first look would change it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from reviewer_app.domain.errors import DamagedError
from reviewer_app.domain.ports import Edit
from reviewer_app.storage.first_look import aside_folder
from reviewer_app.storage.store import NOTE_EVERY
from tests.storage.profiles import begin_review, make, reopen
from tests.storage.test_merge import an_op, set_aside

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def killed(store, folder, tmp_path):
    """A profile as a kill leaves it: every note in the write-ahead log, none in the file."""
    begin_review(store)
    with store.unit() as unit:
        unit.log.write("r1", [Edit("evidence", "e1", "body", {"text": "words " * 50})])
    left = tmp_path / "killed"
    shutil.copytree(folder, left)
    assert (left / "main.db-wal").stat().st_size > 0
    return left


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("main.db*")}


def note(folder: Path) -> str:
    opened = reopen(folder)
    with opened.unit() as unit:
        found = unit.log.entity("r1", "evidence", "e1")
    opened.close()
    return found.get("body")["text"] if found else ""


def test_what_a_kill_leaves_opens_with_every_word_and_nothing_is_set_aside(killed):
    assert note(killed) == "words " * 50
    assert not (killed / "as-found").exists()


@pytest.mark.parametrize("size", [0, 100])
def test_an_emptied_database_is_no_empty_profile_and_its_log_stays(killed, size):
    (killed / "main.db").write_bytes(bytes(size))
    before = contents(killed)
    with pytest.raises(DamagedError, match="Nothing in it was changed"):
        reopen(killed)
    assert contents(killed) == before


def test_a_database_that_does_not_open_is_kept_as_it_was_found(killed):
    size = (killed / "main.db").stat().st_size
    (killed / "main.db").write_bytes(os.urandom(size))
    (killed / "main.db-wal").write_bytes(os.urandom(40_000))
    before = contents(killed)
    for _ in range(2):  # the first copies stay: they are nearest to the harm
        with pytest.raises(DamagedError, match="as they were found"):
            reopen(killed)
        assert contents(killed / "as-found") == before


def test_a_torn_first_page_is_mended_from_the_log(store, folder, tmp_path):
    """The power went while the log was brought into the file: the log still has it all."""
    begin_review(store)
    with store.unit() as unit:
        unit.log.write("r1", [Edit("evidence", "e1", "body", {"text": "words " * 50})])
    with store._engine.begin() as connection:  # the first page goes into the log, too
        connection.exec_driver_sql("PRAGMA user_version = 7")
    left = tmp_path / "torn"
    shutil.copytree(folder, left)
    data = bytearray((left / "main.db").read_bytes())
    data[1000:4096] = os.urandom(3096)
    (left / "main.db").write_bytes(data)
    assert note(left) == "words " * 50
    assert not (left / "as-found").exists()


def test_copies_of_damage_do_not_outlive_a_removal(store, folder):
    begin_review(store)
    with store.unit() as unit:
        [op] = unit.log.write("r1", [Edit("evidence", "e1", "focus", "Zebedee")])
    aside_folder(store._paths).mkdir()
    (aside_folder(store._paths) / "main.db").write_bytes(b"an older copy")
    with store.unit() as unit:
        unit.log.erase("r1", [op.op_id], "names a child")
    assert not aside_folder(store._paths).exists()


def test_a_log_lost_before_the_first_clean_close_is_noticed(store, folder, tmp_path):
    begin_review(store)
    for n in range(NOTE_EVERY):
        with store.unit() as unit:
            unit.log.write("r1", [Edit("evidence", f"e{n}", "focus", "words")])
    left = tmp_path / "lost"
    shutil.copytree(folder, left)
    (left / "main.db-wal").unlink()
    (left / "main.db-shm").unlink()
    with pytest.raises(DamagedError, match="older than"):
        reopen(left)


def test_a_missing_file_of_finished_reviews_is_named(store, folder):
    begin_review(store)
    with store.unit() as unit:
        sha256 = unit.blobs.put(b"a report", "application/pdf")
    values = f"('r1', 1, x'', x'', '{sha256}', '{'a' * 64}', 'c', '', '')"
    with store._engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO revision VALUES {values}")
    assert store.check() == [f"blobs: {'a' * 16} is missing"]
    store._blobs.close()
    for path in folder.glob("blobs.db*"):
        path.unlink()
    store._blobs._key = store.vault.blobs_key
    assert store.check() == [f"blobs: {x[:16]} is missing" for x in sorted([sha256, "a" * 64])]
    assert not (folder / "blobs.db").exists(), "looking makes no file"


READ_ONLY = """
import os, sys
from pathlib import Path
from reviewer_app.domain.errors import ReadOnlyError
from tests.storage.profiles import make, reopen
folder = Path(sys.argv[1])
if os.geteuid() == 0:
    folder.parent.chmod(0o777)
make(folder).close()
reopen(folder).close()  # loads all modules while we may still read them
if os.geteuid() == 0:
    for path in (folder, *folder.iterdir()):
        os.chown(path, 65534, 65534)
    os.seteuid(65534)  # nobody: rights mean nothing to root
(folder / "main.db").chmod(0o444)
try:
    reopen(folder)
except ReadOnlyError as error:
    print(error)
for side in ("main.db-wal", "main.db-shm"):  # as an older version left them
    (folder / side).touch()
    (folder / side).chmod(0o444)
(folder / "main.db").chmod(0o600)
reopen(folder).close()
print("opened")
"""


def test_a_database_that_may_not_be_written_is_named_and_locks_nobody_out():
    with tempfile.TemporaryDirectory() as outside:
        folder = Path(outside) / "profile"
        result = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(folder)],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    said = result.stdout.splitlines()
    assert said[0].startswith(f"The file {folder / 'main.db'} cannot be written."), result.stderr
    assert said[1:] == ["opened"], result.stderr


@pytest.mark.parametrize("what", ["{}", '{"failures": 3, "until": "2026-01-01T00:00:00"}',
                                  '{"failures": Infinity, "until": "2026-01-01T00:00:00+00:00"}',
                                  "[" * 100_000, None])  # fmt: skip
def test_a_spoilt_count_of_failures_bars_nobody(store, folder, what):
    store.close()
    path = folder / "attempts.json"
    path.mkdir() if what is None else path.write_text(what)
    reopen(folder).close()


def test_a_database_without_its_vault_is_no_empty_folder(store, folder, tmp_path):
    store.close()
    for path in folder.glob("vault*"):
        path.unlink()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(DamagedError, match="is missing, and so is the copy"):
        reopen(folder)
    with pytest.raises(Exception, match="a profile in this folder already"):
        make(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("review", ["r1", "r2"])
@pytest.mark.parametrize("erased_first", [True, False])
def test_words_removed_are_not_kept_aside_under_any_header(store, folder, review, erased_first):
    begin_review(store)
    secret = {"text": "Zebedee Quillfeather told me"}
    with store.unit() as unit:
        unit.log.merge([an_op(1, value=secret)])
    clone = an_op(1, value=secret, review=review, field="body")
    other = an_op(999, op_id="of-a-clone", device=store.account.device, value=secret)

    def erase():
        with store.unit() as unit:
            unit.log.erase("r1", [an_op(1).op_id], "names a child")

    if erased_first:
        erase()
    with store.unit() as unit:
        assert unit.log.merge([clone])["quarantined"] == 1
        if not erased_first:  # afterwards it would be another text under another id
            assert unit.log.merge([other])["quarantined"] == 1
    if not erased_first:
        erase()
    assert set_aside(store)
    with store._engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT value FROM quarantine").fetchall()
    assert "Quillfeather" not in json.dumps([str(value) for (value,) in rows])
