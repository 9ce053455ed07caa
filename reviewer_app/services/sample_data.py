"""Filling a profile with invented reviews: practice, ``demo-data`` and measurements."""

from collections.abc import Callable

from reviewer_app.content import demo_data, sample
from reviewer_app.content.sample import SampleNote, SampleReview
from reviewer_app.crypto.ids import new_id
from reviewer_app.domain.body import aspect_elements, find_marks
from reviewer_app.domain.framework import Framework, FrameworkRef
from reviewer_app.domain.ids import estimate_id, section_id
from reviewer_app.domain.ports import Edit
from reviewer_app.services.base import sets
from reviewer_app.services.reviews import NewMember, NewReview
from reviewer_app.services.session import Session

FRAMEWORK = "QAR-PEER"
EXCELLENCE_AREA = "X"
BATCH = 1000


def framework_ref(session: Session) -> FrameworkRef:
    """Return the packaged whole-school framework in its latest version."""
    latest = [f for f in session.frameworks.all() if f.code == FRAMEWORK][-1]
    return FrameworkRef(latest.code, latest.version, latest.sha256)


def add_sample_trust(session: Session) -> None:
    """Put the academies of the sample trust among the schools."""
    with session.desk.store.unit() as unit:
        unit.schools.put(sample.trust().schools)


def fill_practice(session: Session) -> None:
    """Fill the practice profile: the trust, and a review half way, with notes to look at.

    Does what is still to do: a start that was cut short leaves it half filled.
    """
    if session.places.get("practice.filled", default=False):
        return
    add_sample_trust(session)
    story = sample.review()
    cards = session.reviews.cards()
    review = cards[0].id if cards else begin_review(session, story)
    if not session.evidence.list(review):
        add_notes(session, review, story, done=len(story.notes) - 2)
    session.places.set("practice.filled", value=True)


def fill(session: Session, kind: str, say: Callable[[str], None] = lambda _text: None) -> list[str]:
    """Fill a profile with a volume: sample, tiny, typical, heavy or stress; return review ids."""
    add_sample_trust(session)
    if kind == "sample":
        stories = [sample.review()]
    else:
        stories = list(demo_data.generate(kind))
        batch = []
        for school in demo_data.generate_schools(kind):
            batch.append(school)
            if len(batch) == BATCH:
                with session.desk.store.unit() as unit:
                    unit.schools.put(batch)
                batch = []
        with session.desk.store.unit() as unit:
            unit.schools.put(batch)
    reviews = []
    for number, story in enumerate(stories, 1):
        review = begin_review(session, story)
        numbers = add_notes(session, review, story, done=len(story.notes))
        add_results(session, review, story, numbers)
        reviews.append(review)
        say(f"Review {number} of {len(stories)}: {len(story.notes)} notes")
    return reviews


def begin_review(session: Session, story: SampleReview) -> str:
    """Make the review of a story, led by the person at this laptop."""
    members = (story.lead, *story.team)[1:]
    new = NewReview(
        school=story.school,
        framework=framework_ref(session),
        date_start=story.date_start,
        date_end=story.date_end,
        team=tuple(NewMember(p.name, p.role_title, p.school, "team") for p in members),
        head_name=story.head_name,
        hub_name=story.hub,
        previous_estimate=story.previous_estimate,
        previous_date=story.previous_date,
    )
    review, _ = session.reviews.create(new)
    return review


def add_notes(session: Session, review: str, story: SampleReview, *, done: int) -> dict[str, str]:
    """Write the notes of a story, the first ``done`` of them done; return note ids by key."""
    framework = session.frameworks.get(framework_ref(session))
    account = session.account
    ids: dict[str, str] = {}
    edits: list[Edit] = []
    for index, note in enumerate(story.notes):
        ids[note.key] = new_id()
        header = {
            "author": account.person,
            "author_name": account.name,
            "number": f"{account.letter}{index + 1}",
            "visibility": "team",
            "status": "done" if index < done else "draft",
        }
        edits += sets("evidence", ids[note.key], header)
        edits += _note_edits(ids[note.key], note, framework)
    edits.append(Edit("review", review, "state", "on_site"))
    with session.desk.store.unit() as unit:
        unit.settings.set(f"number.{review}", len(story.notes))
        unit.log.write(review, edits)
    return ids


def add_results(session: Session, review: str, story: SampleReview, notes: dict[str, str]) -> None:
    """Write the statements, estimates and texts of a story."""
    for s in story.statements:
        behind = [notes[key] for key in s.notes if key in notes]
        session.statements.add(review, s.kind, s.area, s.text, behind)
    edits: list[Edit] = []
    for e in story.estimates:
        values = {"area": e.area, "stage": "agreed", "point": e.point, "rationale": e.rationale}
        edits += sets("estimate", estimate_id(review, e.area, "agreed"), values)
    for key, body in story.sections.items():
        edits += sets("section", section_id(review, key), {"key": key, "body": body})
    excellence = story.excellence
    if excellence is not None:
        values = {
            "key": "excellence",
            "body": excellence.text,
            "x.title": excellence.title,
            "x.outcome": excellence.outcome,
            "x.contact": excellence.contact,
        }
        edits += sets("section", section_id(review, "excellence"), values)
    with session.desk.store.unit() as unit:
        unit.log.write(review, edits)


def _note_edits(note_id: str, note: SampleNote, framework: Framework) -> list[Edit]:
    body = note.body()
    values = {
        "form_type": note.form_type,
        "date": note.date,
        "start": note.start,
        "end": note.end,
        "place": note.place,
        "subject": note.subject,
        "focus": note.focus,
        "joint_with": note.joint_with,
        "agreed": note.agreed,
        "so_what": note.so_what,
        "body": body.as_value(),
        **{f"x.{key}": value for key, value in note.extra.items()},
    }
    edits = sets("evidence", note_id, {k: v for k, v in values.items() if v not in ("", None)})
    codes = {aspect.code for _, aspect in framework.aspects()}
    elements = {
        "aspects": sorted(aspect_elements(find_marks(body.text, codes).aspects)),
        "years": note.years,
        "groups": note.groups,
    }
    for name, members in elements.items():
        edits += [Edit("evidence", note_id, name, member, "add") for member in members]
    return edits
