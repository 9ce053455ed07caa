"""What the hub takes in: whole parts, sound reviews, once."""

import hashlib
import uuid

import pytest

from reviewer_app.protocol import content as c
from reviewer_app.protocol.content import Manifest
from reviewer_app.protocol.manifest import make_manifest, manifest_bytes
from tests.hub.raw import OCTETS, Raw, digest, said
from tests.sync.finished import content

pytestmark = pytest.mark.e2e
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


@pytest.fixture(scope="module")
def raw(hub):
    with Raw(hub) as found:
        yield found.joined()


@pytest.fixture
def review(raw):
    found = str(uuid.uuid4())
    assert raw.announce(found).status_code == 201
    return found


def maker(raw, **changes):
    account = raw.store.account
    facts = {
        "device": account.device,
        "person": account.person,
        "ed25519": raw.store.device_public_key,
    }
    return c.MakerFacts(**(facts | changes))


def build(raw, review, number=1, pdf=PDF, **changes):
    """Return (manifest, content bytes) of a review that is as it should be but for ``changes``."""
    made = content(review, number, **changes)
    return make_manifest(made, pdf, "2026-11-10T15:00:00Z", maker(raw)), c.content_bytes(made)


def deliver(raw, review, manifest: Manifest, data: bytes, pdf: bytes = PDF):
    for part in (data, pdf):
        assert raw.patch(review, part).status_code in {201, 409}
    return raw.put_revision(review, manifest.revision, manifest_bytes(manifest))


def test_the_same_header_again_is_fine_and_another_needs_the_etag(raw, review):
    assert raw.announce(review).status_code == 200
    refused = raw.announce(review, date_end="2026-12-01")
    assert said(refused) == (409, "exists-different")
    etag = refused.json()["etag"]
    raw.http.headers["If-Match"] = '"nonsense"'
    assert said(raw.announce(review, date_end="2026-12-01")) == (412, "stale")
    raw.http.headers["If-Match"] = f'"{etag}"'
    assert raw.announce(review, date_end="2026-12-01").status_code == 200
    del raw.http.headers["If-Match"]


def test_parts_arrive_in_pieces(raw, review):
    data = bytes(range(256)) * 1000
    url = f"/v1/reviews/{review}/blobs/{hashlib.sha256(data).hexdigest()}"
    assert raw.http.head(url).status_code == 404
    half = len(data) // 2
    sent = OCTETS | {"Upload-Length": str(len(data)), "Content-Digest": digest(data[:half])}
    first = raw.http.patch(url, content=data[:half], headers=sent | {"Upload-Offset": "0"})
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(half))
    again = raw.http.patch(url, content=data[:half], headers=sent | {"Upload-Offset": "0"})
    assert said(again) == (409, "offset")
    assert again.headers["Upload-Offset"] == str(half)
    assert raw.http.head(url).headers["Upload-Offset"] == str(half)
    assert raw.http.get(url).status_code == 404
    sha = url.rsplit("/", 1)[1]
    blobs = [{"sha256": sha, "size": len(data)}, {"sha256": "0" * 64, "size": 5}]
    check = raw.http.post(f"/v1/reviews/{review}/blobs/check", json={"blobs": blobs}).json()
    assert check["have"] == []
    assert [n["offset"] for n in check["need"]] == [half, 0]
    done = raw.patch(review, data, at=half)
    assert (done.status_code, done.json()["kind"]) == (201, "blob")
    assert raw.http.get(url).content == data
    part = raw.http.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, data[10:20])
    for odd in (
        "bytes=5-1",
        "bytes=999999999-",
        "bytes=0-1,3-4",
        "lines=1-2",
        f"bytes=0-{len(data)}",
    ):
        assert said(raw.http.get(url, headers={"Range": odd})) == (416, "range")
    check = raw.http.post(f"/v1/reviews/{review}/blobs/check", json={"blobs": blobs[:1]}).json()
    assert check["have"] == [sha]


