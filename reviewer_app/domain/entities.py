"""The records of a review, read from folded ops (sync.md 2.6).

``from_fold`` functions turn Folded entities into frozen dataclasses; registers that people must
still choose between are named in ``contested``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reviewer_app.domain.body import Body
from reviewer_app.domain.fold import Folded
from reviewer_app.domain.framework import FrameworkRef
from reviewer_app.domain.order import known_key
from reviewer_app.domain.school import School

EVIDENCE_REGISTERS: Final = (
    "form_type", "author", "author_name", "number", "status", "visibility", "date", "start", "end",
    "place", "subject", "focus", "joint_with", "agreed", "so_what", "body",
)  # fmt: skip
EVIDENCE_SETS: Final = ("aspects", "groups", "years")
"""Elements: ``Q3+``; a pupil-group key; ``N1 N2 R 1 … 14`` or ``whole``."""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _contested(folded: Folded) -> tuple[str, ...]:
    return tuple(name for name, register in folded.registers.items() if register.contested)


def _versions(folded: Folded, name: str) -> tuple[tuple[str, str], ...]:
    """Return (person, text) of each value that stands, where people must choose; else nothing."""
    register = folded.registers.get(name)
    if register is None or not register.contested:
        return ()
    return tuple((head.person, str(head.value)) for head in register.heads)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A note.

    ``status``: draft, done or withdrawn; ``visibility``: team or lead; ``date`` ISO,
    ``start``/``end`` "HH:MM"; ``extra`` holds the form type's own fields by key.
    """

    id: str
    form_type: str
    author: str
    author_name: str
    number: str
    status: str
    visibility: str
    date: str
    start: str
    end: str
    place: str
    subject: str
    focus: str
    joint_with: str
    agreed: str
    so_what: str
    body: Body
    aspects: tuple[str, ...]
    groups: tuple[str, ...]
    years: tuple[str, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)
    contested: tuple[str, ...] = ()
    restored: bool = False
    created_hlc: int = 0
    changed_hlc: int = 0

    @staticmethod
    def from_fold(f: Folded) -> "Evidence":
        """Read a folded ``evidence`` entity."""
        text = {name: str(f.get(name, "")) for name in EVIDENCE_REGISTERS if name != "body"}
        extra = {n[2:]: f.get(n) for n in f.registers if n.startswith("x.")}
        extra.update({n[2:]: f.elements(n) for n in f.sets if n.startswith("x.")})
        return Evidence(
            id=f.entity,
            body=Body.from_value(f.get("body")),
            **{
                **text,
                "status": text["status"] or "draft",
                "visibility": text["visibility"] or "team",
            },
            aspects=_texts(f.elements("aspects")),
            groups=_texts(f.elements("groups")),
            years=sort_years(f.elements("years")),
            extra=extra,
            contested=_contested(f),
            restored=f.delete_contested,
            created_hlc=f.first_hlc,
            changed_hlc=f.last_hlc,
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """A WWW or EBI (``kind``: www, ebi, next_step, practice).

    ``status``: proposed, on_board, agreed, in_report or dropped; ``evidence`` are note ids;
    ``order`` is a fractional key.
    """

    id: str
    kind: str
    area: str
    text: str
    status: str
    order: str
    proposed_by: str
    evidence: tuple[str, ...]
    contested: tuple[str, ...] = ()
    created_hlc: int = 0
    versions: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def from_fold(f: Folded) -> "Statement":
        """Read a folded ``statement`` entity."""
        return Statement(
            f.entity, str(f.get("kind", "www")), str(f.get("area", "")), str(f.get("text", "")),
            str(f.get("status", "proposed")), known_key(f.get("order")),
            str(f.get("proposed_by", "")), f.elements("evidence"), _contested(f), f.first_hlc,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """A point for an area (or ``overall``) at a stage (self, provisional, agreed).

    ``candidates`` and ``rationales`` hold (person, value) where point or rationale is contested.
    """

    id: str
    area: str
    stage: str
    point: str
    rationale: str
    insufficient_reason: str
    contested: tuple[str, ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()
    rationales: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def from_fold(f: Folded) -> "Estimate":
        """Read a folded ``estimate`` entity; a contested point is never chosen for people."""
        candidates = _versions(f, "point")
        return Estimate(
            f.entity, str(f.get("area", "")), str(f.get("stage", "agreed")),
            "" if candidates else str(f.get("point", "")), str(f.get("rationale", "")),
            str(f.get("insufficient_reason", "")), _contested(f),
            candidates, _versions(f, "rationale"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's place in the team; ``role``: lead, team, facilitator, moderator, trainee."""

    id: str
    person: str
    name: str
    role_title: str
    school: str
    role: str

    @staticmethod
    def from_fold(f: Folded) -> "Member":
        """Read a folded ``member`` entity."""
        return Member(
            f.entity,
            *(str(f.get(n, "")) for n in ("person", "name", "role_title", "school", "role")),
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A text of the report that people write (``key`` as in the report template).

    ``versions`` holds (person, text) where the body is contested.
    """

    id: str
    key: str
    body: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    contested: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def from_fold(f: Folded) -> "Section":
        """Read a folded ``section`` entity; registers ``x.<name>`` become ``fields``."""
        fields = {n[2:]: f.get(n) for n in f.registers if n.startswith("x.")}
        return Section(
            f.entity, str(f.get("key", "")), str(f.get("body", "")), fields, _contested(f),
            _versions(f, "body"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Review:
    """The review's header. Dates ISO; ``state`` as domain.md 1.3; ``revision`` 0 until final.

    ``inspection_grade`` and ``inspection_date`` are the lead's words, or else the register's.
    """

    id: str
    ref: str
    kind: str
    school: School
    framework: FrameworkRef
    date_start: str
    date_end: str
    state: str
    head_name: str
    hub_name: str
    previous_estimate: str
    previous_date: str
    name_team: bool
    revision: int
    practice: bool
    lead: str = ""
    created_hlc: int = 0
    contested: tuple[str, ...] = ()
    inspection_grade: str = ""
    inspection_date: str = ""

    @staticmethod
    def from_fold(f: Folded, lead: str) -> "Review":
        """Read a folded ``review`` entity; ``lead`` is the person who leads now."""
        pinned = _dict(f.get("framework"))
        school = School.from_dict({"id": "", "name": "", **_dict(f.get("school"))})
        return Review(
            id=f.entity, ref=str(f.get("ref", "")), kind=str(f.get("kind", "qar")),
            school=school,
            framework=FrameworkRef(
                *(str(pinned.get(n, "")) for n in ("code", "version", "sha256"))
            ),
            date_start=str(f.get("date_start", "")), date_end=str(f.get("date_end", "")),
            state=str(f.get("state", "planned")), head_name=str(f.get("head_name", "")),
            hub_name=str(f.get("hub_name", "")),
            previous_estimate=str(f.get("previous_estimate", "")),
            previous_date=str(f.get("previous_date", "")),
            inspection_grade=str(f.get("inspection_grade", school.last_inspection_grade)),
            inspection_date=str(f.get("inspection_date", school.last_inspection_date)),
            name_team=bool(f.get("name_team", True)),
            revision=int(f.get("revision", 0)), practice=bool(f.get("practice", False)),
            lead=lead, created_hlc=f.first_hlc, contested=_contested(f),
        )  # fmt: skip


def _texts(elements: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the elements that are words: another laptop's op may hold anything."""
    return tuple(e for e in elements if isinstance(e, str) and e)


YEARS: Final = ("N1", "N2", "R", *(str(n) for n in range(1, 15)), "whole")


def sort_years(years: tuple[Any, ...]) -> tuple[str, ...]:
    """Return year codes in school order."""
    known = {y: i for i, y in enumerate(YEARS)}
    return tuple(sorted((str(y) for y in years), key=lambda y: (known.get(y, 99), y)))


def year_words(years: tuple[str, ...]) -> str:
    """Return years for people: ``Y4``, ``Y3–Y6``, ``Reception and Y1``, ``Whole school``."""
    if "whole" in years:
        return "Whole school"
    names = {"N1": "Nursery 1", "N2": "Nursery 2", "R": "Reception"}
    runs: list[list[str]] = []
    for year in years:
        if (
            runs
            and year in YEARS
            and year.isdigit()
            and YEARS.index(runs[-1][-1]) + 1 == YEARS.index(year) > 3
        ):
            runs[-1].append(year)
        else:
            runs.append([year])
    words = []
    for run in runs:
        first, last = names.get(run[0], f"Y{run[0]}"), names.get(run[-1], f"Y{run[-1]}")
        words.append(first if len(run) == 1 else f"{first}–{last}")
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
