"""Invented reviews in the volumes of speed.md: the same kind and seed give the same words."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from reviewer_app.content.sample import (
    SampleEstimate,
    SampleExcellence,
    SampleNote,
    SamplePerson,
    SampleReview,
    SampleStatement,
    SampleTrust,
    trust,
)
from reviewer_app.domain.school import School

# reviews, reviewers, notes per review, statements per review, schools beside the sample trust's
VOLUMES: Final[dict[str, tuple[int, int, int, int, int]]] = {
    "tiny": (1, 2, 8, 8, 0),
    "typical": (1, 4, 65, 70, 0),
    "heavy": (20, 4, 100, 70, 52_000),
    "stress": (200, 4, 100, 70, 52_000),
}
_FIRST_URN: Final = 910_000
_SUBJECTS: Final = (
    "English and writing",
    "Mathematics",
    "Science",
    "History",
    "Geography",
    "Art and design",
    "Music",
    "Computing",
    "Physical education",
    "Religious education",
    "Languages",
)
_ASPECTS: Final = {
    "lesson_visit": ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q8", "Q9", "D1", "D3", "D4", "X1", "X3"),
    "meeting": ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "Q1", "D1", "D2", "D5", "D6", "D7", "X2"),
}
_WHO: Final = (
    "pupils",
    "two tables",
    "six pupils",
    "the class",
    "three boys",
    "a group of girls",
    "pupils with extra help",
    "the front row",
    "pairs",
    "nine of 28",
)
_SEEN: Final = (
    "explain the idea in their own words",
    "start at once and keep going",
    "use the new word twice",
    "wait for help",
    "correct their own work",
    "compare two answers and choose",
    "copy from the board",
    "ask a question that moves it on",
    "show the answer on whiteboards",
    "finish early and wait",
    "point to the step they find hard",
    "link it to the last unit",
    "read the text aloud with care",
)
_SAID: Final = (
    "says the plan has three priorities",
    "describes what was dropped this year",
    "brings books to show the change",
    "cannot yet say what difference it made",
    "explains why the order of units was changed",
    "has visited each year group this term",
    "shows the minutes where the question was asked",
    "names the pupils' barriers and what helps",
    "tells how parents were asked",
    "has a date for looking again",
    "wants a partner in another school",
)
_ROLES: Final = (
    "Subject leader",
    "SENCO",
    "Year leader",
    "Governor",
    "Assistant head",
    "Teacher panel",
)
_ADDED: Final = (
    "Calm, with time to think.",
    "Checked against four books.",
    "Same in the next room.",
    "Less so after the first ten minutes.",
    "The adult notices and re-models.",
    "Nobody is left out.",
    "Two have not begun.",
    "Talked through with the leader afterwards.",
    "The display helps here.",
)
_STRONG: Final = (
    "Leaders know what works and can show it",
    "Teachers check what pupils know and act on it",
    "Pupils talk about their learning with confidence",
    "Support is planned with the pupil",
    "Routines are calm and save time for learning",
    "Subject leaders explain choice and order of content",
)
_WEAK: Final = (
    "… pupils practised new words more often",
    "… every adult waited before helping",
    "… new leaders saw more lessons and books",
    "… those who finish early went deeper",
    "… the effect of extra teaching was measured",
    "… all subjects came back to what was learned",
)
_BECAUSE: Final = (
    "as seen in {n} books and in talk with pupils",
    "which {n} of the lessons we visited bear out",
    "and {n} of the staff we met say the same in their own words",
    "and the difference can be followed over {n} half terms",
)
_FIRST: Final = (
    "Ash",
    "Birch",
    "Cedar",
    "Elm",
    "Fern",
    "Hazel",
    "Holly",
    "Juniper",
    "Linden",
    "Maple",
    "Oak",
    "Pine",
    "Rowan",
    "Sorrel",
    "Thorn",
    "Willow",
)
_LAST: Final = (
    "bourne",
    "bridge",
    "combe",
    "field",
    "ford",
    "gate",
    "ham",
    "hill",
    "ley",
    "mere",
    "mouth",
    "stead",
    "thorpe",
    "ton",
    "well",
    "wick",
    "worth",
)


def generate(kind: str, seed: int = 0) -> Iterator[SampleReview]:
    """Yield the reviews of a volume (a key of VOLUMES), each whole and ready to be finalised.

    Raises KeyError for an unknown kind.
    """
    reviews, reviewers, notes, statements, _ = VOLUMES[kind]
    of = trust()
    for number in range(reviews):
        yield _Maker(of, number, random.Random(f"{kind}/{seed}/{number}")).review(  # noqa: S311 - words, not keys
            reviewers, notes, statements
        )


def generate_schools(kind: str, seed: int = 0) -> Iterator[School]:
    """Yield the invented schools of a volume, beside those of the sample trust."""
    rng = random.Random(f"schools/{seed}")  # noqa: S311 - names, not keys
    for number in range(VOLUMES[kind][4]):
        town = rng.choice(_FIRST) + rng.choice(_LAST)
        phase = rng.choices(("Primary", "Secondary", "Nursery", ""), (70, 20, 3, 7))[0]
        urn = str(_FIRST_URN + number)
        kind_of = " ".join(w for w in (phase, rng.choice(("School", "Academy"))) if w)
        yield School(
            id=urn,
            name=f"{rng.choice(_FIRST)}{rng.choice(_LAST)} {kind_of}",
            urn=urn,
            laestab=f"{rng.randint(800, 999)}/{rng.randint(2000, 6999)}",
            phase=phase,
            type_name=rng.choice(("Community school", "Academy converter", "Free school")),
            la_name=rng.choice(("Lakeshire", "Saltshire", "Chalkshire")),
            status="Closed" if rng.random() < 0.45 else "Open",
            roll=rng.randint(60, 1500),
            town=town,
            postcode=f"LK{rng.randint(1, 99)} {rng.randint(1, 9)}{rng.choice('ABDEGHJ')}P",
            source="sample",
        )


class _Maker:
    """Makes one review from a trust and a source of chance."""

    def __init__(self, of: SampleTrust, number: int, rng: random.Random) -> None:
        self._of, self._number, self._rng = of, number, rng
        self._start = date(2026, 11, 9) - timedelta(weeks=2 * number)

    def review(self, reviewers: int, notes: int, statements: int) -> SampleReview:
        school = self._of.schools[self._number % len(self._of.schools)]
        team = self._team(reviewers, school)
        made = tuple(self._note(i, team) for i in range(notes))
        points = ("leading", "effective", "working_towards", "ineffective")
        # the spread that one national year of peer reviews showed (domain.md 3.1)
        chosen = self._rng.choices(points, (34, 53, 12, 1), k=4)
        areas = ("L", "Q", "D", "overall")
        return SampleReview(
            ref=f"QAR-{self._start.year}-{school.urn}-{self._number + 1}",
            school=school,
            hub=self._of.hub,
            date_start=self._start.isoformat(),
            date_end=(self._start + timedelta(days=2)).isoformat(),
            head_name="Eleanor Marchbank",
            previous_estimate="Effective",
            previous_date=f"{self._start - timedelta(weeks=104):%B %Y}",
            lead=team[0],
            team=team[1:],
            notes=made,
            statements=tuple(self._statement(i, made) for i in range(statements)),
            estimates=tuple(
                SampleEstimate(a, p, self._sentence(_STRONG) + ".")
                for a, p in zip(areas, chosen, strict=True)
            ),
            excellence=SampleExcellence(
                "Talk across the curriculum",
                self._rng.choice(("accredited", "not_yet")),
                "Lead of the area, office@school.example",
                " ".join(self._sentence(_STRONG) + "." for _ in range(14)),
                (made[0].key,),
            ),
            sections={"context": " ".join(self._sentence(_STRONG) + "." for _ in range(12))},
        )

    def _team(self, reviewers: int, school: School) -> tuple[SamplePerson, ...]:
        """Return reviewers who do not come from the school they look at."""
        guests = [p for p in self._of.people if p.school and p.school != school.name]
        shift = self._number % len(guests)
        return tuple((guests[shift:] + guests[:shift])[:reviewers])

    def _note(self, index: int, team: tuple[SamplePerson, ...]) -> SampleNote:
        rng = self._rng
        form_type = "meeting" if index % 4 == 3 else "lesson_visit"
        meeting = form_type == "meeting"
        minutes = 8 * 60 + 30 + 20 * (index // len(team) % 18)
        count = rng.randint(9, 22)
        lines = []
        for n in range(count):
            at = minutes + n * 2
            lines.append((f"{at // 60:02}:{at % 60:02}", self._line(form_type, n)))
        end = minutes + count * 2
        years = tuple(str(y) for y in rng.sample(range(1, 7), 1 if not meeting else 2))
        return SampleNote(
            key=f"n{index + 1}",
            form_type=form_type,
            author=team[index % len(team)].key,
            date=(self._start + timedelta(days=index * 3 // 65 % 3)).isoformat(),
            start=f"{minutes // 60:02}:{minutes % 60:02}",
            end=f"{end // 60:02}:{end % 60:02}",
            years=("whole",) if meeting and rng.random() < 0.5 else years,
            lines=tuple(lines),
            subject="" if meeting else rng.choice(_SUBJECTS),
            joint_with=rng.choice(("assistant_head", "subject_leader", "senco", "none")),
            agreed=rng.choices(("agreed", "partly", "differs", "not_discussed"), (80, 12, 3, 5))[0],
            focus="What pupils know and remember",
            so_what=self._sentence(_STRONG) + ".",
            groups=tuple(rng.sample(("pp", "send_k", "ehcp", "eal", "boys", "girls"), 2)),
            extra={"people": rng.randint(1, 6)} if meeting else {"present": rng.randint(18, 31)},
        )

    def _line(self, form_type: str, number: int) -> str:
        rng = self._rng
        if form_type == "meeting":
            said = f"{rng.choice(_ROLES)} {rng.choice(_SAID)}."
        else:
            who = rng.choice(_WHO)
            said = f"{who[0].upper()}{who[1:]} {rng.choice(_SEEN)}."
        text = f"{said} {rng.choice(_ADDED)}"
        if number == 0 or rng.random() < 0.12:
            text += f" #{rng.choice(_ASPECTS[form_type])}{rng.choice('++-')}"
        return text

    def _statement(self, index: int, notes: tuple[SampleNote, ...]) -> SampleStatement:
        area = ("L", "Q", "Q", "D")[index % 4]
        # four "even better if" per area are the most a report may carry (domain.md 2.12)
        ebi = index % 5 == 4 and index < 40
        behind = self._rng.sample(notes, min(len(notes), self._rng.randint(1, 3)))
        text = self._sentence(_WEAK if ebi else _STRONG) + "."
        kind = "ebi" if ebi else "www"
        return SampleStatement(area, kind, text, tuple(n.key for n in behind))

    def _sentence(self, starts: tuple[str, ...]) -> str:
        because = self._rng.choice(_BECAUSE).format(n=self._rng.randint(2, 9))
        return f"{self._rng.choice(starts)}, {because}"
