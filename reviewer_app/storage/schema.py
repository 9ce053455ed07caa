"""The tables of the main database as the program reads them (sync.md 2.7).

Migrations make them (``migrations/versions``); a test compares the two.
"""

from typing import Final

import sqlalchemy as sa

REVISIONS: Final = ("0001",)
"""Schema revisions this program knows, oldest first; the last is what it works with."""

metadata = sa.MetaData()

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

op = sa.Table(
    "op",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True),  # the order of arrival on this laptop
    sa.Column("op_id", sa.Text, nullable=False, unique=True),
    sa.Column("review", sa.Text, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("hlc", sa.Integer, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("entity_type", sa.Text, nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("header", sa.LargeBinary, nullable=False),
    sa.Column("link", sa.Text, nullable=False),  # hash over all headers up to this row
    sa.Index("ix_op_device", "review", "device", "seq", unique=True),
    sa.Index("ix_op_entity", "review", "entity_type", "entity"),
    sa.Index("ix_op_kind", "review", "kind"),
)

payload = sa.Table(
    "payload",
    metadata,
    sa.Column("n", sa.Integer, sa.ForeignKey("op.n"), primary_key=True),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("value", sa.LargeBinary, nullable=False),  # JSON as UTF-8, the bytes that are hashed
)

segment = sa.Table(
    "segment",
    metadata,
    sa.Column("review", sa.Text, primary_key=True),
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("first", sa.Integer, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
    sa.Column("head", sa.LargeBinary, nullable=False),  # the signed JSON line
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("public_key", sa.Text, nullable=False),
)

view = sa.Table(
    "view",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),  # the row of the search index, too
    sa.Column("review", sa.Text, nullable=False),
    sa.Column("entity_type", sa.Text, nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.Column("first_hlc", sa.Integer, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Index("ix_view_entity", "review", "entity_type", "entity", unique=True),
    sa.Index("ix_view_list", "entity_type", "review", "deleted", "first_hlc"),
)

draft = sa.Table(
    "draft",
    metadata,
    sa.Column("review", sa.Text, primary_key=True),
    sa.Column("entity_type", sa.Text, primary_key=True),
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("updated", sa.Text, nullable=False),
)

quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mark", sa.Text, nullable=False, unique=True),  # hash of what came, so it comes once
    sa.Column("op_id", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("header", sa.LargeBinary, nullable=False),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("value", sa.LargeBinary),
    sa.Column("received", sa.Text, nullable=False),
)

school = sa.Table(
    "school",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("school_id", sa.Text, nullable=False, unique=True),
    sa.Column("urn", sa.Text, nullable=False, index=True),
    sa.Column("name_key", sa.Text, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Index("ix_school_name", "name_key"),
)

document = sa.Table(
    "document",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),  # the order in which they came
)

revision = sa.Table(
    "revision",
    metadata,
    sa.Column("review", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("manifest", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("content_sha256", sa.Text, nullable=False),
    sa.Column("pdf_sha256", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("review", sa.Text, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_try", sa.Text),
    sa.Column("last_problem", sa.Text, nullable=False),
    sa.Column("created", sa.Text, nullable=False),
    sa.Index("ix_outbox_item", "kind", "review", "ref", unique=True),
)

receipt = sa.Table(
    "receipt",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("review", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("hub_id", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Index("ix_receipt_body", "review", "revision", "hub_id", "body", unique=True),
)

inbox_cursor = sa.Table(
    "inbox_cursor",
    metadata,
    sa.Column("feed", sa.Text, primary_key=True),
    sa.Column("cursor", sa.Text, nullable=False),
)

setting = sa.Table(
    "setting",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

NOTE_COLUMNS: Final = ("subject", "focus", "body", "so_what")
"""Columns of the full-text table ``note_text``, whose rows are those of ``view``."""
