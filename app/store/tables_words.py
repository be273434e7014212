"""The table by which cases are found: pairs of signs of their numbers and applicants."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table

from app.store.schema import CLUSTERED, metadata

case_word = Table(  # by which a case is found; bytes, so that both databases order them alike
    "case_word",
    metadata,
    Column("word", LargeBinary, primary_key=True),
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    **CLUSTERED,
)
