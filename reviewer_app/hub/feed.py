"""What comes down to the laptops: one feed with a cursor, oldest first."""

import json

from sqlalchemy import func, insert, select

from reviewer_app.content import frameworks
from reviewer_app.domain.framework import Framework
from reviewer_app.hub import tables
from reviewer_app.hub.database import Database
from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.protocol.api import ChangeItem, ChangesAnswer


class Feed:
    """The changes of one tenant. Cursors are sequence numbers."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database, self._tenant = database, tenant

    def publish(self, framework: Framework) -> bool:
        """Add a framework; False where this version is out already."""
        table = tables.change
        row = {
            "tenant_id": self._tenant,
            "type": "framework",
            "id": framework.code,
            "version": framework.version,
            "sha256": framework.sha256,
            "data": json.dumps(frameworks.to_dict(framework), ensure_ascii=False),
        }
        with self._database.transaction() as connection:
            same = select(table.c.seq).where(
                *(table.c[name] == row[name] for name in ("tenant_id", "type", "id", "version"))
            )
            if connection.execute(same).first():
                return False
            connection.execute(insert(table).values(row))
        return True

    def last(self) -> int:
        """Return the newest cursor."""
        table = tables.change
        newest = select(func.coalesce(func.max(table.c.seq), 0)).where(
            table.c.tenant_id == self._tenant
        )
        with self._database.transaction() as connection:
            return int(connection.execute(newest).scalar_one())

    def page(self, cursor: int, limit: int) -> ChangesAnswer:
        """Return what came after ``cursor``. Raises ProblemError for one this hub never gave."""
        if cursor > self.last():  # the hub was put back from an older backup
            raise ProblemError("cursor-expired")
        table = tables.change
        query = (
            select(table)
            .where(table.c.tenant_id == self._tenant, table.c.seq > cursor)
            .order_by(table.c.seq)
            .limit(limit + 1)
        )
        with self._database.transaction() as connection:
            rows = connection.execute(query).all()
        items = [
            ChangeItem(
                type=row.type,
                id=row.id,
                version=row.version,
                sha256=row.sha256,
                data=json.loads(row.data),
            )
            for row in rows[:limit]
        ]
        after = rows[:limit][-1].seq if items else cursor
        return ChangesAnswer(items=items, next=str(after), more=len(rows) > limit)
