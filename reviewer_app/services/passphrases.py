"""How good a passphrase is (at-rest-and-security.md 3.3: zxcvbn 3 or better, 12 characters)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_app.domain.errors import ReviewerError

MIN_LENGTH = 12
MIN_SCORE = 3
SHORTEST_HINT = 3
LOOKED_AT = 72
"""Letters that are judged: more cost seconds, and no longer change the answer."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard a passphrase is to guess: ``score`` 0–4; ``ok`` whether it may be used."""

    score: int
    ok: bool
    sentence: str


def strength(passphrase: str, hints: Sequence[str] = ()) -> Strength:
    """Judge a passphrase by how many guesses it takes (zxcvbn) and its length."""
    if not passphrase:
        return Strength(0, ok=False, sentence="Three or four unrelated words make a good one.")
    from zxcvbn import zxcvbn

    words = [w.casefold() for hint in hints for w in hint.split() if len(w) >= SHORTEST_HINT]
    result: dict[str, Any] = zxcvbn(passphrase[:LOOKED_AT], user_inputs=words)
    score = int(result["score"])
    rest = passphrase.casefold()
    for word in words:
        rest = rest.replace(word, "")
    if rest != passphrase.casefold():  # zxcvbn counts a space between two names as a good idea
        rest = rest.strip()[:LOOKED_AT]
        score = min(score, int(zxcvbn(rest)["score"]) if rest else 0)
    if len(passphrase) < MIN_LENGTH:
        missing = MIN_LENGTH - len(passphrase)
        return Strength(min(score, 2), ok=False, sentence=f"Too short: {missing} more letters.")
    if score < MIN_SCORE:
        return Strength(score, ok=False, sentence="Too easy to guess: add another unrelated word.")
    return Strength(score, ok=True, sentence="Strong." if score == MIN_SCORE else "Very strong.")


def insist(passphrase: str, hints: Sequence[str] = ()) -> None:
    """Pass where the passphrase may be used. Raises ReviewerError where it is too weak."""
    judged = strength(passphrase, hints)
    if not judged.ok:
        raise ReviewerError("This passphrase is too weak.", "Nothing was changed.", judged.sentence)
