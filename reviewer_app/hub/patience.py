"""Connections that say nothing are let go: a few hundred of them would keep everybody else out."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS: Final = 12.0
"""How long the head of a request may take, from its connection or its first byte."""


class Patience(H11Protocol):
    """HTTP that ends a connection whose request does not come; bodies have a time of their own."""

    def __init__(self, *options: Any, **more: Any) -> None:
        super().__init__(*options, **more)
        self._wait: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in h11_impl
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        """Take in what came; wait on where it is not a whole head yet."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._end()
        elif self._wait is None:
            self._begin()

    def on_response_complete(self) -> None:
        """Let the time for idle connections run, which the server keeps itself."""
        super().on_response_complete()
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._end()
        super().connection_lost(exc)

    def _begin(self) -> None:
        self._wait = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _end(self) -> None:
        if self._wait is not None:
            self._wait.cancel()
            self._wait = None

    def _give_up(self) -> None:
        self._wait = None
        self.transport.abort()
