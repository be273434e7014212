"""Limits and lights."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import WorkCalendar
from app.domain.clock import Limit, LimitKind, Unit, start, warning
from app.domain.lights import Light, light_at, worst

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar.published()
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("started", "days", "warn", "due"),
    [
        ("2018-10-15T10:00", 7, "2018-10-22T17:30", "2018-10-24T17:30"),
        ("2026-02-13T10:00", 5, "2026-02-25T17:30", "2026-02-27T17:30"),  # over the Spring Festival
        ("2026-11-23T10:00", 2, "2026-11-23T17:30", "2026-11-25T17:30"),  # the evening of the first day
        ("2026-11-23T17:30", 2, "2026-11-25T08:30", "2026-11-25T17:30"),  # two days back is the start itself
        ("2026-11-23T10:00", 1, "2026-11-24T08:30", "2026-11-24T17:30"),  # two days back lie before the start
        ("2026-11-23T09:30", 0, "2026-11-23T13:30", "2026-11-23T17:30"),  # the same day: half-way
    ],
)
def test_a_limit_turns_yellow_two_working_days_before_it_is_over_but_after_its_start(
    started: str, days: int, warn: str, due: str
) -> None:
    limit = start(CALENDAR, at(started), days)
    assert (limit.warn_at, limit.due_at) == (at(warn), at(due))
    assert (limit.kind, limit.unit, limit.amount, limit.started_at) == (
        LimitKind.STEP,
        Unit.WORKDAY,
        days,
        at(started),
    )


@pytest.mark.parametrize(
    ("days", "due"),
    [(3, "2026-11-26T17:30"), (5, "2026-11-30T17:30"), (0, "2026-11-23T17:30"), (7, "2026-11-30T17:30")],
)
def test_natural_days_end_on_a_working_day(days: int, due: str) -> None:
    """The fifth day after a Monday is a Saturday: the limit runs to the next Monday."""
    assert start(CALENDAR, at("2026-11-23T10:00"), days, unit=Unit.DAY).due_at == at(due)


def test_refuses_a_negative_number_of_natural_days() -> None:
    with pytest.raises(ValueError, match="from 0"):
        start(CALENDAR, at("2026-11-23T10:00"), -1, unit=Unit.DAY)


def test_lights_change_at_the_very_moment() -> None:
    limit = start(CALENDAR, at("2026-11-23T10:00"), 5)
    assert limit.light(limit.warn_at - SECOND) is Light.GREEN
    assert limit.light(limit.warn_at) is Light.YELLOW
    assert limit.light(limit.due_at - SECOND) is Light.YELLOW
    assert limit.light(limit.due_at) is Light.RED
    assert light_at(limit.due_at, None, None) is Light.GREEN


def test_the_worst_light_wins() -> None:
    assert worst([Light.GREEN, Light.RED, Light.YELLOW]) is Light.RED
    assert worst([Light.YELLOW, Light.GREEN]) is Light.YELLOW
    assert worst([]) is Light.GREEN


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2026, 6, 1), timezones=st.just(SHANGHAI)),
    st.integers(0, 60),
    st.sampled_from(Unit),
)
def test_start_warning_and_end_are_in_order(started: datetime, amount: int, unit: Unit) -> None:
    limit = start(CALENDAR, started, amount, unit=unit)
    assert limit.started_at <= limit.warn_at <= limit.due_at
    if limit.started_at < limit.due_at:
        assert limit.started_at < limit.warn_at < limit.due_at


def test_a_warning_can_be_asked_for_with_another_lead() -> None:
    limit: Limit = start(CALENDAR, at("2026-11-23T10:00"), 10)
    assert warning(CALENDAR, limit.started_at, limit.due_at, 1) == at("2026-12-04T17:30")
