"""The centre: its diagrams and guides, its people."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from app.api.outputs.shown import shows
from app.domain.roles import Role
from app.store.held import HeldRecord
from app.store.people import Absence, Post, Window
from app.store.records import DefinitionRecord
from app.store.tokens import Token

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


@shows(
    HeldRecord,
    "id status reason findings requested_by requested_at effective_at decided_by decided_at remark",
)
class HeldDeployment(BaseModel):
    """A deployment that the gate refuses and its designer asks for all the same."""


class HeldSheet(HeldDeployment):
    """A held deployment with the names of its files."""

    files: list[str]


class HeldDeployments(BaseModel):
    """Those that wait."""

    items: list[HeldDeployment]


@shows(
    DefinitionRecord,
    "key version name item_code file digest guide findings deployed_by deployed_at "
    "effective_at cancelled_at cancelled_by procedure rhythm",
)
class Definition(BaseModel):
    """One version of a diagram."""


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


@shows(Absence, "id user from_at to_at reason entered_by")
class AbsenceOut(BaseModel):
    """When somebody is away."""


@shows(Post, "code name a b")
class PostOut(BaseModel):
    """A post with its A and B; `away` says whether the A is now."""

    away: bool


@shows(Window, "code name items")
class WindowOut(BaseModel):
    """A window; `items` are the items or departments whose applications it takes."""


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
    expires_at: datetime | None


@shows(Token, "user role department created_at expires_at revoked_at")
class TokenKnown(BaseModel):
    """Who has a token and how long it holds; the token itself is known to nobody."""

    id: str


class Tokens(BaseModel):
    """The tokens that were ever given out, the newest first."""

    items: list[TokenKnown]
