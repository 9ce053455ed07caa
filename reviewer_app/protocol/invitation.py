"""Invitations (``.qainvite``): where the hub is, the keys to trust it by, and a one-time secret.

The secret is eight words, so that an invitation can also be read out.
"""

import json
from datetime import datetime
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints

from reviewer_app.domain.body import one_line
from reviewer_app.domain.errors import InvitationError
from reviewer_app.protocol.api import HubKey, Id, Line, Request
from reviewer_app.protocol.encoding import moment, read_json
from reviewer_app.protocol.wordlist import tidy

MAX_BYTES: Final = 16 * 1024
MAX_ADDRESS: Final = 300
SUFFIX: Final = ".qainvite"
_ASK: Final = "Ask the person who looks after the hub for a new one."


class Invitation(Request):
    """What a ``.qainvite`` file says. ``expires`` is UTC RFC 3339; ``person`` may be empty."""

    kind: Literal["reviewer-invitation"] = "reviewer-invitation"
    v: Literal[1] = 1
    address: Annotated[str, StringConstraints(max_length=MAX_ADDRESS)]
    hub_id: Id
    hub_name: Line
    hub_keys: Annotated[list[HubKey], Field(min_length=1, max_length=8)]
    words: Annotated[str, StringConstraints(max_length=200)]
    expires: Annotated[str, StringConstraints(max_length=40)]
    person: Line = ""

    def to_bytes(self) -> bytes:
        """Return the file."""
        return (json.dumps(self.model_dump(), ensure_ascii=False, indent=2) + "\n").encode()


def read_invitation(data: bytes, now: datetime) -> Invitation:
    """Return the invitation in ``data``.

    Raises InvitationError where it is damaged, names an address that is not a hub's, or expired.
    """
    if len(data) > MAX_BYTES:
        raise _damaged()
    try:
        said = read_json(data)
        if isinstance(said, dict) and isinstance(said.get("v"), int) and said["v"] > 1:
            raise InvitationError(
                "This invitation was made for a newer version of Reviewer.",
                "Nothing was changed.",
                "Update Reviewer, then open it again.",
            )
        found = Invitation.model_validate(said)
        tidy(found.words)
        until = moment(found.expires)
    except ValueError as error:  # pydantic's is one
        raise _damaged() from error
    check_address(found.address)
    if until <= now:
        raise InvitationError(
            f"The invitation ran out on {until:%d %B %Y}.", "Nothing was changed.", _ASK
        )
    return found


def check_address(address: str) -> str:
    """Return ``address`` without a trailing slash.

    Raises InvitationError unless it is https, or http to this very computer.
    """
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    more = bool(parts.username or parts.password or parts.query or parts.fragment)
    odd = " " in address or not address.isprintable() or len(address) > MAX_ADDRESS
    if not host or more or odd or parts.scheme not in {"http", "https"}:
        raise InvitationError(
            f"“{one_line(address)[:80]}” is not the address of a hub.",
            "Nothing was changed.",
            "Such an address begins with https:// and names a computer.",
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise InvitationError(
            f"“{one_line(address)[:80]}” has no secure connection.",
            "Nothing was sent.",
            "The address of a hub begins with https://.",
        )
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this very computer."""
    return host in {"127.0.0.1", "::1", "localhost"}


def _damaged() -> InvitationError:
    return InvitationError(
        "This file is damaged, or is not an invitation.", "Nothing was changed.", _ASK
    )
