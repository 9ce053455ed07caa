"""A proxy that spoils what passes through it, one request at a time, as a plan says."""

import contextlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable

FAULTS = (
    "refuse", "reset", "cut", "drop", "truncate", "captive", "elsewhere", "bad-gateway", "stall",
    "duplicate",
)  # fmt: skip
PAGE = b"<!doctype html><title>Free Wi-Fi</title><p>Please log in.</p>"
Plan = Callable[[int, str], str]
"""Takes the number of the request (from 0) and its first line; returns a fault or ''."""


def canned(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Chaos:
    """Listens on ``address`` and passes requests on to the hub at ``port``, or does not.

    ``hooks`` are further faults by name: called with the request's bytes, they return the answer's.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.plan: Plan = lambda _n, _line: ""
        self.hooks: dict[str, Callable[[bytes], bytes]] = {}
        self.seen: list[str] = []
        self.hit: Counter[str] = Counter()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def begin(self, plan: Plan) -> None:
        """Count requests from 0 again and spoil them as ``plan`` says."""
        self.plan, self.seen = plan, []

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def __enter__(self) -> "Chaos":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def pass_on(self, request: bytes) -> bytes:
        """Bring ``request`` to the hub; return its whole answer, empty where there is none."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=20) as hub:
                hub.sendall(request)
                return b"".join(iter(lambda: hub.recv(65536), b""))
        except OSError:
            return b""

    def send_only(self, request: bytes) -> None:
        """Bring ``request`` to the hub and wait for nothing."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as hub:
            hub.sendall(request)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.settimeout(20)
            with client, contextlib.suppress(OSError):
                self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            block = client.recv(65536)
            if not block:
                return None
            head += block
        line = head.split(b"\r\n", 1)[0].decode()
        fault = self.plan(len(self.seen), line)
        self.seen.append(line)
        self.hit[fault] += 1
        if fault == "refuse":
            return _abort(client)
        request = _whole(client, head)
        if fault == "reset":
            return _abort(client)
        if fault == "cut":
            self.send_only(request[: len(request) * 2 // 3])
            return _abort(client)
        if fault == "stall":
            client.recv(1)  # until the other side gives up
            return None
        client.sendall(self._answer(fault, request))
        return None

    def _answer(self, fault: str, request: bytes) -> bytes:
        if fault == "captive":
            return canned("200 OK", PAGE, "Content-Type: text/html")
        if fault == "elsewhere":
            return canned("302 Found", b"", "Location: http://login.example/")
        if fault == "bad-gateway":
            return canned("502 Bad Gateway", PAGE, "Content-Type: text/html")
        if fault in self.hooks:
            return self.hooks[fault](request)
        answer = self.pass_on(request)
        if fault == "duplicate":
            answer = self.pass_on(request)
        if fault == "drop":
            return b""
        return answer[: len(answer) // 2] if fault == "truncate" else answer


def _whole(client: socket.socket, data: bytes) -> bytes:
    """Return the whole request, asking the hub to close afterwards."""
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    lines = [x for x in head.split(b"\r\n") if not x.lower().startswith(b"connection:")]
    for line in lines:
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        block = client.recv(65536)
        if not block:
            break
        body += block
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body


def _abort(client: socket.socket) -> None:
    """Close with a reset."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
