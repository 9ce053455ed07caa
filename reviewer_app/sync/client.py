"""The hub's calls, typed. One client serves one sync run, on one thread."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from reviewer_app.domain.errors import HubUnreachableError
from reviewer_app.domain.ports import HubMembership
from reviewer_app.protocol.api import (
    BlobRef,
    ChallengeAnswer,
    ChangesAnswer,
    CheckAnswer,
    DeviceAnswer,
    EnrolAnswer,
    EnrolRequest,
    Meta,
    ReceiptAnswer,
    ReviewAnswer,
    ReviewHeader,
    RevisionRequest,
    TokenAnswer,
    TokenRequest,
)
from reviewer_app.protocol.encoding import b64, from_b64
from reviewer_app.protocol.signing import Sign, token_proof
from reviewer_app.sync.transport import SAFE, Answer, HubProblemError, Times, Transport

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt as it came, not checked yet."""

    body: bytes
    signature: bytes


class HubClient:
    """A laptop's calls to its hub.

    Args:
        transport: to the hub.
        device: this laptop's id.
        sign: signs with this laptop's key.
        membership: the hub joined, None while joining.
    """

    def __init__(
        self, transport: Transport, device: str, sign: Sign, membership: HubMembership | None = None
    ) -> None:
        self._transport, self._device, self._sign = transport, device, sign
        self._membership = membership
        self._token = ""

    def meta(self) -> Meta:
        """Return who the hub is. Raises HubUnreachableError where no pinned key is its own."""
        found = _model(Meta, self._transport.call("GET", "/v1/meta", "hub-meta"))
        if self._membership is not None:
            pinned = set(self._membership.keys.items())
            offered = {(key.key_id, key.ed25519) for key in found.hub_keys}
            if found.hub_id != self._membership.hub_id or not pinned & offered:
                raise HubUnreachableError(
                    "This isn’t the hub you joined.",
                    f"{SAFE} Nothing was sent.",
                    "Tell the person who looks after the hub.",
                )
        return found

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Redeem an invitation."""
        body = request.model_dump(mode="json")
        return _model(
            EnrolAnswer, self._transport.call("POST", "/v1/enrol", "enrolment", json=body)
        )

    def device_self(self) -> DeviceAnswer:
        """Return how this laptop stands."""
        return _model(DeviceAnswer, self._call("GET", "/v1/devices/self", "device"))

    def changes(self, cursor: str, limit: int = 100) -> ChangesAnswer:
        """Return a page of what came down since ``cursor``."""
        path = f"/v1/changes?cursor={cursor}&limit={limit}"
        return _model(ChangesAnswer, self._call("GET", path, "changes"))

    def put_review(self, review: str, header: ReviewHeader) -> ReviewAnswer:
        """Announce a review, or bring its facts up to date."""
        path, body = f"/v1/reviews/{review}", header.model_dump(mode="json")
        try:
            answer = self._call("PUT", path, "review", json=body)
        except HubProblemError as error:
            etag = getattr(error.problem, "etag", None)
            if error.problem.code not in {"exists-different", "stale"} or not etag:
                raise
            answer = self._call("PUT", path, "review", json=body, headers={"If-Match": f'"{etag}"'})
        return _model(ReviewAnswer, answer)

    def check_blobs(self, review: str, blobs: Sequence[BlobRef]) -> CheckAnswer:
        """Return which parts are there, and where to go on with the others."""
        body = {"blobs": [ref.model_dump(mode="json") for ref in blobs]}
        path = f"/v1/reviews/{review}/blobs/check"
        return _model(CheckAnswer, self._call("POST", path, "blobs", json=body))

    def blob_offset(self, review: str, sha256: str) -> int:
        """Return how many bytes of a part are there."""
        try:
            answer = self._call("HEAD", f"/v1/reviews/{review}/blobs/{sha256}", empty=(200,))
        except HubProblemError as error:
            if error.problem.status == 404:
                return 0
            raise
        return _offset(answer)

    def append(self, review: str, sha256: str, at: int, size: int, chunk: bytes) -> int:
        """Add ``chunk`` at ``at`` of a part of ``size`` bytes; return how many are there now."""
        answer = self._call(
            "PATCH",
            f"/v1/reviews/{review}/blobs/{sha256}",
            "blob",
            body=chunk,
            headers={
                "Upload-Offset": str(at),
                "Upload-Length": str(size),
                "Content-Digest": f"sha-256=:{b64(hashlib.sha256(chunk).digest())}:",
            },
            empty=(204,),
        )
        return _offset(answer)

    def put_revision(
        self, review: str, number: int, manifest: bytes, signature: bytes
    ) -> SignedReceipt:
        """Send the signed manifest; return the receipt, which the caller must check."""
        body = RevisionRequest(manifest=b64(manifest), signature=b64(signature))
        found = _model(
            ReceiptAnswer,
            self._call(
                "PUT",
                f"/v1/reviews/{review}/revisions/{number}",
                "revision-receipt",
                json=body.model_dump(mode="json"),
            ),
        )
        try:
            return SignedReceipt(from_b64(found.receipt), from_b64(found.signature))
        except ValueError:
            raise _garbled() from None

    def close(self) -> None:
        """Drop the connections and forget the token."""
        self._token = ""
        self._transport.close()

    def _call(
        self,
        method: str,
        path: str,
        kind: str = "",
        *,
        json: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        empty: tuple[int, ...] = (),
    ) -> Answer:
        """Make a call with a token, getting a new one once where it has run out."""
        fresh = not self._token
        if fresh:
            self._token = self._new_token()
        try:
            return self._transport.call(
                method, path, kind, json=json, body=body, empty=empty,
                headers={**(headers or {}), "Authorization": f"Bearer {self._token}"},
            )  # fmt: skip
        except HubProblemError as error:
            if error.problem.status != 401:
                raise
            self._token = ""
            if fresh or error.problem.code == "device-revoked":
                raise
        return self._call(method, path, kind, json=json, body=body, headers=headers, empty=empty)

    def _new_token(self) -> str:
        hub_id = self._membership.hub_id if self._membership else ""
        path = f"/v1/token/challenge?device={self._device}"
        challenge = _model(ChallengeAnswer, self._transport.call("GET", path, "challenge"))
        proof = token_proof(hub_id, self._device, challenge.challenge)
        request = TokenRequest(
            device=self._device, challenge=challenge.challenge, signature=b64(self._sign(proof))
        )
        body = request.model_dump(mode="json")
        return _model(
            TokenAnswer, self._transport.call("POST", "/v1/token", "token", json=body)
        ).token


def connect(
    membership: HubMembership, device: str, sign: Sign, times: Times | None = None
) -> HubClient:
    """Return a client for the hub this laptop joined."""
    transport = Transport(membership.address, membership.hub_id, times)
    return HubClient(transport, device, sign, membership)


def _model(model: type[_Model], answer: Answer) -> _Model:
    try:
        return model.model_validate(answer.data)
    except ValidationError:
        raise _garbled() from None


def _offset(answer: Answer) -> int:
    text = answer.headers.get("Upload-Offset", "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise _garbled()
    return int(text)


def _garbled() -> HubUnreachableError:
    return HubUnreachableError(
        "The hub’s answer did not arrive as it should.", SAFE, "Try again when there is a network."
    )
