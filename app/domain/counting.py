"""How working days are counted: by whole days, or from the instant; a centre chooses one.

| | `day` | `instant` |
|---|---|---|
| the day of the event | does not count | counts from its moment on |
| a limit of n days ends | when the centre closes on the n-th day | n working days later at the same time of day |
| what comes after hours | counts as the next working day | counts from the next opening |
| a pause leaves out | the days after its first up to its last | its opening time, to the minute |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from app.domain.calendar import WorkCalendar
from app.domain.stops import Span, days_left_out
from app.domain.worktime import after


class Counting(Protocol):
    """One way to count."""

    name: str

    def due(self, calendar: WorkCalendar, at: datetime, days: int, stopped: Sequence[Span] = ()) -> datetime:
        """When `days` working days after `at` are over, in UTC; `stopped` (in order, apart) does not count."""

    def warned(
        self, calendar: WorkCalendar, at: datetime, days: int, ahead: int, stopped: Sequence[Span] = ()
    ) -> datetime | None:
        """When all but `ahead` of `days` are used up; None when there are not that many."""


class ByDay:
    """The day of the event is excluded, the last day ends with the centre's closing time.

    Source: Administrative Licensing Law, art. 82; Civil Code, arts. 201 and 203.
    """

    name = "day"

    def due(self, calendar: WorkCalendar, at: datetime, days: int, stopped: Sequence[Span] = ()) -> datetime:
        """The closing time of the last day."""
        if not stopped:
            return calendar.due(at, days)
        start = calendar.receipt_day(at)
        last = calendar.add_workdays(start, days)
        for left_out in days_left_out(calendar, stopped):
            first = max(left_out.after, start)
            # A clock that is stopped on its last day has not run out: it ends on the day on which it goes on.
            runs = first < last or (first == last and left_out.from_at < calendar.closing_of(last))
            if runs and first < left_out.upto:
                last = calendar.add_workdays(last, calendar.workdays_between(first, left_out.upto))
        return calendar.closing_of(last)

    def warned(
        self, calendar: WorkCalendar, at: datetime, days: int, ahead: int, stopped: Sequence[Span] = ()
    ) -> datetime | None:
        """The closing time of the day after which `ahead` days are left."""
        return None if days < ahead else self.due(calendar, at, days - ahead, stopped)


class FromInstant:
    """A day is as long as the centre's opening time; what is used up is rounded up to whole days.

    So two days are left as soon as the moment is past at which three were.
    """

    name = "instant"

    def due(self, calendar: WorkCalendar, at: datetime, days: int, stopped: Sequence[Span] = ()) -> datetime:
        """The same time of day, `days` working days later."""
        begun = _in_hours(calendar, at)
        end = after(calendar, begun, calendar.hours.length * days, stopped)
        return _on_the_clock(calendar, end, begun) if days else end

    def warned(
        self, calendar: WorkCalendar, at: datetime, days: int, ahead: int, stopped: Sequence[Span] = ()
    ) -> datetime | None:
        """The moment from which on what is used up, rounded up, leaves `ahead` days."""
        return None if days <= ahead else self.due(calendar, at, days - ahead - 1, stopped)


def _in_hours(calendar: WorkCalendar, at: datetime) -> datetime:
    """`at`, or the next moment at which the centre is open."""
    local, day = at.astimezone(calendar.zone), calendar.receipt_day(at)
    if day != local.date():
        return calendar.opening_of(day)
    for opening, closing in calendar.hours.sessions:
        if local.time() <= closing:
            return datetime.combine(day, max(local.time(), opening), calendar.zone).astimezone(UTC)
    return at


def _on_the_clock(calendar: WorkCalendar, end: datetime, begun: datetime) -> datetime:
    """The end at the time of day of the beginning, where that is the same amount of opening time.

    One closing time and the next opening are the same, and so are both ends of a break.
    """
    hours, clock = calendar.hours, begun.astimezone(calendar.zone).time()
    local = end.astimezone(calendar.zone)
    wanted, found = hours.worked_until(clock), hours.worked_until(local.time())
    day = local.date()
    if found == hours.length and not wanted:
        day, found = calendar.add_workdays(day, 1), timedelta()
    return datetime.combine(day, clock, calendar.zone).astimezone(UTC) if found == wanted else end


COUNTINGS: Mapping[str, Counting] = {way.name: way for way in (ByDay(), FromInstant())}
BY_DAY = COUNTINGS["day"]
