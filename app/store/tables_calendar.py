"""The tables of the calendars: versions of years, their days, and what must be computed anew after a change."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from app.store.schema import CLUSTERED, Counter, metadata
from app.store.types import Hex, Json, Moment

calendar_version = Table(  # never changed once written; who entered what, and when
    "calendar_version",
    metadata,
    Column("id", Counter, primary_key=True),  # the greatest tells a server whether it has seen everything
    Column("scope", String(16), nullable=False),  # national, locality, centre
    Column("year", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("source", String(200), nullable=False),
    Column("document", String(200), nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("digest", Hex, nullable=False),  # of its days
    Column("entered_by", String(64), nullable=False),
    Column("entered_at", Moment, nullable=False),
    UniqueConstraint("scope", "year", "version"),
)

calendar_day = Table(  # only the days that differ from Monday to Friday, or from the wider calendar
    "calendar_day",
    metadata,
    Column("version_id", BigInteger, ForeignKey("calendar_version.id"), primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("worked", Boolean, nullable=False),  # a legal working day
    Column("open", Boolean, nullable=False),  # people find the hall open
    Column("kind", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("basis", String(200), nullable=False),
    **CLUSTERED,
)

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
