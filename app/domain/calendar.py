"""Working days: counting them, finding the moment at which a number of them is over, and saying why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from app.domain.hours import OfficeHours
from app.domain.years import WORKED, DayKind, IndexedYear, YearSource, published, weekdays_only


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day and the reason why it counts or does not; `number` is its place in a count, 0 outside."""

    date: date
    kind: DayKind
    name: str = ""
    provisional: bool = False
    number: int = 0

    @property
    def worked(self) -> bool:
        """Whether the day counts as a working day."""
        return self.kind in WORKED


class WorkCalendar:
    """The working days of one centre: a source of years, the centre's own days over it, opening hours, zone.

    Never changed once made, so any thread may use it; years are indexed when they are first asked for.
    """

    def __init__(
        self,
        days: Mapping[date, bool] | None = None,
        hours: OfficeHours | None = None,
        zone: str = "Asia/Shanghai",
        source: YearSource = weekdays_only,
    ) -> None:
        """days: what the centre says itself, True for a working day; it wins over `source`."""
        self.days = dict(days or {})
        self.hours = hours or OfficeHours()
        self.zone = ZoneInfo(zone)
        self._source = source
        self._years: dict[int, IndexedYear] = {}
        self._closing = self.hours.closing

    @classmethod
    def published(
        cls,
        days: Mapping[date, bool] | None = None,
        hours: OfficeHours | None = None,
        zone: str = "Asia/Shanghai",
    ) -> WorkCalendar:
        """The State Council's published calendar; years not announced yet are computed and provisional."""
        return cls(days, hours, zone, published)

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked."""
        return self.day(day).worked

    def is_provisional(self, year: int) -> bool:
        """Whether nobody has announced the year yet, so that its due days may still move (暂定)."""
        return self._year(year).provisional

    def day(self, day: date) -> Day:
        """What kind of day it is, with the name of the holiday."""
        year = self._year(day.year)
        kind, name = year.kinds[day.toordinal() - year.first]
        return Day(date=day, kind=kind, name=name, provisional=year.provisional)

    def day_of(self, at: datetime) -> date:
        """The day in the centre's zone on which the moment `at` falls."""
        return _aware(at).astimezone(self.zone).date()

    def receipt_day(self, at: datetime) -> date:
        """The working day on which a receipt at `at` counts: after closing or on a rest day, the next one."""
        local = _aware(at).astimezone(self.zone)
        day = local.date()
        year = self._year(day.year)
        place = day.toordinal() - year.first
        if year.kinds[place][0] in WORKED and local.time() <= self._closing:
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
        if count < 0 and year.kinds[place][0] in WORKED:
            before -= 1
        return self._at(day.year, before + count if count > 0 else before + count + 1)

    def due(self, at: datetime, days: int) -> datetime:
        """The closing time of the last of `days` working days, in UTC; the day of receipt is not counted.

        Source: Administrative Licensing Law, art. 82; Civil Code, arts. 201 to 203.
        """
        if days < 0:
            raise ValueError(f"expected a number of working days from 0, got: {days}")
        return self.closing_of(self.add_workdays(self.receipt_day(at), days))

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
        start, number, told = self.receipt_day(at), 0, []
        day = self.day_of(at)
        last = self.add_workdays(start, days)
        while day <= last:
            note = self.day(day)
            if note.worked and day > start:
                number += 1
                note = replace(note, number=number)
            told.append(note)
            day += timedelta(days=1)
        return told

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
            index = self._years[year] = IndexedYear(self._source(year), self.days)
        return index


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"expected a moment with its zone, got: {at.isoformat()}")
    return at
