"""From a passphrase to a key: Argon2id, with its cost kept beside the salt."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from nacl import bindings
from nacl.exceptions import CryptoError as NaclError

MIB: Final = 1024 * 1024
CAP_MEMORY: Final = 1024 * MIB
CAP_PASSES: Final = 10
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one try at a passphrase costs: memory in bytes and passes over it."""

    memory: int
    passes: int

    @property
    def allowed(self) -> bool:
        """Say whether the cost is one we compute: a hostile file may ask for terabytes."""
        return 8192 <= self.memory <= CAP_MEMORY and 1 <= self.passes <= CAP_PASSES

    def weaker_than(self, other: "KdfCost") -> bool:
        """Say whether this cost falls short of ``other`` in memory or passes."""
        return self.memory < other.memory or self.passes < other.passes


STANDARD: Final = KdfCost(256 * MIB, 3)
"""About 0.7 s on a school laptop (at-rest-and-security.md 3.3)."""

FLOOR: Final = KdfCost(64 * MIB, 3)
"""The least a profile of real reviews may use."""


class KdfCostError(ValueError):
    """The cost is outside the limits."""


def derive(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    """Return the 32-byte key of a passphrase, typed on any keyboard (NFKC).

    Raises KdfCostError for a cost over the cap, MemoryError where the memory is not there.
    """
    if not cost.allowed:
        raise KdfCostError(f"Argon2id cost out of range: {cost}")
    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return bytes(
            bindings.crypto_pwhash_alg(
                32, text, salt, cost.passes, cost.memory, bindings.crypto_pwhash_ALG_ARGON2ID13
            )
        )
    except NaclError as error:
        raise MemoryError("Argon2id could not get its memory") from error
