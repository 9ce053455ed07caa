"""The hub of the demonstration: a process of its own, reached over real HTTP."""

import json
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

READY_S = 30


class HubProcess:
    """``reviewer-app hub init`` and ``hub serve`` as a person would run them."""

    def __init__(self, data: Path, log: Path) -> None:
        self._data = data
        self._log = log
        self._process: subprocess.Popen[str] | None = None
        self.address = ""
        self.invitation = data.parent / "invitation.qainvite"

    def start(self, name: str, person: str) -> None:
        """Make the hub with its first invitation, and serve it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "reviewer_app", "hub"]
        common = ["--data", str(self._data)]
        address = ["--address", f"http://127.0.0.1:{port}"]
        invited = ["--person", person, "--out", str(self.invitation)]
        subprocess.run(
            [*command, "init", *common, "--name", name, *address, *invited],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [*command, "serve", *common, "--port", str(port)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        line = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not re.match(r"http://127\.0\.0\.1:\d+$", line):
            raise RuntimeError(f"the hub did not start: {line!r}")
        self.address = line

    def ask(self, path: str) -> Any:
        """Return the hub's JSON answer to a GET."""
        request = urllib.request.Request(  # noqa: S310 - loopback http, built above
            self.address + path, headers={"Accept": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def stop(self) -> None:
        """Ask it to end."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(READY_S)
            if self._process.stdout is not None:
                self._process.stdout.close()
