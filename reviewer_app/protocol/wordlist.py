"""1,024 plain words: eight of them carry 80 random bits, to be read out over the telephone."""

import secrets
from functools import cache
from importlib.resources import files
from typing import Final

COUNT: Final = 8


@cache
def words() -> tuple[str, ...]:
    """Return the list, sorted."""
    return tuple(files("reviewer_app.protocol").joinpath("wordlist.txt").read_text().split())


def random_words() -> str:
    """Return eight words chosen by the system's random source, with spaces between."""
    return " ".join(secrets.choice(words()) for _ in range(COUNT))


def tidy(text: str) -> str:
    """Return spoken or typed words in the one spelling: small letters, single spaces.

    Raises ValueError, naming the first word that is not in the list or saying how many there are.
    """
    found = text.lower().replace("-", " ").replace(",", " ").split()
    known = set(words())
    for word in found:
        if word not in known:
            raise ValueError(f"“{word[:30]}” is not one of the words used in invitations")
    if len(found) != COUNT:
        raise ValueError(f"an invitation has {COUNT} words, here are {len(found)}")
    return " ".join(found)
