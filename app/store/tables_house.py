"""The tables of the house: diagrams, people, number series, outbox and idempotency keys."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from app.store.schema import CLUSTERED, Counter, metadata
from app.store.types import Hex, Json, Moment

definition = Table(
    "definition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),  # the process id
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("item_code", String(64), nullable=False),
    Column("file", String(200), nullable=False),
    Column("digest", Hex, nullable=False),  # of the diagram, its guide and the called versions
    Column("xml", LargeBinary, nullable=False),
    Column("guide", Json),
    Column("findings", Json, nullable=False),
    Column("deployed_by", String(64), nullable=False),
    Column("deployed_at", Moment, nullable=False),
    Column("effective_at", Moment, nullable=False, server_default="0"),  # new cases take it from then on
    Column("cancelled_at", Moment),  # before it took effect; it never will
    Column("cancelled_by", String(64)),
    Column("procedure", Boolean, nullable=False, server_default=false()),  # of the centre's own, and no item
    Column("rhythm", String(64), nullable=False, server_default=""),  # when it starts by itself
    UniqueConstraint("key", "version"),
)

definition_call = Table(  # the versions a diagram's call activities were linked to when it was deployed
    "definition_call",
    metadata,
    Column("definition_id", Integer, ForeignKey("definition.id"), primary_key=True, autoincrement=False),
    Column("called_id", Integer, ForeignKey("definition.id"), primary_key=True, autoincrement=False),
)

department = Table(
    "department",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(200), nullable=False),
    Column("data", Json, nullable=False),
)

window = Table(
    "window_",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("department", String(64), nullable=False),
    Column("items", Json, nullable=False),
)

post = Table(
    "post",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("department", String(64), nullable=False),
    Column("a", String(64), nullable=False),
    Column("b", String(64), nullable=False),
)

absence = Table(
    "absence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user", String(64), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("entered_by", String(64), nullable=False),
    Column("place", String(200), nullable=False, server_default=""),  # where to
    Column("contact", String(200), nullable=False, server_default=""),
    Column("substitute", String(64), nullable=False, server_default=""),
    Column("window", String(64), nullable=False, server_default=""),  # at which the notice hangs meanwhile
    Index("ix_absence_user", "user", "to_at"),
)

account = Table(
    "account",
    metadata,
    Column("user", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("department", String(64), nullable=False),
    Column("email", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("digest", Hex, primary_key=True),  # SHA-256 of a random of 256 bits
    Column("user", String(64), ForeignKey("account.user"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("department", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Json, nullable=False),
)

number_series = Table(
    "number_series",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Integer, nullable=False),
    **CLUSTERED,
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key", String(300), primary_key=True),  # user and Idempotency-Key
    Column("digest", Hex, nullable=False),  # of the request
    Column("status", SmallInteger, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Moment, nullable=False),
    **CLUSTERED,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("case_id", BigInteger),
    Column("channel", String(16), nullable=False),  # webhook, email
    Column("target", String(200), nullable=False),  # a department, a role or an address
    Column("topic", String(64), nullable=False),
    Column("body", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("sent_at", Moment),
    Column("dead_at", Moment),  # given up after the last attempt
    Column("error", String(500)),
    Index(
        "ix_outbox_next",
        "next_at",
        "id",
        sqlite_where=text("sent_at IS NULL AND dead_at IS NULL"),
        postgresql_where=text("sent_at IS NULL AND dead_at IS NULL"),
    ),
)
