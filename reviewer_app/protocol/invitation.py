"""Invitations (``.qainvite``): where the hub is, the keys to trust it by, and a one-time secret.

The secret is eight words, so that an invitation can also be read out.
"""

import json
from datetime import datetime
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, ValidationError

from reviewer_app.domain.errors import InvitationError
from reviewer_app.protocol.api import HubKey, Id, Line, Request
from reviewer_app.protocol.encoding import moment, read_json
from reviewer_app.protocol.wordlist import tidy

MAX_BYTES: Final = 16 * 1024
SUFFIX: Final = ".qainvite"
_ASK: Final = "Ask for a new invitation."


class Invitation(Request):
    """What a ``.qainvite`` file says. ``expires`` is UTC RFC 3339; ``person`` may be empty."""

    kind: Literal["reviewer-invitation"] = "reviewer-invitation"
    v: Literal[1] = 1
    address: Annotated[str, StringConstraints(max_length=300)]
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
        raise _damaged("it is too large")
    try:
        found = Invitation.model_validate(read_json(data))
        tidy(found.words)
        until = moment(found.expires)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the file"
        raise _damaged(f"“{where}” is wrong or missing") from None
    except ValueError as error:
        raise _damaged(str(error)) from None
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
    plain = bool(parts.username or parts.password or parts.query or parts.fragment)
    if not host or plain or parts.scheme not in {"http", "https"}:
        raise _damaged("its address is not that of a hub")
    if parts.scheme == "http" and not is_loopback(host):
        raise InvitationError(
            "The invitation leads to a hub without a secure connection.",
            "Nothing was sent.",
            "Ask for an invitation whose address begins with https.",
        )
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this very computer."""
    return host in {"127.0.0.1", "::1", "localhost"}


def _damaged(why: str) -> InvitationError:
    return InvitationError(f"The invitation cannot be read: {why}.", "Nothing was changed.", _ASK)
