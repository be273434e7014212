"""Working days: counting them, finding the moment at which a number of them is over, and saying why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from app.domain.days import Day, Note
from app.domain.hours import OfficeHours
from app.domain.years import Edition, IndexedYear, YearSource, published, weekdays_only


class WorkCalendar:
    """The working days of one centre: a source of years, the place's own days over it, opening hours, zone.

    Never changed once made, so any thread may use it; years are indexed when they are first asked for.
    """

    def __init__(
        self,
        source: YearSource = weekdays_only,
        layers: Sequence[YearSource] = (),
        hours: OfficeHours | None = None,
        zone: str = "Asia/Shanghai",
    ) -> None:
        """layers: what a locality and the centre say themselves; the last of them has the last word."""
        self.hours = hours or OfficeHours()
        self.zone = ZoneInfo(zone)
        self._source, self._layers = source, tuple(layers)
        self._years: dict[int, IndexedYear] = {}
        self._closing = self.hours.closing

    @classmethod
    def published(cls, hours: OfficeHours | None = None, zone: str = "Asia/Shanghai") -> WorkCalendar:
        """The State Council's published calendar; years not announced yet are computed and provisional."""
        return cls(published, (), hours, zone)

    def is_workday(self, day: date) -> bool:
        """Whether `day` is a legal working day."""
        year = self._year(day.year)
        return year.worked[day.toordinal() - year.first]

    def is_open(self, day: date) -> bool:
        """Whether people find the hall open on `day`, which no limit depends on."""
        return self.day(day).open

    def is_provisional(self, year: int) -> bool:
        """Whether nobody has announced the year yet, so that its due days may still move (暂定)."""
        return self._year(year).provisional

    def day(self, day: date) -> Day:
        """What kind of day it is, with the name of the holiday."""
        year = self._year(day.year)
        mark = year.mark(day)
        return Day(
            date=day,
            kind=mark.kind,
            name=mark.name,
            name_en=mark.name_en,
            basis=mark.basis,
            provisional=year.provisional,
        )

    def editions(self, first: date, last: date) -> tuple[Edition, ...]:
        """The versions of the calendars that say what the days from `first` to `last` are."""
        return tuple(one for year in range(first.year, last.year + 1) for one in self._year(year).editions)

    def day_of(self, at: datetime) -> date:
        """The day in the centre's zone on which the moment `at` falls."""
        return _aware(at).astimezone(self.zone).date()

    def receipt_day(self, at: datetime) -> date:
        """The working day on which a receipt at `at` counts: after closing or on a rest day, the next one."""
        local = _aware(at).astimezone(self.zone)
        day = local.date()
        year = self._year(day.year)
        place = day.toordinal() - year.first
        if year.worked[place] and local.time() <= self._closing:
            return day
        return self._at(day.year, year.before[place] + 1)

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted; 0 is `day` itself.

        A negative count goes back.
        """
        if count == 0:
            return day
        year = self._year(day.year)
        place = day.toordinal() - year.first
        before = year.before[place]
        if count < 0 and year.worked[place]:
            before -= 1
        return self._at(day.year, before + count if count > 0 else before + count + 1)

    def due(self, at: datetime, days: int) -> datetime:
        """The closing time of the last of `days` working days, in UTC; the day of receipt is not counted.

        Source: Administrative Licensing Law, art. 82; Civil Code, arts. 201 to 203.
        """
        if days < 0:
            raise ValueError(f"expected a number of working days from 0, got: {days}")
        return self.closing_of(self.add_workdays(self.receipt_day(at), days))

    def due_days(self, at: datetime, days: int) -> datetime:
        """The closing time of the last of `days` natural days, in UTC; a last day at rest rolls to a working day.

        Source: Civil Code, arts. 201 and 203.
        """
        if days < 0:
            raise ValueError(f"expected a number of days from 0, got: {days}")
        last = self.receipt_day(at) + timedelta(days=days)
        return self.closing_of(last if self.is_workday(last) else self.add_workdays(last, 1))

    def due_hours(self, at: datetime, hours: float) -> datetime:
        """The moment in UTC at which `hours` of opening time have passed since `at`."""
        if hours < 0:
            raise ValueError(f"expected working hours from 0, got: {hours}")
        local = _aware(at).astimezone(self.zone)
        day, worked = self.receipt_day(at), timedelta()
        if day == local.date():
            worked = self.hours.worked_until(local.time())
        total, full = worked + timedelta(hours=hours), self._full
        extra = total // full
        rest = total - extra * full
        if extra and not rest:  # ends with the closing time of a day, not with the opening of the next
            extra, rest = extra - 1, full
        moment = self._moment(self.add_workdays(day, extra), self.hours.moment_after(rest))
        return max(moment, at.astimezone(UTC))  # no hours at all, asked for in a break

    def workdays_between(self, start: date | datetime, end: date | datetime) -> int:
        """Working days after the day of `start` up to that of `end`; negative when `end` is earlier."""
        first, last = self._local(start), self._local(end)
        if last < first:
            return -self.workdays_between(last, first)
        count = self._year(last.year).until(last) - self._year(first.year).until(first)
        return count + sum(len(self._year(year).work) for year in range(first.year, last.year))

    def opening_of(self, day: date) -> datetime:
        """The first moment, in UTC, at which the centre is open on `day`."""
        return self._moment(day, self.hours.opening)

    def closing_of(self, day: date) -> datetime:
        """The moment, in UTC, at which the centre closes on `day`."""
        return self._moment(day, self._closing)

    def explain(self, at: datetime, days: int) -> list[Day]:
        """Every day from the one of `at` to the one of `due(at, days)`, counted days numbered from 1."""
        start, number = self.receipt_day(at), 0
        told = self.days(self.day_of(at), self.add_workdays(start, days))
        for place, day in enumerate(told):
            if day.worked and day.date > start:
                number += 1
                told[place] = replace(day, number=number)
            elif day.worked:
                told[place] = replace(day, note=Note.RECEIVED if day.date == start else Note.LATE)
        return told

    def days(self, first: date, last: date) -> list[Day]:
        """Every day from `first` to `last`."""
        return [self.day(date.fromordinal(place)) for place in range(first.toordinal(), last.toordinal() + 1)]

    @cached_property
    def _full(self) -> timedelta:
        return self.hours.length

    def _local(self, day: date | datetime) -> date:
        return self.day_of(day) if isinstance(day, datetime) else day

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def _at(self, year: int, place: int) -> date:
        """The working day at `place`, counted from the year's first as 1; outside it, in other years."""
        index = self._year(year)
        while place > len(index.work):
            place -= len(index.work)
            year += 1
            index = self._year(year)
        while place < 1:
            year -= 1
            index = self._year(year)
            place += len(index.work)
        return date.fromordinal(index.work[place - 1])

    def _year(self, year: int) -> IndexedYear:
        index = self._years.get(year)
        if index is None:
            index = self._years[year] = IndexedYear(self._source(year), [layer(year) for layer in self._layers])
        return index


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"expected a moment with its zone, got: {at.isoformat()}")
    return at
