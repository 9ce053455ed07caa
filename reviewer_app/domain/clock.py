"""The hybrid logical clock of ops (sync.md 2.2): a tie-break for display, never a decision."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

MAX_AHEAD_MS: Final = 24 * 3600 * 1000
"""A remote clock further ahead than this is kept but does not advance ours."""

MAX_HLC: Final = (1 << 63) - 1


@dataclass(slots=True)
class HybridClock:
    """Gives ever-growing clock values: ``milliseconds << 16 | counter``."""

    last: int = 0

    def tick(self, now: datetime, after: int = 0) -> int:
        """Return the next value, greater than ``after`` and than all given before.

        Where ``after`` is more than a day ahead, the value exceeds it and our clock stays: one
        op of a clock that runs wild must not carry all later ones with it.
        """
        wall = int(now.timestamp() * 1000) << 16
        self.last = min(max(self.last + 1, wall), MAX_HLC)
        if after < self.last:
            return self.last
        self.observe(after + 1, now)
        return min(after + 1, MAX_HLC)

    def observe(self, remote: int, now: datetime) -> None:
        """Take note of a value made elsewhere, unless it is more than a day ahead."""
        if (remote >> 16) <= int(now.timestamp() * 1000) + MAX_AHEAD_MS:
            self.last = max(self.last, remote)


def hlc_time(hlc: int) -> datetime:
    """Return the wall-clock part as a UTC time."""
    return datetime.fromtimestamp((hlc >> 16) / 1000, UTC)
