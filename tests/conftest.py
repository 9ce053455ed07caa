"""What every test stands on: a known environment, a home of its own, and a room left tidy.

The environment is set before anything imports Qt (nothing imported here does). Fixtures for all:

``home``            the test's own HOME; XDG folders lie below it (always on)
``clock``           a frozen clock: ``clock.now()``, ``clock.advance(minutes=5)``
``memory_secrets``  a SecretStore in memory
``expected_logs``   ``expected_logs("disk full")``: this warning is meant, and must come

After each test that used Qt, ``qt_hygiene`` looks for what the test left behind.
"""

import logging
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.fixtures.fakes import FrozenClock, MemorySecrets
from tests.fixtures.qt_leftovers import Leftovers, grab_windows

os.environ["QT_QPA_PLATFORM"] = os.environ.get("REVIEWER_TEST_PLATFORM", "offscreen")
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["TZ"] = "UTC"
os.environ["LANG"] = os.environ["LC_ALL"] = "C.UTF-8"
# No test reaches the developer's own keyring by accident; those marked "keyring" start a bus.
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
for _name in ("QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "QT_SCREEN_SCALE_FACTORS"):
    os.environ.pop(_name, None)
time.tzset()
FAILURES = Path(__file__).parent / "failures"
_failed = pytest.StashKey[bool]()

# A busy machine is not a bug: pytest-timeout catches what really hangs.
hypothesis.settings.register_profile("reviewer", deadline=None, print_blob=True)
hypothesis.settings.load_profile("reviewer")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test, and every process it starts, an empty home of its own."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    for name, below in {
        "XDG_DATA_HOME": ".local/share",
        "XDG_CONFIG_HOME": ".config",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
        "XDG_RUNTIME_DIR": ".run",
    }.items():
        path = folder / below
        path.mkdir(parents=True, mode=0o700)
        monkeypatch.setenv(name, str(path))
    return folder


@pytest.fixture
def clock() -> FrozenClock:
    """Return a clock that stands still at 9 November 2026, 09:40:00 UTC."""
    return FrozenClock()


@pytest.fixture
def memory_secrets() -> MemorySecrets:
    """Return an empty SecretStore that forgets everything with the test."""
    return MemorySecrets()


class _Records(logging.Handler):
    """Keeps the warnings and worse that a test caused."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


class ExpectedLogs:
    """The warnings a test asks for: called with a pattern that one of them must contain."""

    def __init__(self) -> None:
        self.patterns: list[str] = []

    def __call__(self, pattern: str) -> None:
        self.patterns.append(pattern)

    def judge(self, lines: list[str]) -> list[str]:
        """Return the complaints: lines nobody asked for, and patterns that never came."""
        unasked = [x for x in lines if not any(re.search(p, x) for p in self.patterns)]
        missing = [p for p in self.patterns if not any(re.search(p, x) for x in lines)]
        return [f"not asked for: {x}" for x in unasked] + [f"never logged: {p}" for p in missing]


@pytest.fixture
def expected_logs() -> ExpectedLogs:
    """Let a test say which warnings it means to cause."""
    return ExpectedLogs()


@pytest.fixture(autouse=True)
def qt_hygiene(request: pytest.FixtureRequest, home: Path) -> Iterator[None]:
    """Fail a Qt test that leaves windows, threads, timers or unexplained warnings behind."""
    asked = ExpectedLogs()
    if "expected_logs" in request.fixturenames:
        asked = request.getfixturevalue("expected_logs")
    qt = {"qtbot", "qapp"} & set(request.fixturenames)
    if not qt and not asked.patterns and "expected_logs" not in request.fixturenames:
        yield
        return
    records = _Records()
    logging.getLogger().addHandler(records)
    # pytest-qt makes the application only when the test asks: nothing can be left before that
    before = Leftovers.now() if qt else None
    yield
    logging.getLogger().removeHandler(records)
    complaints = asked.judge(records.lines)
    if before is not None:
        complaints += before.settle()
    if complaints and not request.node.stash.get(_failed, False):
        pytest.fail("left behind by this test:\n  " + "\n  ".join(complaints), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Keep a picture of every window that is open at the moment a test fails."""
    report = yield
    if report.failed:
        item.stash[_failed] = True
        if call.when == "call" and "PySide6.QtWidgets" in sys.modules:
            name = re.sub(r"[^\w.-]+", "_", item.nodeid)[-120:]
            grab_windows(FAILURES, name)
    return report
