"""The tables of moving running cases to another version of their diagram: the order, and what came of each case."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, Text

from app.store.schema import CLUSTERED, metadata
from app.store.types import Json, Moment

migration = Table(
    "migration",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("to_id", Integer, ForeignKey("definition.id"), nullable=False),
    Column("from_ids", Json, nullable=False),  # row numbers of the versions that cases are moved from
    Column("mapping", Json, nullable=False),  # new names of steps, by old ones
    Column("new_limits", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("started_by", String(200), nullable=False),  # as the ledger signs it
    Column("started_at", Moment, nullable=False),
    Column("status", String(16), nullable=False),  # running, stopped, done
    Column("upto", BigInteger, nullable=False),  # the last case that there was when it began
    Column("cursor", BigInteger, nullable=False),  # the last case that was looked at
    Column("total", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("ended_at", Moment),
)

migration_case = Table(
    "migration_case",
    metadata,
    Column("migration_id", Integer, ForeignKey("migration.id"), primary_key=True, autoincrement=False),
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("from_id", Integer, ForeignKey("definition.id"), nullable=False),
    Column("moved", Boolean, nullable=False),
    Column("reasons", Json, nullable=False),  # why it was left where it is
    Column("at", Moment, nullable=False),
    **CLUSTERED,
)
