"""The tables of the calendars: what must be computed anew after a change."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, Table

from app.store.schema import Counter, metadata
from app.store.types import Json, Moment

recompute = Table(  # a calendar changed: every open case is to be looked at, one after the other
    "recompute",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("reason", String(200), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("versions", Json, nullable=False),  # {"old": [labels], "new": [labels]}
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("cursor_case_id", BigInteger, nullable=False),  # cases up to this one are done
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("finished_at", Moment),
    Index("ix_recompute_finished", "finished_at", "id"),
)
