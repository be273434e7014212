"""Why a limit is over when it is: each day from its beginning to its end, counted or left out, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.calendar import WorkCalendar
from app.domain.days import Day
from app.domain.stops import Stop


@dataclass(frozen=True, kw_only=True)
class CountedDay:
    """One line of an explanation.  number: its place in the count, 0 when it is left out."""

    date: date
    number: int
    kind: str  # the calendar's word for the day, or `stopped`, `received`
    zh: str
    en: str
    provisional: bool


def reasons(calendar: WorkCalendar, from_at: datetime, due_at: datetime, stops: Sequence[Stop]) -> list[CountedDay]:
    """Every day from that of the event to the last.

    stops: those that this limit leaves out, open ones with an expected end.
    """
    start, last = calendar.receipt_day(from_at), calendar.day_of(due_at)
    left_out = list(_left_out(calendar, stops))
    told, number = [], 0
    for day in calendar.days(calendar.day_of(from_at), max(last, calendar.day_of(from_at))):
        stop = next((stop for after, upto, stop in left_out if after < day.date <= upto), None)
        if day.worked and day.date > start and stop is None:
            number += 1
            told.append(_line(day, number, str(day.kind), day.reason("zh"), day.reason("en")))
        elif day.worked and day.date > start and stop is not None:
            told.append(_line(day, 0, "stopped", stop.word("zh"), stop.word("en")))
        elif day.worked and day.date == start:
            told.append(_line(day, 0, "received", "当日不计", "the day of the event, not counted"))
        elif day.worked:
            told.append(_line(day, 0, "late", "下班后,视为次一工作日", "after closing, counts as the next working day"))
        else:
            told.append(_line(day, 0, str(day.kind), day.reason("zh"), day.reason("en")))
    return told


def _line(day: Day, number: int, kind: str, zh: str, en: str) -> CountedDay:
    return CountedDay(date=day.date, number=number, kind=kind, zh=zh, en=en, provisional=day.provisional)


def _left_out(calendar: WorkCalendar, stops: Iterable[Stop]) -> Iterable[tuple[date, date, Stop]]:
    for stop in stops:
        began, ended = stop.span()
        yield calendar.receipt_day(began), calendar.receipt_day(ended), stop
