"""When steps and cases are due: limits in working days, their warnings, and the timers that watch them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from app.desk.programs import Item
from app.domain import clock
from app.domain.calendar import WorkCalendar
from app.domain.clock import LimitKind
from app.store.work import Work

DIRECT = "direct"


class Moments(NamedTuple):
    """When a lamp turns yellow and when it turns red; None where there is no limit."""

    warn_at: datetime | None
    due_at: datetime | None


NO_LIMIT = Moments(None, None)


def of_step(calendar: WorkCalendar, at: datetime, properties: Mapping[str, str]) -> Moments:
    """The moments of a step that opens `at`, from its properties `limit` and `warn` (working days)."""
    days = properties.get("limit", "")
    if not days.isdigit():
        return NO_LIMIT
    due_at = calendar.due(at, int(days))
    warn = properties.get("warn", "")
    ahead = int(warn) if warn.isdigit() else clock.WARN_DAYS
    return Moments(clock.warning(calendar, at, due_at, ahead), due_at)


def watch_step(work: Work, token: int, element: str, moments: Moments) -> None:
    """Set the timers of a step's lamp."""
    if moments.warn_at is not None:
        work.set_timer(token, "warn", moments.warn_at, element=element)
    if moments.due_at is not None:
        work.set_timer(token, "due", moments.due_at, element=element)


def start_case(work: Work, calendar: WorkCalendar, item: Item) -> None:
    """Start the promised and the statutory limit of an item whose application is accepted at this moment."""
    promised, statutory = item.days("limit"), item.days("statutoryLimit")
    work.changes["accepted_at"] = work.at
    if promised is not None and item.mode != DIRECT:
        limit = clock.start(calendar, work.at, promised, kind=LimitKind.PROMISED)
        work.changes |= {"due_at": limit.due_at, "warn_at": limit.warn_at}
        work.set_timer(0, "promise_warn", limit.warn_at)
        work.set_timer(0, "promise_due", limit.due_at)
    if statutory is not None:
        limit = clock.start(calendar, work.at, statutory, kind=LimitKind.STATUTORY)
        work.changes["statutory_at"] = limit.due_at
        work.set_timer(0, "statutory", limit.due_at)


def watch_direct(work: Work, calendar: WorkCalendar) -> None:
    """A direct item has no promise; it must be finished when the windows close on the day it came."""
    work.set_timer(0, "closing", calendar.due(work.at, 0))
