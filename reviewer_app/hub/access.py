"""Who calls: the token in the request, and the device it was given to."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Header

from reviewer_app.hub.hub import MIN_CLIENT, Hub
from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.hub.registry import Device
from reviewer_app.protocol.api import CLIENT_HEADER

Caller = Callable[..., Device]


def caller_of(hub: Hub) -> Caller:
    """Return the dependency that finds the calling device or ends the request."""

    def caller(
        authorization: Annotated[str, Header(max_length=200)] = "",
        client: Annotated[str, Header(alias=CLIENT_HEADER, max_length=40)] = "",
    ) -> Device:
        check_version(client)
        scheme, _, token = authorization.partition(" ")
        owner = hub.tokens.owner(token) if scheme == "Bearer" else None
        device = hub.registry.device(owner) if owner else None
        if device is None:
            raise ProblemError("token-expired", headers={"WWW-Authenticate": "Bearer"})
        if device.revoked:
            raise ProblemError("device-revoked", headers={"WWW-Authenticate": "Bearer"})
        return device

    return caller


def check_version(client: str) -> None:
    """Raise ProblemError where the program that calls says it is older than the hub accepts."""
    said = _numbers(client)
    if said and said < _numbers(MIN_CLIENT):
        raise ProblemError("client-too-old", min_client=MIN_CLIENT)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(int(p) for p in parts) if all(p.isascii() and p.isdigit() for p in parts) else ()
