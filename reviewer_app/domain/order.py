"""Keys between keys: an order that two laptops can set apart (sync.md 2.3)."""

import re
from typing import Any

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_KEY = re.compile("[0-9a-z]{0,999}[1-9a-z]")


def known_key(value: Any) -> str:
    """Return ``value`` where it is a key that ``between`` can work with, else the very beginning.

    Another laptop's op may hold anything.
    """
    return value if isinstance(value, str) and _KEY.fullmatch(value) else ""


def between(low: str, high: str) -> str:
    """Return a key that sorts after ``low`` and before ``high``.

    An empty ``low`` is the very beginning, an empty ``high`` the very end. Keys are digits and
    small letters and never end in ``0``, so there is always room. Raises ValueError unless
    ``low < high``.
    """
    if high and low >= high:
        raise ValueError("the keys are not in order")
    result = []
    position = 0
    bounded = bool(high)
    while True:
        a = _DIGITS.index(low[position]) if position < len(low) else 0
        b = _DIGITS.index(high[position]) if bounded and position < len(high) else len(_DIGITS)
        if bounded and position >= len(high):
            b = 0
        if a + 1 < b:
            result.append(_DIGITS[(a + b) // 2])
            return "".join(result)
        result.append(_DIGITS[a])
        if a < b:
            bounded = False
        position += 1
