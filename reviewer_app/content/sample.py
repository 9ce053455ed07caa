"""The fictional sample trust and its whole review, for practice, the demonstration and tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reviewer_app import assets
from reviewer_app.content import schema
from reviewer_app.content.yaml_file import Document, read_yaml
from reviewer_app.domain.body import Body
from reviewer_app.domain.school import School

TRUST: Final = "sample/trust.yaml"
REVIEW: Final = "sample/northfield.yaml"


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """An invented reviewer; ``school`` is the school's name, empty for somebody of the trust."""

    key: str
    name: str
    role_title: str
    school: str


@dataclass(frozen=True, slots=True)
class SampleTrust:
    """The trust with its academies and people."""

    name: str
    hub: str
    schools: tuple[School, ...]
    people: tuple[SamplePerson, ...]

    def school(self, urn: str) -> School:
        """Return the academy ``urn``. Raises KeyError."""
        return {s.urn: s for s in self.schools}[urn]

    def person(self, key: str) -> SamplePerson:
        """Return the person ``key``. Raises KeyError."""
        return {p.key: p for p in self.people}[key]


@dataclass(frozen=True, slots=True)
class SampleNote:
    """A note. ``lines`` are (time, text); ``extra`` the form type's own fields by key.

    ``author`` is a person's key; ``joint_with`` and ``agreed`` are list keys, ``subject`` words.
    """

    key: str
    form_type: str
    author: str
    date: str
    start: str
    end: str
    years: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    subject: str = ""
    joint_with: str = ""
    agreed: str = ""
    focus: str = ""
    place: str = ""
    so_what: str = ""
    groups: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> Body:
        """Return the text with each line's own time; marks in it are the links."""
        times = tuple((n, at) for n, (at, _) in enumerate(self.lines))
        return Body("\n".join(text for _, text in self.lines), times)


@dataclass(frozen=True, slots=True)
class SampleStatement:
    """A WWW or EBI and the keys of the notes it rests on."""

    area: str
    kind: str
    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleEstimate:
    """The agreed point of an area or of ``overall``."""

    area: str
    point: str
    rationale: str


@dataclass(frozen=True, slots=True)
class SampleExcellence:
    """The area of excellence; ``outcome`` is a point of its scale."""

    title: str
    outcome: str
    contact: str
    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleReview:
    """A review from its dates to its last words. ``sections`` are report texts by key."""

    ref: str
    school: School
    hub: str
    date_start: str
    date_end: str
    head_name: str
    previous_estimate: str
    previous_date: str
    lead: SamplePerson
    team: tuple[SamplePerson, ...]
    notes: tuple[SampleNote, ...]
    statements: tuple[SampleStatement, ...]
    estimates: tuple[SampleEstimate, ...]
    excellence: SampleExcellence | None
    sections: Mapping[str, str]


def trust() -> SampleTrust:
    """Return the sample trust. The tests check its file; here it is only read."""
    return _trust(read_yaml(assets.read_bytes(TRUST), TRUST))


def review() -> SampleReview:
    """Return the sample review of Northfield Primary Academy."""
    return _review(read_yaml(assets.read_bytes(REVIEW), REVIEW), trust())


def load_trust(data: bytes, name: str) -> SampleTrust:
    """Return the trust in ``data``, checked. Raises ContentError naming line and field."""
    document = read_yaml(data, name)
    schema.check(document, "sample_trust")
    return _trust(document)


def load_review(data: bytes, name: str, of: SampleTrust) -> SampleReview:
    """Return the review in ``data``, checked. Raises ContentError naming line and field."""
    document = read_yaml(data, name)
    schema.check(document, "sample_review")
    return _review(document, of)


def _trust(document: Document) -> SampleTrust:
    data = document.data
    schools = tuple(
        School(id=s["urn"], trust=data["name"], source="sample", **s) for s in data["schools"]
    )
    names = {s.urn: s.name for s in schools} | {"": ""}
    people = []
    for i, p in enumerate(data["people"]):
        if p["school"] not in names:
            raise document.error(("people", i, "school"), "There is no such school here.")
        people.append(SamplePerson(p["key"], p["name"], p["role_title"], names[p["school"]]))
    return SampleTrust(data["name"], data["hub"], schools, tuple(people))


def _review(document: Document, of: SampleTrust) -> SampleReview:
    data = document.data
    notes = tuple(_note(n) for n in data["notes"])
    known = {n.key for n in notes}
    for i, statement in enumerate(data["statements"]):
        for k, key in enumerate(statement["notes"]):
            if key not in known:
                at = ("statements", i, "notes", k)
                raise document.error(at, f"There is no note “{key}”.")
    excellence = data["excellence"]
    return SampleReview(
        ref=data["ref"],
        school=of.school(data["school"]),
        hub=of.hub,
        date_start=data["date_start"],
        date_end=data["date_end"],
        head_name=data["head_name"],
        previous_estimate=data["previous_estimate"],
        previous_date=data["previous_date"],
        lead=of.person(data["lead"]),
        team=tuple(of.person(key) for key in data["team"]),
        notes=notes,
        statements=tuple(
            SampleStatement(s["area"], s["kind"], s["text"], tuple(s["notes"]))
            for s in data["statements"]
        ),
        estimates=tuple(
            SampleEstimate(e["area"], e["point"], e["rationale"]) for e in data["estimates"]
        ),
        excellence=SampleExcellence(
            excellence["title"],
            excellence["outcome"],
            excellence["contact"],
            excellence["text"],
            tuple(excellence["notes"]),
        ),
        sections=dict(data["sections"]),
    )


def _note(data: Mapping[str, Any]) -> SampleNote:
    words = {
        name: data.get(name, "")
        for name in ("subject", "joint_with", "agreed", "focus", "place", "so_what")
    }
    return SampleNote(
        key=data["key"],
        form_type=data["form_type"],
        author=data["author"],
        date=data["date"],
        start=data["start"],
        end=data["end"],
        years=tuple(data["years"]),
        lines=tuple((line["at"], line["text"]) for line in data["lines"]),
        groups=tuple(data.get("groups", ())),
        extra=dict(data.get("extra", {})),
        **words,
    )
