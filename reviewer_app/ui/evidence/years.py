"""Which years a school has: a primary school is not asked about Year 12."""

from collections.abc import Sequence
from typing import Final

from reviewer_app.domain.form_type import Choice
from reviewer_app.domain.school import School

_BY_PHASE: Final = {
    "nursery": (2, 5),
    "primary": (2, 11),
    "middle deemed primary": (8, 13),
    "middle deemed secondary": (9, 14),
    "secondary": (11, 19),
    "16 plus": (16, 19),
}
_EARLY: Final = {"N1": 2, "N2": 3, "R": 4}


def years_of(school: School, years: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return those of ``years`` that children of this school are in; all where nothing tells.

    The register's ages are those of the youngest pupil and of the oldest when they leave: a school
    from 4 to 11 ends with Year 6.
    """
    low, high = school.low_age, school.high_age
    if low is None or high is None or high <= low:
        low, high = _BY_PHASE.get(school.phase.casefold(), (0, 99))
    return tuple(c for c in years if (age := _age(c.key)) is None or low <= age < high)


def _age(key: str) -> int | None:
    if key in _EARLY:
        return _EARLY[key]
    return int(key) + 4 if key.isdigit() else None
