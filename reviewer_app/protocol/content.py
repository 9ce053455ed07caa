"""``content.json``: the results of a finished review, and what the report prints (sync.md 2.8).

The report and the hub read the same model, so page and hub can never differ. The canonical bytes
of it are hashed; the first 16 hex digits are the verification code.
"""

import hashlib
import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A message: frozen, and strict about unknown members."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SchoolFacts(Frozen):
    """The school as it was at the review."""

    urn: str
    name: str
    laestab: str = ""
    phase: str = ""
    type_name: str = ""
    la_name: str = ""
    town: str = ""
    postcode: str = ""
    trust: str = ""
    roll: int | None = None
    low_age: int | None = None
    high_age: int | None = None
    head_name: str = ""
    last_inspection_date: str = ""
    last_inspection_grade: str = ""


class FrameworkFacts(Frozen):
    """The pinned framework."""

    code: str
    version: str
    sha256: str
    title: str


class ScalePointFacts(Frozen):
    """One point of the scale an estimate is on: word, and cells filled of ``of_cells``."""

    key: str
    label: str
    cells: int
    of_cells: int


class EstimateFacts(Frozen):
    """An agreed estimate; ``area`` is a code or ``overall``, ``point`` None says insufficient."""

    area: str
    title: str
    point: ScalePointFacts | None
    insufficient_reason: str = ""
    rationale: str = ""


class StatementFacts(Frozen):
    """An agreed WWW or EBI; ``evidence`` are form numbers (``A7``), ``kinds`` form type titles."""

    id: str
    kind: Literal["www", "ebi", "next_step", "practice"]
    area: str
    text: str
    order: str = ""
    evidence: list[str] = Field(default_factory=list)
    kinds: list[str] = Field(default_factory=list)


class AreaFacts(Frozen):
    """An area of the framework as the report shows it."""

    code: str
    title: str
    heading: str
    graded: bool
    kind: str
    target_words: int


class ExcellenceFacts(Frozen):
    """The area of excellence, where one was looked at."""

    title: str
    outcome: ScalePointFacts | None
    text: str = ""
    contact: str = ""


class MemberFacts(Frozen):
    """A reviewer, named only where the review says so."""

    name: str
    role_title: str
    school: str
    role: str


class CoverageFacts(Frozen):
    """How many done notes of each form type (by key) speak to an aspect."""

    aspect: str
    title: str
    by_type: dict[str, int]


class MethodFacts(Frozen):
    """Counts over done notes, for the method line; ``hours`` from start and end times."""

    by_type: dict[str, int]
    type_titles: dict[str, str]
    year_groups: list[str]
    subjects: list[str]
    hours: float


class DeviceHead(Frozen):
    """How far one device's ops go: number and chain hash over its headers."""

    seq: int
    chain: str


class ReportContent(Frozen):
    """Everything a finished review says. ``text`` maps section keys to what people wrote.

    ``verify_at`` is the address of the hub it goes to, empty where none was joined by then.
    """

    kind: Literal["review-content"] = "review-content"
    v: Literal[1] = 1
    review: str
    ref: str
    review_kind: str
    revision: int
    replaces_reason: str = ""
    practice: bool
    school: SchoolFacts
    hub_name: str = ""
    verify_at: str = ""
    date_start: str
    date_end: str
    finalised_at: str
    framework: FrameworkFacts
    areas: list[AreaFacts]
    estimates: list[EstimateFacts]
    statements: list[StatementFacts]
    excellence: ExcellenceFacts | None = None
    previous_estimate: str = ""
    previous_date: str = ""
    text: dict[str, str]
    team: list[MemberFacts]
    coverage: list[CoverageFacts]
    method: MethodFacts
    vector: dict[str, DeviceHead]
    fold_sha256: str
    evidence_parts: list[str] = Field(default_factory=list)
    app_version: str


def content_bytes(content: ReportContent) -> bytes:
    """Return the canonical bytes: sorted keys, no spaces, UTF-8."""
    data = content.model_dump(mode="json")
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def verification_code(data: bytes) -> str:
    """Return the code the report prints: 16 hex digits of the SHA-256, in groups of four."""
    digest = hashlib.sha256(data).hexdigest()[:16]
    return "-".join(digest[i : i + 4] for i in range(0, 16, 4))


class PartFacts(Frozen):
    """A blob that belongs to a revision; ``role``: content, report."""

    sha256: str
    size: int
    role: str


class MakerFacts(Frozen):
    """Who signed: the lead's device and its Ed25519 key (hex)."""

    device: str
    person: str
    ed25519: str


class Manifest(Frozen):
    """The signed list of what a revision consists of (sync.md 2.8)."""

    kind: Literal["revision-manifest"] = "revision-manifest"
    v: Literal[1] = 1
    review: str
    revision: int
    content_sha256: str
    pdf_sha256: str
    parts: list[PartFacts]
    practice: bool
    made_at: str
    made_by: MakerFacts
