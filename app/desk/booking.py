"""A time at a window, booked by whoever wants to come (预约服务); the procedure's diagram says when it is full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.receiving import receive
from app.domain.actors import Actor
from app.domain.slots import slots
from app.errors import Invalid, NotFound, Refused
from app.store import people
from app.store.people import Window
from app.store.records import CaseRecord

PROCEDURE, CHANNEL = "appointment", "网上"


@dataclass(frozen=True, kw_only=True)
class Bookable:
    """Where and when somebody may come."""

    windows: tuple[Window, ...]
    days: Mapping[date, list[str]]


def bookable(desk: Desk, *, at: datetime) -> Bookable:
    """The windows and the times that may be asked for.  Raises NotFound: the centre takes no bookings."""
    _check_offered(desk, at)
    with desk.database.reading() as connection:
        found = people.windows(connection)
    return Bookable(windows=tuple(found), days=slots(desk.calendar, at))


def book(
    desk: Desk,
    actor: Actor,
    counter: str,
    slot: str,
    matter: str,
    applicant: Mapping[str, Any],
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Start the procedure of a booking; where its time is full, the case that comes of it is declined.

    Raises Invalid: no such window or time.  Raises NotFound: the centre takes no bookings.
    """
    offered = bookable(desk, at=at)
    window = next((one for one in offered.windows if one.code == counter), None)
    if window is None:
        expected = [one.code for one in offered.windows]
        raise Invalid(
            f"there is no window {counter!r}; expected one of {', '.join(expected)}",
            f"没有窗口“{counter}”",
            field="counter",
            expected=expected,
        )
    if not any(slot in times for times in offered.days.values()):
        raise Invalid(
            f"{slot!r} cannot be booked; expected a half hour of the coming working days, such as "
            f"{next(iter(offered.days.values()), ['none'])[0]}",
            "该时段不可预约,请选择可预约的时段",
            field="slot",
        )
    contact = str(applicant.get("phone") or applicant.get("email") or "")
    said = {"counter": counter, "slot": slot, "matter": matter, "channel": CHANNEL, "contact": contact}
    given = {**said, "department": window.department, "holiday": False}
    return receive(desk, actor, PROCEDURE, applicant=applicant, form=given, at=at, terms=terms)


def _check_offered(desk: Desk, at: datetime) -> None:
    nothing = NotFound("this centre takes no bookings online", "本中心未开通网上预约")
    try:
        found = desk.programs.in_force(PROCEDURE, at)
    except (NotFound, Refused):
        raise nothing from None
    if not found.is_procedure:
        raise nothing
