"""Keeping a hub from the command line: all or nothing, in words, for its owner alone."""

import json
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from reviewer_app.cli import main
from reviewer_app.hub.hub import init_hub, open_hub
from reviewer_app.protocol.invitation import MAX_ADDRESS

ESCAPES = "p\x1b[31m\u202eq\n"


@pytest.fixture(autouse=True)
def _umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def run(capsys):
    def running(*words: str | Path) -> tuple[int, str, str]:
        code = main(["hub", *map(str, words)])
        out, err = capsys.readouterr()
        assert "A fault in the program" not in err
        assert not set("\x1b\u202e") & set(out + err)
        assert len(err.strip().splitlines()) == (1 if code else 0), err
        return code, out, err

    return running


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "hub"
    init_hub(found, "Test Trust", "https://hub.example.org").close()
    return found


def invitations(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "hub.db")) as database:
        return database.execute("SELECT count(*) FROM invitation").fetchone()[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--days", "0"), "1 to 366 days"),
        (("--days", "99999999999999999999"), "1 to 366 days"),
        (("--name", "n" * 5000), "too long"),
        (("--name", ESCAPES * 100), "too long"),
        (("--name", "\x1b\u202e"), "needs a name"),
        (("--person", "p" * 5000), "too long"),
        (("--address", "https://a/" + "b" * MAX_ADDRESS), "not the address"),
        (("--address", "https://a\x1b\u202e.org"), "not the address"),
        (("--address", "https://a b.org"), "not the address"),
        (("--out", "/proc/none/first.qainvite"), "cannot be written"),
        (("--out", "{pipe}"), "not a file"),
        (("--out", "{pipe}/x"), "cannot be written"),
        (("--out", "."), "not a file"),
        (("--out", "x" * 300), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_made(run, tmp_path, words, says):
    folder, pipe = tmp_path / "hub", tmp_path / "pipe"
    os.mkfifo(pipe)
    filled = [word.format(pipe=pipe) for word in words]
    code, out, err = run("init", "--data", folder, *filled)
    assert (code, out) == (1, "")
    assert says in err
    assert [*tmp_path.iterdir()] == [pipe]
    assert pipe.is_fifo()


def test_names_are_kept_as_one_plain_line(run, tmp_path):
    folder = tmp_path / "hub"
    code, out, _ = run("init", "--data", folder, "--name", ESCAPES, "--person", ESCAPES)
    assert code == 0
    path = Path(out.split("Invitation: ")[1].splitlines()[0])
    said = json.loads(path.read_text("utf-8"))
    assert (said["hub_name"], said["person"]) == ("p[31mq", "p[31mq")
    assert run("invite", "--data", folder)[0] == 0


def test_an_invitation_that_cannot_be_written_is_not_made(run, folder, monkeypatch, tmp_path):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    code, out, err = run("invite", "--data", folder, "--out", tmp_path / "x.qainvite")
    assert (code, out) == (1, "")
    assert "No invitation was made." in err
    assert invitations(folder) == 0
    assert not [path for path in tmp_path.iterdir() if path != folder]


def test_an_invitation_goes_where_a_link_leads_and_replaces_a_file(run, folder, tmp_path):
    target, link = tmp_path / "there.qainvite", tmp_path / "link.qainvite"
    link.symlink_to(target)
    for _ in range(2):
        assert run("invite", "--data", folder, "--out", link)[0] == 0
        assert link.is_symlink()
        assert json.loads(target.read_text("utf-8"))["kind"] == "reviewer-invitation"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("verb", [("invite",), ("laptops",), ("revoke", "--device", "x")])
@pytest.mark.parametrize("damage", ["junk", "empty", "gone", "cut", "no tables", "torn page"])
def test_a_key_without_a_sound_database_is_a_sentence(run, folder, verb, damage):
    database = folder / "hub.db"
    data = database.read_bytes()
    torn = data[:4096] + os.urandom(len(data) - 8192) + data[-4096:]
    if damage == "gone":
        database.unlink()
    elif damage == "no tables":
        database.unlink()
        with closing(sqlite3.connect(database)) as other:
            other.execute("CREATE TABLE cake (x)")
            other.commit()
    else:
        kinds = {"junk": b"junk" * 3000, "empty": b"", "cut": data[:5000], "torn page": torn}
        database.write_bytes(kinds[damage])
    before = database.read_bytes() if database.exists() else None
    code, out, err = run(verb[0], "--data", folder, *verb[1:])
    assert (code, out) == (1, "")
    assert "hub.db" in err
    assert "backup" in err
    if damage != "no tables":
        assert (database.read_bytes() if database.exists() else None) == before
    assert list(folder.glob("invitations/*")) == []


def test_a_database_without_its_key_is_not_taken_for_a_new_hub(run, folder):
    (folder / "hub-key.json").unlink()
    before = (folder / "hub.db").read_bytes()
    code, _, err = run("init", "--data", folder)
    assert code == 1
    assert "without its key" in err
    assert (folder / "hub.db").read_bytes() == before


def test_a_hub_that_could_not_be_made_leaves_nothing(run, tmp_path, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("reviewer_app.hub.feed.Feed.publish", full)
    with pytest.raises(sqlite3.OperationalError):
        init_hub(tmp_path / "hub", "A", "https://a.org")
    assert [path.name for path in (tmp_path / "hub").iterdir()] == ["files"]
    monkeypatch.undo()
    assert run("init", "--data", tmp_path / "hub")[0] == 0


def test_a_folder_that_is_none_is_a_sentence(run, tmp_path):
    (tmp_path / "file").write_text("x")
    for where in (tmp_path / "file", tmp_path / "none", "/proc/1/root"):
        code, _, err = run("invite", "--data", where)
        assert code == 1
        assert "hub" in err


def loose(folder: Path) -> dict[str, str]:
    """Return what somebody else could read, with its mode."""
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    return {str(path): oct(mode) for path, mode in modes.items() if mode & 0o077}


def test_what_the_hub_keeps_is_its_owners_alone(run, tmp_path):
    folder = tmp_path / "hub"
    with closing(init_hub(folder, "Test Trust", "https://hub.example.org")) as hub:
        hub.reviews._files.append("r", "a" * 64, b"x")
        hub.keep_setting("name", "Other")
        assert {path.name for path in folder.iterdir()} >= {"hub.db", "hub.db-wal", "hub.db-shm"}
        assert loose(tmp_path) == {}
    assert run("invite", "--data", folder)[0] == 0
    assert loose(tmp_path) == {}
    # also a hub that an older program made for all to read
    for path in (folder / "hub.db", folder / "files", folder / "files" / "blobs"):
        path.chmod(0o755)
    with closing(open_hub(folder)):
        assert loose(tmp_path) == {}


def test_a_copy_of_the_folder_is_the_hub(run, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    assert run("laptops", "--data", tmp_path / "copy")[0] == 0
