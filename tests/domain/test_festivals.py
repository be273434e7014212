"""Statutory holidays without a notice: against an independent source, against past notices, and by the law's rule."""

from __future__ import annotations

from datetime import date

import pytest
from holidays.countries.china import China

from app.domain.days import DayKind
from app.domain.festivals import FIRST_YEAR, LAST_YEAR, festivals, statutory, statutory_count
from app.domain.years import FIRST_PUBLISHED, LAST_PUBLISHED, announced, computed

TWO_FESTIVALS_ON_ONE_WEEKDAY = [2028, 2031, 2058, 2077, 2085]
"""Mid-autumn within the three days of the national holiday; in 2039 and 2066 on a weekend, where both sources agree."""
# Working days were exchanged over the New Year with a day of the year before; in 2020 the other source
# lists the three decreed days of the longer Spring Festival, one of them a Sunday.
EXCHANGED = {2006: -1, 2007: 2, 2011: -1, 2012: 1, 2020: -1}


def off(year: int) -> set[date]:
    return {day for day, mark in statutory(year).days.items() if mark.kind is DayKind.HOLIDAY}


def test_2027_by_the_law_alone() -> None:
    """春节 has four days since the revision of November 2024; what falls on a weekend moves to the next weekdays."""
    rest = [f"{day:%m-%d}{mark.name}" for day, mark in sorted(statutory(2027).days.items()) if day.weekday() < 5]
    assert rest == [
        "01-01元旦", "02-05春节", "02-08春节", "02-09春节", "02-10春节", "04-05清明节", "05-03劳动节", "05-04劳动节",
        "06-09端午节", "09-15中秋节", "10-01国庆节", "10-04国庆节", "10-05国庆节",
    ]  # fmt: skip


def test_two_festivals_on_one_day_give_two_days_off() -> None:
    """As in 2020, when mid-autumn was the first of October and the notice gave both: 8 days with two make-up days."""
    days = statutory(2031).days
    assert days[date(2031, 10, 1)].name == "中秋节、国庆节"
    assert days[date(2031, 10, 1)].name_en == "Mid-Autumn Festival, National Day"
    assert sorted(day for day in days if day.month == 10) == [date(2031, 10, n) for n in (1, 2, 3, 6)]


def test_differs_from_the_independent_source_only_where_two_festivals_meet() -> None:
    """The other source lets one of the two days be lost."""
    differing = []
    for year in range(LAST_PUBLISHED + 1, LAST_YEAR + 1):
        other = {day for day in China(years=year) if day.year == year}
        if off(year) != other:
            differing.append(year)
            assert len(off(year) - other) == 1 and not other - off(year)
    assert differing == TWO_FESTIVALS_ON_ONE_WEEKDAY


def test_every_notice_so_far_gives_as_many_days_as_the_law() -> None:
    """Weekdays off less make-up days: the sum that tells an incomplete notice."""
    odd = {}
    for year in range(FIRST_PUBLISHED, LAST_PUBLISHED + 1):
        said = announced(year)
        assert said is not None
        kinds = [(mark.kind, day.weekday() < 5) for day, mark in said.special.items()]
        net = kinds.count((DayKind.HOLIDAY, True)) - kinds.count((DayKind.MAKEUP, False))
        if net != statutory_count(year):
            odd[year] = net - statutory_count(year)
    assert odd == EXCHANGED


@pytest.mark.parametrize("year", range(FIRST_PUBLISHED, LAST_PUBLISHED + 1))
def test_no_notice_so_far_let_a_statutory_holiday_be_worked(year: int) -> None:
    said = announced(year)
    assert said is not None
    for day, name in festivals(year):
        mark = said.special.get(day)
        assert (mark is not None and mark.kind is DayKind.HOLIDAY) or day.weekday() >= 5, (day, name)


@pytest.mark.parametrize("year", [1, FIRST_YEAR - 1, LAST_YEAR + 1, 2150, 9998])
def test_no_year_raises(year: int) -> None:
    found = statutory(year)
    assert not found.lunar and {"元旦", "劳动节", "国庆节"} <= {mark.name for mark in found.days.values()}
    assert computed(year).edition.provisional and "农历节日未知" in computed(year).edition.label()
