"""Working days against golden vectors, against an independent source, and by property."""

from __future__ import annotations

import time as wall
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from holidays.countries.china import China
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import WorkCalendar
from app.domain.days import DayKind, Mark
from app.domain.festivals import LAST_YEAR
from app.domain.hours import OfficeHours
from app.domain.years import LAST_PUBLISHED, Edition, Scope, Year, YearSource, published, weekdays_only
from app.errors import CalendarGap

SHANGHAI = ZoneInfo("Asia/Shanghai")
PUBLISHED = WorkCalendar.published()
WEEKDAYS = WorkCalendar()

GOLDEN = [
    (date(2025, 12, 31), 1, date(2026, 1, 4)),  # a Sunday that is worked
    (date(2025, 12, 31), 5, date(2026, 1, 8)),
    (date(2025, 12, 31), 10, date(2026, 1, 15)),
    (date(2025, 12, 31), 20, date(2026, 1, 29)),
    (date(2025, 12, 31), 45, date(2026, 3, 11)),
    (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday that is worked
    (date(2026, 2, 13), 5, date(2026, 2, 27)),
    (date(2026, 2, 13), 10, date(2026, 3, 5)),
    (date(2026, 2, 13), 20, date(2026, 3, 19)),
    (date(2026, 2, 13), 45, date(2026, 4, 24)),
    (date(2026, 4, 30), 1, date(2026, 5, 6)),
    (date(2026, 4, 30), 5, date(2026, 5, 11)),
    (date(2026, 4, 30), 10, date(2026, 5, 18)),
    (date(2026, 4, 30), 20, date(2026, 6, 1)),
    (date(2026, 4, 30), 45, date(2026, 7, 7)),
    (date(2026, 9, 18), 1, date(2026, 9, 20)),  # a Sunday that is worked
    (date(2026, 9, 18), 5, date(2026, 9, 24)),
    (date(2026, 9, 18), 10, date(2026, 10, 9)),
    (date(2026, 9, 18), 20, date(2026, 10, 22)),
    (date(2026, 9, 18), 45, date(2026, 11, 26)),
    (date(2026, 9, 30), 1, date(2026, 10, 8)),
    (date(2026, 9, 30), 5, date(2026, 10, 13)),
    (date(2026, 9, 30), 10, date(2026, 10, 20)),
    (date(2026, 9, 30), 20, date(2026, 11, 3)),
    (date(2026, 9, 30), 45, date(2026, 12, 8)),
    (date(2026, 11, 20), 1, date(2026, 11, 23)),
    (date(2026, 11, 20), 5, date(2026, 11, 27)),
    (date(2026, 11, 20), 10, date(2026, 12, 4)),
    (date(2026, 11, 20), 20, date(2026, 12, 18)),
    (date(2018, 10, 15), 7, date(2018, 10, 24)),  # the example in a province's supervision rules
    (date(2018, 10, 15), 10, date(2018, 10, 29)),
    (date(2026, 11, 21), 1, date(2026, 11, 23)),  # counted from a Saturday
]


def at(text: str) -> datetime:
    """A moment given in the centre's own time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(("day", "count", "expected"), GOLDEN)
def test_counts_to_the_golden_day(day: date, count: int, expected: date) -> None:
    assert PUBLISHED.add_workdays(day, count) == expected


@pytest.mark.parametrize(("day", "count", "expected"), GOLDEN[:-1])
def test_is_due_at_closing_time_of_the_golden_day(day: date, count: int, expected: date) -> None:
    received = datetime.combine(day, time(10), SHANGHAI)
    assert PUBLISHED.due(received, count) == datetime.combine(expected, time(17, 30), SHANGHAI)


@pytest.mark.parametrize("year", range(2018, 2027))
def test_agrees_with_an_independent_calendar_on_every_day_of_the_year(year: int) -> None:
    """The `holidays` package reads the same notices, make-up days included, so not a single day may differ."""
    other = China(years=year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)] + [date(year, 12, 31)]
    assert [day for day in days if PUBLISHED.is_workday(day) != other.is_working_day(day)] == []


def test_make_up_days_are_where_statutory_holidays_alone_would_be_wrong() -> None:
    special = [PUBLISHED.day(date(2026, 1, 1) + timedelta(days=n)) for n in range(365)]
    assert [f"{day.date:%m-%d}" for day in special if day.kind is DayKind.MAKEUP] == [
        "01-04", "02-14", "02-28", "05-09", "09-20", "10-10",
    ]  # fmt: skip
    assert all(day.date.weekday() >= 5 for day in special if day.kind is DayKind.MAKEUP)


@pytest.mark.parametrize(
    ("received", "counts_as"),
    [
        ("2026-11-20T08:00", date(2026, 11, 20)),  # before opening
        ("2026-11-20T17:30", date(2026, 11, 20)),  # the closing moment itself
        ("2026-11-20T17:30:00.000001", date(2026, 11, 23)),  # Friday after closing: Monday
        ("2026-11-21T10:00", date(2026, 11, 23)),  # Saturday: Monday
        ("2026-02-13T18:00", date(2026, 2, 14)),  # Friday evening before a worked Saturday
        ("2026-02-14T18:00", date(2026, 2, 24)),  # the evening before the Spring Festival
        ("2026-12-31T18:00", date(2027, 1, 4)),  # into a year that is provisional
    ],
)
def test_receipt_after_closing_or_on_a_rest_day_counts_as_the_next_working_day(received: str, counts_as: date) -> None:
    assert PUBLISHED.receipt_day(at(received)) == counts_as
    assert PUBLISHED.due(at(received), 0) == PUBLISHED.closing_of(counts_as)
    assert PUBLISHED.due(at(received), 3) == PUBLISHED.closing_of(PUBLISHED.add_workdays(counts_as, 3))


def test_the_day_is_the_one_in_the_centres_zone() -> None:
    late_in_london = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)  # Friday 07:00 in Shanghai
    assert PUBLISHED.day_of(late_in_london) == date(2026, 11, 20)
    assert PUBLISHED.due(late_in_london, 1) == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_refuses_a_moment_without_zone_and_a_negative_limit() -> None:
    with pytest.raises(ValueError, match="with its zone"):
        PUBLISHED.due(datetime(2026, 11, 20, 10), 1)
    with pytest.raises(ValueError, match="from 0"):
        PUBLISHED.due(at("2026-11-20T10:00"), -1)
    with pytest.raises(ValueError, match="from 0"):
        PUBLISHED.due_hours(at("2026-11-20T10:00"), -0.5)


@pytest.mark.parametrize(
    ("received", "hours", "expected"),
    [
        ("2026-11-20T09:30", 1, "2026-11-20T10:30"),
        ("2026-11-20T10:30", 2, "2026-11-20T15:30"),  # the noon break does not count
        ("2026-11-20T12:00", 1, "2026-11-20T15:30"),
        ("2026-11-20T07:00", 6, "2026-11-20T17:30"),  # ends with the day, not with the next opening
        ("2026-11-20T16:30", 2, "2026-11-23T09:30"),  # over the weekend
        ("2026-11-20T18:00", 1, "2026-11-23T09:30"),
        ("2026-11-20T10:00", 0, "2026-11-20T10:00"),
        ("2026-02-14T17:00", 1, "2026-02-24T09:00"),  # over the Spring Festival
        ("2026-11-20T08:30", 60, "2026-12-03T17:30"),
    ],
)
def test_working_hours_run_only_while_the_centre_is_open(received: str, hours: float, expected: str) -> None:
    assert PUBLISHED.due_hours(at(received), hours) == at(expected)


def test_a_year_not_announced_is_computed_and_marked() -> None:
    assert [year for year in range(2002, 2030) if PUBLISHED.is_provisional(year)] == [
        2002,
        2003,
        2027,
        2028,
        2029,
    ]
    assert PUBLISHED.add_workdays(date(2026, 11, 20), 45) == date(2027, 1, 25)
    assert PUBLISHED.day(date(2027, 2, 8)).kind is DayKind.HOLIDAY
    assert PUBLISHED.day(date(2027, 2, 8)).provisional


def test_every_year_to_the_end_of_the_known_lunar_dates_has_its_thirteen_days_and_is_provisional() -> None:
    for year in range(LAST_PUBLISHED + 1, LAST_YEAR + 1):
        off = [day for day in PUBLISHED.days(date(year, 1, 1), date(year, 12, 31)) if day.kind is DayKind.HOLIDAY]
        assert sum(day.date.weekday() < 5 for day in off) == 13, year
        assert PUBLISHED.is_provisional(year)


def test_beyond_the_known_lunar_dates_the_solar_festivals_remain_and_the_gap_is_named() -> None:
    """Never an exception, never silently: the label says what is missing."""
    assert PUBLISHED.due(at("2100-12-31T10:00"), 1) == at("2101-01-04T17:30")
    assert not PUBLISHED.is_workday(date(2200, 10, 1))
    assert PUBLISHED.editions(date(2100, 1, 1), date(2101, 1, 1))[1].label() == "2101@0 暂定(农历节日未知)"
    assert PUBLISHED.is_provisional(2101) and not PUBLISHED.is_workday(date(1949, 10, 1))


OWN = {
    date(2026, 11, 20): DayKind.SHUT,  # Friday: the hall alone
    date(2026, 11, 21): DayKind.OPENED,  # Saturday: the hall alone
    date(2026, 11, 22): DayKind.MAKEUP,  # Sunday: worked by decision of the locality
    date(2026, 11, 23): DayKind.CLOSED,  # Monday: no office works
    date(2026, 11, 24): DayKind.MAKEUP,  # Tuesday: nothing new
    date(2026, 11, 28): DayKind.CLOSED,  # Saturday: nothing new
    date(2026, 10, 1): DayKind.SHUT,  # a holiday: nothing new
}


def over(days: Mapping[date, DayKind], source: YearSource = published) -> WorkCalendar:
    """A calendar with a centre's own days over it."""

    def layer(year: int) -> Year:
        special = {day: Mark(kind=kind, name="试") for day, kind in days.items() if day.year == year}
        return Year(special=special, edition=Edition(scope=Scope.CENTRE, year=year, version=2, source="本中心安排"))

    return WorkCalendar(source, [layer])


def test_an_open_hall_makes_no_working_day_and_a_shut_one_takes_none_away() -> None:
    own = over(OWN)
    said = {day: (own.is_workday(day), own.is_open(day)) for day in OWN}
    assert said == {
        date(2026, 11, 20): (True, False),
        date(2026, 11, 21): (False, True),
        date(2026, 11, 22): (True, True),
        date(2026, 11, 23): (False, False),
        date(2026, 11, 24): (True, True),
        date(2026, 11, 28): (False, False),
        date(2026, 10, 1): (False, False),
    }
    assert own.day(date(2026, 11, 24)).kind is DayKind.WORKDAY  # what says nothing new is passed over
    assert own.add_workdays(date(2026, 11, 19), 3) == date(2026, 11, 24)
    assert own.receipt_day(at("2026-11-21T10:00")) == date(2026, 11, 22)


def test_the_nearest_calendar_has_the_last_word() -> None:
    day = date(2026, 4, 3)
    locality = over({day: DayKind.HOLIDAY})._layers[0]
    both = WorkCalendar(published, [locality, over({day: DayKind.OPENED})._layers[0]])
    assert (both.is_workday(day), both.is_open(day)) == (False, True)


def test_explains_with_the_versions_of_every_calendar_that_was_used() -> None:
    own = over(OWN)
    assert [one.label() for one in own.editions(date(2026, 11, 1), date(2027, 1, 2))] == [
        "2026@1 国务院办公厅通知",
        "centre/2026@2 本中心安排",
        "2027@0 暂定",
    ]
    english = [one.label("en") for one in PUBLISHED.editions(date(2026, 1, 1), date(2027, 1, 1))]
    assert english == ["2026@1 State Council notice", "2027@0 provisional"]


def test_a_year_closed_altogether_is_a_gap_and_not_an_endless_search() -> None:
    closed = over({date(2026, 1, 1) + timedelta(days=n): DayKind.CLOSED for n in range(365)}, weekdays_only)
    with pytest.raises(CalendarGap, match="no working day"):
        closed.add_workdays(date(2025, 12, 31), 1)


def test_explains_every_day_up_to_the_due_day() -> None:
    days = PUBLISHED.explain(at("2026-02-13T10:00"), 2)
    assert [(day.date.day, day.number) for day in days if day.worked] == [(13, 0), (14, 1), (24, 2)]
    assert {day.name for day in days if day.kind is DayKind.HOLIDAY} == {"春节"}
    assert days[-1].date == PUBLISHED.day_of(PUBLISHED.due(at("2026-02-13T10:00"), 2))


def test_explains_that_a_rest_day_receipt_counts_from_the_next_working_day() -> None:
    days = PUBLISHED.explain(at("2026-11-21T10:00"), 1)
    assert [(day.date.day, day.kind, day.number) for day in days] == [
        (21, DayKind.WEEKEND, 0),
        (22, DayKind.WEEKEND, 0),
        (23, DayKind.WORKDAY, 0),
        (24, DayKind.WORKDAY, 1),
    ]


def test_opening_hours_must_rise() -> None:
    with pytest.raises(ValueError, match="without overlap"):
        OfficeHours(sessions=((time(9), time(12)), (time(11), time(17))))
    with pytest.raises(ValueError, match="without overlap"):
        OfficeHours(sessions=())
    with pytest.raises(ValueError, match="without overlap"):
        OfficeHours(sessions=((time(9), time(9)),))


days = st.dates(date(2005, 1, 1), date(2026, 6, 30))
moments = st.datetimes(datetime(2005, 1, 1), datetime(2026, 6, 30), timezones=st.just(UTC))
counts = st.integers(0, 70)
calendars = st.sampled_from([PUBLISHED, WEEKDAYS])


@given(calendars, days, st.integers(1, 300))
def test_counting_gives_what_stepping_day_by_day_gives(calendar: WorkCalendar, day: date, count: int) -> None:
    stepped, left = day, count
    while left:
        stepped += timedelta(days=1)
        left -= calendar.is_workday(stepped)
    assert calendar.add_workdays(day, count) == stepped


@given(calendars, days, counts, counts)
def test_counting_is_additive(calendar: WorkCalendar, day: date, a: int, b: int) -> None:
    assert calendar.add_workdays(calendar.add_workdays(day, a), b) == calendar.add_workdays(day, a + b)


@given(calendars, moments, moments, counts)
def test_a_later_receipt_is_never_due_earlier(calendar: WorkCalendar, a: datetime, b: datetime, count: int) -> None:
    first, second = sorted((a, b))
    assert calendar.due(first, count) <= calendar.due(second, count)


@given(calendars, moments, counts)
def test_a_longer_limit_is_due_later(calendar: WorkCalendar, moment: datetime, count: int) -> None:
    assert calendar.due(moment, count) < calendar.due(moment, count + 1)


@given(calendars, moments, counts)
def test_nothing_is_due_on_a_rest_day(calendar: WorkCalendar, moment: datetime, count: int) -> None:
    due = calendar.due(moment, count)
    assert calendar.is_workday(calendar.day_of(due))
    assert due.astimezone(SHANGHAI).time() == calendar.hours.closing
    assert due.tzinfo is UTC
    assert due >= moment


@given(calendars, days, counts)
def test_going_back_undoes_going_forward_from_a_working_day(calendar: WorkCalendar, day: date, count: int) -> None:
    start = calendar.add_workdays(day, 1)
    assert calendar.add_workdays(calendar.add_workdays(start, count), -count) == start


@given(calendars, days, days, days)
def test_working_days_between_add_up(calendar: WorkCalendar, a: date, b: date, c: date) -> None:
    between = calendar.workdays_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@given(calendars, days, counts)
def test_working_days_used_are_those_that_were_granted(calendar: WorkCalendar, day: date, count: int) -> None:
    assert calendar.workdays_between(day, calendar.add_workdays(day, count)) == count


@given(calendars, moments, st.floats(0, 100), st.floats(0, 100))
def test_more_hours_are_never_due_earlier(calendar: WorkCalendar, moment: datetime, a: float, b: float) -> None:
    less, more = sorted((a, b))
    assert moment <= calendar.due_hours(moment, less) <= calendar.due_hours(moment, more)


def test_the_end_of_what_is_published_is_where_the_package_ends() -> None:
    """When this fails a new notice has come: extend the comparison above, and `calendar import --from-package`."""
    assert LAST_PUBLISHED == 2026


def test_45_working_days_take_less_than_50_microseconds() -> None:
    received, rounds = at("2026-02-13T10:00"), 2000
    PUBLISHED.due(received, 45)
    best = min(_seconds(received, rounds) for _ in range(5))
    assert best / rounds < 50e-6


def _seconds(received: datetime, rounds: int) -> float:
    start = wall.perf_counter()
    for _ in range(rounds):
        PUBLISHED.due(received, 45)
    return wall.perf_counter() - start
