"""Answers that are not the hub's word: none of them may change what the laptop holds true."""

import copy
import hashlib
import json

import pytest

from reviewer_app.domain.errors import HubError, HubUnreachableError
from reviewer_app.protocol.api import HUB_ID_HEADER, MAX_JSON
from reviewer_app.protocol.encoding import b64, from_b64
from reviewer_app.protocol.receipt import Receipt
from reviewer_app.protocol.signing import Signer, key_id
from reviewer_app.sync.feed import pull
from reviewer_app.sync.transport import Transport
from tests.sync.chaos import PAGE, Chaos, canned
from tests.sync.finished import finish
from tests.sync.laptop import Laptop

pytestmark = pytest.mark.e2e
JSON = "Content-Type: application/json"


@pytest.fixture(scope="module")
def between(hub):
    with Chaos(hub.port) as found:
        yield found


@pytest.fixture(scope="module")
def laptop(hub, between):
    return Laptop(hub, between.address)


def spoil(between, part: str, change) -> None:
    """Let ``change`` rewrite (headers, body) of the answers to requests that contain ``part``."""

    def rewrite(request: bytes) -> bytes:
        head, _, body = between.pass_on(request).partition(b"\r\n\r\n")
        head, body = change(head, body)
        lines = [x for x in head.split(b"\r\n") if not x.lower().startswith(b"content-length")]
        return b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", b""]) + body

    between.hooks["spoil"] = rewrite
    between.begin(lambda _n, line: "spoil" if part in line else "")


def receipt_changed(laptop, *, signer=None, **changes):
    """Return a change that answers with a receipt signed by ``signer`` (default: the old one)."""

    def change(head, body):
        said = json.loads(body)
        receipt = Receipt.model_validate_json(from_b64(said["receipt"])).model_copy(update=changes)
        said["receipt"] = b64(receipt.to_bytes())
        if signer:
            said["signature"] = b64(signer.sign(receipt.to_bytes()))
        return head, json.dumps(said).encode()

    return change


def own_key_receipt(laptop):
    signer = Signer(b"f" * 32)
    return receipt_changed(laptop, signer=signer, key_id=key_id(signer.public))


def with_member(name, value):
    return lambda head, body: (head, json.dumps(json.loads(body) | {name: value}).encode())


