"""The clock of a case: its limits day by day, and what stopped it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from app.domain.lights import Light


class CountedDayOut(BaseModel):
    """One day of a limit: its number when it counts, 0 when it does not, and why."""

    date: date
    number: int
    kind: str
    reason: str
    zh: str
    en: str
    provisional: bool


class LimitOut(BaseModel):
    """A limit of a case or of a step; `days_left` in working days, negative when it is over.

    kind: receiving, supplement, promised, statutory, step, pause or external.  clock: empty for the case's own, else
    before, external or own.  held: it stands still, and `due_at` holds if what stopped it ends as expected.
    """

    kind: str
    element: str
    name: str
    department: str
    clock: str
    unit: str
    amount: float | None
    started_at: datetime | None
    warn_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    light: Light
    days_left: int | None
    days_used: int | None
    provisional: bool
    held: bool
    explanation: list[CountedDayOut]


class StopOut(BaseModel):
    """A stretch that is not counted: a pause (特别程序), a supplement (补正), the upper level, a clock of its own."""

    kind: str
    ground: str
    word: str
    zh: str
    en: str
    reason: str
    approver: str
    element: str
    days: int | None
    working_days: int
    began_at: datetime
    expected_at: datetime | None
    ended_at: datetime | None


class Limits(BaseModel):
    """The limits of a case and of its steps; `calendar` names the versions that the days are taken from."""

    items: list[LimitOut]
    stops: list[StopOut]
    paused: bool
    deemed: bool
    extended_days: int
    breached: bool
    scheme: str
    counting: str
    calendar: list[str]
