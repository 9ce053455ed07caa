"""A hub behind TLS: whom this computer trusts is asked, and nobody else is told anything."""

import ssl
import subprocess

import pytest

pytest.importorskip("cryptography", reason="makes the certificates; comes with Linux's key store")

from reviewer_app.domain.errors import HubUnreachableError
from reviewer_app.sync.transport import Transport
from tests.hub.hub_process import ROOT, HubProcess, hub_command
from tests.sync.finished import finish
from tests.sync.laptop import QUICK, Laptop
from tests.sync.tls_front import DAY, HERE, NOW, Authority, TlsFront

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls"), "School Trust Root")


@pytest.fixture
def trusted(authority, monkeypatch):
    """The authority is in this computer's own list, as IT would put it there."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))


def meta(front):
    transport = Transport(front.address, times=QUICK)
    try:
        return transport.call("GET", "/v1/meta", "meta")
    finally:
        transport.close()


def test_a_report_goes_through_tls_that_the_computer_trusts(hub, authority, trusted):
    with TlsFront(hub.port, authority.certificate(HERE)) as front:
        laptop = Laptop(hub, front.address)
        revision = finish(laptop.store, size=300_000)
        assert laptop.send_until_done(revision) == 1
        assert front.plain > 300_000
    laptop.check_delivered(revision)


def test_the_hub_speaks_tls_itself(authority, trusted, tmp_path):
    hub = HubProcess(tmp_path / "hub")
    hub.init(f"https://{HERE}:{hub.port}")
    pair = str(authority.certificate(HERE))
    hub.start("--certfile", pair, "--keyfile", pair)
    try:
        laptop = Laptop(hub, f"https://{HERE}:{hub.port}")
        assert laptop.joined.address == f"https://{HERE}:{hub.port}"
        revision = finish(laptop.store, size=5000)
        assert laptop.send_until_done(revision) == 1
        laptop.check_delivered(revision)
    finally:
        hub.stop()


def test_a_hub_without_a_certificate_that_fits_does_not_start(hub, authority, tmp_path):
    good = str(authority.certificate(HERE))
    other = str(authority.certificate("hub.example.org"))
    junk = tmp_path / "junk.pem"
    junk.write_text("not a certificate")
    for words, said in {
        ("--certfile", good): "go together",
        ("--keyfile", good): "go together",
        ("--certfile", good, "--keyfile", str(tmp_path / "none.pem")): "There is no file",
        ("--certfile", str(junk), "--keyfile", good): "no certificate with its key",
        ("--certfile", good, "--keyfile", other): "no certificate with its key",
        ("--host", "0.0.0.0"): "only reach a hub over TLS",
    }.items():
        command = hub_command("serve", "--data", str(hub.folder), "--port", "0", *words)
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
        )
        assert (done.returncode, done.stdout) == (1, ""), words
        assert said in done.stderr
        assert "The hub was not started." in done.stderr
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("wrong", ["authority", "name", "expired"])
def test_a_certificate_that_is_not_right_is_told_nothing(hub, authority, trusted, tmp_path, wrong):
    certificate = {
        "authority": lambda: Authority(tmp_path, "Somebody Else").certificate(HERE),
        "name": lambda: authority.certificate("hub.example.org"),
        "expired": lambda: authority.certificate(HERE, NOW - DAY),
    }[wrong]()
    with TlsFront(hub.port, certificate) as front:
        with pytest.raises(HubUnreachableError) as told:
            meta(front)
        assert "certificate is not trusted" in told.value.happened
        assert "Nothing was sent." in told.value.safe
        assert "IT" in told.value.action
        assert front.plain == 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the old version is the point
def test_an_old_version_of_tls_is_refused(hub, authority, trusted):
    old = {"minimum_version": ssl.TLSVersion.TLSv1, "maximum_version": ssl.TLSVersion.TLSv1_1}
    certificate = authority.certificate(HERE)
    with TlsFront(hub.port, certificate, **old) as front:
        with pytest.raises(HubUnreachableError):
            meta(front)
        assert front.plain == 0


def test_a_certificate_swapped_while_sending_stops_it_and_loses_nothing(
    hub, authority, trusted, tmp_path
):
    """The next network intercepts: nothing more goes out until the right one answers again."""
    with TlsFront(hub.port, authority.certificate(HERE)) as front:
        laptop = Laptop(hub, front.address)
    revision = finish(laptop.store, size=5000)
    stranger = Authority(tmp_path, "Hotel").certificate(HERE)
    with TlsFront(hub.port, stranger) as front:
        laptop.via = front.address
        account = laptop.send()
        assert "certificate" in account.problem
        assert account.receipts == []
        assert front.plain == 0
    with TlsFront(hub.port, authority.certificate(HERE)) as front:
        laptop.via = front.address
        laptop.send_until_done(revision)
    laptop.check_delivered(revision)
