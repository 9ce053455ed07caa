"""How much is broken: the round of ``make faults``, or the full one (REVIEWER_FAULTS=full)."""

import os

FULL = os.environ.get("REVIEWER_FAULTS", "") == "full"
LANES = 2
"""Programs at once: the rigs are meant for two cores."""


def times(short: int, full: int) -> int:
    """Return how often, in the round that is asked for."""
    return full if FULL else short
