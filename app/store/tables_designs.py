"""The tables of the gate: the proof and the ledger of each version, and deployments that wait for a second person."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from app.store.schema import CLUSTERED, metadata
from app.store.types import Hex, Json, Moment

definition_proof = Table(
    "definition_proof",
    metadata,
    Column("definition_id", Integer, ForeignKey("definition.id"), primary_key=True, autoincrement=False),
    Column("proof", Json, nullable=False),
    Column("ledger_seq", Integer, nullable=False),
    Column("ledger_hash", Hex, nullable=False),
)

definition_ledger = Table(
    "definition_ledger",
    metadata,
    Column("definition_id", Integer, ForeignKey("definition.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("act", String(32), nullable=False),
    Column("detail", Text, nullable=False),  # canonical JSON, kept as it was sealed
    Column("prev", Hex, nullable=False),
    Column("hash", Hex, nullable=False),
    **CLUSTERED,
)

held_deployment = Table(
    "held_deployment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("files", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("findings", Json, nullable=False),
    Column("status", String(16), nullable=False),  # waiting, approved, rejected
    Column("requested_by", String(64), nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("effective_at", Moment),
    Column("decided_by", String(64)),
    Column("decided_at", Moment),
    Column("remark", Text, nullable=False),
    Index("ix_held_deployment_status", "status", "id"),
)
