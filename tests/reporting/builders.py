"""Report contents to lay out: a typical review, a long one, and whatever a test changes."""

from typing import Any

from reviewer_app.content import brands, report_templates
from reviewer_app.content.brands import Brand
from reviewer_app.content.report_templates import ReportTemplate
from reviewer_app.protocol import content as c

DRAFT = "DRAFT v1 – not for sharing"

POINTS = {
    "leading": ("Leading", 4),
    "effective": ("Effective", 3),
    "working_towards": ("Working towards effective", 2),
    "ineffective": ("Ineffective", 1),
}
AREAS = {
    "L": "Leadership at all levels",
    "Q": "Quality of provision and outcomes",
    "D": "Provision and outcomes for disadvantaged pupils and pupils with additional needs",
}


def _lines(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n")]


WWW = {
    "L": _lines("""
        Leaders know their school precisely. What they wrote before the visit matched what
        the team saw in lessons, in books and in talk with pupils.

        The four priorities of the improvement plan are known to every member of staff who
        was asked, from the site team to the newest teacher, and each could say what had
        changed.

        Subject leaders explain the order of their curriculum with confidence. In science
        and history they have rewritten units after looking at pupils' work together.

        Coaching is voluntary, generous and used: three quarters of teachers took part last
        term.

        Staff speak warmly of how leaders guard their time. Written marking has been cut,
        and data is now asked for twice a year.
    """),
    "Q": _lines("""
        Pupils talk about what they learned last year and use it this year. In Year 8
        geography they drew on Year 7 work on rivers without being asked.

        Explanations are short, modelled and checked. In 17 of 20 lessons the next step came
        only after the teacher had seen every pupil's answer.

        Reading is everywhere. The weakest readers read matched books each day with adults
        who know how to help them.

        Behaviour is calm and kind. Lessons start within a minute, and pupils move around
        the building as people who feel at home in it.

        Attendance has risen to 95.1%, above the figure for similar schools, because every
        absence is followed up by somebody whom the family knows.

        The range of clubs is wide, and leaders know who comes. Six in ten pupils took part
        in something last term.
    """),
    "D": _lines("""
        Teachers know which pupils face barriers and, more to the point, what helps each of
        them.

        Pupils with additional needs learn the same big ideas as everybody else. Scaffolds
        are taken away as soon as they are no longer needed.

        Teaching assistants ask questions before they give answers. Pupils were seen to work
        alone for longer because of it.

        The gap in attendance has halved in two years.
    """),
}
EBI = {
    "L": _lines("""
        middle leaders checked the effect of their changes in the same precise way that
        senior leaders do

        governors met pupils as often as they meet data
    """),
    "Q": _lines("""
        pupils who grasp an idea quickly were given harder thinking at once, and not more
        of the same

        feedback in the foundation subjects led to work that was improved, as it does in
        English

        talk in full sentences was expected in every subject
    """),
    "D": _lines("""
        the few pupils who miss most school were known to one leader who sees all their
        support
    """),
}
CONTEXT = """\
Hillview Academy is a mixed secondary school for 1,041 pupils aged 11 to 18 on the edge of a \
market town. It joined the Lakeside Learning Trust in 2019. The proportion of pupils known to \
be eligible for free school meals is a little above the national figure, and rising.

The headteacher took up her post in September 2024. Half of the senior team are new since the \
last review. The school's values – kind, curious, brave – were chosen by pupils, and are on \
every wall and in most conversations.

What leaders asked the team to look at:
- whether the new curriculum in the humanities is having effect
- how well pupils with additional needs are helped in ordinary lessons
- attendance, in particular in Years 9 and 10"""
NEXT = """\
The headteacher and the trust's director of school improvement will meet in January to turn \
the points above into actions. The lead reviewer will visit again in the summer term."""
EXCELLENCE = """\
Hillview was once a school where almost one pupil in three could not read the textbooks in \
front of them. It now teaches reading to every pupil in Years 7 to 9, each day, in mixed \
groups led by every adult in the school.

Leaders began with the research, then with themselves: the senior team were trained first and \
taught the first groups. Each half term the school tests every reader in ten minutes and \
regroups.

In two years the number of pupils who read well below their age fell from 214 to 61. Pupils \
notice: "I used to hide. Now I read to my brother," said one in Year 8."""


def estimate(area: str, key: str = "effective", title: str = "", **more: Any) -> c.EstimateFacts:
    label, cells = POINTS[key]
    point = c.ScalePointFacts(key=key, label=label, cells=cells, of_cells=4)
    return c.EstimateFacts(area=area, title=title or AREAS.get(area, area), point=point, **more)


def insufficient(area: str, reason: str) -> c.EstimateFacts:
    return c.EstimateFacts(area=area, title=AREAS[area], point=None, insufficient_reason=reason)


def statement(kind: str, area: str, text: str, number: int = 1, **more: Any) -> c.StatementFacts:
    given: dict[str, Any] = {
        "evidence": [f"A{number}", f"B{number + 2}"],
        "kinds": ["Lesson visit"],
        "order": f"a{number:04}",
    }
    identity = f"{kind}-{area}-{number}"
    return c.StatementFacts.model_validate(
        {"id": identity, "kind": kind, "area": area, "text": text, **given, **more}
    )


def statements() -> list[c.StatementFacts]:
    found = []
    for kind, texts in (("www", WWW), ("ebi", EBI)):
        for area, lines in texts.items():
            found += [statement(kind, area, line, n) for n, line in enumerate(lines, 1)]
    found.append(
        statement("next_step", "", "Share the reading programme at the next TeachMeet.", 1)
    )
    return found


def school(**changes: Any) -> c.SchoolFacts:
    facts: dict[str, Any] = {
        "urn": "900002",
        "name": "Hillview Academy",
        "phase": "Secondary",
        "town": "Dunstable",
        "trust": "Lakeside Learning Trust",
        "roll": 1041,
        "head_name": "Mrs A. Okafor",
        "last_inspection_date": "2023-03-14",
        "last_inspection_grade": "Good",
    }
    return c.SchoolFacts(**{**facts, **changes})


def typical(**changes: Any) -> c.ReportContent:
    """Return a whole-school review as most of them are; ``changes`` replace members."""
    areas = [
        c.AreaFacts(
            code=code, title=title, heading=title, graded=True, kind="judged", target_words=500
        )
        for code, title in AREAS.items()
    ]
    excellence = c.AreaFacts(
        code="X", title="Area of excellence", heading="Area of excellence", graded=False,
        kind="excellence", target_words=350,
    )  # fmt: skip
    members: dict[str, Any] = {
        "review": "0192f0c4-0000-7000-8000-000000000001",
        "ref": "2026-HIL-01",
        "review_kind": "qar",
        "revision": 1,
        "practice": False,
        "school": school(),
        "hub_name": "Lakeside Hub",
        "date_start": "2026-11-09",
        "date_end": "2026-11-11",
        "finalised_at": "2026-11-20T15:04:05+00:00",
        "framework": c.FrameworkFacts(
            code="QAR-PEER", version="1", sha256="0" * 64, title="Whole-school peer review"
        ),
        "areas": [*areas, excellence],
        "estimates": [
            estimate("L", "leading"),
            estimate("Q"),
            estimate("D", "working_towards"),
            estimate(
                "overall",
                "effective",
                "Overall estimate",
                rationale="Most of what the team saw secures good learning; gaps are known.",
            ),
        ],
        "statements": statements(),
        "excellence": c.ExcellenceFacts(
            title="A whole school that teaches reading",
            outcome=c.ScalePointFacts(key="accredited", label="Accredited", cells=1, of_cells=1),
            text=EXCELLENCE,
            contact="Mr J. Bell, assistant headteacher, j.bell@hillview.example",
        ),
        "previous_estimate": "Effective",
        "previous_date": "2025-01-22",
        "text": {
            "context": CONTEXT,
            "since_last": "All three points of the last review have been acted on.",
            "support": "A visit to a school where the quickest pupils are stretched.",
            "what_next": NEXT,
        },
        "team": [
            member("Sarah Whitfield", "lead", "Headteacher", "Marshside Academy"),
            member("Daniel Osei", "team", "Deputy headteacher", "Castle Mead Academy"),
            member("Ruth Llŷr-Price", "team", "Assistant headteacher", "Priory Fields Primary"),
            member("Tomasz Łukasik", "team", "Director of English", "Eastgate Academy"),
        ],
        "coverage": [
            c.CoverageFacts(aspect=f"{a}{n}", title=title, by_type={"lesson": n + 2, "meeting": n})
            for a in AREAS
            for n, title in enumerate(
                ("Vision and ambition", "Knowing the school", "Follow-through"), 1
            )
        ],
        "method": c.MethodFacts(
            by_type={"lesson": 20, "meeting": 11, "book_look": 6, "pupil_voice": 4},
            type_titles={
                "lesson": "Lesson visit",
                "meeting": "Meeting",
                "book_look": "Book look",
                "pupil_voice": "Talk with pupils",
            },
            year_groups=["7", "8", "9", "10", "11"],
            subjects=["Art", "English", "Geography", "History", "Mathematics", "Science"],
            hours=31.4,
        ),
        "vector": {"d1": c.DeviceHead(seq=12, chain="ab" * 32)},
        "fold_sha256": "1" * 64,
        "app_version": "0.1.0",
    }
    return c.ReportContent(**{**members, **changes})


def member(name: str, role: str, title: str, school_name: str) -> c.MemberFacts:
    return c.MemberFacts(name=name, role=role, role_title=title, school=school_name)


def covered(number: int) -> c.CoverageFacts:
    title = f"Aspect number {number}"
    return c.CoverageFacts(aspect=f"Q{number}", title=title, by_type={"lesson": number})


def long(times: int = 12, **changes: Any) -> c.ReportContent:
    """Return a review with so many findings, reviewers and aspects that everything splits."""
    found = [
        statement(kind, area, f"{line} (Point {turn}.{n} of a long list.)", turn * 10 + n)
        for turn in range(1, times + 1)
        for kind, texts in (("www", WWW), ("ebi", EBI))
        for area, lines in texts.items()
        for n, line in enumerate(lines, 1)
    ]
    team = [
        member(f"Reviewer Number{n:02}", "lead" if n == 1 else "team", "Teacher", f"School {n}")
        for n in range(1, 51)
    ]
    coverage = [covered(n) for n in range(1, 81)]
    more = {"statements": found, "team": team, "coverage": coverage}
    return typical(**{**more, **changes})


def brand(key: str = "lakeside") -> Brand:
    return next(b for b in brands.built_in() if b.key == key)


def template() -> ReportTemplate:
    return report_templates.for_kind("qar")


def bare() -> c.ReportContent:
    """Return a review in which nobody wrote or agreed anything that can be left out."""
    return typical(
        estimates=[], statements=[], excellence=None, text={}, team=[], coverage=[],
        previous_estimate="", previous_date="", ref="", hub_name="",
        school=c.SchoolFacts(urn="900001", name="Brook End Primary School"),
        method=c.MethodFacts(by_type={}, type_titles={}, year_groups=[], subjects=[], hours=0),
    )  # fmt: skip
