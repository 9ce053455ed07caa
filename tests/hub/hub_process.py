"""A real hub in another process, reached over a real socket."""

import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from reviewer_app.hub.hub import Hub, open_hub

RUN = "import sys; from reviewer_app.cli import main; sys.exit(main())"
ROOT = Path(__file__).resolve().parents[2]


def hub_command(*words: str) -> list[str]:
    return [sys.executable, "-W", "error", "-c", RUN, "hub", *words]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class HubProcess:
    """A hub's folder and the process that serves it; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[str] | None = None

    def run(self, *words: str) -> str:
        """Run a verb on this hub to its end and return what it printed."""
        done = subprocess.run(
            hub_command(*words, "--data", str(self.folder)),
            capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def init(self, address: str = "") -> bytes:
        """Make the hub; return its first invitation."""
        out = self.run("init", "--name", "Test Trust", "--address", address or self.address)
        return invitation_in(out)

    def invite(self, *words: str) -> bytes:
        return invitation_in(self.run("invite", *words))

    def start(self, *words: str) -> "HubProcess":
        self._process = subprocess.Popen(
            hub_command("serve", "--data", str(self.folder), "--port", str(self.port), *words),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.strip().endswith(f"://127.0.0.1:{self.port}"), line + self.stop()
        return self

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> str:
        """Stop it in order; return what it wrote to its log."""
        return self._end(signal.SIGTERM)

    def open(self) -> Hub:
        """Open the same folder in this process, to look or to invite; close it afterwards."""
        return open_hub(self.folder)

    def quick_invite(self, person: str = "", days: int = 30) -> bytes:
        """Make an invitation without starting another process."""
        with closing(self.open()) as here:
            return here.invite(person, days).to_bytes()

    def _end(self, how: signal.Signals) -> str:
        if self._process is None:
            return ""
        self._process.send_signal(how)
        _, log = self._process.communicate(timeout=30)
        self._process = None
        return log


def invitation_in(out: str) -> bytes:
    path = next(x for x in out.splitlines() if x.startswith("Invitation: ")).split(": ", 1)[1]
    return Path(path).read_bytes()
