"""What each day of a year is: by a State Council notice or the statutory days alone, under a place's own days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from itertools import accumulate

import chinese_calendar

from app.domain.days import OPEN, PLAIN, WORKED, DayKind, Mark
from app.domain.festivals import in_english, statutory
from app.errors import CalendarGap

# The published arrangements that the package carries; the tests notice when a new release moves the end.
FIRST_PUBLISHED = min(chinese_calendar.holidays).year
LAST_PUBLISHED = max(chinese_calendar.holidays).year
YEARS = range(2000, 2101)
"""The years that people may look at and arrange."""
NOTICE = "国务院办公厅通知"
NOTICE_EN = "State Council notice"
PACKAGE = f"chinesecalendar {version('chinesecalendar')}"


class Scope(StrEnum):
    """Whose calendar it is; each stands over the one before it."""

    NATIONAL = "national"
    LOCALITY = "locality"
    CENTRE = "centre"


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One version of one year of one calendar; versions count from 1, 0 is what nobody has announced."""

    scope: Scope = Scope.NATIONAL
    year: int
    version: int
    source: str = ""
    provisional: bool = False

    def label(self, language: str = "zh") -> str:
        """How an explanation names it: `2026@1 国务院办公厅通知`, `2027@0 暂定`, `centre/2026@2 …`."""
        place = "" if self.scope is Scope.NATIONAL else f"{self.scope}/"
        source = self.source if language == "zh" else _ENGLISH.get(self.source, self.source)
        return f"{place}{self.year}@{self.version} {source}".rstrip()


COMPUTED, SOLAR_ONLY = "暂定", "暂定(农历节日未知)"
OWN_SOURCE = {Scope.LOCALITY: "地方安排", Scope.CENTRE: "本中心安排"}
_ENGLISH = {
    NOTICE: NOTICE_EN,
    COMPUTED: "provisional",
    SOLAR_ONLY: "provisional (lunar festivals unknown)",
    OWN_SOURCE[Scope.LOCALITY]: "arranged by the locality",
    OWN_SOURCE[Scope.CENTRE]: "arranged by the centre",
}


@dataclass(frozen=True, kw_only=True)
class Year:
    """The days that differ from Monday to Friday, and which version of the calendar says so."""

    special: Mapping[date, Mark]
    edition: Edition

    @property
    def year(self) -> int:
        """The year."""
        return self.edition.year


YearSource = Callable[[int], Year]


def weekdays_only(year: int) -> Year:
    """Monday to Friday, no holidays: a calendar for tests and for what its own days say."""
    return Year(special={}, edition=Edition(year=year, version=1, source="周一至周五"))


def published(year: int) -> Year:
    """The State Council's arrangement as the package has it; where it has none, the statutory holidays, provisional."""
    return announced(year) or computed(year)


@cache
def announced(year: int) -> Year | None:
    """The State Council's arrangement as the package has it; None where it has none."""
    if not FIRST_PUBLISHED <= year <= LAST_PUBLISHED:
        return None
    return Year(special=_of_package(year), edition=Edition(year=year, version=1, source=NOTICE))


@cache
def computed(year: int) -> Year:
    """What the law alone says of a year: provisional (暂定) until a notice is known."""
    days, lunar = statutory(year)
    edition = Edition(year=year, version=0, source=COMPUTED if lunar else SOLAR_ONLY, provisional=True)
    return Year(special=days, edition=edition)


def _of_package(year: int) -> dict[date, Mark]:
    tables = ((DayKind.HOLIDAY, chinese_calendar.holidays), (DayKind.MAKEUP, chinese_calendar.workdays))
    found = {}
    for kind, table in tables:
        for day, said in table.items():
            if day.year == year:
                name = _NAMES.get(said, said)
                found[day] = Mark(kind=kind, name=name, name_en=in_english(name) or said)
    return dict(sorted(found.items()))


_FULL = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
_NAMES = {one.value: _FULL.get(str(one.chinese), str(one.chinese)) for one in chinese_calendar.Holiday}


class IndexedYear:
    """One year with a place's own days over it, prepared so that counting is a matter of looking up."""

    __slots__ = ("before", "editions", "first", "marks", "provisional", "work", "worked")

    def __init__(self, year: Year, layers: Sequence[Year] = ()) -> None:
        """layers: from the widest to the nearest; the nearest has the last word.

        Raises CalendarGap: no day of the year is worked.
        """
        self.first = date(year.year, 1, 1).toordinal()
        last = date(year.year, 12, 31).toordinal()
        self.provisional = year.edition.provisional
        self.editions = (year.edition, *(one.edition for one in layers if one.special))
        self.marks = [_mark(day, year, layers) for day in map(date.fromordinal, range(self.first, last + 1))]
        self.worked = [mark.kind in WORKED for mark in self.marks]
        self.work = [self.first + place for place, works in enumerate(self.worked) if works]
        self.before = list(accumulate(map(int, self.worked)))  # working days up to and with each day
        if not self.work:
            raise CalendarGap(
                f"the calendar of {year.year} has no working day; expected at least one",
                f"{year.year}年的日历中没有工作日",
                year=year.year,
            )

    def mark(self, day: date) -> Mark:
        """What a day of the year is."""
        return self.marks[day.toordinal() - self.first]

    def until(self, day: date) -> int:
        """Working days of the year up to and with `day`."""
        return self.before[day.toordinal() - self.first]


def _mark(day: date, year: Year, layers: Sequence[Year]) -> Mark:
    mark = year.special.get(day) or PLAIN[day.weekday()]
    for layer in layers:
        said = layer.special.get(day)
        if said is not None and says_something(said.kind, mark.kind):
            mark = said
    return mark


def says_something(said: DayKind, below: DayKind) -> bool:
    """Whether a place's own word on a day changes anything over what the wider calendar says of it."""
    if said in (DayKind.HOLIDAY, DayKind.CLOSED):
        return below in WORKED
    if said is DayKind.MAKEUP:
        return below not in WORKED
    # The hall alone: it shuts on working days and opens on days of rest, and neither changes what the day is.
    return (below in OPEN) if said is DayKind.SHUT else (below not in OPEN and below not in WORKED)
