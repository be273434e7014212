"""The centre: its diagrams and guides, its people."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

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
    effective_at: datetime | None
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
    effective_at: datetime
    cancelled_at: datetime | None
    cancelled_by: str | None


class Definitions(BaseModel):
    """Of every diagram the version in force, or the next one."""

    items: list[Definition]


class VersionOut(Definition):
    """A version as it stands now, and how many cases run on it."""

    standing: Literal["past", "current", "future", "cancelled"]
    running: int


class Versions(BaseModel):
    """All versions of a diagram."""

    items: list[VersionOut]


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
