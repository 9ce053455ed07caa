"""Puts ops at the end of the log, each linked to the one before."""

import sqlalchemy as sa

from reviewer_app.domain.ops import CHAIN_START, Op, chain, encode_value
from reviewer_app.storage.rows import is_gone, op_row
from reviewer_app.storage.schema import meta, op, payload
from reviewer_app.storage.work import Work


def log_end(connection: sa.Connection) -> tuple[int, str]:
    """Return how many ops there are and the hash over all their headers."""
    row = connection.execute(sa.select(op.c.n, op.c.link).order_by(op.c.n.desc()).limit(1)).first()
    return (row[0], row[1]) if row else (0, CHAIN_START)


def append(work: Work, ops: list[Op]) -> None:
    """Insert new ops with the payloads that are here, and keep the clock they leave behind."""
    n, link = log_end(work.connection)
    rows, payloads = [], []
    for one in ops:
        n += 1
        link = chain(link, one.header)
        rows.append({"n": n, "link": link, **op_row(one)})
        if not is_gone(one):
            payloads.append({"n": n, "salt": one.salt, "value": encode_value(one.value)})
    work.connection.execute(sa.insert(op), rows)
    if payloads:
        work.connection.execute(sa.insert(payload), payloads)
    work.memory.ops_added += len(ops)
    put_meta(work.connection, "hlc", str(work.memory.hlc.last))


def get_meta(connection: sa.Connection, key: str) -> str:
    """Return a value of table ``meta``, empty where there is none."""
    found = connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar()
    return str(found or "")


def put_meta(connection: sa.Connection, key: str, value: str) -> None:
    """Keep a value of table ``meta``."""
    connection.exec_driver_sql(
        "INSERT INTO meta(key, value) VALUES (?, ?)"
        " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
