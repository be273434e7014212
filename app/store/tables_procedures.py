"""The tables of the centre's procedures: those that are to be started, the registers that they fill, duty logs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, text

from app.store.schema import Counter, metadata, of_case
from app.store.types import Json, Moment

beginning = Table(  # a procedure that is to be started, once; its key keeps a second one away
    "beginning",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("process", String(64), nullable=False),
    Column("case_id", BigInteger, ForeignKey("case_file.id")),  # the case that asked for it, and that it is about
    Column("variables", Json, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("made_id", BigInteger, ForeignKey("case_file.id")),  # the case that came of it
    Column("done_at", Moment),
    Column("error", String(500)),  # why it could not be started yet
    Index(
        "ix_beginning_due",
        "due_at",
        "id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    Index("ix_beginning_process", "process", "done_at"),
)

register_entry = Table(  # 台账: what procedures were entered into a register, numbered by the year
    "register_entry",
    metadata,
    Column("id", Counter, primary_key=True),
    of_case(),
    Column("key", String(200), nullable=False, unique=True),
    Column("register", String(64), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", String(50), nullable=False),
    Column("data", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_register_entry_register", "register", "year", "id"),
)

duty_log = Table(  # with what the log of a day was filled in, so that what is missing in it can be told later
    "duty_log",
    metadata,
    Column("day", String(10), primary_key=True),  # of the centre's zone
    Column("case_id", BigInteger, ForeignKey("case_file.id"), nullable=False),
    Column("leader", String(64), nullable=False),
    Column("signs", Json, nullable=False),  # the numbers of the signals that it names
    Column("at", Moment, nullable=False),
)

archiving = Table(  # cases that are to be archived by themselves once they are over
    "archiving",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("asked_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("error", String(500)),  # what was missing when it was tried last
    Index(
        "ix_archiving_waiting",
        "next_at",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)
