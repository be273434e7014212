"""The days of the story, written down by hand from the State Council's notice for 2026, not asked from any calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

YEAR = 2026
BEIJING = ZoneInfo("Asia/Shanghai")
OPENING = datetime(YEAR, 4, 15, 8, 50, tzinfo=BEIJING)
THE_DAY, EVE, AFTER = "04-30", "04-29", "05-06"
LAST = "05-15"
BEFORE = ("04-15", "04-16", "04-17", "04-20", "04-21", "04-22", "04-23", "04-24", "04-27", "04-28", EVE)
SINCE = (AFTER, "05-07", "05-08", "05-09", "05-11", "05-12", "05-13", "05-14", LAST)
WORKED = (*BEFORE, THE_DAY, *SINCE)
"""Labour Day is 1 to 5 May; Saturday 9 May is worked in exchange."""
MAKE_UP = "05-09"
HOLIDAY = ("05-01", "05-02", "05-03", "05-04", "05-05")


def moment(day: str, clock: str = "17:30", *, seconds: int = 0) -> datetime:
    """A moment of the story: `04-30`, `09:15`; the centre closes at half past five."""
    return datetime.fromisoformat(f"{YEAR}-{day}T{clock}").replace(tzinfo=BEIJING) + timedelta(seconds=seconds)


def worked_after(day: str, days: int = 1) -> str:
    """The working day so many later."""
    return WORKED[WORKED.index(day) + days]


def spoken(text: str | None) -> str:
    """A moment as the API writes it, as people of the story say it: `04-30 17:30`; empty for none."""
    return datetime.fromisoformat(text).astimezone(BEIJING).strftime("%m-%d %H:%M") if text else ""
