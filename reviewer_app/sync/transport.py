"""HTTP to a hub: the system's trust, no redirects, bounded answers, and only authentic ones.

Anything that does not carry the hub's id and the shape asked for counts as "not reached"
(sync.md 3 and 6; faults.md 90, 91).
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import truststore
from pydantic import ValidationError

from reviewer_app import __version__
from reviewer_app.domain.errors import HubError, HubUnreachableError
from reviewer_app.protocol.api import CLIENT_HEADER, HUB_ID_HEADER, MAX_JSON
from reviewer_app.protocol.encoding import read_json
from reviewer_app.protocol.invitation import check_address, is_loopback
from reviewer_app.protocol.problems import MEDIA_TYPE, Problem

SAFE: Final = "Everything is safe on this laptop."
_LATER: Final = "Try again when there is a network."


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: to connect, without a byte, and for a whole answer."""

    connect: float = 10.0
    stalled: float = 30.0
    answer: float = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An authentic answer; ``data`` is None where there is no body."""

    status: int
    headers: Mapping[str, str]
    data: dict[str, Any] | None


class HubProblemError(HubError):
    """An authentic refusal. ``problem`` is what the hub said, ``retry_after`` seconds or None."""

    def __init__(self, problem: Problem, retry_after: float | None) -> None:
        self.problem, self.retry_after = problem, retry_after
        super().__init__(problem.title, SAFE, problem.user_action, problem.retry)


class Transport:
    """Calls to one address. ``hub_id`` empty: not known yet, any hub may answer (joining)."""

    def __init__(self, address: str, hub_id: str = "", times: Times | None = None) -> None:
        self._address = check_address(address)
        self._hub_id = hub_id
        self._times = times or Times()
        local = is_loopback(urlsplit(self._address).hostname or "")
        self._client = httpx.Client(
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            follow_redirects=False,
            trust_env=not local,
            timeout=httpx.Timeout(self._times.stalled, connect=self._times.connect),
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",  # nothing that could unpack to gigabytes
                "User-Agent": f"reviewer-app/{__version__}",
                CLIENT_HEADER: __version__,
            },
        )

    def call(
        self,
        method: str,
        path: str,
        kind: str = "",
        *,
        json: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        empty: tuple[int, ...] = (),
    ) -> Answer:
        """Make one call and return its authentic answer.

        Args:
            method: GET, HEAD, POST, PUT or PATCH.
            path: below the hub's address, query included.
            kind: what a body must say it is.
            json: a body as JSON.
            body: a body as bytes.
            headers: further headers.
            empty: statuses that come without a body.

        Raises HubUnreachableError for anything that is not the hub's word, HubProblemError for a
        refusal that is.
        """
        sent = dict(headers or {})
        if body is not None:
            sent.setdefault("Content-Type", "application/octet-stream")
        try:
            with self._client.stream(
                method, self._address + path, json=json, content=body, headers=sent
            ) as response:
                data = self._read(response)
        except httpx.HTTPError as error:
            raise _unreachable(error) from None
        except (httpx.InvalidURL, ssl.SSLError, UnicodeError, ValueError) as error:
            raise HubUnreachableError("The hub could not be reached.", SAFE, _LATER) from error
        return self._authentic(response, data, kind, empty)

    def close(self) -> None:
        """Drop the connections."""
        self._client.close()

    def _read(self, response: httpx.Response) -> bytes:
        """Return the raw body within limits of size and time."""
        until = time.monotonic() + self._times.answer
        data = bytearray()
        for block in response.iter_raw():
            data += block
            if len(data) > MAX_JSON or time.monotonic() > until:
                raise HubUnreachableError("The answer was too long to be the hub's.", SAFE, _LATER)
        return bytes(data)

    def _authentic(
        self, response: httpx.Response, data: bytes, kind: str, empty: tuple[int, ...]
    ) -> Answer:
        status, headers = response.status_code, response.headers
        said = headers.get(HUB_ID_HEADER, "")
        if not said:
            raise _not_a_hub(status, headers, data)
        if self._hub_id and said != self._hub_id:
            raise HubUnreachableError(
                "This isn’t the hub you joined.",
                f"{SAFE} Nothing was sent.",
                "Tell the person who looks after the hub.",
            )
        if status in empty:
            return Answer(status, headers, None)
        if 200 <= status < 300 and not headers.get("Content-Encoding"):
            found = _object(data)
            if kind and found.get("kind") == kind:
                return Answer(status, headers, found)
        elif status >= 400 and headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            bare = response.request.method == "HEAD"
            problem = _bare_problem(status) if bare else _problem(data, status)
            raise HubProblemError(problem, _seconds(headers.get("Retry-After", "")))
        raise _garbled()


def _unreachable(error: httpx.HTTPError) -> HubUnreachableError:
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        if "certificate" in str(error).lower() or "ssl" in str(error).lower():
            return HubUnreachableError(
                "The hub’s certificate is not trusted by this computer.",
                f"{SAFE} Nothing was sent.",
                "Ask your IT support to look at it.",
            )
        return HubUnreachableError("The hub could not be reached.", SAFE, _LATER)
    if isinstance(error, httpx.TimeoutException):
        return HubUnreachableError("The hub stopped answering.", SAFE, _LATER)
    return HubUnreachableError("The connection to the hub broke.", SAFE, _LATER)


def _not_a_hub(status: int, headers: Mapping[str, str], data: bytes) -> HubUnreachableError:
    page = "html" in headers.get("Content-Type", "").lower() or data.lstrip()[:1] == b"<"
    if status in {502, 503, 504}:
        return HubUnreachableError("The hub is not answering at the moment.", SAFE, _LATER)
    if (page and status in {200, 401, 403}) or status in {301, 302, 303, 307, 308, 511}:
        return HubUnreachableError(
            "This Wi-Fi wants you to log in.",
            SAFE,
            "Open a page in your web browser and log in there, then send again.",
        )
    return HubUnreachableError("Something other than the hub answered.", SAFE, _LATER)


def _garbled() -> HubUnreachableError:
    return HubUnreachableError("The hub’s answer did not arrive as it should.", SAFE, _LATER)


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = read_json(data)
    except ValueError:
        raise _garbled() from None
    if not isinstance(found, dict):
        raise _garbled()
    return found


def _problem(data: bytes, status: int) -> Problem:
    try:
        found = Problem.model_validate(_object(data))
    except ValidationError:
        raise _garbled() from None
    if found.status != status:
        raise _garbled()
    return found


def _bare_problem(status: int) -> Problem:
    """Return what a refused HEAD says: its status alone."""
    facts = {"type": "about:blank", "title": "The hub refused to answer.", "status": status}
    return Problem.model_validate(facts)


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else None
