"""The parent's side of a driven program: start it, give it steps, kill it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class StepError(AssertionError):
    """The program could not do a step; its answer says why."""


class Program:
    """The real program in a process of its own, driven over pipes."""

    def __init__(self, data_dir: Path, *arguments: str, env: dict[str, str] | None = None) -> None:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **(env or {})}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.driver", "--data-dir", str(data_dir), *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> "Program":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def send(self, do: str, **fields: Any) -> None:
        """Hand over a step without waiting for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **fields}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Read the next answer, keeping events. Raises StepError where the program ended."""
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            said = dict(json.loads(line))
            if "event" not in said:
                return said
            self.events.append(said)
        assert self.process.stderr is not None
        raise StepError(f"the program ended: {self.process.stderr.read()[-3000:]}")

    def wait_event(self, event: str) -> dict[str, Any]:
        """Read until the program tells of ``event`` by itself."""
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            said = dict(json.loads(line))
            self.events.append(said)
            if said.get("event") == event:
                return said
        raise StepError(f"the program ended before it told of {event}")

    def do(self, do: str, **fields: Any) -> dict[str, Any]:
        """Do a step and return its answer. Raises StepError where it failed."""
        self.send(do, **fields)
        answer = self.answer()
        if not answer.get("ok"):
            raise StepError(f"{do} {fields}: {answer}")
        return answer

    def wait(self, name: str, patience: float = 20.0) -> None:
        """Wait until a widget is visible."""
        self.do("wait", object=name, **{"for": patience})

    def text(self, name: str) -> str:
        """Return what a widget shows."""
        return str(self.do("text", object=name)["text"])

    def quit(self, timeout: float = 20.0) -> int:
        """Close the window as a person would; return the exit code."""
        self.send("quit")
        code = self.process.wait(timeout)
        self._close_pipes()
        return code

    def kill(self) -> None:
        """End it at once, as a flat battery would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)
        self._read_rest()
        self._close_pipes()

    def _read_rest(self) -> None:
        """Keep what it told before it died; a line cut short was never said."""
        if self.process.stdout is not None and not self.process.stdout.closed:
            for line in self.process.stdout:
                said = json.loads(line) if line.endswith("\n") else {}
                if "event" in said:
                    self.events.append(said)

    def _close_pipes(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
