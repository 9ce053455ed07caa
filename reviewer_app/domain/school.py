"""Schools as the national register knows them, or as somebody typed them (domain.md 2.1)."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class School:
    """A school. ``urn`` is empty for one typed by hand without a number; ``id`` is then its key.

    Ages in years; ``roll`` and ``capacity`` in pupils, None where the register is silent.
    """

    id: str
    name: str
    urn: str = ""
    laestab: str = ""
    phase: str = ""
    type_name: str = ""
    la_name: str = ""
    status: str = "Open"
    low_age: int | None = None
    high_age: int | None = None
    gender: str = ""
    religious_character: str = ""
    capacity: int | None = None
    roll: int | None = None
    street: str = ""
    town: str = ""
    postcode: str = ""
    trust: str = ""
    last_inspection_date: str = ""
    last_inspection_grade: str = ""
    source: str = "typed"

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values."""
        return asdict(self)

    @staticmethod
    def from_dict(data: dict[str, Any]) -> "School":
        """Return the school ``data`` describes; unknown keys are left out."""
        known = School.__dataclass_fields__
        return School(**{k: v for k, v in data.items() if k in known})

    @property
    def place(self) -> str:
        """Return town and postcode for a list line."""
        return ", ".join(p for p in (self.town, self.postcode) if p)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A register row that was left out: line in the file (1-based), why, and the URN if known."""

    line: int
    reason: str
    urn: str = ""


@dataclass(frozen=True, slots=True)
class ImportAccount:
    """What an import did: rows read; schools added, changed, unchanged, closed; bad rows."""

    rows: int
    added: int
    changed: int
    unchanged: int
    closed: int
    bad: tuple[BadRow, ...]
    bad_total: int
    encoding: str
