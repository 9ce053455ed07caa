"""Whatever is sent, the hub answers with a problem: never 500, never without its name."""

import copy
import json
import socket
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app.protocol.encoding import b64
from tests.hub.raw import Raw, said
from tests.sync.finished import finish

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
REVIEW = str(uuid.uuid4())
SHA = "ab" * 32
CALLS = [
    ("POST", "/v1/enrol"),
    ("POST", "/v1/token"),
    ("PUT", f"/v1/reviews/{REVIEW}"),
    ("POST", f"/v1/reviews/{REVIEW}/blobs/check"),
    ("PUT", f"/v1/reviews/{REVIEW}/revisions/1"),
]
ODD = ["", "\x00", "\u202e", "\ud800", "1e400", "a" * 70_000, "../../etc/passwd", "'; DROP", "%s"]
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**63, -(2**63) - 1, 10**30]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(ODD),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def raw(hub):
    with Raw(hub) as found:
        found.joined()
        found.announce(REVIEW)
        yield found


def bodies(raw) -> dict[str, dict]:
    """Return a good body for each call, to be damaged in one place."""
    revision = finish(copy.deepcopy(raw.store), REVIEW, size=50)
    header = {
        "school": {"urn": "1", "name": "A"},
        "framework": {"code": "Q", "version": "1", "sha256": "a"},
        "date_start": "2026-11-09",
        "date_end": "2026-11-09",
        "lead": raw.store.account.person,
    }
    return {
        "/v1/enrol": raw.enrolment(json.dumps({"words": "a b"}).encode()),
        "/v1/token": raw.answer_to("0" * 32),
        f"/v1/reviews/{REVIEW}": header,
        f"/v1/reviews/{REVIEW}/blobs/check": {"blobs": [{"sha256": SHA, "size": 1}]},
        f"/v1/reviews/{REVIEW}/revisions/1": {
            "manifest": b64(revision.manifest),
            "signature": b64(revision.signature),
        },
    }


def damage(data, body):
    """Put an odd value somewhere into ``body``."""
    place = body
    while True:
        key = data.draw(st.sampled_from(sorted(place)) if isinstance(place, dict) else st.just(0))
        inner = place[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            place = inner
            continue
        place[key] = data.draw(values)
        return body


def check(answer) -> None:
    assert answer.headers["QAHub-Id"]
    assert answer.status_code != 500, answer.text
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        said(answer)


@settings(max_examples=100)
@given(data=st.data(), call=st.sampled_from(CALLS))
def test_a_body_with_one_odd_value(raw, data, call):
    method, path = call
    body = damage(data, copy.deepcopy(bodies(raw)[path]))
    sent = json.dumps(body, ensure_ascii=True).encode()
    check(
        raw.http.request(method, path, content=sent, headers={"Content-Type": "application/json"})
    )


@settings(max_examples=60)
@given(call=st.sampled_from(CALLS), body=st.one_of(
    st.binary(max_size=200),
    values.map(lambda v: json.dumps(v).encode()),
    st.sampled_from([b"[" * 50_000, b'{"a":' * 20_000, b"\xef\xbb\xbf{}", "{}".encode("utf-16"),
                     b'{"a":1}x', b'{"a":NaN}', b'{"a":1e400}', b"nul", b'"\\ud800"']),
))  # fmt: skip
def test_a_body_of_anything(raw, call, body):
    method, path = call
    headers = {"Content-Type": "application/json"}
    check(raw.http.request(method, path, content=body, headers=headers))


@settings(max_examples=80)
@given(
    method=st.sampled_from(["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE"]),
    parts=st.lists(
        st.sampled_from(
            ["v1", "reviews", REVIEW, "blobs", SHA, "revisions", "1", "0", "-1", "10000", "check",
             "verify", "changes", "meta", "..", "%00", "%ff", "%2e%2e", "'", "a" * 3000, ""]
        ),
        max_size=6,
    ),
    query=st.sampled_from(["", "?cursor=x", "?cursor=-1", "?limit=0", "?limit=501",
                           "?cursor=" + "9" * 15, "?device=x", "?cursor=%ff", "?limit=1e3"]),
    headers=st.dictionaries(
        st.sampled_from(["Upload-Offset", "Upload-Length", "Content-Digest", "If-Match", "Range",
                         "QAHub-Client", "Content-Type", "If-None-Match", "Accept"]),
        st.sampled_from(["", "x", "-1", "99999999999999999999", "0", "bytes=5-1", "bytes=0-,1-2",
                         "0.0.1", "application/octet-stream", "application/json", "a" * 5000, "é"]),
    ),
)  # fmt: skip
def test_any_address_and_headers(raw, method, parts, query, headers):
    sent = {name: value.encode("latin-1") for name, value in headers.items()}
    check(raw.http.request(method, "/" + "/".join(parts) + query, headers=sent, content=b"x"))


@pytest.mark.parametrize("cut", [1, 20, 150, 400])
def test_a_request_cut_short_harms_nobody(raw, hub, cut):
    token = raw.http.headers["Authorization"]
    body = json.dumps(bodies(raw)[f"/v1/reviews/{REVIEW}/revisions/1"])
    request = (
        f"PUT /v1/reviews/{REVIEW}/revisions/1 HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
    with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as line:
        line.sendall(request[:cut])
    assert raw.http.get("/healthz").json()["status"] == "ok"
    assert raw.http.get(f"/v1/reviews/{REVIEW}/revisions").json()["items"] == []


def test_an_old_program_is_told_so(raw):
    answer = raw.http.get("/v1/changes", headers={"QAHub-Client": "0.0.9"})
    assert said(answer) == (426, "client-too-old")
    assert raw.http.get("/v1/changes", headers={"QAHub-Client": "9.0"}).status_code == 200


def test_the_list_can_be_asked_for_what_is_new(raw):
    first = raw.http.get("/v1/changes")
    assert first.json()["items"][0]["id"] == "QAR-PEER"
    assert first.json()["more"] is False
    same = raw.http.get("/v1/changes", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    later = raw.http.get("/v1/changes", params={"cursor": first.json()["next"]})
    assert later.json()["items"] == []
    assert said(raw.http.get("/v1/changes", params={"cursor": "999"})) == (410, "cursor-expired")


def test_every_answer_is_marked_and_kept_by_nobody(raw):
    for path in (
        "/",
        "/v1/meta",
        "/healthz",
        "/readyz",
        "/nowhere",
        "/v1/verify/x",
        "/v1/openapi.json",
    ):
        answer = raw.http.get(path)
        assert answer.headers["QAHub-Id"] == raw.hub_id
        assert answer.headers["Cache-Control"] == "no-store"
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert "server" not in answer.headers
    wrong = raw.http.post("/v1/meta", json={})
    assert (said(wrong), wrong.headers["Allow"]) == ((405, "method-not-allowed"), "GET")
    plain = raw.http.post("/v1/enrol", content=b"{}", headers={"Content-Type": "text/plain"})
    assert said(plain) == (415, "media-type")
