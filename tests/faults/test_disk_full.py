"""A disk that is really full while somebody types (faults.md D5): words wait, nothing is lost."""

import subprocess
import sys

import pytest

from tests.e2e.program import Program
from tests.faults.typing_rig import prepare

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
SIZE = "24m"
ROOM = 256 * 1024
WORDS = "Pupils explain the method to each other and find the slip themselves. "


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder on a file system of its own, small enough to fill."""
    if not sys.platform.startswith("linux"):
        pytest.skip("needs Linux: a tmpfs")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "reviewer-fault", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted here (needs root): {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(file) -> None:
    """Write until there is no room for another byte."""
    with file.open("wb", buffering=0) as stream:
        for size in (1 << 20, 4096, 1):
            try:
                while stream.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


def test_words_typed_on_a_full_disk_wait_and_are_saved_when_there_is_room(small_disk):
    data, filler = small_disk / "data", small_disk / "filler"
    prepare(data)
    with Program(data, "--profile", "practice") as program:
        program.wait("body_edit", 60)
        before = program.text("body_edit")
        fill(filler)
        program.do("key", keys="Ctrl+End", object="body_edit")
        program.do("type", text=WORDS * 3)
        program.wait("banner_frame")
        assert "disk is full" in program.text("banner_label").lower()
        program.do("type", text="And on. ")
        typed = before + WORDS * 3 + "And on. "
        assert program.text("body_edit") == typed
        assert "Saved" not in program.text("status_label")
        filler.unlink()
        program.do("wait_text", object="status_label", text="Saved ")
        program.do("wait_gone", object="banner_frame")
        assert program.text("body_edit") == typed
        program.kill()
    with Program(data, "--profile", "practice") as program:
        program.wait("body_edit", 60)
        assert program.text("body_edit") == typed
        assert program.quit() == 0


def test_a_start_on_a_full_disk_says_so_and_works_once_there_is_room(small_disk):
    """With not a byte left SQLite cannot make its shared-memory file: no notes, but a sentence."""
    data, filler = small_disk / "data", small_disk / "filler"
    prepare(data)
    fill(filler)
    with Program(data, "--profile", "practice") as program:
        program.do("wait_text", object="problem_label", text="disk is full")
        assert "Everything saved before is safe" in program.text("problem_label")
        assert program.quit() == 0
    with filler.open("r+b") as stream:
        stream.truncate(filler.stat().st_size - ROOM)
    with Program(data, "--profile", "practice") as program:
        program.wait("body_edit", 60)
        assert program.text("body_edit").startswith("start")
        assert program.quit() == 0
