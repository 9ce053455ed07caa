"""A profile that is open already: a second window raises the first, a command says so and ends."""

import subprocess
import sys

import pytest

from tests.e2e.program import ROOT, Program

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def first(tmp_path):
    with Program(tmp_path / "data", "--profile", "practice") as found:
        found.wait("ReviewCard", 60)
        yield found


def start(folder, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would start it, to its end."""
    command = [sys.executable, "-m", "reviewer_app", "--data-dir", str(folder), *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_second_window_raises_the_first_and_ends(first, tmp_path):
    first.do("minimise")
    assert first.do("window")["minimised"]
    second = start(tmp_path / "data", "--profile", "practice")
    assert second.returncode == 0
    assert second.stderr == ""
    first.do("wait_raised")
    assert first.do("focus")["object"] == "ReviewCard"
    assert first.quit() == 0


def test_after_a_kill_the_next_start_is_the_first(first, tmp_path):
    first.kill()
    with Program(tmp_path / "data", "--profile", "practice") as next_one:
        next_one.wait("ReviewCard", 60)
        assert next_one.quit() == 0


@pytest.mark.parametrize("verb", ["verify", "export"])
def test_a_command_on_a_held_profile_says_so_and_ends_with_3(first, tmp_path, verb):
    done = start(tmp_path / "data", "--profile", "practice", verb)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr == (
        "Your notes are open in another window. Nothing was changed. Close it, or go on there.\n"
    )
    assert first.quit() == 0
    assert start(tmp_path / "data", "--profile", "practice", verb).returncode == 0
