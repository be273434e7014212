"""The tables of the hall: tickets, what was asked at a window, hand-overs, and one-time notifications."""

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
    text,
)

from app.store.schema import Counter, metadata
from app.store.types import Hex, Json, Moment

ticket = Table(
    "ticket",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("number", String(32), nullable=False),
    Column("queue", String(64), nullable=False),  # a window
    Column("day", String(10), nullable=False),  # of the centre's zone
    Column("rank", SmallInteger, nullable=False),  # who has booked comes first
    Column("booking", String(50)),
    Column("status", String(16), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("called_at", Moment),
    Column("called_by", String(64)),
    Column("calls", SmallInteger, nullable=False),
    Column("served_at", Moment),
    Column("closed_at", Moment),
    Column("moved_to", String(64)),  # the queue that goes on with it
    UniqueConstraint("queue", "day", "number"),
    Index("ix_ticket_line", "queue", "day", "status", "rank", "id"),
)

reception = Table(
    "reception",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("number", String(50), nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    Column("window", String(64), nullable=False),
    Column("department", String(64), nullable=False),
    Column("first_contact", String(64), nullable=False),  # 首问责任人
    Column("responsible", String(64), nullable=False),  # the first contact until somebody signs for it
    Column("ticket_id", BigInteger, ForeignKey("ticket.id")),
    Column("name", String(200), nullable=False),
    Column("id_number", String(64), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("need", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("joint", Boolean, nullable=False),
    Column("case_id", BigInteger, ForeignKey("case_file.id")),
    Column("kind_number", String(50)),  # of a consultation
    Column("outcome", String(16)),
    Column("answer", Text, nullable=False),
    Column("defects", Json, nullable=False),  # what was wrong with what was brought
    Column("settled_at", Moment),
    Column("settled_by", String(64)),
    Index("ix_reception_at", "at", "id"),
    Index("ix_reception_ticket_id", "ticket_id"),
    Index("ix_reception_case_id", "case_id"),
)

handover = Table(
    "handover",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("reception_id", BigInteger, ForeignKey("reception.id"), nullable=False),
    Column("from_user", String(64), nullable=False),
    Column("department", String(64), nullable=False),
    Column("user", String(64)),  # None: whoever of the department signs first
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("sign_by", Moment, nullable=False),
    Column("signed_at", Moment),
    Column("signed_by", String(64)),
    Column("alerted_at", Moment),
    Index("ix_handover_reception_id", "reception_id"),
    Index(
        "ix_handover_unsigned",
        "sign_by",
        sqlite_where=text("signed_at IS NULL"),
        postgresql_where=text("signed_at IS NULL"),
    ),
)

told = Table(  # 一次性告知书: everything at once, in two copies
    "told",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("reception_id", BigInteger, ForeignKey("reception.id"), nullable=False),
    Column("number", String(50), nullable=False, unique=True),
    Column("definition_id", Integer, ForeignKey("definition.id"), nullable=False),
    Column("item", String(64), nullable=False),
    Column("missing", Json, nullable=False),
    Column("confirmed", Text, nullable=False),
    Column("override", Text, nullable=False),  # why there had to be a second one
    Column("at", Moment, nullable=False),
    Column("by", String(64), nullable=False),
    Column("copies", Json, nullable=False),  # what each copy is for
    Column("printed", Json, nullable=False),
    Column("signed_by", String(200)),
    Column("signed_at", Moment),
    Column("digest", Hex, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
    Index("ix_told_reception_id", "reception_id"),
)
