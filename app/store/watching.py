"""Up to where the watch has looked: the end of the last case, the last day that was closed, the last comparison."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from app.store import registry
from app.store import tables as t
from app.store.tables_hall import reception, ticket
from app.store.tables_house import definition
from app.store.types import to_moment, to_number

UNTIL, CLOSED, LOGS = "watched until", "hall closed", "duty logs compared"


def watched_until(connection: Connection) -> datetime | None:
    """The end of the last case that was looked at."""
    found = registry.setting(connection, UNTIL)
    return None if found is None else to_moment(int(found))


def set_watched(connection: Connection, until: datetime) -> None:
    """Remember it."""
    registry.set_setting(connection, UNTIL, to_number(until))


def ended_since(connection: Connection, since: datetime | None, limit: int) -> list[tuple[int, datetime]]:
    """Cases of items that ended at or after a moment, in the order in which they ended.

    The centre's own procedures are no applications: nobody accepts them with a voucher, and no act is about them.
    """
    wanted = select(t.case_file.c.id, t.case_file.c.ended_at).where(t.case_file.c.ended_at.is_not(None))
    wanted = wanted.join(definition, definition.c.id == t.case_file.c.definition_id)
    wanted = wanted.where(definition.c.procedure.is_(False))
    if since is not None:
        wanted = wanted.where(t.case_file.c.ended_at >= since)
    rows = connection.execute(wanted.order_by(t.case_file.c.ended_at, t.case_file.c.id).limit(limit))
    return [(row.id, row.ended_at) for row in rows]


def closed_day(connection: Connection) -> str | None:
    """The last day of the hall that was closed."""
    found: str | None = registry.setting(connection, CLOSED)
    return found


def set_closed(connection: Connection, day: str) -> None:
    """Remember it."""
    registry.set_setting(connection, CLOSED, day)


def compared_until(connection: Connection) -> datetime | None:
    """Up to when what was found was compared with the duty logs."""
    found = registry.setting(connection, LOGS)
    return None if found is None else to_moment(int(found))


def set_compared(connection: Connection, until: datetime) -> None:
    """Remember it."""
    registry.set_setting(connection, LOGS, to_number(until))


def served_unrecorded(connection: Connection, day: str) -> list[tuple[str, str, str]]:
    """Tickets of a day that were served and have no reception, or one that came to nothing: number, queue, why."""
    wanted = (
        select(ticket.c.number, ticket.c.queue, reception.c.id, reception.c.settled_at)
        .join(reception, reception.c.ticket_id == ticket.c.id, isouter=True)
        .where(ticket.c.day == day, ticket.c.status.in_(["serving", "served"]), reception.c.settled_at.is_(None))
    )
    return [
        (row.number, row.queue, "no reception" if row.id is None else "not settled")
        for row in connection.execute(wanted.order_by(ticket.c.id))
    ]
