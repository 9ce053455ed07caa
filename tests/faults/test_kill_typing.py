"""kill -9 while somebody types in the real program (faults.md D1).

What the status line showed as saved is there again, at most two seconds of typing are lost, the
files are sound, and the next start says what it recovered. The planted faults must be caught.

A process that is killed leaves its writes with the system: this rig cannot tell
``synchronous=OFF`` from ``FULL``. It catches what such a setting would mean to a person, a "Saved"
shown before the commit.
"""

import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.scale import LANES, times
from tests.faults.typing_rig import Lane, LossError, Tally, prepare

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "data"
    prepare(folder)
    return folder


@pytest.fixture
def lanes(prepared, tmp_path):
    """Return a maker of lanes, each on its own copy of the profile."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")

    def make(*plants: str) -> list[Lane]:
        found = []
        for number in range(LANES):
            folder = tmp_path / f"lane{number}"
            shutil.copytree(prepared, folder)
            found.append(Lane(folder, f"{seed}.{number}", *plants))
        return found

    return make


def test_nothing_shown_as_saved_is_lost(lanes):
    kills = times(60, 100)
    total = Tally()
    with ThreadPoolExecutor(LANES) as pool:
        for tally in pool.map(lambda lane: lane.run(kills // LANES), lanes()):
            total.add(tally)
    print(total)
    assert total.kills == kills
    assert total.saved >= kills // 2, "too few saves were seen for the rig to mean anything"
    assert total.recovered >= kills // 4


@pytest.mark.parametrize(
    ("plant", "words"),
    [("saved-before-commit", "was shown as saved and is gone"), ("lazy-autosave", "typing lost")],
)
def test_the_rig_catches_a_planted_fault(lanes, plant, words):
    with pytest.raises(LossError, match=words):
        lanes(plant)[0].run(12)
