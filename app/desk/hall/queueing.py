"""排队叫号: tickets are taken, called, recalled, skipped, moved to another queue, served; who is left is listed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

from app.desk import sight
from app.desk.hall.leaving import Left, check_manned, left
from app.desk.hall.marking import mark_unserved
from app.desk.hall.staff import check_at_window, check_serves
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.tickets import BOOKED, WALKED_IN, TicketStatus, check_move
from app.errors import Forbidden, NotFound, Refused
from app.store import hall, people
from app.store.database import Connection
from app.store.hall import Ticket
from app.store.numbers import take
from app.store.tables_hall import ticket as table

WAITING = (str(TicketStatus.WAITING),)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A queue at a moment: who waits, in order, who is called, and how long people waited today.

    waited: the median and the longest, in whole minutes; None where nobody was called yet.
    """

    queue: str
    name: str
    waiting: tuple[str, ...]
    called: tuple[str, ...]
    served: int
    waited: tuple[int, int] | None
    left: Left | None = None
    """The notice of whoever has left the window; meanwhile nobody is called there."""


def take_ticket(desk: Desk, queue: str, booking: str = "", *, at: datetime) -> Ticket:
    """Take a number at the machine; who has booked comes before who has not.

    Raises NotFound: there is no such queue.  Raises Refused: the centre is closed.
    """
    check_open(desk, at)
    with desk.database.writing() as connection:
        return new_ticket(desk, connection, queue, booking, at)


def gives_tickets(desk: Desk, at: datetime) -> bool:
    """Whether tickets are given out: on days on which the hall is open, until closing time."""
    day = desk.calendar.day_of(at)
    return desk.calendar.is_open(day) and at < desk.calendar.closing_of(day)


def check_open(desk: Desk, at: datetime) -> None:
    """Raises Refused: no tickets are given out now."""
    if not gives_tickets(desk, at):
        raise Refused(
            "the centre is closed; tickets are given out on days on which the hall is open, until closing time",
            "大厅未开放或已下班,请在开放日营业时间内取号",
        )


def new_ticket(desk: Desk, connection: Connection, queue: str, booking: str, at: datetime) -> Ticket:
    """The next number of a queue today.  Raises NotFound: there is no such queue."""
    _check_queue(connection, queue)
    return _new(connection, queue, str(desk.calendar.day_of(at)), booking, at)


def take_number(desk: Desk, actor: Actor, queue: str, booking: str = "", *, at: datetime) -> Ticket:
    """The same for who stands behind a machine or a desk of the centre.  Raises Forbidden: only looks on."""
    check_serves(actor)
    return take_ticket(desk, queue, booking, at=at)


def _new(connection: Connection, queue: str, day: str, booking: str, at: datetime) -> Ticket:
    serial = take(connection, f"ticket {queue} {day}")
    row: dict[str, Any] = {"number": f"{queue}-{serial:03d}", "queue": queue, "day": day}
    row |= {"rank": BOOKED if booking else WALKED_IN, "booking": booking or None}
    row |= {"status": str(TicketStatus.WAITING), "taken_at": at, "calls": 0}
    row |= dict.fromkeys(("called_at", "called_by", "served_at", "closed_at", "moved_to"))
    return Ticket(id=hall.add(connection, table, row), **row)


def call_next(desk: Desk, actor: Actor, queue: str, *, at: datetime) -> Ticket:
    """Call who is next.  Two windows that call at the same moment call two people.

    Raises NotFound: nobody waits.  Raises Forbidden: the actor does not sit at this window.
    Raises Refused: the window is left, as its notice says.
    """
    check_at_window(desk, actor, queue)
    day = str(desk.calendar.day_of(at))
    while True:
        with desk.database.writing() as connection:
            check_manned(connection, queue, at)
            line = hall.line(connection, day, queue, *WAITING)
            if not line:
                raise NotFound(f"nobody waits in queue {queue}", f"队列{queue}没有等候的号票", queue=queue)
            if _move(connection, line[0], TicketStatus.CALLED, called_at=at, called_by=actor.user, calls=1):
                return _again(connection, line[0])


def recall(desk: Desk, actor: Actor, number: int, *, at: datetime) -> Ticket:
    """Call somebody again, who did not come or was skipped.  Raises Refused: it is not their turn yet."""
    with desk.database.reading() as connection:
        found = _found(connection, number)
    if found.status == TicketStatus.WAITING:
        raise Refused(
            f"ticket {found.number} is waiting; who is next is called in order",
            f"号票{found.number}仍在等候,应按顺序叫号",
            ticket=found.number,
            state=found.status,
        )
    return _turn(desk, actor, number, TicketStatus.CALLED, at)


def skip(desk: Desk, actor: Actor, number: int, *, at: datetime) -> Ticket:
    """Somebody was called and did not come (过号)."""
    return _turn(desk, actor, number, TicketStatus.SKIPPED, at)


def serve(desk: Desk, actor: Actor, number: int, *, at: datetime) -> Ticket:
    """Somebody who was called has come."""
    return _turn(desk, actor, number, TicketStatus.SERVING, at)


