"""What lists are asked for, and the pages that they come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from app.domain.lights import Light

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list; `cursor` asks for the next one and is None on the last."""

    items: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class TaskQuery:
    """What an inbox shows; None asks for everything.

    status: one, or `live` for all that wait.  q: a part of the applicant's name, or how
    the case number or a part of it begins.
    """

    department: str | None = None
    assignee: str | None = None
    status: str | None = "live"
    light: Light | None = None
    item: str | None = None
    case: str | None = None
    q: str | None = None
    due_before: datetime | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseQuery:
    """Which cases a list shows, the newest first; None asks for everything.  running: only those that go on."""

    running: bool = False
    status: str | None = None
    light: Light | None = None
    item: str | None = None
    lead: str | None = None
    window: str | None = None
    about: str | None = None
    q: str | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class AlertQuery:
    """Which alerts a list shows, the newest first; None asks for everything."""

    department: str | None = None
    level: str | None = None
    acknowledged: bool | None = None
    case: str | None = None
    limit: int = 50
    cursor: str | None = None
