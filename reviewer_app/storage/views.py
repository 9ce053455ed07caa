"""The fold, kept as rows so that screens read it without folding; always rebuildable from ops."""

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert

from reviewer_app.domain.fold import (
    LEAD_ONLY,
    Folded,
    counts,
    fold_entity,
    superseded_ids,
)
from reviewer_app.domain.ops import Op, read_header
from reviewer_app.storage import search
from reviewer_app.storage.facts import CHUNK, facts_of
from reviewer_app.storage.rows import fold_of, fold_text, op_of
from reviewer_app.storage.schema import op, payload, view
from reviewer_app.storage.work import Facts, Work

Key = tuple[str, str]
"""Entity type and id."""


_ROW = sa.select(view.c.folded).where(
    view.c.review == sa.bindparam("review"),
    view.c.entity_type == sa.bindparam("entity_type"),
    view.c.entity == sa.bindparam("entity"),
)
"""Built once: this is asked with every word that is saved."""


def read(work: Work, review: str, key: Key) -> Folded | None:
    """Return the fold of one entity from its row."""
    named = {"review": review, "entity_type": key[0], "entity": key[1]}
    row = work.connection.execute(_ROW, named).first()
    return fold_of(*key, row[0]) if row else None


def refold(work: Work, review: str, key: Key) -> None:
    """Fold one entity anew and write its row and its searchable text."""
    folded = fold_now(work, review, key, facts_of(work, review))
    where = (view.c.review == review, view.c.entity_type == key[0], view.c.entity == key[1])
    if folded is None:
        gone = work.connection.execute(sa.delete(view).where(*where).returning(view.c.id)).first()
        if gone:
            search.forget(work.connection, gone[0])
        return
    values = {
        "deleted": folded.deleted,
        "first_hlc": folded.first_hlc,
        "folded": fold_text(folded),
    }
    statement = upsert(view).values(review=review, entity_type=key[0], entity=key[1], **values)
    row = work.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["review", "entity_type", "entity"], set_=values
        ).returning(view.c.id)
    ).one()
    search.index(work.connection, row[0], folded)


def fold_now(work: Work, review: str, key: Key, facts: Facts) -> Folded | None:
    """Return the fold of one entity from its ops; only values that stand are read."""
    where = (op.c.review == review, op.c.entity_type == key[0], op.c.entity == key[1])
    rows = work.connection.execute(sa.select(op.c.n, op.c.header).where(*where)).all()
    found: dict[str, tuple[int, Op]] = {}
    for n, header in rows:
        one = read_header(header)
        if key[0] in LEAD_ONLY and not counts(facts.times, one):
            continue
        found[one.op_id] = (n, one)
    superseded = superseded_ids({i: one for i, (_, one) in found.items()})
    standing = [n for i, (n, _) in found.items() if i not in superseded]
    ops = {i: one for i, (_, one) in found.items()}
    for start in range(0, len(standing), CHUNK):
        query = (
            sa.select(op.c.header, payload.c.salt, payload.c.value)
            .join(payload, op.c.n == payload.c.n)
            .where(op.c.n.in_(standing[start : start + CHUNK]))
        )
        for row in work.connection.execute(query):
            one = op_of(*row)
            ops[one.op_id] = one
    return fold_entity(*key, ops.values(), facts.erased)


def keys_of(work: Work, review: str, entity_types: frozenset[str] | None = None) -> set[Key]:
    """Return the entities of which there are ops or a row, of some types or all."""
    found: set[Key] = set()
    for table in (op, view):
        query = sa.select(table.c.entity_type, table.c.entity).where(table.c.review == review)
        if entity_types is not None:
            query = query.where(table.c.entity_type.in_(sorted(entity_types)))
        found |= {(t, e) for t, e in work.connection.execute(query.distinct())}
    return found


def rebuild(work: Work, review: str) -> None:
    """Fold all entities of a review anew."""
    for key in sorted(keys_of(work, review)):
        refold(work, review, key)
