"""When a procedure starts by itself: on each working day, or on one of the first working days of each month.

The start event of a diagram says it as its cycle: `each_workday()`, `each_workday("08:30")`, `each_month(1)`,
`each_month(3, "14:00")`; without a time of day it is the opening of the office.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a check of a diagram needs no calendar
    from app.domain.calendar import WorkCalendar

_SHAPE = re.compile(
    r"""each_(?:workday\(\s*|month\(\s*(?P<day>[1-9]|1[0-9])\s*(?:,\s*(?=["'])|(?=\))))(?:["'](?P<time>[0-2]\d:[0-5]\d)["'])?\s*\)"""
)
_LONGEST_REST = 62
"""Days after which there has been a working day, or the first of a month, on any calendar."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """day: the working day of the month, None for each.  clock: the local time, None for the opening."""

    day: int | None = None
    clock: time | None = None

    def next(self, after: datetime, calendar: WorkCalendar) -> datetime:
        """The first moment of it after another one, in UTC."""
        first = calendar.day_of(after)
        for ahead in range(_LONGEST_REST + 1):
            day = first + timedelta(days=ahead)
            if self._falls_on(day, calendar) and (moment := self._moment(day, calendar)) > after:
                return moment
        raise AssertionError("no calendar rests for two months")

    def _falls_on(self, day: date, calendar: WorkCalendar) -> bool:
        if not calendar.is_workday(day):
            return False
        before = day.replace(day=1) - timedelta(days=1)
        return self.day is None or calendar.workdays_between(before, day) == self.day

    def _moment(self, day: date, calendar: WorkCalendar) -> datetime:
        if self.clock is None:
            return calendar.opening_of(day)
        return datetime.combine(day, self.clock, calendar.zone).astimezone(UTC)


@lru_cache(maxsize=256)
def rhythm_of(text: str) -> Rhythm | None:
    """What the cycle of a start event says; None when it says something else."""
    found = _SHAPE.fullmatch(text.strip().removeprefix("${").removesuffix("}").strip())
    if found is None:
        return None
    try:
        clock = time.fromisoformat(found["time"]) if found["time"] else None
    except ValueError:
        return None
    return Rhythm(day=int(found["day"]) if found["day"] else None, clock=clock)
