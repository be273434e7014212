"""Procedures that begin without a person: asked for by another case, or because their day has come. Each once.

When one that starts by itself is due follows from its rhythm, the calendar and its last start; nothing is kept that
a changed calendar would have to move. After a standstill it starts once, for the last of the days that have passed.
"""

from __future__ import annotations

from datetime import datetime

from app.desk.house import Desk
from app.desk.receiving import receive
from app.domain.actors import SYSTEM
from app.domain.instants import in_utc
from app.domain.rhythm import rhythm_of
from app.store import beginnings
from app.store.beginnings import APPLICANT, BY_TIMER, AlreadyBegun, Beginning, Recurring
from app.store.database import Connection

MOST = 100


def due_beginnings(desk: Desk, at: datetime) -> list[Beginning]:
    """The procedures that are to be started now."""
    with desk.database.reading() as connection:
        return [*(one for one in _recurring(desk, connection, at) if one.due_at <= at),
                *beginnings.due(connection, at, MOST)]  # fmt: skip


def next_beginning_at(desk: Desk, at: datetime) -> datetime | None:
    """When the next procedure is to be started; None when none is."""
    with desk.database.reading() as connection:
        asked = beginnings.next_at(connection)
        moments = [one.due_at for one in _recurring(desk, connection, at)] + ([] if asked is None else [asked])
    return min(moments, default=None)


def begin(desk: Desk, wanted: Beginning, *, at: datetime) -> str | None:
    """Start one procedure; returns the case's number, None when somebody else has started it."""
    try:
        made = receive(
            desk,
            SYSTEM,
            wanted.process,
            applicant=None if wanted.about else wanted.variables.get(APPLICANT),
            variables={name: value for name, value in wanted.variables.items() if wanted.about or name != APPLICANT},
            about=wanted.about or "",
            beginning=wanted,
            at=at,
        )
    except AlreadyBegun:
        return None
    return made.number


def put_off(desk: Desk, wanted: Beginning, error: str, until: datetime) -> None:
    """It could not be started: try again then.  One that starts by itself is looked at again by its rhythm."""
    with desk.database.writing() as connection:
        beginnings.put_off(connection, wanted, error, until)


def _recurring(desk: Desk, connection: Connection, at: datetime) -> list[Beginning]:
    return [_next_of(desk, one, at) for one in beginnings.recurring(connection, at)]


def _next_of(desk: Desk, one: Recurring, at: datetime) -> Beginning:
    rhythm = rhythm_of(one.rhythm)
    assert rhythm is not None  # no other is kept with a version
    due_at = rhythm.next(one.since, desk.calendar)
    while (later := rhythm.next(due_at, desk.calendar)) <= at:
        due_at = later  # after a standstill the last of those missed is made up for
    return Beginning(
        # By its last start, and not by when it is due, which a node with another calendar sees differently.
        key=f"{BY_TIMER}/{one.process}/{in_utc(one.since)}",
        process=one.process,
        variables={"scheduled": in_utc(due_at), "scheduled_day": desk.calendar.day_of(due_at).isoformat()},
        asked_by=BY_TIMER,
        due_at=due_at,
    )
