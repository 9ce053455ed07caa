"""Finding a school, typing one by hand, and importing the national register."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from reviewer_app.crypto.ids import new_id
from reviewer_app.domain.body import one_line
from reviewer_app.domain.errors import CancelledError, RegisterError, ReviewerError
from reviewer_app.domain.ports import Cancelled, Progress
from reviewer_app.domain.school import BadRow, ImportAccount, School
from reviewer_app.services.base import Desk

BATCH = 500
KEPT = "The schools read until then are on this laptop."
BAD_ROWS_KEPT = 1000


class SchoolService:
    """The schools on this laptop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def search(self, text: str, limit: int = 30) -> list[School]:
        """Return open schools by part of name, town, postcode or URN, best first."""
        with self._desk.store.unit() as unit:
            return unit.schools.search(text, limit)

    def get(self, school_id: str) -> School | None:
        """Return one school, or None."""
        with self._desk.store.unit() as unit:
            return unit.schools.get(school_id)

    def count(self) -> int:
        """Return how many schools are here."""
        with self._desk.store.unit() as unit:
            return unit.schools.count()

    def add(self, school: School) -> School:
        """Keep a school typed by hand and return it with its id.

        Raises ReviewerError without a name or with a wrong URN.
        """
        values = school.as_dict()
        school = School.from_dict(
            {k: one_line(v) if isinstance(v, str) else v for k, v in values.items()}
        )
        name = school.name
        if not name:
            raise ReviewerError("The school has no name.", "Nothing was changed.", "Type its name.")
        urn = school.urn
        if urn and not (urn.isdigit() and len(urn) == 6):
            raise ReviewerError(
                "A URN has six digits.", "Nothing was changed.", "Correct it, or leave it empty."
            )
        kept = replace(school, id=school.id or urn or new_id())
        with self._desk.store.unit() as unit:
            unit.schools.put([kept])
        return kept

    def import_register(
        self, path: Path, progress: Progress, cancelled: Cancelled
    ) -> ImportAccount:
        """Read the register's CSV into the local copy, ``BATCH`` rows at a time.

        Bad rows are left out and accounted for. Raises RegisterError for a file that is not the
        register, CancelledError when stopped. What was read until then stays, and the error says
        so: a second run updates it.
        """
        from reviewer_app.content.register import RegisterReader

        reader = RegisterReader(path)
        bad: list[BadRow] = []
        bad_total = rows = closed = 0
        added = changed = unchanged = 0
        items = reader.rows(progress=progress, cancelled=cancelled)
        while batch := _next_batch(items, kept=added + changed + unchanged > 0):
            good = []
            for item in batch:
                rows += 1
                if isinstance(item, BadRow):
                    bad_total += 1
                    if len(bad) < BAD_ROWS_KEPT:
                        bad.append(item)
                else:
                    good.append(item)
                    closed += item.status == "Closed"
            with self._desk.store.unit() as unit:
                new, different, same = unit.schools.put(good)
            added, changed, unchanged = added + new, changed + different, unchanged + same
        return ImportAccount(
            rows, added, changed, unchanged, closed, tuple(bad), bad_total, reader.encoding
        )


def _next_batch(items: Iterator[School | BadRow], *, kept: bool) -> list[School | BadRow]:
    """Return the next rows; ``kept`` says that earlier ones are stored, which errors then tell."""
    try:
        return list(islice(items, BATCH))
    except CancelledError as error:
        raise (CancelledError(KEPT) if kept else error) from error
    except RegisterError as error:
        raise (RegisterError(error.happened, KEPT, error.action) if kept else error) from error
