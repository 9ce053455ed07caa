"""Signed messages: verbatim bytes with a detached Ed25519 signature.

What is signed always says what it is (a JSON ``kind``, or a first line for proofs), so that a
signature made for one purpose never serves another.
"""

import hashlib
from collections.abc import Callable, Mapping

from reviewer_app.crypto import boxes

Sign = Callable[[bytes], bytes]
"""Takes a message, returns its signature (64 bytes)."""


def key_id(public: str) -> str:
    """Return the short name of an Ed25519 public key given in hex."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


def verify(public: str, message: bytes, signature: bytes) -> bool:
    """Return whether ``signature`` over ``message`` was made by the key ``public`` (hex)."""
    try:
        return boxes.verify(bytes.fromhex(public), message, signature)
    except ValueError:
        return False


def verify_any(keys: Mapping[str, str], key: str, message: bytes, signature: bytes) -> bool:
    """Return whether the pinned key called ``key`` signed ``message``; False for unknown keys."""
    return key in keys and verify(keys[key], message, signature)


def token_proof(hub_id: str, device: str, challenge: str) -> bytes:
    """Return what a device signs to get an access token."""
    return f"reviewer token v1\n{hub_id}\n{device}\n{challenge}".encode()


def enrol_proof(hub_id: str, device: str, invitation: str) -> bytes:
    """Return what a device signs to show that the key it joins with is its own."""
    return f"reviewer enrol v1\n{hub_id}\n{device}\n{invitation}".encode()


class Signer:
    """An Ed25519 key from its 32-byte seed; ``public`` is its public half in hex."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self.public = boxes.public_of_seed(seed).hex()

    def sign(self, message: bytes) -> bytes:
        """Return the signature over ``message`` (64 bytes)."""
        return boxes.sign(self._seed, message)
