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
        """Return the next value, greater than all given before and than ``after``."""
        wall = int(now.timestamp() * 1000) << 16
        self.last = min(max(self.last + 1, after + 1, wall), MAX_HLC)
        return self.last

    def observe(self, remote: int, now: datetime) -> None:
        """Take note of a value made elsewhere, unless it is more than a day ahead."""
        if (remote >> 16) <= int(now.timestamp() * 1000) + MAX_AHEAD_MS:
            self.last = max(self.last, remote)


def hlc_time(hlc: int) -> datetime:
    """Return the wall-clock part as a UTC time."""
    return datetime.fromtimestamp((hlc >> 16) / 1000, UTC)
