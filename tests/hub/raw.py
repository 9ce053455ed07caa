"""Raw calls to a hub, for what no proper client would send."""

import base64
import hashlib
import json

import httpx

from reviewer_app.protocol.encoding import b64
from reviewer_app.protocol.signing import enrol_proof, token_proof
from tests.hub.hub_process import HubProcess
from tests.sync.memory_store import MemoryStore

OCTETS = {"Content-Type": "application/octet-stream"}


def digest(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


class Raw:
    """A device that knows the protocol well enough to break it; ``joined`` has a token."""

    def __init__(self, hub: HubProcess, store: MemoryStore | None = None) -> None:
        self.hub = hub
        self.store = store or MemoryStore()
        self.http = httpx.Client(base_url=hub.address, trust_env=False, timeout=30)
        self.hub_id = self.http.get("/v1/meta").json()["hub_id"]

    def __enter__(self) -> "Raw":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def enrolment(self, invitation: bytes, **changes) -> dict:
        words = json.loads(invitation)["words"]
        account = self.store.account
        proof = self.store.sign(enrol_proof(self.hub_id, account.device, words))
        return {
            "invitation": words,
            "device": {"id": account.device, "ed25519": self.store.device_public_key},
            "person": {"id": account.person, "name": account.name},
            "proof": b64(proof),
        } | changes

    def enrol(self, invitation: bytes, **changes) -> httpx.Response:
        return self.http.post("/v1/enrol", json=self.enrolment(invitation, **changes))

    def challenge(self) -> str:
        return self.http.get(
            "/v1/token/challenge", params={"device": self.store.account.device}
        ).json()["challenge"]

    def answer_to(self, challenge: str) -> dict:
        device = self.store.account.device
        proof = token_proof(self.hub_id, device, challenge)
        return {
            "device": device, "challenge": challenge, "signature": b64(self.store.sign(proof))
        }  # fmt: skip

    def joined(self) -> "Raw":
        assert self.enrol(self.hub.quick_invite()).status_code == 201
        token = self.http.post("/v1/token", json=self.answer_to(self.challenge())).json()["token"]
        self.http.headers["Authorization"] = f"Bearer {token}"
        return self

    def announce(self, review: str, **changes) -> httpx.Response:
        header = {
            "school": {"urn": "900001", "name": "Aspen Grove"},
            "framework": {"code": "QAR-PEER", "version": "1", "sha256": "a" * 64},
            "date_start": "2026-11-09",
            "date_end": "2026-11-10",
            "lead": self.store.account.person,
        }
        return self.http.put(f"/v1/reviews/{review}", json=header | changes)

    def patch(self, review: str, data: bytes, at: int = 0, **headers) -> httpx.Response:
        sha256 = hashlib.sha256(data).hexdigest()
        sent = OCTETS | {
            "Upload-Offset": str(at),
            "Upload-Length": str(len(data)),
            "Content-Digest": digest(data[at:]),
        }  # fmt: skip
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.patch(
            f"/v1/reviews/{review}/blobs/{sha256}", content=data[at:], headers=sent
        )

    def put_revision(self, review: str, number: int, manifest: bytes, signature: bytes = b""):
        return self.http.put(
            f"/v1/reviews/{review}/revisions/{number}",
            json={
                "manifest": b64(manifest),
                "signature": b64(signature or self.store.sign(manifest)),
            },
        )


def said(response: httpx.Response) -> tuple[int, str]:
    """Return the status and the kind of problem; fail where it is not a proper one."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    body = response.json()
    assert body["status"] == response.status_code
    assert body["retry"] in {"now", "later", "after-auth", "never"}
    assert response.headers["QAHub-Id"]
    return response.status_code, body["type"].rsplit(":", 1)[1]
