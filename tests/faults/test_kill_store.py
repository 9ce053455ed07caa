"""kill -9 of the store while it commits, hundreds of times (faults.md D1).

Every acknowledged draft and op is there, ops and outbox rows stand or fall together, and pages,
chains and hashes are sound. A store that acknowledges before its commit must be caught.
"""

import random
import threading

import pytest

from tests.faults.scale import times
from tests.faults.store_worker import warm, work
from tests.storage.profiles import reopen

pytestmark = [pytest.mark.faults, pytest.mark.timeout(7200)]
EVERY = 50
LONGEST_MS = 80


class Killed:
    """A profile whose worker is killed again and again; ``acked`` is what it promised."""

    def __init__(self, folder, seed: int) -> None:
        self.folder, self.chance, self.seed = folder, random.Random(seed), seed
        self.acked: list[str] = []
        self.context = warm()

    def kill_once(self, *, early: bool = False) -> None:
        start = 1 + max((int(line.split()[1]) for line in self.acked), default=-1) + 1
        reader, writer = self.context.Pipe(duplex=False)
        worker = self.context.Process(target=work, args=(writer, str(self.folder), start, early))
        worker.start()
        writer.close()
        with open(reader.fileno(), "rb", buffering=0, closefd=False) as raw:
            lines = raw.read(6)
            assert lines == b"ready\n", f"seed {self.seed}: the worker said {lines!r}"
            threading.Event().wait(self.chance.uniform(0, LONGEST_MS) / 1000)
            worker.kill()
            said = b""
            while part := raw.read(65536):
                said += part
        worker.join()
        worker.close()
        reader.close()
        self.acked += said.decode().split("\n")[:-1]  # a line cut short was never said

    def judge(self) -> None:
        store = reopen(self.folder)
        try:
            with store.unit() as unit:
                drafts = {d.field: d.value for d in unit.drafts.all()}
                notes = {f.entity: f.get("focus") for f in unit.log.entities("r1", "evidence")}
                queued = {item.ref for item in unit.delivery.waiting()}
            wrong = store.check()
        finally:
            store.close()
        for line in self.acked:
            kind, n = line.split()
            found = drafts.get(f"f{n}") if kind == "draft" else notes.get(f"e{n}")
            assert found == f"words {n}", f"seed {self.seed}: {line} was acknowledged and is gone"
        assert queued == set(notes), f"seed {self.seed}: ops and outbox differ"
        assert wrong == [], f"seed {self.seed}"


@pytest.fixture
def killed(tmp_path):
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    return Killed(tmp_path / "profile", seed)


def test_acknowledged_commits_survive_every_kill(killed):
    kills = times(500, 5000)
    for number in range(1, kills + 1):
        killed.kill_once()
        if number % EVERY == 0:
            killed.judge()
    print(f"{kills} kills, {len(killed.acked)} acknowledged commits, 0 lost")
    assert len(killed.acked) > 2 * kills
    assert sum(line.startswith("op") for line in killed.acked) > kills // 2


def test_the_rig_catches_a_store_that_acknowledges_before_its_commit(killed):
    def many() -> None:
        for _ in range(60):
            killed.kill_once(early=True)
            killed.judge()

    with pytest.raises(AssertionError, match="was acknowledged and is gone"):
        many()
