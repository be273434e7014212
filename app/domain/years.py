"""What each day of a year is: by the State Council's arrangement, or by the statutory days alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate

import chinese_calendar

from app.errors import CalendarGap

# The published arrangements that the package carries; the tests notice when a new release moves the end.
FIRST_PUBLISHED = min(chinese_calendar.holidays).year
LAST_PUBLISHED = max(chinese_calendar.holidays).year
# Outside these years the lunar dates of the festivals are not known to the `holidays` package.
FIRST_YEAR, LAST_YEAR = 1950, 2100


class DayKind(StrEnum):
    """Why a day is a working day or is not."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # a statutory holiday or a day moved next to one
    MAKEUP = "makeup"  # a weekend day worked in exchange (调休)
    OPENED = "opened"  # the centre's own calendar says that this day is worked
    CLOSED = "closed"  # the centre's own calendar says that this day is not worked


WORKED = frozenset({DayKind.WORKDAY, DayKind.MAKEUP, DayKind.OPENED})


@dataclass(frozen=True, kw_only=True)
class Year:
    """The days that differ from Monday to Friday, with their names; provisional: not announced yet (暂定)."""

    year: int
    special: Mapping[date, tuple[DayKind, str]]
    provisional: bool


YearSource = Callable[[int], Year]


def weekdays_only(year: int) -> Year:
    """Monday to Friday, no holidays: a calendar for tests and for what its own days say."""
    return Year(year=year, special={}, provisional=False)


def published(year: int) -> Year:
    """The State Council's arrangement; where none is known yet, the statutory holidays, marked provisional.

    Raises CalendarGap: a year whose festivals nobody can compute.
    """
    if FIRST_PUBLISHED <= year <= LAST_PUBLISHED:
        return Year(year=year, special=_announced(year), provisional=False)
    if FIRST_YEAR <= year <= LAST_YEAR:
        return Year(year=year, special=_statutory(year), provisional=True)
    raise CalendarGap(
        f"the calendar of {year} is unknown; expected a year between {FIRST_YEAR} and {LAST_YEAR}",
        f"没有{year}年的日历;可用年份为{FIRST_YEAR}至{LAST_YEAR}",
        year=year,
    )


def _announced(year: int) -> dict[date, tuple[DayKind, str]]:
    tables = ((DayKind.HOLIDAY, chinese_calendar.holidays), (DayKind.MAKEUP, chinese_calendar.workdays))
    return {
        day: (kind, _NAMES.get(name, name)) for kind, table in tables for day, name in table.items() if day.year == year
    }


def _statutory(year: int) -> dict[date, tuple[DayKind, str]]:
    # Imported here: it costs a third of a second, and only years that nobody has announced need it.
    from holidays.countries.china import China

    known = China(years=year, language="zh_CN")  # type: ignore[no-untyped-call]
    off = {day: (DayKind.HOLIDAY, str(name)) for day, name in known.items() if day.year == year}
    return off | {day: (DayKind.MAKEUP, "调休") for day in known.weekend_workdays if day.year == year}


_NAMES = {holiday.value: str(holiday.chinese) for holiday in chinese_calendar.Holiday}


class IndexedYear:
    """One year, prepared so that counting is a matter of looking up."""

    __slots__ = ("before", "first", "kinds", "provisional", "work")

    def __init__(self, year: Year, own: Mapping[date, bool]) -> None:
        self.first = date(year.year, 1, 1).toordinal()
        last = date(year.year, 12, 31).toordinal()
        self.provisional = year.provisional
        self.kinds = [_kind(day, year, own) for day in map(date.fromordinal, range(self.first, last + 1))]
        worked = [kind in WORKED for kind, _ in self.kinds]
        self.work = [self.first + place for place, works in enumerate(worked) if works]
        self.before = list(accumulate(map(int, worked)))  # working days up to and with each day
        if not self.work:
            raise CalendarGap(
                f"the calendar of {year.year} has no working day; expected at least one",
                f"{year.year}年的日历中没有工作日",
                year=year.year,
            )

    def until(self, day: date) -> int:
        """Working days of the year up to and with `day`."""
        return self.before[day.toordinal() - self.first]


def _kind(day: date, year: Year, own: Mapping[date, bool]) -> tuple[DayKind, str]:
    kind, name = year.special.get(day) or (DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND, "")
    said = own.get(day)
    if said is None or said == (kind in WORKED):
        return kind, name
    return (DayKind.OPENED if said else DayKind.CLOSED), name
