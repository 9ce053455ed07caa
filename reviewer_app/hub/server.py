"""The hub as a process: one worker, one socket."""

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from reviewer_app.hub.app import create_app
from reviewer_app.hub.hub import Hub


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to ``host`` and ``port`` (0: any that is free). Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
    except OSError:
        found.close()
        raise
    return found


class _Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve(
    hub: Hub,
    where: socket.socket,
    ready: Callable[[], None],
    certificate: tuple[Path, Path] | None = None,
) -> None:
    """Serve until the process is told to stop; ``certificate`` is (chain, key) for TLS."""
    chain, key = certificate or (None, None)
    config = uvicorn.Config(
        create_app(hub),
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=200,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        ssl_certfile=chain,
        ssl_keyfile=key,
    )
    _Server(config, ready).run(sockets=[where])
