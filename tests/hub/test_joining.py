"""Joining: an invitation works once, for one laptop, in time; tokens need the device's key."""

import json
import uuid
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from reviewer_app.domain.errors import InvitationError
from reviewer_app.hub.hub import init_hub, open_hub, utc_now
from reviewer_app.protocol.invitation import read_invitation
from reviewer_app.protocol.wordlist import words
from reviewer_app.sync.joining import join, join_by_words
from reviewer_app.sync.transport import Transport
from tests.hub.hub_process import HubProcess
from tests.hub.raw import Raw, said
from tests.sync.memory_store import MemoryStore

pytestmark = pytest.mark.e2e


@pytest.fixture
def raw(hub):
    with Raw(hub) as found:
        yield found


def test_an_invitation_works_for_one_laptop_only(hub, clock):
    invitation = hub.quick_invite()
    first, second = MemoryStore(), MemoryStore("Ben Adeyemi")
    join(invitation, first, clock)
    with pytest.raises(InvitationError, match="used on another laptop"):
        join(invitation, second, clock)
    assert second.state.membership is None
    # whose answer got lost may ask again
    assert join(invitation, first, clock) == first.state.membership


def test_an_expired_invitation_is_refused_here_and_there(hub, clock, raw):
    clock.advance(days=400)
    with pytest.raises(InvitationError, match="ran out"):
        join(hub.quick_invite(), MemoryStore(), clock)
    with closing(open_hub(hub.folder, now=lambda: utc_now() - timedelta(days=40))) as past:
        old = past.invite(days=30).to_bytes()
    assert said(raw.enrol(old)) == (400, "invitation-expired")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda d: d[:-20], "is not an invitation"),
        (lambda d: d.replace(b"words", b"wards"), "is not an invitation"),
        (lambda _: b"", "is not an invitation"),
        (lambda d: b"\xff\xfe" + d, "is not an invitation"),
        (lambda d: d + b"{}", "is not an invitation"),
        (lambda _: b"x" * 20_000, "is not an invitation"),
        (lambda _: b"[" * 10_000, "is not an invitation"),
        (lambda d: json.dumps(json.loads(d) | {"words": "able able"}).encode(), "is not an"),
        (lambda d: json.dumps(json.loads(d) | {"hub_keys": []}).encode(), "is not an"),
        (lambda d: json.dumps(json.loads(d) | {"v": 2}).encode(), "newer version"),
        (lambda d: json.dumps(json.loads(d) | {"expires": "soon"}).encode(), "is not an"),
        (lambda d: json.dumps(json.loads(d) | {"expires": "9999-12-31T23:59:59-23:59"}).encode(),
         "is not an"),
        (lambda d: json.dumps(json.loads(d) | {"expires": "0001-01-01T00:00:00+23:59"}).encode(),
         "is not an"),
        (lambda d: json.dumps(json.loads(d) | {"address": "https://a\u202eb.org"}).encode(),
         "address"),
        (lambda d: json.dumps(json.loads(d) | {"address": "javascript:1"}).encode(), "address"),
        (lambda d: json.dumps(json.loads(d) | {"address": "http://evil.test"}).encode(), "secure"),
    ],
)  # fmt: skip
def test_a_damaged_invitation_is_named_as_such(hub, clock, change, why):
    store = MemoryStore()
    with pytest.raises(InvitationError, match=why):
        join(change(hub.quick_invite()), store, clock)
    assert store.state.membership is None


def test_an_invitation_to_another_hub_at_this_address_is_not_given_away(hub, clock, tmp_path):
    with closing(init_hub(tmp_path / "other", "Other", hub.address)) as other:
        foreign = other.invite()
        store = MemoryStore()
        with pytest.raises(InvitationError, match="Another hub answers"):
            join(foreign.to_bytes(), store, clock)
        assert store.state.membership is None


def test_a_hub_with_the_right_id_and_other_keys_is_not_believed(hub, clock):
    data = json.loads(hub.quick_invite())
    data["hub_keys"] = [{"key_id": "0" * 16, "ed25519": "1" * 64}]
    with pytest.raises(InvitationError, match="Another hub answers"):
        join(json.dumps(data).encode(), MemoryStore(), clock)


def test_a_practice_profile_cannot_join(hub, clock, raw):
    with pytest.raises(InvitationError, match="practice"):
        join(hub.quick_invite(), MemoryStore(practice=True), clock)
    assert said(raw.enrol(hub.quick_invite(), practice=True)) == (403, "practice")


def test_the_words_alone_are_enough(hub, clock):
    spoken = json.loads(hub.quick_invite())["words"].upper().replace(" ", " - ")
    membership = join_by_words(hub.address, spoken, MemoryStore(), clock)
    assert membership.name == "Test Trust"
    with pytest.raises(InvitationError, match="8 words"):
        join_by_words(hub.address, "able", MemoryStore(), clock)
    with pytest.raises(InvitationError, match="xyzzy"):
        join_by_words(hub.address, "xyzzy", MemoryStore(), clock)


