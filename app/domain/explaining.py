"""A due moment with its reasons: every day on the way, why it counts or not, and the calendar versions used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.calendar import WorkCalendar
from app.domain.days import Day, Note
from app.domain.years import Edition


class DueUnit(StrEnum):
    """What is counted."""

    WORKDAY = "workday"  # 工作日
    DAY = "day"  # 自然日; a last day at rest rolls to the next working day
    WORKHOUR = "workhour"  # 工作小时: only while the centre is open


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A due moment, and every day from that of the event to that of the due moment.

    due: in the centre's own zone.
    """

    start: datetime
    amount: int
    unit: DueUnit
    due: datetime
    days: tuple[Day, ...]
    editions: tuple[Edition, ...]

    @property
    def provisional(self) -> bool:
        """Whether a year on the way is not announced yet, so that the moment may still move (暂定)."""
        return any(edition.provisional for edition in self.editions)

    def to_dict(self, language: str = "zh") -> dict[str, Any]:
        """The explanation as it is shown to the outside."""
        return {
            "from": self.start.astimezone(UTC),
            "days": self.amount,
            "unit": self.unit,
            "due": self.due,
            "due_at": self.due.astimezone(UTC),
            "provisional": self.provisional,
            "versions": [edition.label(language) for edition in self.editions],
            "explanation": [day.counted(language) for day in self.days],
        }


def explain(calendar: WorkCalendar, at: datetime, amount: int, unit: DueUnit = DueUnit.WORKDAY) -> Explained:
    """When `amount` of `unit` are over that begin with an event `at`, and why.

    Raises ValueError: a negative amount.  Raises CalendarGap: a year without any working day in the span.
    """
    if unit is DueUnit.WORKDAY:
        due_at, days = calendar.due(at, amount), calendar.explain(at, amount)
    elif unit is DueUnit.DAY:
        due_at = calendar.due_days(at, amount)
        days = _natural(calendar, at, amount, due_at)
    else:
        due_at = calendar.due_hours(at, amount)
        days = _hours(calendar, at, due_at)
    return Explained(
        start=at,
        amount=amount,
        unit=unit,
        due=due_at.astimezone(calendar.zone),
        days=tuple(days),
        editions=calendar.editions(days[0].date, days[-1].date),
    )


def _natural(calendar: WorkCalendar, at: datetime, amount: int, due_at: datetime) -> list[Day]:
    """Rest days are counted too; those after the last one only roll."""
    start, told = calendar.receipt_day(at), []
    for day in calendar.days(calendar.day_of(at), calendar.day_of(due_at)):
        number = (day.date - start).days
        if number > amount:
            day = replace(day, note=Note.ROLLED)
        elif number > 0:
            day = replace(day, number=number)
        elif day.worked:
            day = replace(day, note=Note.LATE if number else Note.RECEIVED)
        told.append(day)
    return told


def _hours(calendar: WorkCalendar, at: datetime, due_at: datetime) -> list[Day]:
    """The working hours of each day between the event and the due moment."""
    start, told = calendar.receipt_day(at), []
    for day in calendar.days(calendar.day_of(at), calendar.day_of(due_at)):
        if day.worked:
            begin = max(at, calendar.opening_of(day.date)).astimezone(calendar.zone)
            end = min(due_at, calendar.closing_of(day.date)).astimezone(calendar.zone)
            worked = calendar.hours.worked_until(end.time()) - calendar.hours.worked_until(begin.time())
            worked = max(worked, timedelta()) if begin < end else timedelta()
            day = replace(
                day, hours=round(worked / timedelta(hours=1), 4), note=Note.LATE if day.date < start else Note.NONE
            )
        told.append(day)
    return told
