"""What a replay is made of: cases, the tasks that wait in them, and the people who work on those."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.engine import OpenTask, Run


@dataclass(kw_only=True, eq=False)
class Task:
    """A step that waits or is being worked on."""

    case: Case
    open: OpenTask
    pool: str
    opened_at: datetime
    due_at: datetime | None
    begun_at: datetime | None = None
    gone: bool = False


@dataclass(kw_only=True, eq=False)
class Case:
    """One replayed case; broken: why the engine refused to go on with it."""

    number: int
    arrived_at: datetime
    run: Run | None = None
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    broken: str = ""
    tasks: dict[int, Task] = field(default_factory=dict)
    timers: dict[int, datetime] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)


@dataclass(kw_only=True, eq=False)
class Pool:
    """The people of a department, or those of a role in it, and what waits for them."""

    name: str
    people: int
    free: int
    waiting: list[tuple[float, int, Task]] = field(default_factory=list)
    queued: int = 0
    longest: int = 0
    busy: float = 0.0
    waits: list[float] = field(default_factory=list)
    overdue: int = 0
    limited: int = 0
    days: list[tuple[date, int]] = field(default_factory=list)