def test_a_hub_that_names_itself_oddly_is_not_joined(hub, clock):
    class Odd(Transport):
        def call(self, *words, **more):
            found = super().call(*words, **more)
            return replace(found, data={**found.data, "name": "n" * 5000})

    spoken = json.loads(hub.quick_invite())["words"]
    with pytest.raises(InvitationError, match="does not say who it is"):
        join_by_words(hub.address, spoken, MemoryStore(), clock, Odd)


def test_a_laptop_belongs_to_one_hub(hub, clock, tmp_path):
    store = MemoryStore()
    join(hub.quick_invite(), store, clock)
    with closing(init_hub(tmp_path / "other", "Other", hub.address)) as other:
        foreign = other.invite().to_bytes()
    with pytest.raises(InvitationError, match="already belongs"):
        join(foreign, store, clock)


def test_nobody_joins_as_somebody_else(hub, raw, clock):
    amara = MemoryStore("Amara Okafor")
    join(hub.quick_invite(), amara, clock)
    person = {"id": amara.account.person, "name": "Amara Okafor"}
    assert said(raw.enrol(hub.quick_invite(), person=person)) == (409, "person-taken")
    # invited in her own name, she may bring a second laptop
    assert raw.enrol(hub.quick_invite("Amara Okafor"), person=person).status_code == 201


def test_a_device_cannot_take_anothers_id_or_key(hub, raw, clock):
    store = MemoryStore()
    join(hub.quick_invite(), store, clock)
    stolen = {"id": store.account.device, "ed25519": raw.store.device_public_key}
    assert said(raw.enrol(hub.quick_invite(), device=stolen))[1] in {"signature", "id-taken"}
    device = {"id": raw.store.account.device, "ed25519": store.device_public_key}
    assert said(raw.enrol(hub.quick_invite(), device=device)) == (422, "signature")


def test_wrong_invitations_are_slowed_down(tmp_path):
    own = HubProcess(tmp_path / "own")  # the others would wait with it
    own.init()
    own.start()
    wrong = json.dumps({"words": " ".join(words()[:8])}).encode()
    with Raw(own) as raw:
        answers = [said(raw.enrol(wrong)) for _ in range(4)]
        late = raw.enrol(own.quick_invite())
    own.stop()
    assert answers == [(400, "invitation-wrong")] * 3 + [(429, "too-many")]
    assert 1 <= int(late.headers["Retry-After"]) <= 60


def test_a_challenge_works_once_and_for_its_device_only(hub, clock):
    with Raw(hub) as mine, Raw(hub) as other:
        join(hub.quick_invite(), mine.store, clock)
        join(hub.quick_invite(), other.store, clock)
        answer = mine.answer_to(mine.challenge())
        assert mine.http.post("/v1/token", json=answer).status_code == 200
        assert said(mine.http.post("/v1/token", json=answer)) == (401, "sign-in-again")
        crossed = other.answer_to(mine.challenge())
        assert said(mine.http.post("/v1/token", json=crossed)) == (401, "sign-in-again")
        forged = mine.answer_to(mine.challenge()) | {"signature": "AAAA"}
        assert said(mine.http.post("/v1/token", json=forged)) == (401, "sign-in-again")
        invented = mine.answer_to("0" * 32)
        assert said(mine.http.post("/v1/token", json=invented)) == (401, "sign-in-again")


def test_a_signed_out_laptop_is_out_at_once(hub):
    with Raw(hub) as raw:
        raw.joined()
        assert raw.http.get("/v1/devices/self").json()["state"] == "active"
        listed = hub.run("laptops").splitlines()
        mine = next(line for line in listed if line.startswith(raw.store.account.device))
        assert raw.store.account.name in mine
        assert "signed out" not in mine
        hub.run("revoke", "--device", mine.split()[0])
        assert f"{mine}  signed out" in hub.run("laptops").splitlines()
        assert said(raw.http.get("/v1/devices/self")) == (401, "device-revoked")
        answer = raw.http.get("/v1/token/challenge", params={"device": raw.store.account.device})
        assert said(answer) == (401, "device-revoked")


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic x", "Bearer " + "x" * 150])
def test_no_token_no_answer(hub, raw, token):
    for method, path in (
        ("GET", "/v1/changes"),
        ("GET", "/v1/devices/self"),
        ("GET", f"/v1/reviews/{uuid.uuid4()}/revisions"),
        ("HEAD", f"/v1/reviews/{uuid.uuid4()}/blobs/{'a' * 64}"),
    ):
        answer = raw.http.request(method, path, headers={"Authorization": token})
        assert answer.status_code == 401


def test_an_invitation_file_says_no_more_than_it_must(hub, clock):
    found = read_invitation(hub.quick_invite("Amara Okafor"), clock.now())
    assert len(found.words.split()) == 8
    assert found.address == hub.address
    assert len(words()) == len(set(words())) == 1024
