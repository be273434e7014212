"""The centre: its diagrams and guides, its calendar, its people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.domain.roles import Role

Document = dict[str, Any]


class Found(BaseModel):
    """One thing a diagram does wrong."""

    rule: str
    severity: str
    element: str
    message: str
    fix: str
    line: int | None


class Proof(BaseModel):
    """What was proved of a version: `verdict`, each property, and the deadline with its worst path."""

    key: str
    version: int
    verdict: str
    properties: dict[str, str]
    deadline: Document
    publishable: bool


class HeldDeployment(BaseModel):
    """A deployment that the gate refuses and its designer asks for all the same."""

    id: int
    status: str
    reason: str
    findings: list[Document]
    requested_by: str
    requested_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    remark: str


class HeldDeployments(BaseModel):
    """Those that wait."""

    items: list[HeldDeployment]


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
    proofs: dict[str, Document]
    held: HeldDeployment | None


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
