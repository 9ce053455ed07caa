"""The hub as a process: one worker, one socket."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final

import uvicorn

from reviewer_app.hub.app import create_app
from reviewer_app.hub.hub import Hub
from reviewer_app.hub.patience import Patience

MOST_CONNECTIONS: Final = 800
"""Below the 1,024 open files that systems grant a process as a rule."""
IDLE_SECONDS: Final = 15


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
    *,
    behind_proxy: bool = False,
) -> None:
    """Serve until the process is told to stop.

    Args:
        hub: what to serve.
        where: the socket to listen on.
        ready: called when it is.
        certificate: (chain, key) for TLS.
        behind_proxy: everybody comes through a web server, which says for whom it asks.
    """
    chain, key = certificate or (None, None)
    config = uvicorn.Config(
        create_app(hub, behind_proxy=behind_proxy),
        http=Patience,
        ws="none",
        proxy_headers=False,  # from anybody's hand; see edge.Edge
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=10,
        ssl_certfile=chain,
        ssl_keyfile=key,
    )
    _Server(config, ready).run(sockets=[where])
