"""Recovery codes: 26 characters of chance and two that catch a slip, in groups of four."""

import hashlib
import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that nothing read aloud is taken for another."""

CHANCE: Final = 26
CHECK: Final = 2
_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code() -> str:
    """Return a new code: 130 bits of chance, its check, grouped for reading."""
    chance = "".join(secrets.choice(ALPHABET) for _ in range(CHANCE))
    return group(chance + _check(chance))


def group(code: str) -> str:
    """Return ``code`` in groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def parse(text: str) -> str | None:
    """Return the code as one word, however it was typed; None where it cannot be a code.

    Case, blanks and dashes do not matter; I and L are read as 1, O as 0.
    """
    code = "".join(c for c in text.upper() if not c.isspace() and c not in "-–—_.").translate(
        _READ_AS
    )
    if len(code) != CHANCE + CHECK or any(c not in ALPHABET for c in code):
        return None
    return code if _check(code[:CHANCE]) == code[CHANCE:] else None


def _check(chance: str) -> str:
    value = int.from_bytes(hashlib.sha256(b"recovery code" + chance.encode()).digest()[:2], "big")
    return ALPHABET[value % 32] + ALPHABET[value // 32 % 32]
