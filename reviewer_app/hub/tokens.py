"""Challenges and access tokens, in memory only, and the brake on guessed invitations."""

import hashlib
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from reviewer_app.hub.problem_error import ProblemError

CHALLENGE_SECONDS: Final = 60
TOKEN_SECONDS: Final = 600
_MOST: Final = 20_000
_PER_DEVICE: Final = 16

Seconds = Callable[[], float]


class Tokens:
    """Single-use challenges for a minute; tokens (hashed) for ten. A restart forgets them all."""

    def __init__(self, seconds: Seconds = time.monotonic) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._challenges: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._tokens: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def challenge(self, device: str) -> str:
        """Return a new challenge for ``device``."""
        with self._lock:
            mine = [key for key, (owner, _) in self._challenges.items() if owner == device]
            for key in mine[: -_PER_DEVICE + 1]:
                del self._challenges[key]
            return self._add(self._challenges, secrets.token_hex(16), device, CHALLENGE_SECONDS)

    def use(self, challenge: str, device: str) -> bool:
        """Return whether ``challenge`` was given to ``device`` and is fresh; it is used up."""
        with self._lock:
            owner, until = self._challenges.pop(challenge, ("", 0.0))
            return owner == device and self._seconds() < until

    def token(self, device: str) -> str:
        """Return a new access token for ``device``."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._add(self._tokens, _sha(token), device, TOKEN_SECONDS)
        return token

    def owner(self, token: str) -> str | None:
        """Return the device that ``token`` was given to, None where it has run out."""
        with self._lock:
            owner, until = self._tokens.get(_sha(token), ("", 0.0))
            return owner if owner and self._seconds() < until else None

    def _add(
        self, shelf: OrderedDict[str, tuple[str, float]], key: str, owner: str, seconds: int
    ) -> str:
        now = self._seconds()
        while shelf and (len(shelf) >= _MOST or next(iter(shelf.values()))[1] <= now):
            shelf.popitem(last=False)
        shelf[key] = (owner, now + seconds)
        return key


class Brake:
    """Slows down an address that brings wrong invitations: 1, 2, 4 … 60 s after the third."""

    _FREE: Final = 3
    _LONGEST: Final = 60.0

    def __init__(self, seconds: Seconds = time.monotonic) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raise ProblemError while ``address`` has to wait."""
        with self._lock:
            _, until = self._wrong.get(address, (0, 0.0))
        wait = until - self._seconds()
        if wait > 0:
            raise ProblemError("too-many", headers={"Retry-After": str(math.ceil(wait))})

    def wrong(self, address: str) -> None:
        """Note a wrong try."""
        with self._lock:
            count = self._wrong.pop(address, (0, 0.0))[0] + 1
            over = count - self._FREE
            wait = min(2.0 ** min(over, 10), self._LONGEST) if over >= 0 else 0.0
            self._wrong[address] = (count, self._seconds() + wait)
            while len(self._wrong) > _MOST:
                self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """Forget the wrong tries of ``address``."""
        with self._lock:
            self._wrong.pop(address, None)


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
