"""Tasks and cases, alone, in pages, and as an act leaves them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.api.outputs.problems import Problem
from app.domain.cases import CaseStatus
from app.domain.lights import Light
from app.domain.tasks import TaskStatus

Document = dict[str, Any]


class CaseOfTask(BaseModel):
    """What a list of tasks shows of a case."""

    number: str
    item: str
    applicant: str
    urgent: bool
    light: Light
    due_at: datetime | None


class TaskOut(BaseModel):
    """A task of a department."""

    id: int
    element: str
    name: str
    kind: str
    scope: list[str]
    item: str | None
    department: str
    status: TaskStatus
    assignee: str | None
    owner: str | None
    light: Light
    created_at: datetime
    warn_at: datetime | None
    due_at: datetime | None
    claimed_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    outcome: str | None
    version: int
    case: CaseOfTask


class TaskPage(BaseModel):
    """A page of tasks; `cursor` asks for the next one."""

    items: list[TaskOut]
    cursor: str | None


class TaskList(BaseModel):
    """The tasks of a case, in the order they came."""

    items: list[TaskOut]


class TaskCount(BaseModel):
    """How many tasks, by status and by light."""

    status: dict[str, int]
    light: dict[str, int]


class ClaimResult(BaseModel):
    """What became of one claim."""

    id: int
    ok: bool
    task: TaskOut | None
    problem: Problem | None


class ClaimResults(BaseModel):
    """What became of each claim."""

    results: list[ClaimResult]


class CaseOut(BaseModel):
    """A case without its form."""

    number: str
    item: str
    applicant: str
    lead: str
    window: str
    received_by: str
    assisted_by: str | None
    urgent: bool
    status: CaseStatus
    decision: str | None
    light: Light
    received_at: datetime
    accepted_at: datetime | None
    warn_at: datetime | None
    due_at: datetime | None
    statutory_at: datetime | None
    breached_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    failure: str | None
    version: int


class CaseReceived(CaseOut):
    """A new case; `code` is what the applicant asks about it with, and is shown to the window."""

    code: str


class CasePage(BaseModel):
    """A page of cases; `cursor` asks for the next one."""

    items: list[CaseOut]
    cursor: str | None


class CaseSheet(CaseOut):
    """A case with what the applicant handed in."""

    form: Document
    materials: list[Any]
    applicant_data: Document


class NoticeOut(BaseModel):
    """A numbered document."""

    number: str
    kind: str
    element: str
    data: Document
    at: datetime
    issued_by: str
    deliver_by: datetime | None
    served_at: datetime | None


class Notices(BaseModel):
    """The documents of a case."""

    items: list[NoticeOut]


class Completed(BaseModel):
    """What an act left: the task, its case, and what it opened."""

    task: TaskOut
    case: CaseOut
    opened: list[TaskOut]
    notices: list[NoticeOut]


class OpinionOut(BaseModel):
    """What a department said."""

    task_id: int
    kind: str
    element: str
    name: str
    department: str
    user: str
    acting_for: str | None
    outcome: str | None
    text: str | None
    basis: str | None
    reasons: str | None
    form: Document | None
    at: datetime
    withdrawn_at: datetime | None


class Opinions(BaseModel):
    """The opinions on a case."""

    items: list[OpinionOut]


class TaskSheet(TaskOut):
    """A task with all its screen needs; `actions` are the outcomes to choose from."""

    form_key: str
    actions: list[str]
    materials: list[str]
    notices: list[str]
    documentation: str
    properties: dict[str, str]
    candidates: list[str]
    opinions: list[OpinionOut]
    draft: Document | None
