"""The tables around a notice: the press it was issued with, its PDF, its printings and its services."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)

from app.store.schema import Counter, metadata
from app.store.types import Hex, Moment

press = Table(  # templates and letterhead as they were, so that a reprint years later is the same
    "press",
    metadata,
    Column("digest", Hex, primary_key=True),
    Column("packed", LargeBinary, nullable=False),
)

notice_pdf = Table(  # what came out of the press the first time, and comes out every time after
    "notice_pdf",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("seq", SmallInteger, primary_key=True, autoincrement=False),
    Column("digest", Hex, nullable=False),  # SM3 of the PDF
    Column("pdf", LargeBinary, nullable=False),
    Column("renderer", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

notice_print = Table(
    "notice_print",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("case_id", BigInteger, nullable=False),
    Column("seq", SmallInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("user", String(200), nullable=False),
    Column("copies", SmallInteger, nullable=False),
    Column("digest", Hex, nullable=False),
    ForeignKeyConstraint(["case_id", "seq"], ["notice.case_id", "notice.seq"]),
    Index("ix_notice_print_notice", "case_id", "seq"),
)

notice_delivery = Table(
    "notice_delivery",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("case_id", BigInteger, nullable=False),
    Column("seq", SmallInteger, nullable=False),
    Column("method", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),  # served, failed
    Column("receiver", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("signed_by", String(200)),
    Column("reference", String(200)),  # of the letter, the e-mail, the announcement
    Column("note", Text),
    Column("digest", Hex, nullable=False),  # SM3 of the PDF that was served
    Column("recorded_by", String(200), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    ForeignKeyConstraint(["case_id", "seq"], ["notice.case_id", "notice.seq"]),
    Index("ix_notice_delivery_notice", "case_id", "seq"),
)
