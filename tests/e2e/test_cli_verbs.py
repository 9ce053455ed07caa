"""The verbs for scripts and support, each in a real process: what they print, how they end."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from reviewer_app import __version__
from reviewer_app.services.reports import write_whole
from tests.e2e.command_line import ROOT, reviewer, sentence
from tests.fixtures.builders import (
    PASSPHRASE,
    a_review,
    a_session,
    again,
    finalise,
    judge,
    write_note,
)
from tests.fixtures.fakes import FrozenClock

pytestmark = pytest.mark.e2e


class Made(NamedTuple):
    """A data folder with a corrected review, a review in work, and the report of each revision."""

    data: Path
    secret: Path
    final: str
    open: str
    first_pdf: Path
    second_pdf: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    clock = FrozenClock()
    session = a_session(folder / "data", clock)
    final = a_review(session)
    judge(session, final)
    finalise(session, final)
    pdfs = [folder / "first.pdf", folder / "second.pdf"]
    write_whole(pdfs[0], session.reports.final_pdf(final))
    session.finishing.correct(final, "A name was misspelt.")
    finalise(session, final)
    write_whole(pdfs[1], session.reports.final_pdf(final))
    other = a_review(session, notes=0)
    write_note(session, other, "Grüße – 鳥 #Q1+")
    session.close()
    secret = folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n", "utf-8")
    return Made(folder / "data", secret, final, other, *pdfs)


def on(made, *words):
    return reviewer("--data-dir", made.data, *words, "--passphrase-file", made.secret)


def test_version_and_help():
    done = reviewer("--version")
    assert (done.returncode, done.stdout.decode()) == (0, f"Reviewer {__version__}\n")
    done = reviewer("--help")
    assert done.returncode == 0
    for word in ("demo-data", "export", "verify", "hub", "--smoke", "--data-dir", "Exit codes"):
        assert word in done.stdout.decode()


@pytest.mark.parametrize("verb", ["demo-data", "export", "verify", "hub"])
def test_each_verb_has_help_and_none_takes_a_passphrase_as_argument(verb):
    done = reviewer(verb, "--help")
    assert done.returncode == 0
    text = done.stdout.decode()
    assert f"reviewer-app {verb}" in text
    assert "--passphrase " not in text
    assert "--passphrase=" not in text


@pytest.mark.parametrize(
    "words",
    [("nonsense",), ("demo-data", "enormous"), ("export", "--passphrase", "x"), ("--no-such",),
     ("verify", "--passphrase-file", "a", "--passphrase-fd", "3"), ("demo-data",)],
)  # fmt: skip
def test_wrong_usage_ends_with_two(words):
    done = reviewer(*words)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"usage: reviewer-app" in done.stderr


def test_export_to_a_file_by_reference_and_to_the_console_by_id(made, tmp_path):
    done = on(made, "export", made.open)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout.decode("utf-8"))
    assert data["review"]["id"] == made.open
    assert data["notes"][0]["body"]["text"] == "Grüße – 鳥 #Q1+"
    assert PASSPHRASE not in done.stdout.decode()

    target = tmp_path / "out.json"
    done = on(made, "export", data["review"]["ref"], "--output", target)
    assert done.returncode == 0
    assert "not encrypted" in sentence(done)
    again_read = json.loads(target.read_text("utf-8"))
    assert {**again_read, "made_at": ""} == {**data, "made_at": ""}


def test_export_speaks_utf8_on_a_console_that_does_not(made):
    done = reviewer(
        "--data-dir", made.data, "export", made.open, "--passphrase-file", made.secret,
        env={"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert "Grüße – 鳥" in done.stdout.decode("utf-8")


def test_export_says_which_reviews_there_are(made):
    for words in (("export",), ("export", "no-such-review")):
        done = on(made, *words)
        assert done.returncode == 1
        assert "QAR-2026-900001-1" in sentence(done)


def test_export_into_a_folder_that_is_not_there(made, tmp_path):
    done = on(made, "export", made.open, "--output", tmp_path / "none" / "out.json")
    assert done.returncode == 1
    assert "cannot be written" in sentence(done)


def test_the_passphrase_from_a_descriptor(made):
    reading, writing = os.pipe()
    os.write(writing, PASSPHRASE.encode() + b"\n")
    os.close(writing)
    try:
        done = reviewer(
            "--data-dir", made.data, "verify", "--passphrase-fd", str(reading), pass_fds=(reading,)
        )
    finally:
        os.close(reading)
    assert done.returncode == 0, done.stderr
    assert b"Everything is sound" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("verify",), "needs its passphrase"),
        (("verify", "--passphrase-file", "/no/such/file"), "cannot be read"),
        (("verify", "--passphrase-fd", "77"), "cannot be read"),
        (("verify", "--passphrase-fd", "-1"), "cannot be read"),
        (("verify", "--passphrase-fd", "9" * 30), "cannot be read"),
        (("--profile", "p" * 300, "verify"), "Use a shorter one"),
        (("verify", "{pipe}", "--passphrase-file", "{secret}"), "not a file"),
        (("verify", ".", "--passphrase-file", "{secret}"), "not a file"),
        (("export", "--output", "{pipe}", "--passphrase-file", "{secret}"), "not a file"),
        (("export", "--output", ".", "--passphrase-file", "{secret}"), "not a file"),
        (("--profile", "none", "verify", "--passphrase-file", "{secret}"), "no profile called"),
        (("--profile", "a/b", "verify"), "not a name"),
        (("demo-data", "tiny", "--passphrase-file", "{wrong}"), "does not open"),
    ],
)
def test_a_shut_door_is_one_sentence(made, tmp_path, words, says):
    data = tmp_path / "data"
    shutil.copytree(made.data, data)
    wrong = tmp_path / "wrong"
    wrong.write_text("not the right words")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    filled = [w.format(secret=made.secret, wrong=wrong, pipe=pipe) for w in words]
    done = reviewer("--data-dir", data, *filled)
    assert done.returncode == 1
    assert says in sentence(done)
    assert pipe.is_fifo()


def test_a_wrong_passphrase_says_how_long_to_wait(made, tmp_path):
    data, wrong = tmp_path / "data", tmp_path / "wrong"
    shutil.copytree(made.data, data)
    wrong.write_text("not the right words")
    said = [
        sentence(reviewer("--data-dir", data, "verify", "--passphrase-file", wrong))
        for _ in range(5)
    ]
    assert all("Try again in " in line and "second" in line for line in said), said
    assert any(line.startswith("Please wait") for line in said), said


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_standard_streams_are_no_fault(made, tmp_path, closed):
    data = tmp_path / "data"
    shutil.copytree(made.data, data)
    rest = f'--data-dir "{data}" {{}} --passphrase-file "{made.secret}"'

    def run(words: str) -> "subprocess.CompletedProcess[str]":
        line = f'"{sys.executable}" -W error -m reviewer_app {rest.format(words)} {closed}'
        return subprocess.run(
            ["sh", "-c", line], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
        )

    done = run("verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert run(f'export {made.open} --output "{tmp_path / "out.json"}"').returncode == 0
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["review"]["id"] == made.open
    done = run(f"export {made.open}")
    nowhere = ">&-" in closed.split()
    assert done.returncode == (1 if nowhere else 0)
    if closed == ">&-":
        assert done.stderr.startswith("There is no standard output")
    assert reviewer("--data-dir", data, "verify", "--passphrase-file", made.secret).returncode == 0


def test_verify_tells_genuine_from_superseded_from_changed(made, tmp_path):
    done = on(made, "verify", made.second_pdf)
    assert (done.returncode, done.stdout.split(b":")[0]) == (0, b"genuine")
    assert b"version 2, code " in done.stdout
    done = on(made, "verify", made.first_pdf)
    assert (done.returncode, done.stdout.split(b":")[0]) == (1, b"superseded")
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(made.second_pdf.read_bytes().replace(b"%%EOF", b"%%EOF "))
    done = on(made, "verify", changed)
    assert (done.returncode, done.stdout.split(b":")[0]) == (1, b"unknown")
    done = on(made, "verify", tmp_path / "none.pdf")
    assert done.returncode == 1
    assert "cannot be read" in sentence(done)


def test_verify_finds_a_damaged_page_wherever_it_is(made, tmp_path):
    pages = (made.data / "main" / "main.db").stat().st_size // 4096
    for page in (0, pages // 2, pages - 1):
        data = tmp_path / str(page)
        shutil.copytree(made.data, data)
        with (data / "main" / "main.db").open("r+b") as file:
            file.seek(page * 4096 + 2000)
            file.write(b"\xff" * 64)
        done = reviewer("--data-dir", data, "verify", "--passphrase-file", made.secret)
        assert done.returncode == 1, page
        assert b"Traceback" not in done.stderr
        assert b"Everything is sound" not in done.stdout
        assert done.stdout + done.stderr


def test_a_profile_that_is_open_elsewhere_ends_with_three(made):
    session = again(made.data, FrozenClock())
    try:
        done = on(made, "export", made.open)
        assert done.returncode == 3
        assert "another window" in sentence(done)
    finally:
        session.close()
    assert on(made, "export", made.open).returncode == 0


def test_demo_data_makes_a_whole_profile_that_can_be_exported(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    done = reviewer("--data-dir", tmp_path / "data", "demo-data", "tiny")
    assert done.returncode == 1
    assert "--passphrase-file" in sentence(done)
    assert not (tmp_path / "data" / "main").exists()

    options = ("--data-dir", tmp_path / "data", "--profile", "demo")
    done = reviewer(*options, "demo-data", "tiny", "--passphrase-file", secret)
    assert done.returncode == 0, done.stderr
    assert b"1 review in the profile demo" in done.stdout
    done = reviewer(*options, "export", "--passphrase-file", secret)
    data = json.loads(done.stdout)
    assert len(data["notes"]) == 8
    assert len(data["statements"]) == 8
    assert {e["area"] for e in data["estimates"]} >= {"L", "Q", "D", "overall"}

    # never among reviews that are there already
    again = reviewer(*options, "demo-data", "tiny", "--passphrase-file", secret)
    assert again.returncode == 1
    assert "has reviews already" in sentence(again)
    after = json.loads(reviewer(*options, "export", "--passphrase-file", secret).stdout)
    assert {**after, "made_at": ""} == {**data, "made_at": ""}


def test_a_weak_passphrase_makes_no_profile(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("password")
    done = reviewer(
        "--data-dir", tmp_path / "data", "demo-data", "tiny", "--passphrase-file", secret
    )
    assert done.returncode == 1
    assert "too weak" in sentence(done)


@pytest.mark.slow
def test_demo_data_typical_has_the_volume_of_a_visit(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    options = ("--data-dir", tmp_path / "data")
    done = reviewer(*options, "demo-data", "typical", "--passphrase-file", secret)
    assert done.returncode == 0, done.stderr
    data = json.loads(reviewer(*options, "export", "--passphrase-file", secret).stdout)
    assert len(data["notes"]) == 65
    assert len(data["statements"]) == 70
