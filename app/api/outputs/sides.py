"""The other sides of a case: history, limits, seals, diagram, alerts, and what its applicant sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.api.outputs.tasks import TaskOut
from app.domain.cases import CaseStatus
from app.domain.lights import Light

Document = dict[str, Any]


class Happening(BaseModel):
    """One line of a case's history; `word` is the act in Chinese."""

    seq: int
    at: datetime
    act: str
    word: str
    actor: str
    detail: Document


class Timeline(BaseModel):
    """What happened, in order."""

    items: list[Happening]


class LedgerEntry(BaseModel):
    """One sealed entry; `hash` covers the rest, `prev` is the hash of the entry before."""

    seq: int
    at: datetime
    actor: str
    act: str
    detail: Document
    prev: str
    hash: str


class Ledger(BaseModel):
    """The sealed record of a case."""

    items: list[LedgerEntry]


class WaitingTimer(BaseModel):
    """A timer event that waits."""

    element: str
    attached_to: str
    scope: list[str]
    item: str | None
    light: Light | None
    due_at: datetime


class VisitOut(BaseModel):
    """How often and when last a case passed an element."""

    element: str
    times: int
    at: datetime


class LiveDiagram(BaseModel):
    """Where a case stands in its diagram."""

    key: str
    version: int
    xml: str
    tasks: list[TaskOut]
    timers: list[WaitingTimer]
    passed: list[VisitOut]
    ended: bool


class AlertOut(BaseModel):
    """A level that a step or a case reached."""

    id: int
    case_number: str
    task_id: int | None
    level: str
    department: str
    element: str
    name: str
    due_at: datetime | None
    at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    acknowledgement: str | None
    explained_at: datetime | None
    explained_by: str | None
    explanation: str | None


class AlertPage(BaseModel):
    """A page of alerts; `cursor` asks for the next one."""

    items: list[AlertOut]
    cursor: str | None


class PublicStep(BaseModel):
    """A step, without who handled it and what was said."""

    name: str
    department: str
    done: bool
    at: datetime


class PublicNotice(BaseModel):
    """A paper that was given out."""

    number: str
    kind: str
    name: str
    at: datetime


class PublicCase(BaseModel):
    """An applicant's own case."""

    number: str
    item: str
    item_name: str
    applicant: str
    status: CaseStatus
    status_name: str
    stage: str
    received_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    days_left: int | None
    ended_at: datetime | None
    steps: list[PublicStep]
    notices: list[PublicNotice]
