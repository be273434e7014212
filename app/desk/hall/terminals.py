"""自助终端: what a terminal in the hall shows to anybody, and the tickets that it gives out.

It gives numbers and names nobody; only who knows number and code of a case gets at it, as on the public pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk.hall.queueing import Line, gives_tickets, lines, take_ticket
from app.desk.house import Desk
from app.desk.windows import Guided, items_at_windows
from app.domain.actors import Actor
from app.domain.days import Day
from app.domain.hours import OfficeHours
from app.domain.roles import Role
from app.domain.tickets import BOOKED, TicketStatus
from app.errors import Forbidden, NotFound
from app.notices import slip_of
from app.store import hall, people, registry
from app.store.database import Connection
from app.store.hall import Ticket

SCREEN = "/screen"
"""The page of whose turn it is, to which the code on a slip leads."""


@dataclass(frozen=True, kw_only=True)
class Hall:
    """The hall at a moment: the day, its hours, the queues, what each window takes, whether tickets are given out."""

    centre: Mapping[str, Any]
    day: Day
    hours: OfficeHours
    gives_tickets: bool
    lines: tuple[Line, ...]
    items: Mapping[str, list[Guided]]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A ticket with its queue's name; ahead: how many are called before it, as far as is known now."""

    ticket: Ticket
    name: str
    ahead: int

    @property
    def booked(self) -> bool:
        """Whether it goes before those of who has just come."""
        return self.ticket.rank == BOOKED


def hall_now(desk: Desk, *, at: datetime) -> Hall:
    """What the start page of a terminal shows."""
    with desk.database.reading() as connection:
        centre = registry.setting(connection, "centre") or {}
    return Hall(
        centre=centre,
        day=desk.calendar.day(desk.calendar.day_of(at)),
        hours=desk.calendar.hours,
        gives_tickets=gives_tickets(desk, at),
        lines=tuple(lines(desk, at=at)),
        items=items_at_windows(desk, at=at),
    )


def walk_in(desk: Desk, actor: Actor, queue: str, *, at: datetime) -> Place:
    """A number for who has just come.  Raises NotFound: no such queue.  Raises Refused: the centre is closed."""
    check_terminal(actor)
    ticket = take_ticket(desk, queue, at=at)
    with desk.database.reading() as connection:
        return place_of(connection, ticket)


def place_of(connection: Connection, ticket: Ticket) -> Place:
    """A ticket in its queue."""
    names = {one.code: one.name for one in people.windows(connection)}
    waiting = hall.line(connection, ticket.day, ticket.queue, str(TicketStatus.WAITING))
    before = sum((one.rank, one.id) < (ticket.rank, ticket.id) for one in waiting)
    return Place(ticket=ticket, name=names.get(ticket.queue, ticket.queue), ahead=before)


def slip(desk: Desk, actor: Actor, number: int, *, at: datetime) -> bytes:
    """The slip of a ticket of today, as a narrow PDF.  Raises NotFound: there is none."""
    check_terminal(actor)
    with desk.database.reading() as connection:
        found = hall.ticket_of(connection, number)
        if found is None or found.day != str(desk.calendar.day_of(at)):
            raise NotFound(f"there is no ticket {number} today", f"今天没有号票{number}", ticket=number)
        place = place_of(connection, found)
    said = {"number": found.number, "queue": place.name, "ahead": place.ahead, "booked": place.booked}
    return slip_of(desk.presses.current, said, f"{desk.settings.address}{SCREEN}", taken_at=found.taken_at, at=at)


def check_terminal(actor: Actor) -> None:
    """Raises Forbidden: the actor is no terminal."""
    if actor.role not in (Role.KIOSK, Role.ADMINISTRATOR):
        raise Forbidden(
            f"{actor.user} is {actor.role}; this is for terminals in the hall",
            f"{actor.user}的角色为{actor.role},此操作限自助终端",
            role=str(actor.role),
            expected=[str(Role.KIOSK)],
        )
