"""The statutory holidays of a year that no notice arranges, and where those on a weekend are made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from app.domain.days import DayKind, Mark

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Outside these the `holidays` package does not know the dates of the lunar festivals."""

ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}
_MOVED = "休息日"  # a day moved by a notice, in the words of the package
_SAME = {"农历除夕": "春节"}  # one holiday of four days since the revision of November 2024
_SOLAR = ((1, 1, "元旦"), (4, 5, "清明节"), (5, 1, "劳动节"), (5, 2, "劳动节"), *((10, n, "国庆节") for n in (1, 2, 3)))
_DAY = timedelta(days=1)


class Statutory(NamedTuple):
    """The days a year has by law alone.  lunar: whether the lunar festivals are among them."""

    days: Mapping[date, Mark]
    lunar: bool


def statutory(year: int) -> Statutory:
    """The statutory holidays of a year, each that falls on a weekend made up on the next free weekday.

    Beyond the known lunar dates only the solar festivals are given; it never raises.
    Source: 全国年节及纪念日放假办法 (revised November 2024), arts. 2 and 6.
    """
    return Statutory(_made_up(festivals(year)), FIRST_YEAR <= year <= LAST_YEAR)


def statutory_count(year: int) -> int:
    """How many days of rest the law gives in a year."""
    return len(festivals(year))


@cache
def festivals(year: int) -> tuple[tuple[date, str], ...]:
    """Each festival day of a year with its name, in order; two festivals on one day are two entries."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return tuple((date(year, month, day), name) for month, day, name in _SOLAR)
    # Imported here: it costs a third of a second, and only years that nobody has announced need it.
    from holidays.countries.china import China

    known = China(years=year, observed=False, language="zh_CN")  # type: ignore[no-untyped-call]
    named = [(day, name) for day, names in sorted(known.items()) for name in names.split("; ") if day.year == year]
    # What the package knows of a notice is left out: a year computed by law must not change with the package.
    return tuple((day, _SAME.get(name, name)) for day, name in named if not name.startswith(_MOVED))


def _made_up(legal: tuple[tuple[date, str], ...]) -> dict[date, Mark]:
    """Two festivals on one day give two days, as the notice for 2020 had it."""
    taken: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for day, name in legal:
        if day in taken or day.weekday() >= 5:
            owed.append((day, name))
        taken[day] = f"{taken[day]}、{name}" if day in taken else name
    for day, name in owed:
        while day in taken or day.weekday() >= 5:
            day += _DAY
        taken[day] = name
    return {day: Mark(kind=DayKind.HOLIDAY, name=name, name_en=in_english(name)) for day, name in taken.items()}


def in_english(name: str) -> str:
    """The English name of a festival, or of two on one day; empty when it is none that is known."""
    found = [ENGLISH.get(one, "") for one in name.split("、")]
    return ", ".join(found) if all(found) else ""
