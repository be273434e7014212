"""Cases that are to be archived by themselves: asked for by a drawn step, tried once they are over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from app.store.tables import case_file
from app.store.tables_procedures import archiving as t


def due(connection: Connection, at: datetime, limit: int) -> list[tuple[int, str]]:
    """Row number and number of the cases that are over and whose turn has come, the longest waiting first."""
    wanted = select(t.c.case_id, case_file.c.number).join(case_file, case_file.c.id == t.c.case_id)
    wanted = wanted.where(t.c.done_at.is_(None), t.c.next_at <= at, case_file.c.ended_at.is_not(None))
    rows = connection.execute(wanted.order_by(t.c.next_at, t.c.case_id).limit(limit))
    return [(row.case_id, row.number) for row in rows]


def done(connection: Connection, case: int, at: datetime) -> None:
    """It is archived."""
    connection.execute(update(t).where(t.c.case_id == case).values(done_at=at, error=None))


def put_off(connection: Connection, case: int, error: str, until: datetime) -> None:
    """Something is missing: try again then."""
    connection.execute(update(t).where(t.c.case_id == case).values(next_at=until, error=error[:500]))
