"""Opening time: how much of it lies between two moments, and when an amount of it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from app.domain.calendar import WorkCalendar
from app.domain.stops import Span


def elapsed(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """Opening time between `start` and `end`; none when `end` is not later."""
    if end <= start:
        return timedelta()
    first, last = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
    before, until = _worked(calendar, first), _worked(calendar, last)
    days = calendar.workdays_between(first.date(), last.date())
    days += calendar.is_workday(first.date()) - calendar.is_workday(last.date())
    return calendar.hours.length * days + until - before


def _worked(calendar: WorkCalendar, local: datetime) -> timedelta:
    """Opening time of a day up to a moment of it."""
    return calendar.hours.worked_until(local.time()) if calendar.is_workday(local.date()) else timedelta()


def after(calendar: WorkCalendar, at: datetime, length: timedelta, stopped: Sequence[Span] = ()) -> datetime:
    """The moment in UTC at which `length` of opening time has passed since `at`, stretches of `stopped` left out."""
    here, left = at, length
    for began, ended in stopped:
        if ended <= here:
            continue
        if began > here:
            end = _after(calendar, here, left)
            if end <= began:
                return end
            left -= elapsed(calendar, here, began)
        here = ended
    return _after(calendar, here, left)


def _after(calendar: WorkCalendar, at: datetime, length: timedelta) -> datetime:
    local = at.astimezone(calendar.zone)
    day, worked = calendar.receipt_day(at), timedelta()
    if day == local.date():
        worked = calendar.hours.worked_until(local.time())
    full = calendar.hours.length
    extra, rest = divmod(worked + length, full)
    if extra and not rest:  # ends with the closing time of a day, not with the opening of the next
        extra, rest = extra - 1, full
    last = calendar.add_workdays(day, extra)
    moment = datetime.combine(last, calendar.hours.moment_after(rest), calendar.zone).astimezone(UTC)
    return max(moment, at.astimezone(UTC))  # nothing at all, asked for in a break
