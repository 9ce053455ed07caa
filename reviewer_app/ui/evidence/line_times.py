"""The time each line of a note was begun, kept in step with editing, undo and redo.

No Qt here: the editor reports edits as line numbers, the undo position as a number.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

Times = tuple[str, ...]


class LineTimes:
    """One time ("HH:MM", or empty) per line, line 0 first.

    Args:
        now: gives the present time as "HH:MM".
    """

    def __init__(self, now: Callable[[], str]) -> None:
        self._now = now
        self._times: list[str] = [""]
        self._states: list[int] = [0]
        self._kept: list[Times] = [("",)]

    @property
    def times(self) -> Times:
        """Return the times, one for each line."""
        return tuple(self._times)

    def time_of(self, line: int) -> str:
        """Return the time of a line, empty where it has none."""
        return self._times[line] if 0 <= line < len(self._times) else ""

    def pairs(self) -> tuple[tuple[int, str], ...]:
        """Return (line, time) for the lines that have one: the shape of ``Body.times``."""
        return tuple((n, t) for n, t in enumerate(self._times) if t)

    def load(self, lines: int, pairs: Iterable[tuple[int, str]]) -> None:
        """Start anew with a text of ``lines`` lines; forget what undo could go back to."""
        self._times = [""] * max(lines, 1)
        for line, time in pairs:
            if 0 <= line < len(self._times):
                self._times[line] = time
        self._states, self._kept = [0], [self.times]

    def edited(
        self,
        first: int,
        removed: int,
        filled: Sequence[bool],
        *,
        head: bool,
        tail: bool,
    ) -> None:
        """Take in one edit.

        Args:
            first: the line the edit began in.
            removed: how many line breaks went.
            filled: for the lines that are there now, from ``first`` on: whether each has text.
            head: whether text that was there before stands in front of the edit in its first line.
            tail: the same behind the edit, in its last line.
        """
        first = min(max(first, 0), len(self._times) - 1)
        old = self._times[first : first + removed + 1]
        fresh = ["" for _ in filled]
        if head:
            fresh[0] = old[0]
        if tail:
            last = len(fresh) - 1
            fresh[last] = (fresh[last] if last == 0 and head else "") or old[-1]
        if not any(filled):
            fresh = ["" for _ in filled]
        else:
            now = self._now()
            for n, has_text in enumerate(filled):
                fresh[n] = (fresh[n] or now) if has_text else ""
        self._times[first : first + removed + 1] = fresh

    def fit(self, lines: int) -> None:
        """Make the number of lines right, whatever was reported."""
        missing = lines - len(self._times)
        if missing > 0:
            self._times += [""] * missing
        elif missing < 0:
            del self._times[lines:]

    def remember(self, state: int) -> None:
        """Note that the text at undo position ``state`` has these times."""
        keep = bisect_right(self._states, state - 1)
        del self._states[keep:], self._kept[keep:]
        if not self._kept or self._kept[-1] != self.times:
            self._states.append(state)
            self._kept.append(self.times)

    def recall(self, state: int) -> None:
        """Go back (or forward) to the times at undo position ``state``."""
        at = max(bisect_right(self._states, state) - 1, 0)
        self._times = list(self._kept[at])