def test_a_piece_damaged_on_the_way_is_not_taken(raw, review):
    data = b"x" * 1000
    assert said(raw.patch(review, data, Content_Digest=digest(b"y"))) == (422, "digest-mismatch")
    assert said(raw.patch(review, data, Content_Digest="md5=:x:")) == (400, "malformed")
    url = f"/v1/reviews/{review}/blobs/{hashlib.sha256(data).hexdigest()}"
    assert raw.http.head(url).status_code == 404


def test_a_part_that_is_not_what_its_name_says_is_forgotten(raw, review):
    url = f"/v1/reviews/{review}/blobs/{'ab' * 32}"
    sent = OCTETS | {"Upload-Offset": "0", "Upload-Length": "5", "Content-Digest": digest(b"hello")}
    assert said(raw.http.patch(url, content=b"hello", headers=sent)) == (422, "digest-mismatch")
    assert raw.http.head(url).headers["Upload-Offset"] == "0"


def test_sizes_have_limits(raw, review, hub):
    data = b"x" * (5 * 1024 * 1024)
    assert said(raw.patch(review, data)) == (413, "too-large")
    huge = OCTETS | {
        "Upload-Offset": "0", "Upload-Length": str(51 * 1024 * 1024), "Content-Digest": digest(b"x")
    }  # fmt: skip
    url = f"/v1/reviews/{review}/blobs/{'a' * 64}"
    assert said(raw.http.patch(url, content=b"x", headers=huge)) == (413, "too-large")
    assert said(raw.patch(review, b"abc", Upload_Length="2")) == (400, "malformed")

    def endless():
        for _ in range(80):
            yield b"x" * 65536

    stream = raw.http.patch(url, content=endless(), headers=huge)
    assert said(stream) == (413, "too-large")
    many = [{"sha256": "a" * 64, "size": 1}] * 501
    check = raw.http.post(f"/v1/reviews/{review}/blobs/check", json={"blobs": many})
    assert said(check) == (422, "schema")


def test_another_persons_review_is_closed(hub, raw, review):
    raw.patch(review, b"mine")
    with Raw(hub) as other:
        other.joined()
        assert said(other.announce(review)) == (403, "not-assigned")
        assert said(other.patch(review, b"mine")) == (403, "not-assigned")
        sha = hashlib.sha256(b"mine").hexdigest()
        assert said(other.http.get(f"/v1/reviews/{review}/blobs/{sha}")) == (403, "not-assigned")
        assert other.http.head(f"/v1/reviews/{review}/blobs/{sha}").status_code == 403
        assert said(other.http.get(f"/v1/reviews/{review}/revisions")) == (403, "not-assigned")
        # a part of one review is unknown in another: no way to ask what the hub holds
        own = str(uuid.uuid4())
        other.announce(own)
        blobs = [{"sha256": sha, "size": 4}]
        found = other.http.post(f"/v1/reviews/{own}/blobs/check", json={"blobs": blobs})
        assert found.json()["have"] == []


def test_a_finished_review_is_taken_once(raw, review):
    manifest, data = build(raw, review)
    first = deliver(raw, review, manifest, data)
    assert first.status_code == 201
    again = raw.put_revision(review, 1, manifest_bytes(manifest))
    assert (again.status_code, again.json()) == (200, first.json())
    other, more = build(raw, review, app_version="0.2.0")
    assert said(deliver(raw, review, other, more)) == (409, "revision-differs")
    listed = raw.http.get(f"/v1/reviews/{review}/revisions").json()["items"]
    assert [item["receipt"] for item in listed] == [first.json()["receipt"]]
    assert raw.http.get(f"/v1/reviews/{review}/revisions/1").json() == listed[0]
    assert said(raw.http.get(f"/v1/reviews/{review}/revisions/2")) == (404, "not-found")