def close(desk: Desk, actor: Actor, number: int, *, at: datetime) -> Ticket:
    """Somebody is done at the window."""
    return _turn(desk, actor, number, TicketStatus.SERVED, at)


def transfer(desk: Desk, actor: Actor, number: int, queue: str, *, at: datetime) -> Ticket:
    """Send somebody to another queue, where the new ticket comes before those who have just come."""
    with desk.database.writing() as connection:
        found = _found(connection, number)
        _check_queue(connection, queue)
        _check_of(desk, actor, found)
        check_move(found.number, TicketStatus(found.status), TicketStatus.MOVED)
        if not _move(connection, found, TicketStatus.MOVED, closed_at=at, moved_to=queue):
            raise _overtaken(found)
        return _new(connection, queue, found.day, found.booking or found.number, at)


def _turn(desk: Desk, actor: Actor, number: int, to: TicketStatus, at: datetime) -> Ticket:
    with desk.database.writing() as connection:
        found = _found(connection, number)
        _check_of(desk, actor, found)
        check_move(found.number, TicketStatus(found.status), to)
        if to is TicketStatus.CALLED:
            check_manned(connection, found.queue, at)
        if not _move(connection, found, to, **_changes(found, to, actor, at)):
            raise _overtaken(found)
        return _again(connection, found)


def _changes(found: Ticket, to: TicketStatus, actor: Actor, at: datetime) -> dict[str, Any]:
    if to is TicketStatus.CALLED:
        return {"called_at": at, "called_by": actor.user, "calls": found.calls + 1}
    return {"served_at": at} if to is TicketStatus.SERVING else {"closed_at": at}


def _move(connection: Connection, found: Ticket, to: TicketStatus, **changes: Any) -> bool:
    return hall.change(connection, table, found.id, table.c.status == found.status, status=str(to), **changes)


def _found(connection: Connection, number: int) -> Ticket:
    found = hall.ticket_of(connection, number)
    if found is None:
        raise NotFound(f"there is no ticket {number}", f"没有号票{number}", ticket=number)
    return found


def _again(connection: Connection, found: Ticket) -> Ticket:
    return hall.ticket_of(connection, found.id) or replace(found)


def _overtaken(found: Ticket) -> Refused:
    return Refused(f"ticket {found.number} was moved by somebody else", f"号票{found.number}已由他人处理")


def _check_of(desk: Desk, actor: Actor, found: Ticket) -> None:
    check_at_window(desk, actor, found.queue)


def _check_queue(connection: Connection, queue: str) -> None:
    if queue not in [one.code for one in people.windows(connection)]:
        raise NotFound(f"there is no queue {queue!r}", f"没有队列“{queue}”", queue=queue)


def lines(desk: Desk, *, at: datetime) -> list[Line]:
    """The queues as the screen in the hall shows them: numbers and no names."""
    day = str(desk.calendar.day_of(at))
    with desk.database.reading() as connection:
        windows, found, away = people.windows(connection), hall.line(connection, day), left(connection, at)
    return [
        _line(one.code, one.name, [each for each in found if each.queue == one.code], away.get(one.code))
        for one in windows
    ]


def _line(queue: str, name: str, found: list[Ticket], notice: Left | None) -> Line:
    waits = sorted((one.called_at - one.taken_at).total_seconds() / 60 for one in found if one.called_at)
    return Line(
        queue=queue,
        name=name,
        waiting=tuple(one.number for one in found if one.status == TicketStatus.WAITING),
        called=tuple(one.number for one in found if one.status == TicketStatus.CALLED),
        served=sum(one.status == TicketStatus.SERVED for one in found),
        waited=(int(median(waits)), int(waits[-1])) if waits else None,
        left=notice,
    )


def tickets(desk: Desk, actor: Actor, day: str, queue: str | None = None) -> list[Ticket]:
    """The tickets of a day: for those who work here."""
    if actor.role not in sight.EVERYTHING | sight.HANDLING:
        raise Forbidden("tickets are for those who serve", "号票限窗口和管理人员查看", role=str(actor.role))
    with desk.database.reading() as connection:
        return hall.line(connection, day, queue)


def unserved(desk: Desk, *, at: datetime) -> list[Ticket]:
    """Close the days that are over: who took a number before closing and was not served, for the duty leader.

    Called again and again; a ticket is listed once.
    """
    day = desk.calendar.day_of(at)
    with desk.database.reading() as connection:
        days = hall.days_with_waiting(connection, str(day))
    left: list[Ticket] = []
    for one in days:
        if one < str(day) or (desk.calendar.is_workday(day) and at >= desk.calendar.closing_of(day)):
            left += _close_day(desk, one, at)
    return left


def _close_day(desk: Desk, day: str, at: datetime) -> list[Ticket]:
    with desk.database.writing() as connection:
        waiting = hall.line(connection, day, None, str(TicketStatus.WAITING), str(TicketStatus.CALLED))
        left = [one for one in waiting if _move(connection, one, TicketStatus.UNSERVED, closed_at=at)]
        mark_unserved(desk, connection, left, at)
    return left