FORGERIES = {
    "another key": own_key_receipt,
    "another key under the pinned name": lambda x: receipt_changed(x, signer=Signer(b"f" * 32)),
    "another report": lambda x: receipt_changed(x, manifest_sha256="0" * 64),
    "fewer parts": lambda x: receipt_changed(x, parts=[]),
    "another time": lambda x: receipt_changed(x, received_at="2020-01-01T00:00:00Z"),
    "no signature": lambda _: with_member("signature", ""),
    "nonsense": lambda _: with_member("receipt", "AAAA"),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_receipt_counts_for_nothing(laptop, between, forgery):
    revision = finish(laptop.store, size=5000)
    spoil(between, "/revisions/", FORGERIES[forgery](laptop))
    account = laptop.send()
    assert between.hit["spoil"] >= 1
    assert account.receipts == []
    assert "does not hold" in account.problem
    assert not [r for r in laptop.store.state.receipts if r.review == revision.review]
    assert laptop.store.state.outbox
    between.begin(lambda _n, _line: "")
    laptop.send_until_done(revision)
    laptop.check_delivered(revision)


def test_an_old_receipt_for_another_report_is_refused(laptop, between):
    kept = []
    spoil(between, "/revisions/", lambda head, body: (kept.append(body), (head, body))[1])
    laptop.send_until_done(finish(laptop.store, size=5000))
    second = finish(laptop.store, size=5000)
    spoil(between, "/revisions/", lambda head, _body: (head, kept[0]))
    assert "another report" in laptop.send().problem
    assert not [r for r in laptop.store.state.receipts if r.review == second.review]
    between.begin(lambda _n, _line: "")
    laptop.send_until_done(second)


def hub_says(laptop, status: str, body: bytes, *headers: str) -> bytes:
    return canned(status, body, f"{HUB_ID_HEADER}: {laptop.joined.hub_id}", *headers)


META = {
    "kind": "hub-meta",
    "name": "x",
    "server_time": "",
    "api": [],
    "min_client": "",
    "limits": {},
}
SHAPES = {
    "html with 200": lambda _: canned("200 OK", PAGE, "Content-Type: text/html"),
    "html that says it is json": lambda _: canned("200 OK", PAGE, JSON),
    "204 of a proxy": lambda _: canned("204 No Content", b""),
    "302": lambda _: canned("302 Found", b"", "Location: https://login.example/"),
    "307 to elsewhere": lambda _: canned("307 Temporary Redirect", b"", "Location: http://127.0.0.1:1/"),
    "511": lambda _: canned("511 Network Authentication Required", PAGE, "Content-Type: text/html"),
    "cached 304": lambda _: canned("304 Not Modified", b""),
    "401 of a proxy": lambda _: canned("401 Unauthorized", PAGE, "Content-Type: text/html"),
    "401 problem of another app": lambda _: canned(
        "401 Unauthorized", b'{"type":"x","title":"t","status":401}',
        "Content-Type: application/problem+json"),
    "403 page": lambda _: canned("403 Forbidden", PAGE, "Content-Type: text/html"),
    "404 page": lambda _: canned("404 Not Found", PAGE, "Content-Type: text/html"),
    "407": lambda _: canned("407 Proxy Authentication Required", b""),
    "502": lambda _: canned("502 Bad Gateway", PAGE, "Content-Type: text/html"),
    "json of another app": lambda _: canned("200 OK", b'{"ok":true}', JSON),
    "our json without our header": lambda x: canned(
        "200 OK", json.dumps(META | {"hub_id": x.joined.hub_id, "hub_keys": []}).encode(), JSON),
    "another hub": lambda _: canned(
        "200 OK", b"{}", JSON, f"{HUB_ID_HEADER}: 11111111-1111-1111-1111-111111111111"),
    "our header, html": lambda x: hub_says(x, "200 OK", PAGE, "Content-Type: text/html"),
    "our header, 204": lambda x: hub_says(x, "204 No Content", b""),
    "our header, 302": lambda x: hub_says(x, "302 Found", b"", "Location: /v2/meta"),
    "our header, other kind": lambda x: hub_says(x, "200 OK", b'{"kind":"token"}', JSON),
    "our header, other keys": lambda x: hub_says(
        x, "200 OK", json.dumps(META | {"hub_id": x.joined.hub_id, "hub_keys": []}).encode(), JSON),
    "our header, nan": lambda x: hub_says(x, "200 OK", b'{"kind":"hub-meta","v":NaN}', JSON),
    "our header, a key twice": lambda x: hub_says(
        x, "200 OK", b'{"kind":"hub-meta","kind":"hub-meta"}', JSON),
    "our header, deep": lambda x: hub_says(x, "200 OK", b"[" * 100_000, JSON),
    "our header, not utf-8": lambda x: hub_says(x, "200 OK", b'{"kind":"\xff"}', JSON),
    "our header, a list": lambda x: hub_says(x, "200 OK", b"[]", JSON),
    "our header, too much": lambda x: hub_says(x, "200 OK", b" " * (MAX_JSON + 1), JSON),
    "our header, packed": lambda x: hub_says(
        x, "200 OK", b"\x1f\x8b\x08" + bytes(50), JSON, "Content-Encoding: gzip"),
    "our header, a problem that is none": lambda x: hub_says(
        x, "400 Bad Request", b"{}", "Content-Type: application/problem+json"),
    "our header, a problem of another status": lambda x: hub_says(
        x, "401 Unauthorized", b'{"type":"x","title":"t","status":400}',
        "Content-Type: application/problem+json"),
    "no http at all": lambda _: b"220 mail.example ESMTP\r\n",
    "wrong length": lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{}",
    "nonsense length": lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\n{}",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("call", ["/v1/meta", "/v1/token", "PUT /v1/reviews/", "/revisions/"])
def test_whatever_else_answers_the_laptop_stays_as_it_was(laptop, between, shape, call):
    revision = finish(laptop.store, size=5000)
    between.hooks["odd"] = lambda _request: SHAPES[shape](laptop)
    between.begin(lambda _n, line: "odd" if call in line else "")
    before = copy.deepcopy(laptop.store.state)
    account = laptop.send()
    after = laptop.store.state
    assert between.hit["odd"] >= 1
    assert isinstance(account.error, HubUnreachableError)
    assert "safe on this laptop" in account.error.safe
    for name in ("receipts", "membership", "revisions", "blobs", "cursors", "documents"):
        assert getattr(after, name) == getattr(before, name)
    for item in after.outbox.values():
        if item.review == revision.review:
            assert item.state in {"waiting", "queued"}
    laptop.store.state.outbox = {}  # this one was only to be refused


def test_a_feed_that_never_ends_is_left(laptop, between):
    laptop.store.state.documents = {}  # one laptop for all of these, in any order
    page = {"kind": "changes", "items": [], "next": "5", "more": True}
    between.hooks["odd"] = lambda _: hub_says(laptop, "200 OK", json.dumps(page).encode(), JSON)
    between.begin(lambda _n, line: "odd" if "/v1/changes" in line else "")
    client = laptop.client()
    with pytest.raises(HubError, match="does not come to an end"):
        pull(laptop.store.unit, client)
    client.close()
    assert laptop.store.state.documents == {}
    laptop.store.state.cursors = {}


def test_unsound_things_in_the_feed_are_left_out_and_named(laptop, between):
    laptop.store.state.documents = {}  # one laptop for all of these, in any order
    item = {"type": "framework", "id": "QAR-PEER", "version": "9", "sha256": "0" * 64}
    page = {
        "kind": "changes", "next": "7", "more": False,
        "items": [
            item | {"data": {"code": "QAR-PEER"}},
            {"type": "something newer", "id": "1", "data": {"a": 1}},
            {"type": "framework", "id": "QAR-PEER", "version": "1", "deleted": True},
        ],
    }  # fmt: skip
    between.hooks["odd"] = lambda _: hub_says(laptop, "200 OK", json.dumps(page).encode(), JSON)
    between.begin(lambda _n, line: "odd" if "/v1/changes" in line else "")
    client = laptop.client()
    account = pull(laptop.store.unit, client)
    assert account.new == 0
    assert len(account.problems) == 1
    assert laptop.store.state.documents == {}
    assert laptop.store.state.cursors == {"hub": "7"}
    # the hub was put back from an older copy: its list is read afresh
    between.begin(lambda _n, _line: "")
    assert pull(laptop.store.unit, client).new == 1
    client.close()


def test_nothing_is_sent_without_a_secure_connection():
    for address in ("http://hub.example", "ftp://hub.example", "https://a:b@hub.example", "x", ""):
        with pytest.raises(HubError):
            Transport(address)


def test_a_part_damaged_on_this_laptop_is_named_and_the_rest_goes(laptop, between):
    between.begin(lambda _n, _line: "")
    broken, sound = finish(laptop.store, size=5000), finish(laptop.store, number=1, size=6000)
    data = laptop.store.state.blobs[broken.pdf_sha256]
    laptop.store.state.blobs[broken.pdf_sha256] = data[:-1] + b"?"
    assert broken.pdf_sha256 != sound.pdf_sha256
    account = laptop.send()
    assert account.receipts == [(sound.review, 1)]
    assert account.refused == 1
    assert "damaged" in account.problem
    assert hashlib.sha256(data).hexdigest() == broken.pdf_sha256
    laptop.store.state.blobs[broken.pdf_sha256] = data
