"""Receipts: the hub's signed word that it holds every part of a finished review (sync.md 3).

A receipt is kept and checked as verbatim bytes. Nothing else counts as delivered.
"""

import hashlib
from collections.abc import Mapping
from typing import Literal

from pydantic import ValidationError

from reviewer_app.protocol.api import Answer, Id, Sha256
from reviewer_app.protocol.content import Manifest
from reviewer_app.protocol.encoding import canonical, moment, read_json
from reviewer_app.protocol.signing import verify_any


class ReceiptPart(Answer):
    """A part the hub holds."""

    sha256: Sha256
    size: int


class Receipt(Answer):
    """What a receipt says; ``manifest_sha256`` binds it to one manifest, byte for byte."""

    kind: Literal["receipt"] = "receipt"
    v: Literal[1] = 1
    hub_id: Id
    key_id: str
    review: Id
    revision: int
    manifest_sha256: Sha256
    parts: list[ReceiptPart]
    received_at: str

    def to_bytes(self) -> bytes:
        """Return the bytes to sign and keep."""
        return canonical(self.model_dump(mode="json"))


def read_receipt(
    body: bytes, signature: bytes, hub_id: str, keys: Mapping[str, str], manifest: bytes
) -> Receipt:
    """Return the receipt in ``body``, checked in full against what was sent.

    Args:
        body: the receipt, verbatim.
        signature: the hub's signature over it.
        hub_id: the hub this laptop joined.
        keys: its pinned keys by key id.
        manifest: the exact bytes of the manifest sent.

    Raises ValueError, saying what does not fit.
    """
    try:
        found = Receipt.model_validate(read_json(body))
    except ValidationError as error:
        raise ValueError("it is not one") from error
    if not verify_any(keys, found.key_id, body, signature):
        raise ValueError("the hub did not sign it")
    if found.hub_id != hub_id:
        raise ValueError("it is another hub's")
    sent = Manifest.model_validate_json(manifest)
    if found.manifest_sha256 != hashlib.sha256(manifest).hexdigest():
        raise ValueError("it is for another report")
    if (found.review, found.revision) != (sent.review, sent.revision):
        raise ValueError("it is for another version")
    held = {(part.sha256, part.size) for part in found.parts}
    if held != {(part.sha256, part.size) for part in sent.parts}:
        raise ValueError("it does not cover every part")
    moment(found.received_at)
    return found
