"""The computer's sign-in with a real Secret Service: gnome-keyring on a message bus of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("dbus-run-session", "gnome-keyring-daemon")

pytestmark = [
    pytest.mark.faults,
    pytest.mark.keyring,
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(shutil.which(tool) for tool in TOOLS), reason=f"needs {' and '.join(TOOLS)}"
    ),
]


def on_a_bus(folder: Path, *steps: str, daemon: bool = True) -> list[str]:
    """Run ``steps``, each in a process of its own, on one bus; return what each said."""
    start = "echo -n sign-in | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
    worker = f"'{sys.executable}' -m tests.faults.keyring_worker"
    lines = ["set -e", start if daemon else ":"]
    lines += [f"{worker} {step} '{folder}'" for step in steps]
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", "\n".join(lines)],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_profile_opens_with_the_computers_sign_in_and_not_where_that_is_shut(tmp_path):
    said = on_a_bus(tmp_path, "create", "unlock", "lock", "unlock", "passphrase")
    assert said[0] == "made by Sara Whitfield; offered: the Secret Service"
    assert said[1] == "opened for Sara Whitfield"
    assert said[2] == "locked: True"
    assert said[3].startswith("refused, in time: True: The computer's key store is locked")
    assert said[4] == "opened for Sara Whitfield"


def test_a_secret_that_was_tidied_away_or_a_missing_store_is_a_sentence(tmp_path):
    said = on_a_bus(tmp_path, "create", "forget", "unlock")
    assert said[1] == "removed 1"
    assert said[2].startswith("refused, in time: True: The computer's key store does not hold")
    said = on_a_bus(tmp_path, "unlock", "passphrase", daemon=False)
    assert said[0].startswith("refused, in time: True: ")
    assert said[1] == "opened for Sara Whitfield"
