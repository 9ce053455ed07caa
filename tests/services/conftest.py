"""Fixtures of the services' tests: real encrypted profiles in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.services.session import Session
from tests.fixtures.builders import a_review, a_session
from tests.fixtures.fakes import FrozenClock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder: profiles lie below it."""
    return tmp_path / "data"


@pytest.fixture
def session(folder: Path, clock: FrozenClock) -> Iterator[Session]:
    """The open profile of Amara Okafor, empty."""
    opened = a_session(folder, clock)
    yield opened
    opened.close()


@pytest.fixture
def review(session: Session) -> str:
    """A review with three done lesson visits (#Q1+, #Q2+, #Q3+)."""
    return a_review(session)
