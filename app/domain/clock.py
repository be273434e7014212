"""A limit: how long something may take, when its count began, and the two moments that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.calendar import WorkCalendar
from app.domain.lights import Light, light_at

WARN_DAYS = 2


class LimitKind(StrEnum):
    """Whose limit it is."""

    STEP = "step"  # 环节: one task of one department
    PROMISED = "promised"  # 承诺时限: what the centre promises the applicant
    STATUTORY = "statutory"  # 法定时限: what the law allows


class Unit(StrEnum):
    """What the amount of a limit counts."""

    WORKDAY = "workday"
    DAY = "day"  # natural days; a last day at rest moves to the next working day


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit of a step or a case; all moments in UTC."""

    kind: LimitKind
    unit: Unit
    amount: int
    started_at: datetime
    due_at: datetime
    warn_at: datetime

    def light(self, at: datetime) -> Light:
        """The light at the moment `at`."""
        return light_at(at, self.warn_at, self.due_at)


def start(
    calendar: WorkCalendar,
    at: datetime,
    amount: int,
    *,
    kind: LimitKind = LimitKind.STEP,
    unit: Unit = Unit.WORKDAY,
) -> Limit:
    """Start a limit of `amount` working or natural days; counting begins the day after `at`.

    at: aware moment of acceptance.
    Raises CalendarGap: a year in the span that nobody can compute.
    Source: Administrative Licensing Law, arts. 42 and 82; natural days: Civil Code, art. 203.
    """
    due_at = calendar.due(at, amount) if unit is Unit.WORKDAY else _natural(calendar, at, amount)
    warn_at = warning(calendar, at, due_at)
    return Limit(kind=kind, unit=unit, amount=amount, started_at=at, due_at=due_at, warn_at=warn_at)


def warning(calendar: WorkCalendar, started_at: datetime, due_at: datetime, days: int = WARN_DAYS) -> datetime:
    """When a limit turns yellow: `days` working days before it is over, but always after its start.

    A limit too short for that warns when its last day opens, or half-way when even that has passed.
    """
    last = calendar.day_of(due_at)
    moved = calendar.closing_of(calendar.add_workdays(last, -days))
    for moment in (moved, calendar.opening_of(last)):
        if started_at < moment < due_at:
            return moment
    return started_at + max(due_at - started_at, timedelta()) / 2


def _natural(calendar: WorkCalendar, at: datetime, amount: int) -> datetime:
    if amount < 0:
        raise ValueError(f"expected a number of days from 0, got: {amount}")
    last = calendar.receipt_day(at) + timedelta(days=amount)
    return calendar.closing_of(last if calendar.is_workday(last) else calendar.add_workdays(last, 1))
