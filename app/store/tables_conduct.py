"""The tables of the centre's conduct: kinds, signals of the watch, fees, originals, ratings, the board, authority."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.store.schema import CLUSTERED, Counter, metadata, of_case
from app.store.types import Json, Moment

case_kind = Table(  # 办件分类: what a case has become on its way, each kind with a number of its own
    "case_kind",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("kind", String(16), primary_key=True),
    Column("number", String(50), nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    Index("ix_case_kind_kind", "kind", "at"),
    **CLUSTERED,
)

signal = Table(  # what the watch on the eighteen acts has seen
    "signal",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("rule", String(16), nullable=False),
    Column("key", String(200), nullable=False),  # seen twice it stays one signal
    Column("weight", String(16), nullable=False),  # violation: certain; signal: for a person to judge
    Column("case_id", BigInteger, ForeignKey("case_file.id")),
    Column("subject", String(200), nullable=False),
    Column("department", String(64), nullable=False),
    Column("evidence", Json, nullable=False),
    Column("source", String(16), nullable=False),  # act, watch, complaint, inspection
    Column("at", Moment, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reviewed_by", String(64)),
    Column("reviewed_at", Moment),
    Column("finding", Text),
    UniqueConstraint("rule", "key"),
    Index("ix_signal_status", "status", "id"),
    Index("ix_signal_case_id", "case_id"),
)

payment = Table(
    "payment",
    metadata,
    Column("id", Counter, primary_key=True),
    of_case(),
    Column("fee", String(64), nullable=False),  # its code in the published schedule
    Column("name", String(200), nullable=False),
    Column("cents", BigInteger, nullable=False),
    Column("basis", Text, nullable=False),
    Column("voluntary", Boolean, nullable=False),
    Column("consent", String(200)),  # who asked for a voluntary service, and in which paper
    Column("receipt", String(64)),
    Column("at", Moment, nullable=False),
    Column("by", String(64), nullable=False),
    Column("refused_at", Moment),
    Column("complaint", Text),
    Index("ix_payment_case_id", "case_id"),
)

original = Table(  # papers that are the applicant's and go back
    "original",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("code", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("taken_by", String(64), nullable=False),
    Column("returned_at", Moment),
    Column("returned_by", String(64)),
    Column("signed_by", String(200)),
    Column("lost", Text),  # what happened to one that cannot be given back
    **CLUSTERED,
)

rating = Table(
    "rating",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("case_id", BigInteger, ForeignKey("case_file.id"), unique=True),
    Column("reception_id", BigInteger, ForeignKey("reception.id"), unique=True),
    Column("level", SmallInteger, nullable=False),  # 1 very satisfied … 5 very dissatisfied (GB/T 39046 A.8)
    Column("words", Text, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("department", String(64), nullable=False),
    Column("window", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_rating_at", "at", "id"),
)

board = Table(  # 政务公告栏
    "board",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("case_id", BigInteger, ForeignKey("case_file.id"), unique=True),
    Column("title", String(200), nullable=False),
    Column("body", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(64), nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", String(64)),
    Column("reason", Text),
    Index("ix_board_at", "at", "id"),
)

authorisation = Table(  # who may do what to which item, and from when to when
    "authorisation",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("item", String(64), nullable=False),
    Column("user", String(64), nullable=False),
    Column("action", String(16), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment),
    Column("granted_by", String(64), nullable=False),
    Column("granted_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("revoked_by", String(64)),
    Index("ix_authorisation_item", "item", "action", "user"),
)
