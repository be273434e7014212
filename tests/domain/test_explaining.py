"""Due moments with their reasons: day by day, in both languages, with the versions that were used."""

from __future__ import annotations

import time as wall
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import WorkCalendar
from app.domain.days import Day, DayKind, Mark, Note
from app.domain.explaining import DueUnit, Explained, explain

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar.published()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def told(found: Explained, language: str = "zh") -> list[str]:
    return [f"{day.date:%m-%d} {day.number} {day.reason(language)}" for day in found.days]


def test_says_of_every_day_over_the_spring_festival_why_it_counts_or_not() -> None:
    assert told(explain(CALENDAR, at("2026-02-13T10:00"), 2)) == [
        "02-13 0 工作日;收件当日,不计入",
        "02-14 1 调休上班(春节)",
        *(f"02-{day} 0 春节" for day in range(15, 24)),
        "02-24 2 工作日",
    ]


def test_says_it_in_english_and_that_it_arrived_after_closing() -> None:
    assert told(explain(CALENDAR, at("2026-09-30T18:00"), 1), "en") == [
        "09-30 0 working day; arrived after closing, counts as the next working day",
        *(f"10-0{day} 0 National Day" for day in range(1, 8)),
        "10-08 0 working day; day of receipt, not counted",
        "10-09 1 working day",
    ]


def test_names_the_versions_and_what_is_provisional() -> None:
    found = explain(CALENDAR, at("2026-11-20T10:00"), 45)
    assert [one.label() for one in found.editions] == ["2026@1 国务院办公厅通知", "2027@0 暂定"]
    assert found.provisional and found.due == at("2027-01-25T17:30")
    near = explain(CALENDAR, at("2026-11-20T10:00"), 5)
    assert not near.provisional and [one.version for one in near.editions] == [1]


def test_natural_days_count_rest_days_and_roll_over_them_at_the_end() -> None:
    """民法典 203: the fifth day is Saturday 14 February, which is worked; the sixth is a holiday."""
    assert explain(CALENDAR, at("2026-02-09T10:00"), 5, DueUnit.DAY).due == at("2026-02-14T17:30")
    assert told(explain(CALENDAR, at("2026-04-02T10:00"), 2, DueUnit.DAY)) == [
        "04-02 0 工作日;收件当日,不计入",
        "04-03 1 工作日",
        "04-04 2 清明节",
        "04-05 0 清明节;期限末日逢休息日,顺延",
        "04-06 0 清明节;期限末日逢休息日,顺延",
        "04-07 0 工作日;期限末日逢休息日,顺延",
    ]


def test_working_hours_are_told_by_the_day() -> None:
    found = explain(CALENDAR, at("2026-11-20T16:30"), 8, DueUnit.WORKHOUR)
    assert [(f"{day.date:%d}", day.hours) for day in found.days] == [
        ("20", 1.0), ("21", 0.0), ("22", 0.0), ("23", 6.0), ("24", 1.0),
    ]  # fmt: skip
    assert found.due == at("2026-11-24T09:30")
    late = explain(CALENDAR, at("2026-11-20T18:00"), 1, DueUnit.WORKHOUR)
    assert [day.note for day in late.days] == [Note.LATE, Note.NONE, Note.NONE, Note.NONE]
    now = explain(CALENDAR, at("2026-11-20T12:00"), 0, DueUnit.WORKHOUR)
    assert [day.note for day in now.days] == [Note.NONE]


@pytest.mark.parametrize("unit", DueUnit)
def test_refuses_a_negative_amount(unit: DueUnit) -> None:
    with pytest.raises(ValueError, match="from 0"):
        explain(CALENDAR, at("2026-11-20T10:00"), -1, unit)


@pytest.mark.parametrize(
    ("kind", "name", "zh", "en"),
    [
        (DayKind.WEEKEND, "", "周末", "weekend"),
        (DayKind.HOLIDAY, "春节", "春节", "Spring Festival"),
        (DayKind.HOLIDAY, "", "节假日", "holiday"),
        (DayKind.MAKEUP, "春节", "调休上班(春节)", "make-up working day (Spring Festival)"),
        (DayKind.CLOSED, "台风", "停办(台风)", "offices closed by decision (typhoon)"),
        (DayKind.SHUT, "", "闭厅,仍为工作日", "hall shut, still a working day"),
        (DayKind.OPENED, "", "加开,不计工作日", "hall open, no working day"),
    ],
)
def test_every_kind_of_day_has_its_words(kind: DayKind, name: str, zh: str, en: str) -> None:
    english = {"春节": "Spring Festival", "台风": "typhoon"}.get(name, "")
    assert Mark(kind=kind, name=name, name_en=english).reason() == zh
    assert Day(date=date(2026, 3, 2), kind=kind, name=name, name_en=english).reason("en") == en


moments = st.datetimes(datetime(2018, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))


@given(moments, st.integers(0, 70))
def test_an_explanation_agrees_with_the_count(moment: datetime, amount: int) -> None:
    found = explain(CALENDAR, moment, amount)
    assert found.due == CALENDAR.due(moment, amount)
    counted = [day for day in found.days if day.number]
    assert [day.number for day in counted] == list(range(1, amount + 1))
    assert all(day.worked for day in counted)
    uncounted = [day for day in found.days if day.worked and not day.number]
    assert all(day.note in (Note.RECEIVED, Note.LATE) for day in uncounted)
    assert [day.date for day in found.days] == [
        found.days[0].date + timedelta(days=place) for place in range(len(found.days))
    ]
    assert found.days[0].date == CALENDAR.day_of(moment) and found.days[-1].date == found.due.date()


@given(moments, st.integers(0, 120))
def test_natural_days_never_end_on_a_rest_day_and_roll_no_further_than_needed(moment: datetime, amount: int) -> None:
    found = explain(CALENDAR, moment, amount, DueUnit.DAY)
    assert CALENDAR.is_workday(found.due.date()) and len([day for day in found.days if day.number]) == amount
    rolled = [day for day in found.days if day.note is Note.ROLLED]
    assert all(not day.worked for day in rolled[:-1])


@given(moments, st.integers(0, 60))
def test_the_hours_of_the_days_add_up_to_those_that_were_granted(moment: datetime, amount: int) -> None:
    found = explain(CALENDAR, moment, amount, DueUnit.WORKHOUR)
    assert sum(day.hours for day in found.days) == pytest.approx(amount, abs=0.01)


def test_explaining_45_working_days_takes_less_than_2_milliseconds() -> None:
    received = at("2026-02-13T10:00")
    explain(CALENDAR, received, 45).to_dict()
    best = min(_seconds(received) for _ in range(7))
    assert best < 2e-3


def _seconds(received: datetime) -> float:
    start = wall.perf_counter()
    for _ in range(20):
        explain(CALENDAR, received, 45).to_dict()
    return (wall.perf_counter() - start) / 20
