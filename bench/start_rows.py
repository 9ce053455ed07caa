"""The start: process start → window painted → reviews listed and answering a key, heavy profile."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.profiles import open_profile
from bench.run import ROOT, Row


def rows(runs: int) -> list[Row]:
    yardstick = "bare PySide6 window with a label"
    painted = Row("start", "process start → window painted", yardstick, "≤ 3 ×", 3.0)
    listed = Row(
        "start", "process start → 20 reviews listed, a key answered", yardstick, "≤ 9 ×", 9.0
    )
    listed.note = "heavy profile (20 reviews, 2,000 notes, 52,000 schools), key-store unlock."
    with tempfile.TemporaryDirectory() as folder:
        session, _ = open_profile(Path(folder), "heavy")
        session.close()
        for run in range(runs + 1):
            bare = _measure(["bench/start_bare.py"])[0]
            first, last = _measure(["-m", "bench.start_program", folder])
            if run:  # the first one warms the disk's cache, for both
                painted.ours.append(first)
                listed.ours.append(last)
                painted.theirs.append(bare)
                listed.theirs.append(bare)
    return [painted, listed]


def _measure(arguments: list[str]) -> list[float]:
    """Return the milliseconds from the start of a process to the moments it prints."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    )
    return [(float(moment) - began) * 1000 for moment in done.stdout.split()]
