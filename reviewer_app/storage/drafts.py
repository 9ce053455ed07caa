"""Autosave's first stage: the latest value of each field that is being typed (sync.md 2.4)."""

import json
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from reviewer_app.domain.ports import Draft
from reviewer_app.storage.rows import dump
from reviewer_app.storage.schema import draft


class SqlDrafts:
    """Port ``Drafts``."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def put(self, draft: Draft) -> None:
        """Keep the latest value of a field."""
        self._connection.exec_driver_sql(
            "INSERT INTO draft(review, entity_type, entity, field, value, updated)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(review, entity_type, entity, field)"
            " DO UPDATE SET value = excluded.value, updated = excluded.updated",
            (
                draft.review,
                draft.entity_type,
                draft.entity,
                draft.field,
                dump(draft.value),
                draft.updated.isoformat(),
            ),
        )

    def of(self, review: str, entity: str = "") -> list[Draft]:
        """Return drafts of a review, or of one entity in it."""
        query = sa.select(*draft.c).where(draft.c.review == review)
        if entity:
            query = query.where(draft.c.entity == entity)
        return self._read(query)

    def all(self) -> list[Draft]:
        """Return every draft on this laptop."""
        return self._read(sa.select(*draft.c))

    def clear(self, review: str, entity: str, fields: Iterable[str] | None = None) -> None:
        """Forget drafts of an entity: all, or those of ``fields``."""
        statement = sa.delete(draft).where(draft.c.review == review, draft.c.entity == entity)
        if fields is not None:
            statement = statement.where(draft.c.field.in_(list(fields)))
        self._connection.execute(statement)

    def _read(self, query: sa.Select[str, str, str, str, str, str]) -> list[Draft]:
        rows = self._connection.execute(
            query.order_by(draft.c.review, draft.c.entity_type, draft.c.entity, draft.c.field)
        )
        return [
            Draft(review, kind, entity, field, json.loads(value), datetime.fromisoformat(updated))
            for review, kind, entity, field, value, updated in rows
        ]
