"""Sealing and signing. Every function takes and returns bytes; keys are 32 bytes."""

import hashlib
import secrets

from nacl import bindings
from nacl.exceptions import CryptoError as NaclError

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES


class CryptoError(Exception):
    """A sealed thing or a signature is not genuine. Callers turn it into words for people."""


def random_bytes(count: int) -> bytes:
    """Return ``count`` bytes from the operating system's generator."""
    return secrets.token_bytes(count)


def subkey(secret: bytes, purpose: str) -> bytes:
    """Return a key for one purpose from a secret that already has 128 bits of chance or more."""
    return hashlib.blake2b(secret, digest_size=KEY_BYTES, person=purpose.encode()[:16]).digest()


def seal(key: bytes, plain: bytes, associated: bytes = b"") -> bytes:
    """Return ``plain`` sealed with XChaCha20-Poly1305: nonce, then ciphertext and tag.

    ``associated`` is authenticated and not hidden; opening needs the same bytes.
    """
    nonce = random_bytes(_NONCE)
    sealed: bytes = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plain, associated, nonce, key
    )
    return nonce + sealed


def open_sealed(key: bytes, sealed: bytes, associated: bytes = b"") -> bytes:
    """Return what ``seal`` was given. Raises CryptoError for another key or changed bytes."""
    try:
        plain: bytes = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[_NONCE:], associated, sealed[:_NONCE], key
        )
    except (NaclError, ValueError, TypeError) as error:
        raise CryptoError("not sealed with this key") from error
    return plain


def public_of_seed(seed: bytes) -> bytes:
    """Return the Ed25519 public key that belongs to ``seed``."""
    public, _secret = bindings.crypto_sign_seed_keypair(seed)
    return bytes(public)


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the Ed25519 signature (64 bytes) of ``message`` by the holder of ``seed``."""
    _public, secret = bindings.crypto_sign_seed_keypair(seed)
    return bytes(bindings.crypto_sign(message, secret)[:SIGNATURE_BYTES])


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether ``signature`` over ``message`` was made with the key behind ``public``."""
    if len(signature) != SIGNATURE_BYTES or len(public) != KEY_BYTES:
        return False
    try:
        bindings.crypto_sign_open(signature + message, public)
    except (NaclError, ValueError):
        return False
    return True


def box_public(secret: bytes) -> bytes:
    """Return the X25519 public key that belongs to ``secret``."""
    return bytes(bindings.crypto_scalarmult_base(secret))


def seal_to(public: bytes, plain: bytes) -> bytes:
    """Return ``plain`` sealed to an X25519 public key; only its holder can open it."""
    return bytes(bindings.crypto_box_seal(plain, public))


def open_sealed_to(secret: bytes, sealed: bytes) -> bytes:
    """Return what ``seal_to`` was given. Raises CryptoError."""
    try:
        return bytes(bindings.crypto_box_seal_open(sealed, box_public(secret), secret))
    except (NaclError, ValueError, TypeError) as error:
        raise CryptoError("not sealed to this key") from error
