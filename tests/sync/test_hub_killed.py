"""The hub is killed and started again at each step of sending."""

import pytest

from tests.hub.hub_process import HubProcess
from tests.sync.chaos import Chaos
from tests.sync.finished import finish
from tests.sync.laptop import Laptop
from tests.sync.test_bad_connections import STEPS, once_at

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture(scope="module")
def mortal(tmp_path_factory):
    """A hub and what lies before it; a killed hub is started for the next test."""
    hub = HubProcess(tmp_path_factory.mktemp("mortal") / "data")
    hub.init()
    hub.start()
    with Chaos(hub.port) as between:

        def after(request: bytes) -> bytes:
            between.pass_on(request)
            hub.kill()
            return b""

        between.hooks = {"kill-after": after}
        yield hub, between
    hub.stop()


@pytest.mark.parametrize("step", [0, 2, 3, 5, 7, 8])
def test_killed_after_it_did_what_was_asked(mortal, step):
    hub, between = mortal
    laptop = Laptop(hub, between.address)
    between.begin(once_at(step, "kill-after"))
    revision = finish(laptop.store, size=5000)
    account = laptop.send()
    assert between.seen[-1].startswith(STEPS[step])
    assert account.receipts == []
    assert laptop.store.state.receipts == []
    assert laptop.send().problem == "The connection to the hub broke."
    hub.start()
    assert laptop.send_until_done(revision) == 1
    laptop.check_delivered(revision)
