"""The first schema: ops and their fold, drafts, schools, documents, delivery (sync.md 2.7)."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "op",
        sa.Column("n", sa.Integer, primary_key=True),
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
        sa.Column("link", sa.Text, nullable=False),
    )
    op.create_index("ix_op_device", "op", ["review", "device", "seq"], unique=True)
    op.create_index("ix_op_entity", "op", ["review", "entity_type", "entity"])
    op.create_index("ix_op_kind", "op", ["review", "kind"])
    op.create_table(
        "payload",
        sa.Column("n", sa.Integer, sa.ForeignKey("op.n"), primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "segment",
        sa.Column("review", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
    )
    op.create_table(
        "view",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("review", sa.Text, nullable=False),
        sa.Column("entity_type", sa.Text, nullable=False),
        sa.Column("entity", sa.Text, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("first_hlc", sa.Integer, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
    )
    op.create_index("ix_view_entity", "view", ["review", "entity_type", "entity"], unique=True)
    op.create_index("ix_view_list", "view", ["entity_type", "review", "deleted", "first_hlc"])
    op.create_table(
        "draft",
        sa.Column("review", sa.Text, primary_key=True),
        sa.Column("entity_type", sa.Text, primary_key=True),
        sa.Column("entity", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("updated", sa.Text, nullable=False),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mark", sa.Text, nullable=False, unique=True),
        sa.Column("op_id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("value", sa.LargeBinary),
        sa.Column("received", sa.Text, nullable=False),
    )
    op.create_table(
        "school",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("school_id", sa.Text, nullable=False, unique=True),
        sa.Column("urn", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_index("ix_school_urn", "school", ["urn"])
    op.create_index("ix_school_name", "school", ["name_key"])
    op.create_table(
        "document",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
    )
    op.create_table(
        "revision",
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
    op.create_table(
        "outbox",
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
    )
    op.create_index("ix_outbox_item", "outbox", ["kind", "review", "ref"], unique=True)
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("review", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("hub_id", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
    )
    op.create_index(
        "ix_receipt_body", "receipt", ["review", "revision", "hub_id", "body"], unique=True
    )
    op.create_table(
        "inbox_cursor",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("cursor", sa.Text, nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.execute(
        "CREATE VIRTUAL TABLE note_text USING fts5("
        "subject, focus, body, so_what, "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    # what is deleted leaves the index at once, not at its next merge
    op.execute("INSERT INTO note_text(note_text, rank) VALUES ('secure-delete', 1)")
    op.execute(
        "CREATE VIRTUAL TABLE school_text USING fts5("
        "words, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', "
        "detail = none, columnsize = 0)"
    )


def downgrade() -> None:
    """Refuse: a copy of the file is made before each step forward, and that is the way back."""
    raise NotImplementedError
