"""Fixtures of the store's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.storage.store import ProfileStore
from tests.fixtures.fakes import FrozenClock
from tests.storage.profiles import make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def store(folder: Path, clock: FrozenClock) -> Iterator[ProfileStore]:
    """An open, empty profile."""
    opened = make(folder, clock)
    yield opened
    opened.close()
