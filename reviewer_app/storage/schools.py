"""The local copy of the school register, found by parts of name, town, postcode or number."""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from reviewer_app.domain.school import School
from reviewer_app.storage.rows import dump
from reviewer_app.storage.schema import school

BATCH: Final = 500
CANDIDATES: Final = 200
_FIELDS: Final = tuple(School.__dataclass_fields__)


def plain(text: str) -> str:
    """Return ``text`` as it is searched: small letters, no accents, apostrophes closed up."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (c for c in bare if not unicodedata.combining(c) and c not in "'’‘`.")
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


def words_of(one: School) -> str:
    """Return the words one school is found by; the postcode also without its blank."""
    code = plain(one.postcode)
    return " ".join((plain(one.name), plain(one.town), code, code.replace(" ", ""), one.urn))


class SqlSchools:
    """Port ``Schools``."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def put(self, schools: Iterable[School]) -> tuple[int, int, int]:
        """Insert or update by id; return (added, changed, unchanged)."""
        added = changed = unchanged = 0
        for batch in _batches(schools):
            rows = self._connection.execute(
                sa.select(school.c.school_id, school.c.id, school.c.data).where(
                    school.c.school_id.in_(list(batch))
                )
            )
            known = {school_id: (row, data) for school_id, row, data in rows}
            new: list[tuple[Any, ...]] = []
            stale: list[tuple[int]] = []
            for one in batch.values():
                data = dump({name: getattr(one, name) for name in _FIELDS})
                row, before = known.get(one.id, (None, None))
                if before == data:
                    unchanged += 1
                    continue
                if row is None:
                    added += 1
                else:
                    changed += 1
                    stale.append((row,))
                new.append((row, one.id, one.urn, plain(one.name), _is_open(one), data))
            self._write(new, stale, batch)
        return added, changed, unchanged

    def get(self, school_id: str) -> School | None:
        """Return one school."""
        data = self._connection.execute(
            sa.select(school.c.data).where(school.c.school_id == school_id)
        ).scalar()
        return _school(data) if data else None

    def search(self, text: str, limit: int = 30, *, include_closed: bool = False) -> list[School]:
        """Find by parts of name, town, postcode or URN; best first.

        First come names that begin with the words, then every school with a word that begins
        with each of them.
        """
        key = plain(text)
        words = key.split()[:12]
        if not words or limit < 1:
            return []
        least = 0 if include_closed else 1
        found: dict[int, str] = {}
        if len(words) == 1 and key.isdecimal():
            self._collect(
                found,
                "SELECT id, data FROM school WHERE urn >= ? AND urn < ? AND open >= ?"
                " ORDER BY urn LIMIT ?",
                (key, key + "\uffff", least, limit),
            )
        self._collect(
            found,
            "SELECT id, data FROM school WHERE name_key >= ? AND name_key < ? AND open >= ?"
            " ORDER BY name_key LIMIT ?",
            (key, key + "\uffff", least, limit),
        )
        if len(found) < limit:
            more: dict[int, str] = {}
            self._collect(
                more,
                "SELECT s.id, s.data FROM school_text t JOIN school s ON s.id = t.rowid"
                " WHERE school_text MATCH ? AND s.open >= ? LIMIT ?",
                (" ".join(f'"{word}"*' for word in words), least, CANDIDATES),
            )
            rest = sorted(
                ((row, data, _school(data)) for row, data in more.items() if row not in found),
                key=lambda r: (-_hits(r[2], words), plain(r[2].name), r[2].id),
            )
            found |= {row: data for row, data, _ in rest}
        return [_school(data) for data in islice(found.values(), limit)]

    def count(self) -> int:
        """Return how many schools are here."""
        query = sa.select(sa.func.count()).select_from(school)
        return int(self._connection.execute(query).scalar_one())

    def _collect(self, found: dict[int, str], query: str, values: tuple[Any, ...]) -> None:
        for row, data in self._connection.exec_driver_sql(query, values):
            found.setdefault(row, data)

    def _write(
        self,
        rows: list[tuple[Any, ...]],
        stale: list[tuple[int]],
        batch: dict[str, School],
    ) -> None:
        run = self._connection.exec_driver_sql
        if stale:
            run("DELETE FROM school_text WHERE rowid = ?", stale)
        if not rows:
            return
        run(
            "INSERT INTO school(id, school_id, urn, name_key, open, data)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(school_id) DO UPDATE SET urn = excluded.urn,"
            " name_key = excluded.name_key, open = excluded.open, data = excluded.data",
            rows,
        )
        ids = [row[1] for row in rows]
        found = self._connection.execute(
            sa.select(school.c.id, school.c.school_id).where(school.c.school_id.in_(ids))
        )
        texts = [(row, words_of(batch[school_id])) for row, school_id in found]
        run("INSERT INTO school_text(rowid, words) VALUES (?, ?)", texts)


def _batches(schools: Iterable[School]) -> Iterator[dict[str, School]]:
    """Yield schools by id, some hundreds at a time; of two with one id the later counts."""
    source = iter(schools)
    while batch := {one.id: one for one in islice(source, BATCH)}:
        yield batch


def _is_open(one: School) -> bool:
    return not one.status.casefold().startswith("closed")


def _hits(one: School, words: list[str]) -> int:
    name = plain(one.name).split()
    return sum(any(part.startswith(word) for part in name) for word in words)


def _school(data: str) -> School:
    return School.from_dict(json.loads(data))
