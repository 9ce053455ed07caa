"""Reports to read, each laid out once for all tests of the folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.protocol.content import ReportContent
from reviewer_app.reporting import compose
from tests.reporting import builders
from tests.reporting.reader import Report

Make = Callable[..., Report]


@pytest.fixture
def report(tmp_path: Path) -> Make:
    """Lay a content out and open the result."""

    def make(content: ReportContent | None = None, draft: str = "", **options: Any) -> Report:
        brand = options.get("brand") or builders.brand()
        template = options.get("template") or builders.template()
        return Report(
            compose(content or builders.typical(), brand, template, draft=draft), tmp_path
        )

    return make


_KINDS = {
    "typical": (builders.typical, ""),
    "draft": (builders.typical, builders.DRAFT),
    "long": (builders.long, ""),
    "practice": (lambda: builders.typical(practice=True), builders.DRAFT),
    "bare": (builders.bare, ""),
}


@pytest.fixture(scope="session", params=_KINDS)
def any_report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """One of each kind of report: every law of structure holds for all of them."""
    make, draft = _KINDS[request.param]
    data = compose(make(), builders.brand(), builders.template(), draft=draft)
    return Report(data, tmp_path_factory.mktemp(request.param))
