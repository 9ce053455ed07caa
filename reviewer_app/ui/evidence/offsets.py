"""Code points and what Qt counts in: UTF-16 units."""

import re

MARK = re.compile(r"(?<![\w#])#([A-Za-z]\d{1,2})([+\-−]?)(?![\w+\-−])")
"""The same marks as domain.body finds, within one line."""


def to_qt(text: str, points: int) -> int:
    """Return the position in UTF-16 units of code point ``points`` of ``text``."""
    head = text[:points]
    return len(head) + (0 if head.isascii() else sum(c > "\uffff" for c in head))


def to_points(text: str, units: int) -> int:
    """Return the code point at position ``units`` (UTF-16) of ``text``."""
    if text.isascii():
        return min(units, len(text))
    passed = 0
    for point, letter in enumerate(text):
        if passed >= units:
            return point
        passed += 2 if letter > "\uffff" else 1
    return len(text)


def common(a: str, b: str) -> int:
    """Return how many letters two texts begin with alike."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
