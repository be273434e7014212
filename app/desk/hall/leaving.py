"""离岗告示: who leaves a window puts up why, where to and how to be reached; nobody is called there meanwhile.

A window is left as well while everybody who sits there is entered as away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.desk.checks import required
from app.desk.hall.marking import mark
from app.desk.hall.staff import check_at_window
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.instants import in_utc
from app.domain.roles import Role
from app.errors import Invalid, NotFound, Refused
from app.store import people, signals
from app.store.database import Connection
from app.store.people import Absence

LONGEST = timedelta(minutes=30)
"""Who is away from a window longer than this has left the post (rule 46)."""

LOOKED_BACK = timedelta(days=2)
RULE = "away"


@dataclass(frozen=True, kw_only=True)
class Left:
    """The notice at a window.  to_at: when somebody is back as far as is known."""

    reason: str
    place: str
    contact: str
    from_at: datetime
    to_at: datetime


def leave(
    desk: Desk,
    actor: Actor,
    window: str,
    reason: str,
    place: str,
    contact: str,
    to_at: datetime | None = None,
    *,
    at: datetime,
) -> Left:
    """Put up the notice; without `to_at` it hangs until closing time, at most.

    Raises Forbidden: the actor does not sit there.  Raises Invalid: a field is missing, or it ends before it begins.
    Raises Refused: the window is left already.
    """
    check_at_window(desk, actor, window)
    required(reason, "reason", "a notice at a window says why", "离岗告示须写明事由")
    required(place, "place", "a notice at a window says where to", "离岗告示须写明去向")
    required(contact, "contact", "a notice at a window says how to be reached", "离岗告示须写明联系方式")
    ends = to_at or max(desk.calendar.closing_of(desk.calendar.day_of(at)), at + timedelta(minutes=1))
    if ends <= at:
        raise Invalid("an absence ends after it begins", "结束时间应晚于开始时间", field="to_at")
    row: dict[str, Any] = {"user": actor.user, "from_at": at, "to_at": ends, "reason": reason, "place": place[:200]}
    row |= {"contact": contact[:200], "window": window, "substitute": "", "entered_by": actor.user}
    with desk.database.writing() as connection:
        check_manned(connection, window, at)
        people.add_absence(connection, row)
    return Left(reason=reason, place=place[:200], contact=contact[:200], from_at=at, to_at=ends)


def come_back(desk: Desk, actor: Actor, window: str, *, at: datetime) -> None:
    """Take the notice down.  Raises NotFound: none hangs there."""
    check_at_window(desk, actor, window)
    with desk.database.writing() as connection:
        found = [one for one in people.absences(connection, at) if one.window == window]
        for one in found:
            people.end_absence(connection, one.id, at)
    if not found:
        raise NotFound(f"no notice hangs at window {window}", f"窗口{window}没有离岗告示", window=window)


def left(connection: Connection, at: datetime) -> dict[str, Left]:
    """The windows where nobody is now, with their notices."""
    away = people.absences(connection, at)
    if not away:
        return {}
    found = {one.window: _notice(one) for one in away if one.window}
    gone = {one.user: one for one in away}
    clerks: dict[str, list[str]] = {}
    for account in people.accounts(connection):
        if account.active and account.role is Role.WINDOW:
            clerks.setdefault(account.department, []).append(account.user)
    for window in people.windows(connection):
        sitting = clerks.get(window.department, [])
        if window.code not in found and sitting and all(user in gone for user in sitting):
            found[window.code] = _notice(min((gone[user] for user in sitting), key=lambda one: one.to_at))
    return found


def check_manned(connection: Connection, window: str, at: datetime) -> None:
    """Raises Refused: nobody is at the window, so nobody is called there; with what its notice says."""
    notice = left(connection, at).get(window)
    if notice is not None:
        place, contact = notice.place, notice.contact
        raise Refused(
            f"nobody is at window {window} until {in_utc(notice.to_at)}: {notice.reason}; "
            f"where to: {place or 'not said'}; contact: {contact or 'not said'}",
            f"窗口{window}离岗告示:{notice.reason},去向:{place or '未注明'},联系方式:{contact or '未注明'},暂停叫号",
            window=window,
            to_at=in_utc(notice.to_at),
        )


def _notice(one: Absence) -> Left:
    return Left(reason=one.reason, place=one.place, contact=one.contact, from_at=one.from_at, to_at=one.to_at)


def note_long_absences(desk: Desk, at: datetime) -> int:
    """Bring up, once each, who has been away from a window for more than half an hour; a person judges it."""
    with desk.database.reading() as connection:
        found = people.left_windows(connection, at - LOOKED_BACK, at - LONGEST)
        late = [one for one in found if min(one.to_at, at) - one.from_at > LONGEST]
        known = signals.known(connection, RULE, [str(one.id) for one in late])
    new = [one for one in late if str(one.id) not in known]
    if new:
        with desk.database.writing() as connection:
            windows = {one.code: one.department for one in people.windows(connection)}
            for one in new:
                told = {"window": one.window, "reason": one.reason, "place": one.place, "contact": one.contact}
                told |= {"since": in_utc(one.from_at), "day": str(desk.calendar.day_of(one.from_at))}
                place = {"subject": one.user, "department": windows.get(one.window, "")}
                mark(desk, connection, RULE, str(one.id), at, **place, **told)
    return len(new)
