"""Work off the UI thread: two lanes, results delivered by queued signals.

``database`` runs one job at a time, in the order given (SQLite has one writer); ``work`` runs a few
at once (PDF, HTTP, hashing). See docs/decisions/006-threads-and-lanes.md for the rules.
"""

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from reviewer_app.domain.ports import Cancelled, Progress

Done = Callable[[Any], None]
Failed = Callable[[Exception], None]
Progressed = Callable[[int, int], None]
LongWork = Callable[[Progress, Cancelled], Any]

PROGRESS_INTERVAL: Final = 0.1
WORK_THREADS: Final = 2


class _Outcome(QObject):
    """Carries what a job gave from its thread to the UI thread."""

    succeeded = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int)
    finished = Signal(int)


class _Runnable(QRunnable):
    """Runs ``work`` and reports to ``outcome``, exactly once."""

    def __init__(self, key: int, outcome: _Outcome, work: Callable[[], Any]) -> None:
        super().__init__()
        self._key, self._outcome, self._work = key, outcome, work

    def run(self) -> None:
        """Run on a thread of the pool."""
        try:
            value = self._work()
        except Exception as error:  # noqa: BLE001 - every failure is delivered, none is swallowed
            self._outcome.failed.emit(error)
        else:
            self._outcome.succeeded.emit(value)
        finally:
            self._outcome.finished.emit(self._key)


class LongJob:
    """A long job under way; ``cancel`` asks it to stop at its next step."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop; it ends with CancelledError, or finishes where it was done."""
        self._stop.set()

    def cancelled(self) -> bool:
        """Say whether somebody asked it to stop."""
        return self._stop.is_set()


class _Throttle:
    """Passes progress on ten times a second at most, and always the last step."""

    def __init__(self, outcome: _Outcome) -> None:
        self._outcome, self._last = outcome, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._last >= PROGRESS_INTERVAL:
            self._last = now
            self._outcome.progressed.emit(done, total)


class Lane(QObject):
    """A queue of jobs on ``threads`` threads. All methods are called on the UI thread."""

    busy_changed = Signal(bool)

    def __init__(self, name: str, threads: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._pool.setExpiryTimeout(-1)
        self._live: dict[int, _Outcome] = {}
        self._keys = itertools.count()
        self._closed = False

    @property
    def busy(self) -> bool:
        """Say whether a job is running or waiting, or its result is not delivered yet."""
        return bool(self._live)

    def run(self, work: Callable[[], Any], on_done: Done, on_failed: Failed) -> None:
        """Run ``work()`` in the lane and hand its value to ``on_done``.

        ``work`` takes ids and values with it, never widgets or models. ``on_done`` and
        ``on_failed`` are bound methods of QObjects: Qt drops the delivery where the receiver is
        gone by then. ``on_failed`` shows a ReviewerError and re-raises anything else. Raises
        TypeError for other callables, RuntimeError after ``close``.
        """
        self._start(_Outcome(self), work, on_done, on_failed)

    def run_long(
        self,
        work: LongWork,
        on_done: Done,
        on_failed: Failed,
        on_progress: Progressed | None = None,
    ) -> LongJob:
        """Run ``work(progress, cancelled)``; return the handle that can cancel it."""
        job, outcome = LongJob(), _Outcome(self)
        if on_progress is not None:
            _check_receiver(on_progress)
            outcome.progressed.connect(on_progress, Qt.ConnectionType.QueuedConnection)
        progress = _Throttle(outcome)
        self._start(outcome, lambda: work(progress, job.cancelled), on_done, on_failed)
        return job

    def wait(self, milliseconds: int = -1) -> bool:
        """Block until the threads are idle; results may still wait for the event loop."""
        return self._pool.waitForDone(milliseconds)

    def close(self, milliseconds: int = 5000) -> bool:
        """Take no more jobs, wait for those that run; return whether all ended in time."""
        self._closed = True
        return self.wait(milliseconds)

    def _start(
        self, outcome: _Outcome, work: Callable[[], Any], on_done: Done, on_failed: Failed
    ) -> None:
        if self._closed:
            raise RuntimeError(f"the {self.objectName()} lane is closed")
        _check_receiver(on_done)
        _check_receiver(on_failed)
        queued = Qt.ConnectionType.QueuedConnection
        # connect first, start last: a quick job would otherwise end before anybody listens
        outcome.succeeded.connect(on_done, queued)
        outcome.failed.connect(on_failed, queued)
        outcome.finished.connect(self._on_finished, queued)
        key = next(self._keys)
        self._live[key] = outcome
        if len(self._live) == 1:
            self.busy_changed.emit(True)
        self._pool.start(_Runnable(key, outcome, work))

    def _on_finished(self, key: int) -> None:
        self._live.pop(key).deleteLater()
        if not self._live:
            self.busy_changed.emit(False)


class JobRunner(QObject):
    """The two lanes of the program."""

    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.database = Lane("database", 1, self)
        self.work = Lane("work", WORK_THREADS, self)
        self._was_busy = False
        self.database.busy_changed.connect(self._on_busy_changed)
        self.work.busy_changed.connect(self._on_busy_changed)

    @property
    def busy(self) -> bool:
        """Say whether either lane is."""
        return self.database.busy or self.work.busy

    def close(self, milliseconds: int = 5000) -> bool:
        """Close both lanes; return whether all jobs ended in time."""
        return all([self.work.close(milliseconds), self.database.close(milliseconds)])

    def _on_busy_changed(self) -> None:
        if self.busy != self._was_busy:
            self._was_busy = self.busy
            self.busy_changed.emit(self._was_busy)


def _check_receiver(callback: Callable[..., None]) -> None:
    if not isinstance(getattr(callback, "__self__", None), QObject):
        raise TypeError(
            "results are delivered to bound methods of QObjects only: "
            "anything else would run against objects that are gone"
        )
