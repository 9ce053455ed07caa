"""A running hub shared by a module: each test brings its own people."""

from collections.abc import Iterator

import pytest

from tests.hub.hub_process import HubProcess


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    found = HubProcess(tmp_path_factory.mktemp("hub") / "data")
    found.init()
    found.start()
    yield found
    found.stop()
