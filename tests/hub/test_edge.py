"""The hub's edge: who is let in, for how long, and as whom."""

import hashlib
import json
import socket
import subprocess
import uuid
from contextlib import ExitStack, suppress

import httpx
import pytest

from reviewer_app.hub import patience
from reviewer_app.protocol.wordlist import words
from tests.hub.hub_process import ROOT, HubProcess, hub_command
from tests.hub.raw import Raw, said

pytestmark = pytest.mark.e2e
WRONG = json.dumps({"words": " ".join(words()[:8])}).encode()


@pytest.fixture(scope="module")
def raw(hub):
    with Raw(hub) as found:
        yield found.joined()


def ended(line: socket.socket, within: float) -> bool:
    """Return whether the other side lets go of ``line`` in time."""
    line.settimeout(within)
    try:
        while line.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


@pytest.mark.slow
def test_connections_that_say_nothing_keep_nobody_out(hub, raw):
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", hub.port)))
            for _ in range(300)
        ]
        lines[0].sendall(b"GET /v1/meta HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        lines[1].sendall(b"GET /v1/meta HTTP/1.1\r\nHost: x\r\n\r\n")
        assert lines[1].recv(12) == b"HTTP/1.1 200"
        assert httpx.get(f"{hub.address}/v1/meta", trust_env=False).status_code == 200
        for number in range(patience.HEAD_SECONDS.__ceil__() // 2):  # a drop now and then
            if ended(lines[0], 1.5):
                break
            with suppress(OSError):
                lines[0].sendall(b"%d" % number)
        assert all(ended(line, 8) for line in lines)


def test_a_part_that_vanished_at_the_hub_is_asked_for_again(hub, raw):
    review, data = str(uuid.uuid4()), b"some part" * 100
    assert raw.announce(review).status_code == 201
    assert raw.patch(review, data).status_code == 201
    sha = hashlib.sha256(data).hexdigest()
    url = f"/v1/reviews/{review}/blobs/{sha}"
    for spoil in (lambda path: path.unlink(), lambda path: path.write_bytes(data[:-1])):
        spoil(hub.folder / "files" / "blobs" / sha[:2] / sha[2:4] / sha)
        assert said(raw.http.get(url)) == (404, "not-found")
        assert said(raw.http.get(url, headers={"Range": "bytes=0-3"})) == (404, "not-found")
        assert raw.http.head(url).headers["Upload-Offset"] == "0"
        blobs = {"blobs": [{"sha256": sha, "size": len(data)}]}
        check = raw.http.post(f"/v1/reviews/{review}/blobs/check", json=blobs).json()
        assert check["need"] == [{"sha256": sha, "offset": 0}]
        assert raw.patch(review, data).status_code == 201
        assert raw.http.get(url).content == data


@pytest.mark.parametrize(
    "dates",
    [
        ("2026-99-99", "2026-99-99"),
        ("0000-00-00", "2026-11-10"),
        ("2026-11-10", "2026-11-09"),
        ("2026-11-09", "2026-11-31"),
        ("", ""),
        ("20261109", "20261110"),
        ("2026-W46-1", "2026-W46-2"),
        ("٢٠٢٦-11-09", "2026-11-10"),
        ("2026-11-09 ", "2026-11-10"),
        ("2026-11-09\n", "2026-11-10"),
    ],
)
def test_a_review_has_days_of_the_calendar_in_order(raw, dates):
    answer = raw.announce(str(uuid.uuid4()), date_start=dates[0], date_end=dates[1])
    assert said(answer) == (422, "schema")


def test_a_review_of_one_day_is_fine(raw):
    one = {"date_start": "2028-02-29", "date_end": "2028-02-29"}
    assert raw.announce(str(uuid.uuid4()), **one).status_code == 201


def guesses(own: HubProcess, forwarded) -> list[int]:
    codes = []
    for number in range(6):
        with Raw(own) as guesser:
            guesser.http.headers["X-Forwarded-For"] = forwarded(number)
            codes.append(guesser.enrol(WRONG).status_code)
    return codes


def test_the_brake_goes_by_who_connects_whatever_a_header_says(tmp_path):
    own = HubProcess(tmp_path / "own")
    own.init()
    own.start()
    try:
        assert guesses(own, lambda n: f"10.0.0.{n}") == [400] * 3 + [429] * 3
    finally:
        own.stop()


def test_behind_a_proxy_the_brake_goes_by_whom_the_proxy_saw(tmp_path):
    own = HubProcess(tmp_path / "own")
    own.init()
    own.start("--behind-proxy")
    try:
        assert guesses(own, lambda n: f"10.0.0.{n}, 192.0.2.1") == [400] * 3 + [429] * 3
        assert guesses(own, lambda n: f"192.0.2.1, 10.0.0.{n}") == [400] * 6
    finally:
        own.stop()


def test_one_process_serves_a_folder(hub):
    second = subprocess.run(
        hub_command("serve", "--data", str(hub.folder), "--port", "0"),
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert (second.returncode, second.stdout) == (3, "")
    assert second.stderr.startswith("This hub is running already.")
    assert httpx.get(f"{hub.address}/healthz", trust_env=False).status_code == 200
