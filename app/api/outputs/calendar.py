"""The calendars: days and years, their versions, what an entry came to, due moments with their reasons."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from app.api.outputs.shown import shows
from app.store.recompute import RecomputeRecord


class CalendarDay(BaseModel):
    """One day; `worked` is a legal working day, `open` says that people find the hall open."""

    date: date
    worked: bool
    open: bool
    kind: str
    name: str
    name_en: str
    basis: str
    provisional: bool
    reason: str


class CalendarVersion(BaseModel):
    """One version of a year of one calendar: who entered it, when, out of which document."""

    scope: str
    year: int
    version: int
    label: str
    document: str
    provisional: bool
    entered_by: str
    entered_at: datetime


class CalendarYear(BaseModel):
    """Every day of a year, the versions in force and all there ever were, the newest first."""

    year: int
    provisional: bool
    version: int
    versions: list[str]
    working_days: int
    hours: list[list[str]]
    zone: str
    history: list[CalendarVersion]
    days: list[CalendarDay]


class CountedDay(CalendarDay):
    """A day on the way; `number` is its place in the count, 0 when it does not count."""

    number: int
    hours: float
    note: str


class DueExplained(BaseModel):
    """A due moment, the calendar versions it rests on, and every day on the way to it."""

    model_config = ConfigDict(populate_by_name=True)

    start: datetime = Field(alias="from")
    days: int
    unit: str
    due: datetime
    due_at: datetime
    provisional: bool
    versions: list[str]
    explanation: list[CountedDay]


class CalendarChange(BaseModel):
    """A day that is something else than before; `moves` says that it becomes or ceases to be a working day."""

    date: date
    before: str
    after: str
    before_reason: str
    after_reason: str
    moves: bool


class RecomputeAsked(BaseModel):
    """How many open cases are computed anew, and for which days."""

    id: int
    cases: int
    first_day: date
    last_day: date


@shows(RecomputeRecord, "id reason first_day last_day versions created_at created_by total done finished_at")
class RecomputationOut(BaseModel):
    """How far the open cases follow a change of a calendar: `done` of `total`; versions: `old` and `new`, by label."""


class Recomputations(BaseModel):
    """The latest of them, the newest first."""

    items: list[RecomputationOut]


class CalendarEntered(BaseModel):
    """What an entry came to; `created` is false when it says nothing new or was only tried."""

    scope: str
    year: int
    version: int
    label: str
    created: bool
    changes: list[CalendarChange]
    doubts: list[str]
    recompute: RecomputeAsked | None


class CalendarsEntered(BaseModel):
    """What an import came to, year by year."""

    created: bool
    items: list[CalendarEntered]
