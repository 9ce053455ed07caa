"""Runs the command line in a process of its own, warnings being errors there too."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def reviewer(
    *words: str | Path, env: dict[str, str] | None = None, pass_fds: tuple[int, ...] = ()
) -> "subprocess.CompletedProcess[bytes]":
    """Run ``reviewer-app`` with ``words`` to its end and return what came of it."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "reviewer_app", *map(str, words)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        timeout=110,
        pass_fds=pass_fds,
    )


def sentence(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Return the one line on standard error; fails where there is more, or a traceback."""
    text = done.stderr.decode()
    assert "Traceback" not in text, text
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    return lines[0]
