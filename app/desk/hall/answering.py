"""Questions that are not answered on the spot: what the centre's file says is to follow, and whom it tells of the rest.

    [[follow]]
    on = "reception.consult"
    start = "consultation"

The event is a reception of this kind that is settled as referred (转有关部门): the procedure is started in the name
of who came, with what was asked and the department of whoever settled it. What is neither answered nor referred when
the centre closes is a sign of the watch.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.desk.hall.marking import mark
from app.desk.house import Desk
from app.domain.actors import Actor
from app.store import beginnings, hall
from app.store.beginnings import APPLICANT
from app.store.database import Connection
from app.store.hall import Reception
from app.store.keyed import WHOLE

CONSULTING = frozenset({"consult", "legal"})
"""Kinds of receptions that ask for an answer; each is a 咨询件."""


def refer(desk: Desk, connection: Connection, actor: Actor, found: Reception, at: datetime) -> list[str]:
    """Start what is to follow upon a visit that is referred; returns the procedures."""
    wanted = followers(desk, found.kind)
    said: dict[str, Any] = {
        "event": f"reception.{found.kind}",
        "reception": found.number,
        "matter": found.need,
        "contact": found.contact,
        "department": actor.department or found.department,
        APPLICANT: {"name": found.name, "phone": found.contact},
    }
    for process in wanted:
        beginnings.ask_alone(connection, key_of(found, process), process, said, asked_by=actor.user, at=at)
    return wanted


def followers(desk: Desk, kind: str) -> list[str]:
    """The procedures that the centre's file names for visits of a kind that are referred."""
    return [str(one["start"]) for one in desk.listed("follow") if one.get("on") == f"reception.{kind}"]


def key_of(found: Reception, process: str) -> str:
    """By which a procedure follows upon a visit once."""
    return f"{WHOLE}{found.number}/reception.{found.kind}/{process}"


def alert_unanswered(desk: Desk, at: datetime) -> int:
    """Mark, once, each question of a day that is over which nobody has answered or referred; how many."""
    day = desk.calendar.day_of(at)
    until = desk.calendar.opening_of(day)
    if desk.calendar.is_workday(day) and at >= desk.calendar.closing_of(day):
        until = desk.calendar.closing_of(day)
    with desk.database.reading() as connection:
        late = hall.unanswered(connection, sorted(CONSULTING), until)
    for one in late:
        with desk.database.writing() as connection:
            place: dict[str, Any] = {"subject": one.number, "department": one.department, "tell": (one.department,)}
            mark(desk, connection, hall.UNANSWERED, one.number, at, **place, responsible=one.responsible)
    return len(late)
