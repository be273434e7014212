"""What the API answers about versions of diagrams: their differences, the moving of cases, simulations."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel


class DifferenceOut(BaseModel):
    """One difference; `message` is the sentence in the asked language."""

    kind: str
    element: str
    process: str
    aspect: str
    old: str | None
    new: str | None
    message: str
    message_zh: str
    message_en: str


class Differences(BaseModel):
    """What is different; `same` when nothing is."""

    same: bool
    items: list[DifferenceOut]


class ReasonOut(BaseModel):
    """Why a case is left where it is."""

    code: str
    element: str
    message: str
    message_zh: str
    message_en: str


class DeadlineOut(BaseModel):
    """A moment that something is due, before the move and after; `kind` is promise, statutory, step or timer."""

    kind: str
    element: str
    name: str
    department: str
    before: datetime | None
    after: datetime | None


class CasePreviewOut(BaseModel):
    """What would become of one case."""

    number: str
    version: int
    moves: bool
    reasons: list[ReasonOut]
    deadlines: list[DeadlineOut]


class MigrationPreview(BaseModel):
    """A page of what would become of the cases; `mapping` and `unknown` variables are by version."""

    key: str
    to: int
    total: int
    mapping: dict[str, dict[str, str]]
    unknown: dict[str, list[str]]
    cases: list[CasePreviewOut]
    cursor: int | None


class MigrationOut(BaseModel):
    """An order to move cases, and how far it has come."""

    id: int
    key: str
    to: int
    status: str
    total: int
    moved: int
    kept: int
    mapping: dict[str, str]
    new_limits: bool
    reason: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None


class Migrations(BaseModel):
    """The orders about a diagram, the newest first."""

    items: list[MigrationOut]


class MovedCaseOut(BaseModel):
    """What came of one case."""

    number: str
    from_version: int
    moved: bool
    reasons: list[ReasonOut]
    at: datetime


class MovedCases(BaseModel):
    """A page of what came of the cases."""

    items: list[MovedCaseOut]
    cursor: int | None


class OnTimeOut(BaseModel):
    """The share of accepted cases that keep the promise, with its interval at 95 %."""

    rate: float
    low: float
    high: float
    of: int


class WorkingDaysOut(BaseModel):
    """Working days from receipt to the end."""

    p50: float | None
    p90: float | None
    mean: float | None
    longest: float | None


class SpreadOut(BaseModel):
    """How many cases end on a working day."""

    day: int
    cases: int


class QueueOut(BaseModel):
    """How many tasks wait when the windows close."""

    day: date
    waiting: int


class LoadOut(BaseModel):
    """How a department, or a role in it, fares; `busy` and `overdue` are shares."""

    name: str
    people: int
    busy: float
    tasks: int
    wait_hours: float
    wait_hours_p90: float
    longest_queue: int
    overdue: float | None
    queue: list[QueueOut]


class OutcomeOut(BaseModel):
    """One replay in figures; not `complete` when its budget was used up."""

    cases: int
    finished: int
    broken: int
    why_broken: str
    unfinished: int
    complete: bool
    on_time: OnTimeOut | None
    working_days: WorkingDaysOut
    spread: list[SpreadOut]
    bottleneck: str | None
    departments: list[LoadOut]


class StepAssumedOut(BaseModel):
    """How long a step was taken to last: as `given`, by the `diagram`, by `history`, or as `usual`."""

    element: str
    name: str
    hours: str
    source: str


class SimulationOut(BaseModel):
    """What to expect of a version; `one_more` is the same with one more person at the bottleneck."""

    key: str
    version: int
    promise: int | None
    cases: int
    days: int
    seed: int
    steps: list[StepAssumedOut]
    outcome: OutcomeOut
    one_more: OutcomeOut | None
