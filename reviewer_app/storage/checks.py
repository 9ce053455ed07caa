"""Is all that is here what was written? Pages, hashes, chains, numbers, signatures."""

import sqlalchemy as sa

from reviewer_app.domain.ops import CHAIN_START, chain, payload_hash, read_header
from reviewer_app.storage.blobs import integrity
from reviewer_app.storage.rows import op_row
from reviewer_app.storage.schema import op, payload, revision, segment
from reviewer_app.storage.segments import Segment, problems
from reviewer_app.storage.unlocked import UnlockedVault


def rolled_back(connection: sa.Connection, unlocked: UnlockedVault) -> bool:
    """Say whether the log lacks what the vault saw in it, or has something else in its place.

    SQLCipher cannot see an older copy of a page put back: each page is sealed alone.
    """
    count, head = unlocked.counter()
    if count == 0:
        return False
    link = connection.execute(sa.select(op.c.link).where(op.c.n == count)).scalar()
    return link != head


def named_blobs(connection: sa.Connection) -> list[str]:
    """Return the SHA-256 of every file that a finished review is made of."""
    rows = connection.execute(sa.select(revision.c.content_sha256, revision.c.pdf_sha256)).all()
    return sorted({sha256 for row in rows for sha256 in row})


def check_store(connection: sa.Connection, unlocked: UnlockedVault) -> list[str]:
    """Return what is wrong with the main database, in words for the log: ids and numbers only."""
    driver = connection.connection.driver_connection
    wrong = [f"main: {text}" for text in integrity(driver)]
    if rolled_back(connection, unlocked):
        wrong.append("main: older than the vault remembers")
    wrong += _log(connection)
    reviews = connection.execute(sa.select(segment.c.review).distinct()).scalars().all()
    for review in reviews:
        rows = connection.execute(
            sa.select(segment)
            .where(segment.c.review == review)
            .order_by(segment.c.device, segment.c.first)
        )
        wrong += problems(connection, review, [Segment(*row) for row in rows])
    own = unlocked.public_key.hex()
    rows = connection.execute(
        sa.select(segment.c.public_key).where(segment.c.device == unlocked.device_id).distinct()
    )
    wrong += [f"segment: {key[:8]} is not this device's key" for (key,) in rows if key != own]
    return wrong


def _log(connection: sa.Connection) -> list[str]:
    """Walk all ops once: links, columns against headers, payload hashes, numbers."""
    wrong: list[str] = []
    link, expected = CHAIN_START, 0
    numbers: dict[tuple[str, str], list[int]] = {}
    query = (
        sa.select(op, payload.c.salt, payload.c.value)
        .select_from(op.outerjoin(payload, op.c.n == payload.c.n))
        .order_by(op.c.n)
    )
    for row in connection.execute(query):
        expected += 1
        link = chain(link, row.header)
        if row.n != expected or row.link != link:
            wrong.append(f"op {row.op_id}: the chain of ops is broken here")
            expected, link = row.n, row.link
        header = read_header(row.header)
        if any(getattr(row, name) != value for name, value in op_row(header).items()):
            wrong.append(f"op {row.op_id}: its row differs from its header")
        if row.value is not None and payload_hash(row.salt, row.value) != header.payload_hash:
            wrong.append(f"op {row.op_id}: its payload fails its hash")
        numbers.setdefault((row.review, row.device), []).append(row.seq)
    for (review, device), seqs in numbers.items():
        missing = sorted(set(range(1, max(seqs) + 1)) - set(seqs))
        if missing:
            wrong.append(
                f"review {review[:8]}: {len(missing)} ops of device {device[:8]} are missing,"
                f" the first is {missing[0]}"
            )
    return wrong
