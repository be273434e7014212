"""The tables of what applicants hand in as files, first for nobody, then for a case."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from app.store.schema import Counter, metadata
from app.store.types import Hex, Moment

_FREE = text("case_id IS NULL")
upload = Table(
    "upload",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("handle", Hex, nullable=False, unique=True),  # SHA-256 of the secret by which it is handed in
    Column("case_id", BigInteger, ForeignKey("case_file.id")),  # none: handed in with nothing yet
    Column("name", String(200), nullable=False),
    Column("media", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", Hex, nullable=False),  # SM3
    Column("at", Moment, nullable=False),
    Index("ix_upload_case_id", "case_id"),
    Index("ix_upload_free", "at", sqlite_where=_FREE, postgresql_where=_FREE),
)

upload_data = Table(  # apart, so that a case that takes a file writes a line and not the file
    "upload_data",
    metadata,
    Column("upload_id", BigInteger, ForeignKey("upload.id"), primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)
