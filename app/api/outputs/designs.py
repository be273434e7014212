"""What the API answers about versions of diagrams: their differences, the moving of cases, simulations."""

from __future__ import annotations

from datetime import datetime

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
