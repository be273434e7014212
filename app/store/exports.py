"""Reading many cases one after the other for exports, and the key under which people become pseudonyms."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from app.store import tables as t
from app.store.database import Database
from app.store.records import CaseRecord
from app.store.registry import set_setting, setting
from app.store.rows import CASE, case_record

BATCH = 500
KEY = "pseudonym key"


def received(connection: Connection, start: datetime, end: datetime) -> Iterator[CaseRecord]:
    """The cases received from one moment up to, not including, another, in order; a batch is in memory at a time."""
    case, last = t.case_file.c, 0
    wanted = select(*CASE).where(case.received_at >= start, case.received_at < end).order_by(case.id).limit(BATCH)
    while rows := connection.execute(wanted.where(case.id > last)).fetchall():
        yield from map(case_record, rows)
        last = rows[-1].id


def pseudonym_key(database: Database) -> bytes:
    """The centre's secret for pseudonyms, made when it is first needed; without it they lead to nobody."""
    with database.writing() as connection:
        if setting(connection, KEY) is None:
            set_setting(connection, KEY, secrets.token_hex(32))
    with database.reading() as connection:  # two first ones at once: both go by what was kept
        return bytes.fromhex(str(setting(connection, KEY)))
