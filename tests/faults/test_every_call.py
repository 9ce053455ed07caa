"""kill -9 and a full disk at the n-th write, sync and rename of what matters (faults.md D3, D4).

strace breaks the call; the full round breaks every one, the short round some, spread evenly. The
folder must open afterwards, sound, with all that was acknowledged, and the step all or nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from reviewer_app.domain.body import Body
from reviewer_app.domain.errors import DamagedError, WrongPassphraseError
from reviewer_app.services.sample_data import fill
from tests.e2e.program import ROOT
from tests.faults import step_worker
from tests.faults.scale import FULL, LANES
from tests.faults.step_worker import AFTER, BEFORE, NAME, OTHER, PASSPHRASE
from tests.fixtures.fakes import FrozenClock

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(7200),
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]
STEPS = ("make", "save", "seal", "finalise", "passphrase")
CALLS = ("pwrite64", "write", "fsync", "rename")
MOST = 8
"""Points for each step and call in the short round."""


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """A profile with a review that can be finalised and a note with unsealed typing."""
    folder = tmp_path_factory.mktemp("ready") / "data"
    session = step_worker.make(step_worker.service(folder))
    fill(session, "tiny")
    review, note = step_worker.first_note(session)
    session.evidence.draft(review, note, "body", Body(BEFORE).as_value())
    session.close()
    return folder


def run(folder, step: str, *strace: str, plant: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tests.faults.step_worker", str(folder), step, plant]
    return subprocess.run(
        ["strace", "-f", "--seccomp-bpf", *strace, *command],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def counted(folder, step: str, log) -> dict[str, int]:
    """Return how often each call is made when nothing is broken."""
    done = run(folder, step, "-o", str(log), "-e", f"trace={','.join(CALLS)}")
    assert done.returncode == 0, done.stderr
    text = log.read_text()
    return {call: len(re.findall(rf"\b{call}\(", text)) for call in CALLS}


def points(count: int) -> list[int]:
    """Return which of ``count`` calls to break."""
    if FULL or count <= MOST:
        return list(range(1, count + 1))
    return sorted({1 + round(k * (count - 1) / (MOST - 1)) for k in range(MOST)})


@pytest.fixture
def breaker(ready, tmp_path):
    """Return a function that runs a step broken at each point and judges what is left."""

    def start(step: str, name: str):
        folder = tmp_path / name
        if step != "make":
            shutil.copytree(ready, folder)
        return folder

    def break_all(step: str, fault: str, calls, plant: str = "") -> int:
        counts = counted(start(step, "counted"), step, tmp_path / "log")
        one_judge = threading.Lock()
        jobs = [(call, n) for call in calls for n in points(counts[call])]

        def one(job) -> None:
            call, n = job
            folder = start(step, f"{call}-{n}")
            how = f"inject={call}:{fault.format(n=n)}"
            done = run(
                folder, step, "-o", "/dev/null", "-e", f"trace={call}", "-e", how, plant=plant
            )
            with one_judge:  # alembic serves one thread at a time
                judge(folder, step, done, f"{step}: {how}")
            shutil.rmtree(folder, ignore_errors=True)

        with ThreadPoolExecutor(LANES) as pool:
            list(pool.map(one, jobs))
        return len(jobs)

    return break_all


def judge(folder, step: str, done: subprocess.CompletedProcess[str], where: str) -> None:
    """Open what is left as the next start would, and compare it with what was promised."""
    told = done.stdout.startswith("done")
    assert "Traceback" not in done.stderr, f"{where}: {done.stderr[-1500:]}"
    profiles = step_worker.service(folder)
    if step == "make" and not profiles.state(NAME).exists:
        assert not told, where
        session = step_worker.make(profiles)
    else:
        session = unlock(profiles, step, told, where)
    try:
        assert session.check() == [], where
        if step != "make":
            judge_words(session, step, told, where)
    finally:
        session.close()


def unlock(profiles, step: str, told: bool, where: str):
    """Open with the passphrase that must be valid now."""
    if step != "passphrase":
        return profiles.unlock(NAME, PASSPHRASE)
    try:
        session = profiles.unlock(NAME, OTHER if told else PASSPHRASE)
    except WrongPassphraseError:
        assert not told, f"{where}: the new passphrase was acknowledged"
        tomorrow = FrozenClock(datetime.now(UTC) + timedelta(days=1))  # a wrong try slows the next
        session = step_worker.service(profiles.data_dir, tomorrow).unlock(NAME, OTHER)
    return session


def judge_words(session, step: str, told: bool, where: str) -> None:
    review, note = step_worker.first_note(session)
    text = session.evidence.open(review, note).evidence.body.text
    if step == "save":
        assert text == AFTER if told else text in {BEFORE, AFTER}, where
    else:
        assert text == BEFORE, where
    if step == "finalise":
        revisions = session.finishing.revisions(review)
        with session.desk.store.unit() as unit:
            waiting = len(unit.delivery.waiting())
        final = session.reviews.get(review).final
        assert (final, len(revisions), waiting) in {(False, 0, 0), (True, 1, 4)}, where
        assert final or not told, where


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_the_nth_call(breaker, step):
    calls = CALLS if step in {"make", "passphrase"} else ("pwrite64", "fsync")
    print(f"{step}: {breaker(step, 'signal=SIGKILL:when={n}', calls)} kills, 0 bad")


@pytest.mark.parametrize("step", STEPS)
def test_no_room_from_the_nth_write_on(breaker, step):
    print(f"{step}: {breaker(step, 'error=ENOSPC:when={n}+', ['pwrite64'])} full disks, 0 bad")


def test_the_rig_catches_a_database_parted_from_its_log(breaker):
    with pytest.raises(DamagedError):
        breaker("make", "error=ENOSPC:when={n}+", ["pwrite64"], "careless")
