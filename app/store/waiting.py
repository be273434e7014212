"""What waits for its moment: timers and messages to the outside, found by index, never by loading cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from app.store import tables as t
from app.store.records import OutboxRecord, TimerRecord
from app.store.rows import timer_record
from app.store.tables_house import outbox
from app.store.types import NEVER, to_moment

_TIMER_WAITS = t.timer.c.fired_at.is_(None)
_DUE_TIMERS = (
    select(t.timer)
    .where(_TIMER_WAITS, t.timer.c.next_at <= bindparam("now", type_=t.timer.c.next_at.type))
    .order_by(t.timer.c.next_at, t.timer.c.id)
    .limit(bindparam("most"))
)
_NEXT_TIMER = select(func.min(t.timer.c.next_at)).where(_TIMER_WAITS)
_MAIL_WAITS = (outbox.c.sent_at.is_(None), outbox.c.dead_at.is_(None))
_NEXT_MAIL = select(func.min(outbox.c.next_at)).where(*_MAIL_WAITS)


def due_timers(connection: Connection, at: datetime, limit: int) -> list[TimerRecord]:
    """The timers whose moment has come, the longest overdue first."""
    return [timer_record(row) for row in connection.execute(_DUE_TIMERS, {"now": at, "most": limit})]


def next_timer_at(connection: Connection) -> datetime | None:
    """When the next timer is due."""
    nearest: datetime | None = connection.execute(_NEXT_TIMER).scalar()
    return None if nearest == to_moment(NEVER) else nearest


def postpone_timer(connection: Connection, timer: int, error: str, until: datetime) -> None:
    """Try a timer again later, for firing it failed."""
    changed = {"next_at": until, "error": error[:500], "attempts": t.timer.c.attempts + 1}
    connection.execute(update(t.timer).where(t.timer.c.id == timer, _TIMER_WAITS).values(changed))


def given_up(timer: TimerRecord, error: str) -> dict[str, Any]:
    """What changes in a timer never tried again on its own; it stays unfired, with the reason, to be looked at."""
    return {"next_at": to_moment(NEVER), "error": error[:500], "attempts": timer.attempts + 1}


def due_mail(connection: Connection, at: datetime, limit: int, channel: str | None = None) -> list[OutboxRecord]:
    """The messages to send now, of one channel or of all, the oldest first."""
    wanted = select(outbox).where(*_MAIL_WAITS, outbox.c.next_at <= at)
    if channel is not None:
        wanted = wanted.where(outbox.c.channel == channel)
    rows = connection.execute(wanted.order_by(outbox.c.next_at, outbox.c.id).limit(limit))
    return [OutboxRecord(**row._mapping) for row in rows]


def next_mail_at(connection: Connection) -> datetime | None:
    """When the next message is to be sent."""
    return connection.execute(_NEXT_MAIL).scalar()


def mail_sent(connection: Connection, number: int, at: datetime) -> None:
    """Note that a message has arrived."""
    _change_mail(connection, number, {"sent_at": at, "attempts": outbox.c.attempts + 1, "error": None})


def mail_failed(connection: Connection, number: int, error: str, at: datetime, again_at: datetime | None) -> None:
    """Note a failed attempt; without a moment for the next one the message is given up."""
    later = {"dead_at": at} if again_at is None else {"next_at": again_at}
    _change_mail(connection, number, {"attempts": outbox.c.attempts + 1, "error": error[:500], **later})


def _change_mail(connection: Connection, number: int, changed: dict[str, Any]) -> None:
    connection.execute(update(outbox).where(outbox.c.id == number).values(changed))
