"""The lanes: every result, in order, on the UI thread; none to those who are gone."""

import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread, Signal

from reviewer_app.domain.errors import CancelledError, ReviewerError
from reviewer_app.ui.background import JobRunner


class Desk(QObject):
    """Somebody who waits for results."""

    all_here = Signal()

    def __init__(self, expected: int = 1) -> None:
        super().__init__()
        self.values: list[object] = []
        self.errors: list[Exception] = []
        self.steps: list[tuple[int, int]] = []
        self.threads: set[QThread] = set()
        self._expected = expected

    def take(self, value: object) -> None:
        self.values.append(value)
        self.threads.add(QThread.currentThread())
        if len(self.values) == self._expected:
            self.all_here.emit()

    def hear(self, error: Exception) -> None:
        self.errors.append(error)

    def step(self, done: int, total: int) -> None:
        self.steps.append((done, total))


def test_two_thousand_quick_jobs_arrive_in_order_on_the_ui_thread(qtbot, jobs: JobRunner):
    desk = Desk(2000)
    with qtbot.waitSignal(desk.all_here, timeout=30_000):
        for number in range(2000):
            jobs.database.run(lambda number=number: number, desk.take, desk.hear)
    assert desk.values == list(range(2000))
    assert desk.threads == {desk.thread()}
    qtbot.waitUntil(lambda: not jobs.busy)


def test_the_database_lane_runs_one_job_at_a_time(qtbot, jobs: JobRunner):
    desk, inside, most = Desk(), [], []

    def work() -> None:
        inside.append(1)
        most.append(len(inside))
        inside.pop()

    for _ in range(200):
        jobs.database.run(work, desk.take, desk.hear)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)
    assert len(desk.values) == 200
    assert max(most) == 1


def test_a_receiver_that_is_gone_is_not_called(qtbot, jobs: JobRunner):
    gate, called = threading.Event(), []

    class Form(QObject):
        def take(self, value: object) -> None:
            called.append(value)

    form = Form()
    jobs.database.run(lambda: gate.wait(5), form.take, form.take)
    shiboken6.delete(form)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert called == []


def test_a_problem_is_delivered_and_the_lane_goes_on(qtbot, jobs: JobRunner):
    desk = Desk()

    def fail() -> None:
        raise ReviewerError("The disk is full.")

    jobs.database.run(fail, desk.take, desk.hear)
    jobs.database.run(lambda: "next", desk.take, desk.hear)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert [str(error) for error in desk.errors] == ["The disk is full."]
    assert desk.values == ["next"]


def test_only_methods_of_qobjects_may_be_called_back(jobs: JobRunner):
    desk = Desk()
    with pytest.raises(TypeError, match="bound methods"):
        jobs.database.run(lambda: 1, lambda _value: None, desk.hear)
    with pytest.raises(TypeError, match="bound methods"):
        jobs.work.run(lambda: 1, desk.take, print)
    assert not jobs.busy


def test_a_long_job_tells_its_progress_sparingly_and_stops_when_asked(qtbot, jobs: JobRunner):
    desk, begun = Desk(), threading.Event()

    def work(progress, cancelled) -> str:
        for step in range(100_000):
            progress(step, 100_000)
        progress(100_000, 100_000)
        begun.set()
        while not cancelled():
            QThread.usleep(200)
        raise CancelledError

    job = jobs.work.run_long(work, desk.take, desk.hear, desk.step)
    qtbot.waitUntil(begun.is_set)
    job.cancel()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert isinstance(desk.errors[0], CancelledError)
    assert desk.steps[-1] == (100_000, 100_000), "the last step is always told"
    assert len(desk.steps) < 1000, "100,000 steps must not flood the UI thread"


def test_busy_is_announced_once_for_a_batch(qtbot, jobs: JobRunner):
    desk, heard = Desk(), []
    jobs.busy_changed.connect(heard.append)
    gate = threading.Event()
    for _ in range(5):
        jobs.database.run(lambda: gate.wait(5), desk.take, desk.hear)
    assert heard == [True]
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert heard == [True, False]


def test_a_closed_lane_takes_no_more_work(jobs: JobRunner):
    desk = Desk()
    assert jobs.close()
    with pytest.raises(RuntimeError, match="closed"):
        jobs.database.run(lambda: 1, desk.take, desk.hear)
