"""The hub's edge: every answer says whose it is, every body is bounded, every error a problem."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.protocol.api import HUB_ID_HEADER, MAX_JSON
from reviewer_app.protocol.problems import MEDIA_TYPE, Problem, problem

_log: Final = logging.getLogger(__name__)
BODY_SECONDS: Final = 60
_TYPES: Final = {
    "POST": "application/json", "PUT": "application/json", "PATCH": "application/octet-stream",
}  # fmt: skip
_STATUS: Final = {
    400: "malformed", 404: "not-found", 405: "method-not-allowed", 406: "not-acceptable",
    413: "too-large", 415: "media-type",
}  # fmt: skip


def answer(found: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as an answer."""
    return Response(
        found.model_dump_json(), found.status, dict(headers or {}), media_type=MEDIA_TYPE
    )


def install(app: FastAPI, hub_id: str, *, behind_proxy: bool = False) -> None:
    """Put the edge around ``app``."""
    app.add_middleware(Edge, hub_id=hub_id, behind_proxy=behind_proxy)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OperationalError, _database)


class Edge:
    """Reads the whole body first (all are small), so that a cut request never reaches a call."""

    def __init__(self, app: ASGIApp, hub_id: str, *, behind_proxy: bool = False) -> None:
        self._app, self._hub_id, self._behind_proxy = app, hub_id, behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._behind_proxy:
            _take_last_hop(scope)
        started = False

        async def sign(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *self._headers(message["headers"])]
            await send(message)

        refused = _refuse(scope)
        try:
            if refused:
                await _drain(receive)
            body = None if refused else await _read(receive)
        except ProblemError as error:
            body, refused = None, error
        except TimeoutError:
            body, refused = None, ProblemError("too-slow", headers={"Connection": "close"})
        if refused:
            await answer(refused.problem, refused.headers)(scope, receive, sign)
            return
        if body is None:
            return  # cut in the middle: there is nobody to answer
        try:
            await self._app(scope, _replay(body, receive), sign)
        except Exception as error:  # noqa: BLE001 - the last stop; a fault must not close the hub
            ref = uuid.uuid4().hex[:8]
            # the trace names lines of code only, a message may quote what somebody wrote
            _log.error("fault %s: %s at %s", ref, type(error).__name__, _where(error))
            if not started:
                await answer(problem("internal", ref=ref))(scope, receive, sign)

    def _headers(self, present: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        names = {name for name, _ in present}
        own = {
            HUB_ID_HEADER.lower(): self._hub_id,
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
            "referrer-policy": "no-referrer",
        }
        return [(n.encode(), v.encode()) for n, v in own.items() if n.encode() not in names]


def _take_last_hop(scope: Scope) -> None:
    """Let a request count as from whom the proxy saw: the rest of the list may be invented."""
    said = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    last = said[-1].decode("latin-1").rpartition(",")[2].strip()[:100] if said else ""
    if last:
        scope["client"] = (last, 0)


def _refuse(scope: Scope) -> ProblemError | None:
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    if not length.isdigit():
        return ProblemError("malformed")
    if int(length[:20]) > MAX_JSON:
        return ProblemError("too-large", headers={"Connection": "close"}, most=MAX_JSON)
    wanted = _TYPES.get(scope["method"])
    given = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    return ProblemError("media-type") if wanted and given != wanted else None


async def _read(receive: Receive) -> bytes | None:
    """Return the body, None where the other side went away. Raises ProblemError, TimeoutError."""
    body = bytearray()
    async with asyncio.timeout(BODY_SECONDS):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if len(body) > MAX_JSON and message.get("more_body", False):
                await _drain(receive)
            if len(body) > MAX_JSON:
                raise ProblemError("too-large", headers={"Connection": "close"}, most=MAX_JSON)
            if not message.get("more_body", False):
                return bytes(body)


async def _drain(receive: Receive) -> None:
    """Let the rest of a refused body arrive, within reason, or its sender never hears why."""
    left = 4 * MAX_JSON
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(BODY_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _problem(_request: Request, error: Any) -> Response:
    return answer(error.problem, error.headers)


async def _invalid(_request: Request, error: Any) -> Response:
    """Say where a request is wrong, never what it said."""
    first = error.errors()[0]
    place, *path = [str(part) for part in first["loc"]]
    if place == "path":
        return answer(problem("not-found"))
    if place in {"query", "header"} or first["type"] == "json_invalid":
        return answer(problem("malformed", pointer="/".join([place, *path])[:300]))
    return answer(problem("schema", str(first["msg"])[:300], pointer="/" + "/".join(path)[:300]))


async def _http(_request: Request, error: Any) -> Response:
    return answer(problem(_STATUS.get(error.status_code, "malformed")), error.headers)


async def _database(_request: Request, error: Any) -> Response:
    text = str(error.orig)
    if "full" in text:
        return answer(problem("quota"))
    if "locked" in text or "busy" in text:
        return answer(problem("busy"), {"Retry-After": "2"})
    raise error


def _where(error: BaseException) -> str:
    trace, lines = error.__traceback__, []
    while trace:
        code = trace.tb_frame.f_code
        if "reviewer_app" in code.co_filename:
            lines.append(f"{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(lines)