def test_versions_replace_each_other(raw, review, hub):
    first, data = build(raw, review)
    assert deliver(raw, review, first, data).status_code == 201
    code = c.verification_code(data)
    check = f"/v1/verify/{code}"
    assert raw.http.get(check).json() == {
        "kind": "verification", "code": code.replace("-", ""), "genuine": True, "current": True
    }  # fmt: skip
    second, data = build(raw, review, 2)
    assert deliver(raw, review, second, data).status_code == 201
    assert (
        raw.http.get(check.upper().replace("/V1/VERIFY", "/v1/verify")).json()["current"] is False
    )
    page = raw.http.get(check, headers={"Accept": "text/html"})
    assert "a newer version replaced it" in page.text
    assert "Aspen" not in page.text
    assert said(raw.http.get("/v1/verify/0000-0000-0000-0000")) == (404, "not-found")
    missing = raw.http.get("/v1/verify/%3Cb%3E", headers={"Accept": "text/html"})
    assert (missing.status_code, "<b>" in missing.text) == (404, False)


def test_a_correction_of_what_was_refused_arrives_and_stays_the_current_one(raw, review):
    second, data = build(raw, review, 2)
    assert deliver(raw, review, second, data).status_code == 201
    code = c.verification_code(data)
    first, data = build(raw, review)  # refused at first, taken after all
    assert deliver(raw, review, first, data).status_code == 201
    assert raw.http.get(f"/v1/verify/{code}").json()["current"] is True
    assert raw.http.get(f"/v1/verify/{c.verification_code(data)}").json()["current"] is False
    items = raw.http.get(f"/v1/reviews/{review}/revisions").json()["items"]
    assert [item["revision"] for item in items] == [1, 2]


def test_missing_parts_are_named(raw, review, hub):
    manifest, data = build(raw, review)
    answer = raw.put_revision(review, 1, manifest_bytes(manifest))
    assert said(answer) == (424, "missing")
    assert sorted(answer.json()["blobs"]) == sorted([manifest.content_sha256, manifest.pdf_sha256])
    # a part that went bad on the hub's disk is asked for again before anything is signed
    raw.patch(review, data)
    raw.patch(review, PDF)
    sha = manifest.content_sha256
    path = hub.folder / "files" / "blobs" / sha[:2] / sha[2:4] / sha
    path.write_bytes(data[:-1] + b" ")
    assert raw.put_revision(review, 1, manifest_bytes(manifest)).json()["blobs"] == [sha]
    assert deliver(raw, review, manifest, data).status_code == 201
    assert path.read_bytes() == data


def changed(manifest: Manifest, **changes) -> bytes:
    return manifest_bytes(manifest.model_copy(update=changes))


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (lambda m: changed(m, practice=True), (403, "practice")),
        (lambda m: changed(m, review=str(uuid.uuid4())), (422, "invalid")),
        (lambda m: changed(m, revision=2), (422, "invalid")),
        (lambda m: changed(m, parts=m.parts[:1]), (422, "invalid")),
        (lambda m: changed(m, parts=[*m.parts, m.parts[0]]), (422, "invalid")),
        (lambda m: changed(m, content_sha256=m.pdf_sha256), (422, "invalid")),
        (lambda m: changed(m, pdf_sha256=m.content_sha256), (422, "invalid")),
        (lambda m: changed(m, parts=[m.parts[0], m.parts[1].model_copy(update={"sha256": "../x"})],
                           pdf_sha256="../x"), (422, "invalid")),
        (lambda m: changed(m, parts=[m.parts[0], m.parts[1].model_copy(update={"size": 0})]),
         (422, "invalid")),
        (lambda m: changed(m, parts=[m.parts[0], m.parts[1].model_copy(update={"size": 9})]),
         (424, "missing")),
        (lambda m: manifest_bytes(m)[:-1], (422, "schema")),
        (lambda m: manifest_bytes(m) + b"{}", (422, "schema")),
        (lambda _: b"", (422, "schema")),
        (lambda _: b"\xff", (422, "schema")),
        (lambda _: b"[" * 5000, (422, "schema")),
        (lambda m: manifest_bytes(m)[:-1] + b',"z":1}', (422, "schema")),
        (lambda m: manifest_bytes(m).replace(b'"v":1', b'"v":1,"v":1'), (422, "schema")),
    ],
)  # fmt: skip
def test_a_manifest_that_does_not_hold_together_is_refused(raw, review, change, answer):
    manifest, data = build(raw, review)
    raw.patch(review, data)
    raw.patch(review, PDF)
    assert said(raw.put_revision(review, 1, change(manifest))) == answer
    assert raw.http.get(f"/v1/reviews/{review}/revisions").json()["items"] == []


