"""What a thief, a full disk, a second window or a flipped bit meets."""

import errno
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.errors import (
    AlreadyOpenError,
    DamagedError,
    DiskFullError,
    NewerDataError,
    ReadOnlyError,
    ReviewerError,
)
from reviewer_app.domain.ports import Draft, Edit, ProfilePaths
from reviewer_app.storage.engine import connect
from reviewer_app.storage.files import sort_os_error
from reviewer_app.storage.guard import ForeignSqliteError, SqliteGuard
from reviewer_app.storage.store import open_profile
from reviewer_app.storage.vault import Vault
from tests.storage.profiles import CHEAP, PASSPHRASE, begin_review, make, reopen

WORDS = "Persimmon marginalia"
ROOT = Path(__file__).resolve().parents[2]


def fill(store, clock) -> None:
    """Put the words everywhere a text can go."""
    begin_review(store)
    with store.unit() as unit:
        unit.log.write("r1", [Edit("evidence", "e1", "body", {"text": WORDS * 50})])
        unit.drafts.put(Draft("r1", "evidence", "e2", "body", WORDS, clock.now()))
        unit.settings.set("last", WORDS)
        unit.documents.put("brand", WORDS, "1", "00", {"name": WORDS})
        unit.blobs.put(WORDS.encode() * 1000, "text/plain")


def test_no_file_holds_a_word_in_the_clear(store, folder, clock):
    fill(store, clock)
    names = set()
    for path in folder.rglob("*"):
        data = path.read_bytes()
        names.add(path.name)
        for word in ("Persimmon", "persimmon", "marginalia", "Amara"):
            for code in ("utf-8", "utf-16le", "utf-16be"):
                assert word.encode(code) not in data, path.name
        assert b"SQLite format 3" not in data, path.name
        assert path.stat().st_mode & 0o077 == 0, path.name
    assert {"main.db", "main.db-wal", "blobs.db", "vault.json"} <= names


def test_another_key_opens_nothing_and_says_so(store, folder, capfd):
    store.close()
    with pytest.raises(DamagedError):
        connect(folder / "main.db", bytes(32))
    assert capfd.readouterr().err == "", "the library would write to standard error"


def test_a_second_window_is_turned_away(store, folder):
    with pytest.raises(AlreadyOpenError, match="another window"):
        reopen(folder)
    store.close()
    reopen(folder).close()


@pytest.mark.parametrize("page", [0, 3, 8])
def test_a_flipped_bit_is_found(store, folder, clock, page):
    fill(store, clock)
    store.close()
    path = folder / "main.db"
    data = bytearray(path.read_bytes())
    data[page * 4096 + 100] ^= 0x10
    path.write_bytes(data)
    try:
        opened = reopen(folder)
    except DamagedError:
        return
    try:
        assert opened.check()
    except DamagedError:
        pass
    finally:
        opened.close()


def test_a_flipped_bit_in_a_blob_is_found(store, folder, clock):
    with store.unit() as unit:
        sha256 = unit.blobs.put(os.urandom(600_000), "image/jpeg")
    store.close()
    path = folder / "blobs.db"
    data = bytearray(path.read_bytes())
    data[-4096 * 10] ^= 0x10
    path.write_bytes(data)
    opened = reopen(folder)
    with opened.unit() as unit, pytest.raises(DamagedError):
        unit.blobs.get(sha256)
    opened.close()


def test_an_older_file_put_back_is_noticed(store, folder, clock):
    fill(store, clock)
    store.close()
    old = (folder / "main.db").read_bytes()
    opened = reopen(folder)
    with opened.unit() as unit:
        unit.log.write("r1", [Edit("evidence", "e3", "focus", "later")])
    opened.close()
    (folder / "main.db").write_bytes(old)
    with pytest.raises(DamagedError, match="older than"):
        reopen(folder)


def test_a_lost_file_is_not_made_anew(store, folder, clock):
    fill(store, clock)
    store.close()
    (folder / "main.db").unlink()
    with pytest.raises(DamagedError, match="missing"):
        reopen(folder)
    assert not (folder / "main.db").exists()


def test_a_file_lost_before_the_first_clean_close_is_missed_too(store, folder, clock, tmp_path):
    fill(store, clock)
    killed = tmp_path / "killed"  # what a kill would leave, but for the database
    killed.mkdir()
    for path in folder.glob("vault.json*"):
        (killed / path.name).write_bytes(path.read_bytes())
    with pytest.raises(DamagedError, match="missing"):
        reopen(killed)
    assert not (killed / "main.db").exists()


def test_a_newer_schema_is_refused_and_left_alone(store, folder):
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    before = (folder / "main.db").read_bytes()
    with pytest.raises(NewerDataError, match="newer version"):
        reopen(folder)
    assert (folder / "main.db").read_bytes() == before


READ_ONLY = """
import os, sys
from pathlib import Path
from reviewer_app.domain.errors import ReadOnlyError
from tests.storage.profiles import make, reopen
folder = Path(sys.argv[1])
make(folder).close()
reopen(folder).close()  # loads all modules while we may still read them
for path in folder.iterdir():
    path.chmod(0o444)
folder.chmod(0o555)
if os.geteuid() == 0:
    os.seteuid(65534)  # nobody: rights mean nothing to root
try:
    reopen(folder)
except ReadOnlyError as error:
    print(error)
"""


def test_a_folder_that_cannot_be_written_is_said_so():
    with tempfile.TemporaryDirectory() as outside:
        Path(outside).chmod(0o755)
        folder = Path(outside) / "profile"
        result = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(folder)],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        folder.chmod(0o755)
    assert result.stdout.startswith(f"The folder {folder} cannot be written."), result.stderr


