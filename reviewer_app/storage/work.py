"""What the parts of one unit of work share: the connection, the device, the clock, the caches."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from reviewer_app.domain.account import Account
from reviewer_app.domain.clock import HybridClock
from reviewer_app.domain.ops import Op
from reviewer_app.domain.ports import Clock, ProfilePaths
from reviewer_app.storage.blobs import SqlBlobs


@dataclass(frozen=True, slots=True)
class Facts:
    """What must be known of a whole review to fold a part: who led from when, what is erased."""

    times: list[tuple[tuple[int, str, int], str]]
    erased: frozenset[str]


@dataclass(slots=True)
class Memory:
    """What a store remembers between units; emptied when a unit fails."""

    hlc: HybridClock
    facts: dict[str, Facts] = field(default_factory=dict)
    ops_added: int = 0
    """Ops written since the vault was told how many there are."""


@dataclass(slots=True)
class Work:
    """One unit of work in progress."""

    connection: sa.Connection
    account: Account
    clock: Clock
    memory: Memory
    paths: ProfilePaths
    blobs: SqlBlobs
    erased: bool = False
    """Payloads were removed: the file is vacuumed after the commit."""

    def now(self) -> datetime:
        """Return the time."""
        return self.clock.now()


def header_fields(op: Op) -> tuple[str, ...]:
    """Return the texts of an op's header that go into columns."""
    return (op.op_id, op.review, op.device, op.person, op.entity_type, op.entity, op.field, op.kind)