def test_only_the_laptop_that_signed_is_believed(hub, raw, review):
    manifest, _ = build(raw, review)
    good = manifest_bytes(manifest)
    assert said(raw.put_revision(review, 1, good, b"x" * 64)) == (422, "signature")
    assert said(raw.put_revision(review, 1, good, b"x")) == (422, "signature")
    with Raw(hub) as other:
        other.joined()
        foreign = changed(manifest, made_by=maker(other))
        answer = raw.put_revision(review, 1, foreign, other.store.sign(foreign))
        assert said(answer) == (403, "unknown-signer")
        posing = changed(manifest, made_by=maker(raw, ed25519=other.store.device_public_key))
        answer = raw.put_revision(review, 1, posing, other.store.sign(posing))
        assert said(answer) == (403, "unknown-signer")


def ungraded(area: str) -> c.EstimateFacts:
    return c.EstimateFacts(area=area, title="", point=None)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"practice": True}, None),
        ({"review": str(uuid.uuid4())}, "/content/review"),
        ({"revision": 7}, "/content/review"),
        ({"evidence_parts": ["a" * 64]}, "/content/evidence_parts"),
        ({"estimates": [ungraded("Z")]}, "/content/estimates/0/area"),
        ({"estimates": [ungraded("Q")] * 2}, "/content/estimates"),
        ({"estimates": [c.EstimateFacts(area="Q", title="", point=c.ScalePointFacts(
            key="k", label="K", cells=5, of_cells=4))]}, "/content/estimates/0/point/cells"),
        ({"statements": [c.StatementFacts(id="1", kind="www", area="Z", text="")]},
         "/content/statements/0/area"),
        ({"coverage": [c.CoverageFacts(aspect="Q1", title="", by_type={"x": -1})]},
         "/content/coverage"),
    ],
)  # fmt: skip
def test_a_content_that_does_not_hold_together_is_refused(raw, review, changes, pointer):
    made = content(review).model_copy(update=changes)
    manifest = make_manifest(made, PDF, "2026-11-10T15:00:00Z", maker(raw)).model_copy(
        update={"review": review, "revision": 1, "practice": False}
    )
    answer = deliver(raw, review, manifest, c.content_bytes(made))
    assert said(answer) == ((403, "practice") if pointer is None else (422, "invalid"))
    assert answer.json().get("pointer") == pointer


@pytest.mark.parametrize("spell", [lambda d: d + b" ", lambda d: d.replace(b'"v":1', b'"v": 1')])
def test_content_has_one_spelling(raw, review, spell):
    manifest, data = build(raw, review)
    data = spell(data)
    part = c.PartFacts(sha256=hashlib.sha256(data).hexdigest(), size=len(data), role="content")
    manifest = manifest.model_copy(
        update={"parts": [part, manifest.parts[1]], "content_sha256": part.sha256}
    )
    assert said(deliver(raw, review, manifest, data)) == (422, "invalid")


def test_a_report_is_a_pdf(raw, review):
    manifest, data = build(raw, review, pdf=b"<html>")
    assert said(deliver(raw, review, manifest, data, b"<html>")) == (422, "invalid")