FULL = """
import resource, sys
from pathlib import Path
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.ports import Edit
from tests.storage.profiles import begin_review, make, reopen
folder = Path(sys.argv[1])
store = make(folder)
begin_review(store)
room = 400_000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
kept = 0
try:
    for n in range(500):
        with store.unit() as unit:
            unit.log.write("r1", [Edit("evidence", f"e{n}", "body", {"text": "words " * 500})])
        kept += 1
except ReviewerError as error:
    problem = type(error).__name__
with store.unit() as unit:
    assert len(unit.log.entities("r1", "evidence")) == kept, "reading goes on"
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with store.unit() as unit:
    unit.log.write("r1", [Edit("evidence", "after", "focus", "room again")])
store.close()
store = reopen(folder)
with store.unit() as unit:
    assert len(unit.log.entities("r1", "evidence")) == kept + 1
assert store.check() == []
store.close()
print(kept, problem)
"""


def test_a_full_disk_loses_nothing_that_was_saved(folder):
    """A limit on file size stands for the full disk: it needs no rights and no mount."""
    result = subprocess.run(
        [sys.executable, "-c", FULL, str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    kept, problem = result.stdout.split()
    assert int(kept) > 3
    assert problem in {"DiskFullError", "ReviewerError"}


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, DiskFullError), (errno.EROFS, ReadOnlyError), (errno.EIO, ReviewerError)],
)
def test_errors_of_the_disk_are_worded(number, kind):
    error = sort_os_error(OSError(number, os.strerror(number)), Path("/x"))
    assert type(error) is kind
    assert error.happened
    assert error.safe
    assert error.action


def test_an_error_inside_a_unit_takes_all_of_it_back(store, clock):
    begin_review(store)
    typed = Draft("r1", "evidence", "e1", "body", "never", clock.now())

    def fail() -> None:
        with store.unit() as unit:
            unit.log.write("r1", [Edit("evidence", "e1", "focus", "never")])
            unit.drafts.put(typed)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.unit() as unit:
        assert unit.log.entities("r1", "evidence") == []
        assert unit.drafts.all() == []
        first = unit.log.write("r1", [Edit("evidence", "e1", "focus", "now")])
    assert [op.seq for op in first] == [2], "the number of a lost op is given again"


def test_units_do_not_nest(store):
    with store.unit(), pytest.raises(RuntimeError, match="nest"), store.unit():
        pass


def test_a_closed_store_is_closed(store):
    store.close()
    with pytest.raises(RuntimeError, match="closed"), store.unit():
        pass
    assert store.vault._keys == {}
    store.close()


def test_creation_cut_short_is_finished_at_the_next_start(folder, clock):
    paths = ProfilePaths(folder)
    Vault.create(paths, NewAccount("Amara", "", ""), PASSPHRASE, kdf=CHEAP)
    (folder / "main.db.new").write_bytes(b"half a file")
    store = reopen(folder, clock)
    assert store.account.name == "Amara"
    assert not (folder / "main.db.new").exists()
    store.close()


@pytest.fixture(scope="module")
def guard():
    """One guard for the module: an audit hook stays until the process ends."""
    made = SqliteGuard()
    made.install()
    return made


@pytest.mark.parametrize("way", ["path", "text", "bytes", "uri", "link", "blobs"])
def test_the_standard_sqlite_module_cannot_touch_a_live_profile(tmp_path, clock, guard, way):
    folder = tmp_path / "guarded"
    make(folder, clock).close()
    paths = ProfilePaths(folder)
    unlocked = Vault.load(paths, kdf=CHEAP).unlock_passphrase(PASSPHRASE, clock.now())
    store = open_profile(paths, unlocked, clock, guard)
    (tmp_path / "alias").symlink_to(folder)
    target = {
        "path": paths.main,
        "text": str(paths.main),
        "bytes": bytes(paths.main),
        "uri": paths.main.as_uri() + "?mode=ro",
        "link": tmp_path / "alias" / "main.db",
        "blobs": paths.blobs,
    }[way]
    with pytest.raises(ForeignSqliteError):
        sqlite3.connect(target, uri=way == "uri")
    sqlite3.connect(":memory:").close()
    sqlite3.connect(tmp_path / "other.db").close()
    store.close()
    sqlite3.connect(paths.main).close()


LOSS = """
import os, sqlite3, sys
from pathlib import Path
from reviewer_app.domain.ports import Draft
from tests.fixtures.fakes import FrozenClock
from tests.storage.profiles import make
folder, now = Path(sys.argv[1]), FrozenClock().now()
store = make(folder)
def save(name):
    with store.unit() as unit:
        unit.drafts.put(Draft("r1", "evidence", "e1", name, "words", now))
save("before")
plain = sqlite3.connect(folder / "main.db")
try:
    plain.execute("SELECT * FROM sqlite_master")
except sqlite3.DatabaseError:
    pass
plain.close()
for n in range(20):
    save(f"f{n}")
print("20 saved", flush=True)
os._exit(9)
"""


def test_why_there_is_a_guard(folder):
    """Without it: the program says 20 times "saved", is killed, and the words are gone."""
    result = subprocess.run(
        [sys.executable, "-c", LOSS, str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.stdout == "20 saved\n", result.stderr
    store = reopen(folder)
    with store.unit() as unit:
        assert len(unit.drafts.all()) < 20
    store.close()


def test_a_start_that_needs_no_migration_does_not_load_alembic(store, folder):
    store.close()
    code = (
        "import sys; from pathlib import Path; from tests.storage.profiles import reopen\n"
        "reopen(Path(sys.argv[1])).close()\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('alembic', 'mako', 'sqlite3')])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert result.stdout.strip() == "[]"
