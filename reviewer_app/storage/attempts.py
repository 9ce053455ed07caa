"""Wrong passphrases are counted and slowed down; nothing is ever wiped for them."""

import contextlib
import json
from datetime import UTC, datetime, timedelta
from typing import Final

from reviewer_app.domain.errors import WrongPassphraseError
from reviewer_app.domain.ports import ProfilePaths
from reviewer_app.storage.files import write_whole

LONGEST: Final = 60.0


class Attempts:
    """The failures since the last success, kept beside the vault so that a restart keeps them."""

    def __init__(self, paths: ProfilePaths) -> None:
        self._path = paths.folder / "attempts.json"

    def admit(self, now: datetime) -> None:
        """Pass where a try is allowed now. Raises WrongPassphraseError with the wait left."""
        failures, until = self._read()
        wait = (until - now).total_seconds() if until else 0.0
        longest = delay(failures)
        if wait > longest:  # the clock was set back: wait the due time once, not for years
            self._write(failures, now + timedelta(seconds=longest))
            wait = longest
        if wait > 0:
            raise WrongPassphraseError("Please wait before the next try.", wait)

    def failed(self, now: datetime) -> float:
        """Count a failure; return the seconds until the next try."""
        failures = self._read()[0] + 1
        wait = delay(failures)
        self._write(failures, now + timedelta(seconds=wait))
        return wait

    def succeeded(self) -> None:
        """Forget the failures."""
        with contextlib.suppress(OSError):  # the passphrase was right: nothing may bar the way
            self._path.unlink(missing_ok=True)

    def _read(self) -> tuple[int, datetime | None]:
        try:
            data = json.loads(self._path.read_bytes())
            until = datetime.fromisoformat(data["until"])
            return int(data["failures"]), until if until.tzinfo else until.replace(tzinfo=UTC)
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return 0, None  # the count slows a hand at the keyboard; it guards no secret

    def _write(self, failures: int, until: datetime) -> None:
        data = json.dumps({"failures": failures, "until": until.isoformat()})
        write_whole(self._path, data.encode())


def delay(failures: int) -> float:
    """Return the seconds held back after so many failures: 1, 2, 4 … 60."""
    return min(LONGEST, float(2 ** min(failures - 1, 6))) if failures > 0 else 0.0
