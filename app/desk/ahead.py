"""Notice in good time: a day that somebody names must lie so many working days ahead.

The property `ahead` of a step or of a start event says it as `field:days`, parted by commas: `held_on:7` for a hearing
that is announced seven working days before, `day:3` for a change of duty that is asked for three days before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.domain.calendar import WorkCalendar
from app.engine import ElementInfo
from app.errors import Invalid


def check_ahead(info: ElementInfo, given: Mapping[str, Any], calendar: WorkCalendar, at: datetime) -> None:
    """Raises Invalid: the day is not given, is none, or lies too near."""
    for each in info.properties.get("ahead", "").split(","):
        name, _, days = (part.strip() for part in each.partition(":"))
        if name and days.isdigit():
            _check(name, int(days), _day(name, given.get(name), calendar), calendar.day_of(at), calendar)


def _check(name: str, days: int, named: date, today: date, calendar: WorkCalendar) -> None:
    first = calendar.add_workdays(today, days)
    if named < first:
        raise Invalid(
            f"{name} must lie at least {days} working days ahead, on {first} or later; got: {named}",
            f"须提前{days}个工作日:不早于{first},填写的是{named}",
            field=f"form.{name}",
            earliest=first.isoformat(),
        )


def _day(name: str, value: Any, calendar: WorkCalendar) -> date:
    text = str(value or "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(
            f"{name} is a day such as 2026-03-02 or a moment with its zone, got: {text[:40] or 'nothing'}",
            f"“{name}”应为日期,如2026-03-02,或带时区的时刻",
            field=f"form.{name}",
        ) from None
    return moment.date() if moment.tzinfo is None else calendar.day_of(moment)
