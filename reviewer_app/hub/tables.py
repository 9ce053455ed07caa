"""The hub's tables; ``tenant_id`` leads every key: no trust sees another's rows (sync.md 7)."""

from typing import Final

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

SCHEMA: Final = 1
metadata = MetaData()

setting = Table(
    "setting",
    metadata,
    Column("tenant_id", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

invitation = Table(
    "invitation",
    metadata,
    Column("tenant_id", String, primary_key=True),
    Column("words_sha256", String, primary_key=True),
    Column("person_name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("used_by", String),
    Column("used_at", String),
)

device = Table(
    "device",
    metadata,
    Column("tenant_id", String, primary_key=True),
    Column("device_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("platform", String, nullable=False),
    Column("ed25519", String, nullable=False),
    Column("x25519", String),
    Column("person_id", String, nullable=False),
    Column("person_name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("certificate", String, nullable=False),
    Column("enrolled_at", String, nullable=False),
    Column("revoked_at", String),
)

change = Table(
    "change",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("tenant_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("id", String, nullable=False),
    Column("version", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("data", String, nullable=False),
    UniqueConstraint("tenant_id", "type", "id", "version"),
    sqlite_autoincrement=True,
)

review = Table(
    "review",
    metadata,
    Column("tenant_id", String, primary_key=True),
    Column("review_id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("header", String, nullable=False),
    Column("etag", String, nullable=False),
    Column("created_at", String, nullable=False),
)

_REVIEW = (["tenant_id", "review_id"], ["review.tenant_id", "review.review_id"])

blob = Table(
    "blob",
    metadata,
    Column("tenant_id", String, primary_key=True),
    Column("review_id", String, primary_key=True),
    Column("sha256", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("completed_at", String),
    ForeignKeyConstraint(*_REVIEW),
)

revision = Table(
    "revision",
    metadata,
    Column("tenant_id", String, primary_key=True),
    Column("review_id", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("manifest", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("code", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("received_at", String, nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    Column("receipt_signature", LargeBinary, nullable=False),
    ForeignKeyConstraint(*_REVIEW),
    Index("revision_code", "tenant_id", "code"),
)
