"""Who the hub is: its id, its tenant and its signing key, in one file that only it may read."""

import json
import os
import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reviewer_app.domain.errors import DamagedError, ReviewerError
from reviewer_app.protocol.api import HubKey
from reviewer_app.protocol.signing import Signer, key_id

FILE = "hub-key.json"


@dataclass(frozen=True)
class Identity:
    """The hub's id, the tenant it serves, and the seed of its Ed25519 key (hex)."""

    hub_id: str
    tenant: str
    seed: str

    @cached_property
    def _signer(self) -> Signer:
        return Signer(bytes.fromhex(self.seed))

    @property
    def public(self) -> str:
        """Return the public key, hex."""
        return self._signer.public

    @property
    def key_id(self) -> str:
        """Return the short name of the key."""
        return key_id(self.public)

    @property
    def keys(self) -> list[HubKey]:
        """Return the keys that clients pin."""
        return [HubKey(key_id=self.key_id, ed25519=self.public)]

    def sign(self, message: bytes) -> bytes:
        """Return the hub's signature over ``message``."""
        return self._signer.sign(message)


def create(folder: Path) -> Identity:
    """Make a new identity in ``folder``. Raises ReviewerError where there is one already."""
    identity = Identity(str(uuid.uuid4()), str(uuid.uuid4()), os.urandom(32).hex())
    try:
        handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ReviewerError(
            f"There is a hub in {folder} already.",
            "It was left as it is.",
            "Choose another folder.",
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(
            {"hub_id": identity.hub_id, "tenant": identity.tenant, "seed": identity.seed}, file
        )
        file.flush()
        os.fsync(file.fileno())
    return identity


def load(folder: Path) -> Identity:
    """Return the identity in ``folder``. Raises ReviewerError where it is missing or damaged."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
        identity = Identity(str(data["hub_id"]), str(data["tenant"]), str(data["seed"]))
        key_id(identity.public)  # fails for a seed that is none
    except FileNotFoundError:
        raise ReviewerError(
            f"There is no hub in {folder}.", "", "Make one with “reviewer-app hub init”."
        ) from None
    except OSError as error:
        raise ReviewerError(
            f"The hub's key in {folder} cannot be read: {error.strerror}.",
            "Nothing was changed.",
            "Check --data, and from which account you run this.",
        ) from None
    except (ValueError, KeyError, TypeError):
        raise DamagedError(
            "The hub's key file is damaged.", "", "Put back the copy from your backup."
        ) from None
    return identity
