"""Authored things and small settings, kept as JSON."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from reviewer_app.domain.errors import ReviewerError
from reviewer_app.storage.rows import dump
from reviewer_app.storage.schema import document, setting


class SqlDocuments:
    """Port ``Documents``."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def put(self, kind: str, code: str, version: str, sha256: str, data: Mapping[str, Any]) -> bool:
        """Keep one; False where it is here already. Same version, other hash: ReviewerError."""
        where = _key(kind, code, version)
        known = self._connection.execute(sa.select(document.c.sha256).where(*where)).scalar()
        if known == sha256:
            return False
        if known is not None:
            raise ReviewerError(
                f"“{code}” version {version} is on this laptop already, with other content.",
                "Nothing was changed.",
                "Give the changed one a new version number.",
            )
        last = self._connection.execute(sa.select(sa.func.max(document.c.n))).scalar() or 0
        self._connection.execute(
            sa.insert(document).values(
                kind=kind, code=code, version=version, sha256=sha256, data=dump(data), n=last + 1
            )
        )
        return True

    def get(self, kind: str, code: str, version: str) -> Mapping[str, Any] | None:
        """Return one."""
        text = self._connection.execute(
            sa.select(document.c.data).where(*_key(kind, code, version))
        ).scalar()
        if text is None:
            return None
        data: Mapping[str, Any] = json.loads(text)
        return data

    def list(self, kind: str) -> list[tuple[str, str, str]]:
        """Return (code, version, sha256) of those of a kind, in the order they came."""
        rows = self._connection.execute(
            sa.select(document.c.code, document.c.version, document.c.sha256)
            .where(document.c.kind == kind)
            .order_by(document.c.n)
        )
        return [(code, version, sha256) for code, version, sha256 in rows]


def _key(kind: str, code: str, version: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (document.c.kind == kind, document.c.code == code, document.c.version == version)


class SqlSettings:
    """Port ``Settings``."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, key: str, default: Any = None) -> Any:
        """Return a JSON-ready value."""
        text = self._connection.execute(
            sa.select(setting.c.value).where(setting.c.key == key)
        ).scalar()
        return default if text is None else json.loads(text)

    def set(self, key: str, value: Any) -> None:
        """Keep a JSON-ready value."""
        self._connection.exec_driver_sql(
            "INSERT INTO setting(key, value) VALUES (?, ?)"
            " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            (key, dump(value)),
        )
