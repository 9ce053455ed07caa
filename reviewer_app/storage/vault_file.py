"""The vault's file: two generations, each with a checksum that tells damage from a wrong key."""

import base64
import binascii
import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reviewer_app.crypto.kdf import KdfCost
from reviewer_app.domain.errors import DamagedError, NewerDataError
from reviewer_app.domain.ports import ProfilePaths
from reviewer_app.storage.files import sort_os_error, write_whole

FORMAT: Final = 1
SLOT_KINDS: Final = ("passphrase", "keyring", "recovery", "practice")


class _BrokenFileError(Exception):
    """This generation cannot be read."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The master key wrapped under one secret. ``cost`` only where the secret is a passphrase."""

    kind: str
    salt: bytes
    sealed: bytes
    cost: KdfCost | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        cost = {"memory": self.cost.memory, "passes": self.cost.passes} if self.cost else None
        return {
            "kind": self.kind,
            "salt": self.salt.hex(),
            "cost": cost,
            "sealed": base64.b64encode(self.sealed).decode(),
        }

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> "Slot":
        """Read a slot. Raises ValueError, KeyError or TypeError."""
        cost = data["cost"]
        slot = Slot(
            str(data["kind"]),
            bytes.fromhex(data["salt"]),
            base64.b64decode(data["sealed"], validate=True),
            KdfCost(int(cost["memory"]), int(cost["passes"])) if cost else None,
        )
        if slot.cost and not slot.cost.allowed:
            raise ValueError("Argon2id cost over the cap")
        if slot.kind == "passphrase" and not slot.cost:
            raise ValueError("a passphrase slot without its cost")
        return slot


@dataclass(frozen=True, slots=True)
class VaultFile:
    """What stands in the file. ``body`` and ``counter`` are sealed under the master key."""

    profile: str
    practice: bool
    shared_laptop: bool
    slots: tuple[Slot, ...]
    body: bytes
    counter: bytes
    keyring_name: str = ""

    def header(self) -> bytes:
        """Return what the sealed body authenticates: everything but itself and the counter."""
        return _json(
            {
                "format": FORMAT,
                "profile": self.profile,
                "practice": self.practice,
                "shared_laptop": self.shared_laptop,
                "keyring_name": self.keyring_name,
                "slots": [slot.as_dict() for slot in self.slots],
            }
        )

    def encode(self) -> bytes:
        """Return the bytes of the file."""
        inner = {
            **json.loads(self.header()),
            "body": base64.b64encode(self.body).decode(),
            "counter": base64.b64encode(self.counter).decode(),
        }
        check = hashlib.sha256(_json(inner)).hexdigest()
        return json.dumps({"vault": inner, "sha256": check}, indent=1).encode()

    @staticmethod
    def decode(data: bytes) -> "VaultFile":
        """Read the bytes of a file. Raises NewerDataError, _BrokenFileError."""
        try:
            outer = json.loads(data)
            inner = outer["vault"]
            if int(inner["format"]) > FORMAT:
                raise NewerDataError(
                    "These files were made by a newer version of Reviewer.",
                    "Nothing was changed.",
                    "Install the newest version, then open them again.",
                )
            if hashlib.sha256(_json(inner)).hexdigest() != outer["sha256"]:
                raise _BrokenFileError
            return VaultFile(
                str(inner["profile"]),
                inner["practice"] is True,
                inner["shared_laptop"] is True,
                tuple(Slot.from_dict(s) for s in inner["slots"]),
                base64.b64decode(inner["body"], validate=True),
                base64.b64decode(inner["counter"], validate=True),
                str(inner["keyring_name"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise _BrokenFileError from error


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def previous(paths: ProfilePaths) -> Path:
    """Return the path of the generation before the present one."""
    return paths.folder / "vault.previous.json"


def load(paths: ProfilePaths) -> tuple[list[VaultFile], bool]:
    """Return the generations that can be read, newest first, and whether the newest is damaged.

    Raises DamagedError where none can be read, NewerDataError, ReadOnlyError.
    """
    found: list[VaultFile] = []
    damaged = False
    for path in (paths.vault, previous(paths)):
        try:
            found.append(VaultFile.decode(path.read_bytes()))
        except FileNotFoundError:
            damaged = damaged or path == paths.vault
        except (_BrokenFileError, binascii.Error):
            damaged = damaged or path == paths.vault
        except OSError as error:
            raise sort_os_error(error, paths.folder) from error
    if not found:
        raise damaged_vault(paths)
    return found, damaged


def damaged_vault(paths: ProfilePaths) -> DamagedError:
    """Return the error for a vault of which no generation is sound."""
    there = paths.vault.exists() or previous(paths).exists()
    what = "is damaged, and so is" if there else "is missing, and so is"
    return DamagedError(
        f"The key file {paths.vault} {what} the copy beside it.",
        "Your notes are still on this laptop, but they cannot be opened without their keys.",
        "Restore the whole folder from a backup, or start again.",
    )


def store(paths: ProfilePaths, file: VaultFile, *, forget_previous: bool) -> None:
    """Write a generation; the one before it stays, unless a slot of it must no longer open.

    At each moment at least one whole generation is on the disk. Raises ReviewerError children.
    """
    data = file.encode()
    if not forget_previous:
        with contextlib.suppress(OSError, _BrokenFileError):  # a damaged one is no copy to keep
            standing = paths.vault.read_bytes()
            VaultFile.decode(standing)
            write_whole(previous(paths), standing)
    write_whole(paths.vault, data)
    if forget_previous or not previous(paths).exists():
        write_whole(previous(paths), data)
