"""What the API answers, for its documentation; the answers themselves are written by `app.api.shapes`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.domain.cases import CaseStatus
from app.domain.lights import Light
from app.domain.roles import Role
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


class TaskCount(BaseModel):
    """How many tasks, by status and by light."""

    status: dict[str, int]
    light: dict[str, int]


class Problem(BaseModel):
    """RFC 9457; `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class FieldProblem(BaseModel):
    """One field and what is wrong with it."""

    field: str
    message: str


class ValidationProblem(Problem):
    """The fields that are wrong."""

    errors: list[FieldProblem] = []


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


class NoticeOut(BaseModel):
    """A numbered document."""

    number: str
    kind: str
    element: str
    data: Document
    at: datetime
    issued_by: str


class Notices(BaseModel):
    """The documents of a case."""

    items: list[NoticeOut]


class Completed(BaseModel):
    """What an act left: the task, its case, and what it opened."""

    task: TaskOut
    case: CaseOut
    opened: list[TaskOut]
    notices: list[NoticeOut]


class CaseSheet(CaseOut):
    """A case with what the applicant handed in."""

    form: Document
    materials: list[Any]
    applicant_data: Document


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


class Guide(BaseModel):
    """The public guide of an item."""

    key: str
    version: int
    name: str
    item_code: str
    guide: Document


class Guides(BaseModel):
    """The public guides."""

    items: list[Guide]


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


class Found(BaseModel):
    """One thing a diagram does wrong."""

    rule: str
    severity: str
    element: str
    message: str
    fix: str
    line: int | None


class Definition(BaseModel):
    """One version of a diagram."""

    key: str
    version: int
    name: str
    item_code: str
    file: str
    digest: str
    guide: Document | None
    findings: list[Document]
    deployed_by: str
    deployed_at: datetime


class Definitions(BaseModel):
    """The newest version of every diagram."""

    items: list[Definition]


class Deployment(BaseModel):
    """What was deployed."""

    created: bool
    key: str | None
    version: int | None
    definitions: list[Definition]
    findings: list[Found]


class CalendarDay(BaseModel):
    """One day and why it counts or not."""

    date: date
    worked: bool
    kind: str
    name: str
    provisional: bool


class CalendarYear(BaseModel):
    """Every day of a year."""

    year: int
    provisional: bool
    working_days: int
    days: list[CalendarDay]


class CountedDay(CalendarDay):
    """A day on the way; `number` is its place in the count, 0 when it does not count."""

    number: int


class DueExplained(BaseModel):
    """A due moment and every day on the way to it."""

    model_config = ConfigDict(populate_by_name=True)

    start: datetime = Field(alias="from")
    days: int
    due_at: datetime
    explanation: list[CountedDay]


class Me(BaseModel):
    """Whose token this is."""

    user: str
    role: Role
    department: str
    department_name: str
    posts: list[str]
    acts_for: list[str]
    now: datetime


class AbsenceOut(BaseModel):
    """When somebody is away."""

    id: int
    user: str
    from_at: datetime
    to_at: datetime
    reason: str
    entered_by: str


class PostOut(BaseModel):
    """A post with its A and B."""

    code: str
    name: str
    a: str
    b: str
    away: bool


class WindowOut(BaseModel):
    """A window."""

    code: str
    name: str
    items: list[str]


class DepartmentOut(BaseModel):
    """A department with its windows and posts."""

    code: str
    name: str
    windows: list[WindowOut]
    posts: list[PostOut]


class Departments(BaseModel):
    """All departments."""

    items: list[DepartmentOut]


class TokenOut(BaseModel):
    """A new token, shown this once."""

    token: str
    user: str
    role: Role
    department: str


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


class LimitOut(BaseModel):
    """A limit of a case or of a step; `days_left` in working days, negative when it is over."""

    kind: str
    element: str
    name: str
    department: str
    started_at: datetime | None
    warn_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    light: Light
    days_left: int | None
    days_used: int | None
    provisional: bool


class Limits(BaseModel):
    """The limits of a case and of its steps."""

    items: list[LimitOut]


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


class TaskList(BaseModel):
    """The tasks of a case, in the order they came."""

    items: list[TaskOut]
