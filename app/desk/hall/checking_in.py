"""预约签到: who has booked gets the ticket that goes before for number and code, once, in its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.desk.booking import PROCEDURE
from app.desk.hall.queueing import check_open, new_ticket
from app.desk.hall.terminals import Place, check_terminal, place_of
from app.desk.house import Desk
from app.desk.public import own_case
from app.domain.actors import Actor
from app.domain.cases import RUNNING, WORDS
from app.errors import Refused
from app.store import hall, registers
from app.store.database import Connection
from app.store.hall import Ticket
from app.store.records import CaseRecord


def check_in(desk: Desk, actor: Actor, number: str, code: str, *, at: datetime) -> Place:
    """The ticket of a booking.

    Raises NotFound: number and code do not belong together.  Raises Refused: it is no booking, it was cancelled,
    it is not its time, or it has its ticket.
    """
    check_terminal(actor)
    with desk.database.writing() as connection:
        case = own_case(connection, number, code)
        booked = _booked(connection, case)
        _check_time(desk, case, str(booked["slot"]), at)
        check_open(desk, at)
        # Taking a number locks the queue's series, so of two terminals the second sees the ticket of the first.
        made = new_ticket(desk, connection, str(booked["counter"]), case.number, at)
        _check_first(connection, made)
        return place_of(connection, made)


def _booked(connection: Connection, case: CaseRecord) -> dict[str, Any]:
    """The line of the register that a booking has.  Raises Refused: it has none, or it does not hold any more."""
    if case.item != PROCEDURE:
        raise Refused(
            f"{case.number} is no booking but a case; take an ordinary number, or look how far it has come",
            f"{case.number}不是预约,而是办件;请取普通号,或查询办理进度",
            case=case.number,
        )
    found = registers.of_case(connection, PROCEDURE, case.id)
    if case.status not in RUNNING or found is None:
        raise Refused(
            f"booking {case.number} does not hold any more, it is {case.status}; take an ordinary number",
            f"预约{case.number}已失效({WORDS[case.status]}),请取普通号",
            case=case.number,
            state=str(case.status),
        )
    return found


def _check_time(desk: Desk, case: CaseRecord, slot: str, at: datetime) -> None:
    """Raises Refused: too early, too late, another day, or a time that nobody can read."""
    try:
        begins = datetime.fromisoformat(slot).replace(tzinfo=desk.calendar.zone)
    except ValueError:
        raise Refused(
            f"the time of booking {case.number} is not said in figures: {slot[:40]!r}; ask at the help desk",
            f"预约{case.number}的时段无法识别,请到导办台",
            case=case.number,
        ) from None
    opens = begins - timedelta(minutes=desk.settings.booking_early_minutes)
    closes = begins + timedelta(minutes=desk.settings.booking_late_minutes)
    if opens <= at <= closes:
        return
    told = {"case": case.number, "slot": slot}
    if at < opens:
        raise Refused(
            f"booking {case.number} is for {begins:%Y-%m-%d %H:%M}; check in from {opens:%m-%d %H:%M} on",
            f"预约{case.number}的时间为{begins:%Y-%m-%d %H:%M},请于{opens:%m-%d %H:%M}起签到",
            **told,
        )
    raise Refused(
        f"booking {case.number} was for {begins:%Y-%m-%d %H:%M} and is over; take an ordinary number",
        f"预约{case.number}的时间为{begins:%Y-%m-%d %H:%M},已过签到时间,请取普通号",
        **told,
    )


def _check_first(connection: Connection, made: Ticket) -> None:
    """Raises Refused: the booking had its ticket; nothing is kept of the second."""
    before = [
        one for one in hall.line(connection, made.day, made.queue) if one.booking == made.booking and one.id != made.id
    ]
    if before:
        raise Refused(
            f"booking {made.booking} has its ticket, {before[0].number}; who missed the call goes to the window",
            f"预约{made.booking}已取号{before[0].number};过号请到窗口重呼",
            case=made.booking or "",
            ticket=before[0].number,
        )
