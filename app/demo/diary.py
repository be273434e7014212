"""The working days of the story as the server's calendar has them, and the hours at which people look in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
OPENING = datetime(2026, 2, 9, 9, 0, tzinfo=BEIJING)
HOLIDAY = date(2026, 2, 15), date(2026, 2, 23)
MAKE_UP = (date(2026, 2, 14), date(2026, 2, 28))
CLOSE_OF_STORY = date(2026, 4, 30)
HOURS = (time(9, 10), time(10, 40), time(14, 0), time(15, 30), time(16, 50))
DAY = len(HOURS)
"""How many times a day everybody looks into the inbox: the measure of time in which the story is told."""
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, kw_only=True)
class Look:
    """One time that everybody looks into the inbox; `number` counts them through the story."""

    number: int
    place: int  # within the day, from 0
    at: datetime


class Diary:
    """The days on which the centre works."""

    def __init__(self, days: Sequence[dict[str, Any]]) -> None:
        """days: those of the server's calendar, each with `date` and `worked`."""
        worked = {date.fromisoformat(day["date"]): bool(day["worked"]) for day in days}
        self.is_worked = worked
        story = (day for day in worked if OPENING.date() <= day <= CLOSE_OF_STORY)
        self.days = [day for day in sorted(story) if worked[day]]

    def looks(self) -> Iterator[Look]:
        """Every look of the story, in order."""
        for place, day in enumerate(self.days):
            for hour, clock in enumerate(HOURS):
                yield Look(number=place * DAY + hour, place=hour, at=datetime.combine(day, clock, BEIJING))

    def worked_between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of `start` up to that of `end`."""
        first, last = start.astimezone(BEIJING).date(), end.astimezone(BEIJING).date()
        return sum(1 for day in self.days if first < day <= last)

    def knows_the_holiday(self) -> bool:
        """Whether nobody works in the Spring Festival, and everybody on its two make-up days."""
        rest = [day for day, worked in self.is_worked.items() if HOLIDAY[0] <= day <= HOLIDAY[1] and not worked]
        return len(rest) == (HOLIDAY[1] - HOLIDAY[0]).days + 1 and all(self.is_worked[day] for day in MAKE_UP)


def read_moment(text: str | None) -> datetime | None:
    """A moment as the API writes it, in Beijing time."""
    return None if text is None else datetime.fromisoformat(text).astimezone(BEIJING)


def spoken(at: datetime) -> str:
    """A moment as people write it: `02-09 周一 09:10`."""
    there = at.astimezone(BEIJING)
    return f"{there:%m-%d} 周{WEEKDAYS[there.weekday()]} {there:%H:%M}"
