"""When to try again (sync.md 2.7): 2 s, doubled each time, ± 50 %, 15 minutes at most."""

import random
from datetime import datetime, timedelta
from typing import Final

FIRST: Final = 2.0
LONGEST: Final = 15 * 60.0
LONGEST_ASKED: Final = 24 * 3600.0


def next_try(now: datetime, tries: int, chance: random.Random, asked: float | None) -> datetime:
    """Return when to try again after ``tries`` tries, later where the hub ``asked`` for it."""
    wait = min(FIRST * 2.0 ** min(max(tries - 1, 0), 20), LONGEST) * chance.uniform(0.5, 1.5)
    wait = min(wait, LONGEST)
    return now + timedelta(seconds=max(wait, min(asked or 0.0, LONGEST_ASKED)))
