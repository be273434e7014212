"""When a procedure starts by itself: rhythms over the working days of the published calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.calendar import WorkCalendar
from app.domain.rhythm import Rhythm, rhythm_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar.published()


def local(day: date, clock: str = "00:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)


def days(text: str, first: date, count: int) -> list[date]:
    """The first days of a rhythm after the beginning of `first`."""
    rhythm, at, found = rhythm_of(text), local(first), []
    assert rhythm is not None
    for _ in range(count):
        at = rhythm.next(at, CALENDAR)
        assert at.tzinfo is UTC
        found.append(at.astimezone(SHANGHAI).date())
    return found


def test_each_working_day_leaves_out_holidays_and_takes_make_up_days() -> None:
    found = days("each_workday()", date(2026, 2, 13), 4)
    assert found == [date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 24), date(2026, 2, 25)]


def test_the_first_working_day_of_a_month_may_be_its_eighth() -> None:
    assert days("each_month(1)", date(2026, 9, 2), 3) == [date(2026, 10, 8), date(2026, 11, 2), date(2026, 12, 1)]
    assert days("each_month(3)", date(2026, 9, 1), 2) == [date(2026, 9, 3), date(2026, 10, 10)]


def test_a_time_of_day_may_be_said_and_is_the_opening_otherwise() -> None:
    friday = date(2026, 3, 6)
    said, opening = rhythm_of('each_workday("16:45")'), rhythm_of("${each_workday()}")
    assert said is not None and opening is not None
    assert said.next(local(friday), CALENDAR) == local(friday, "16:45")
    assert opening.next(local(friday), CALENDAR) == CALENDAR.opening_of(friday)


def test_the_moment_itself_is_past_so_that_nothing_starts_twice() -> None:
    rhythm = rhythm_of("each_workday()")
    assert rhythm is not None
    first = rhythm.next(local(date(2026, 3, 6)), CALENDAR)
    assert rhythm.next(first, CALENDAR) == CALENDAR.opening_of(date(2026, 3, 9))
    assert rhythm.next(first - timedelta(microseconds=1), CALENDAR) == first


@pytest.mark.parametrize(
    "text",
    [
        "", "each_workday", "each_day()", "each_month()", "each_month(0)", "each_month(20)", 'each_workday("25:00")',
        'each_workday("9")', "R/P1D", "each_month(1,)", 'each_month("08:00")', "each_workday(1)",
    ],
)  # fmt: skip
def test_anything_else_is_no_rhythm(text: str) -> None:
    assert rhythm_of(text) is None


def test_what_is_written_is_what_is_meant() -> None:
    assert rhythm_of(' each_month(3, "14:00") ') == Rhythm(day=3, clock=time(14))
    assert rhythm_of("each_workday('08:30')") == Rhythm(clock=time(8, 30))
