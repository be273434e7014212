"""The times that can be booked: half hours of the sessions of the coming working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.domain.calendar import WorkCalendar

DAYS = 10
EVERY = timedelta(minutes=30)


def slots(calendar: WorkCalendar, at: datetime, days: int = DAYS) -> dict[date, list[str]]:
    """The times (`2026-03-09T09:30`, in the centre's zone) of the next working days that lie after `at`, by day."""
    now = at.astimezone(calendar.zone).replace(tzinfo=None)
    day = calendar.day_of(at)
    coming = [day, *(calendar.add_workdays(day, n) for n in range(1, days + 1))]
    found = {one: [time for time in _of_day(calendar, one) if time > now] for one in coming if calendar.is_workday(one)}
    return {one: [f"{time:%Y-%m-%dT%H:%M}" for time in times] for one, times in found.items() if times}


def _of_day(calendar: WorkCalendar, day: date) -> list[datetime]:
    found = []
    for start, end in calendar.hours.sessions:
        time, over = datetime.combine(day, start), datetime.combine(day, end)
        while time < over:
            found.append(time)
            time += EVERY
    return found
