"""What was said to be saved survives kill -9 (sync.md I1). The many-kill rig is in tests/faults."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.profiles import reopen

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.e2e
def test_acknowledged_words_survive_a_kill(folder):
    acked: list[str] = []
    start = 0
    for round_ in range(4):
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.kill_worker", str(folder), str(start)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert worker.stdout.readline() == "ready\n"
        count = random.Random(round_).randrange(5, 60)
        acked += [worker.stdout.readline().strip() for _ in range(count)]
        worker.kill()
        acked += [line.strip() for line in worker.stdout if line.endswith("\n")]
        worker.stdout.close()
        worker.wait()
        start = 1 + max(int(line.split()[1]) for line in acked)
    store = reopen(folder)
    with store.unit() as unit:
        drafts = {d.field: d.value for d in unit.drafts.all()}
        notes = {f.entity: f.get("focus") for f in unit.log.entities("r1", "evidence")}
        queued = {item.ref for item in unit.delivery.waiting()}
    for line in acked:
        kind, n = line.split()
        found = drafts.get(f"f{n}") if kind == "draft" else notes.get(f"e{n}")
        assert found == f"words {n}", f"{line} was acknowledged and is gone"
    assert queued == set(notes), "ops and outbox rows stand or fall together"
    assert store.check() == []
    store.close()
