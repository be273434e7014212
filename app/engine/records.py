"""What the engine tells its caller: open tasks, timers, requests and the saved branches of one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

MAIN = 0
"""Number of the branch that holds the case's top-level process."""


class Calendar(Protocol):
    """The part of a working calendar that timers need; moments are aware and in UTC."""

    def due(self, at: datetime, days: int) -> datetime:
        """Closing time of the last of `days` working days after `at`."""

    def due_days(self, at: datetime, days: int) -> datetime:
        """Closing time of the last of `days` natural days after `at`, or of the working day it moves to."""

    def due_hours(self, at: datetime, hours: float) -> datetime:
        """The moment `hours` working hours after `at`."""


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """A step that waits for a person.

    token: number unique in the case.  branch: the branch that holds it (0 is the main one).
    scope: ids of the enclosing sub-processes and call activities, outermost first.
    item: value of the nearest multi-instance (a department's code).  groups: candidate departments.
    """

    token: int
    branch: int
    element: str
    name: str
    scope: tuple[str, ...] = ()
    item: Any = None
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    assignee: str | None = None
    process: str = ""


@dataclass(frozen=True, kw_only=True)
class ClosedTask:
    """A step that waits no longer; `how` is `completed` or `cancelled`."""

    token: int
    how: str


@dataclass(frozen=True, kw_only=True)
class WorkTime:
    """What a timer in working time was set to: `amount` of `unit` (workday, workhour) from `from_at` on."""

    unit: str
    amount: float
    from_at: datetime


@dataclass(frozen=True, kw_only=True)
class TimerSet:
    """A timer event that began to wait; the row made from it owns the moment from now on.

    attached_to: id of the activity it hangs on, empty for a timer in the flow.  host: token of that activity.
    due: aware moment in UTC.  basis: working time that a pause of the case leaves out; None for natural time.
    """

    token: int
    branch: int
    element: str
    attached_to: str
    host: int | None
    due: datetime
    interrupting: bool
    repeating: bool
    properties: Mapping[str, str]
    scope: tuple[str, ...] = ()
    item: Any = None
    process: str = ""
    basis: WorkTime | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An event or receive task that began to wait for something other than a timer."""

    token: int
    branch: int
    element: str
    name: str
    scope: tuple[str, ...] = ()
    item: Any = None
    process: str = ""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A service step asking for its topic to be performed; `variables` is a copy."""

    topic: str
    element: str
    name: str
    token: int
    branch: int
    properties: Mapping[str, str]
    variables: dict[str, Any]
    scope: tuple[str, ...] = ()
    item: Any = None
    process: str = ""


Perform = Callable[[Request], Mapping[str, Any] | None]
"""Carries out a request; what it returns is added to the step's variables."""


@dataclass(frozen=True, kw_only=True)
class SavedBranch:
    """One branch of the state, to be stored as it is: `parent` is the branch that holds its sub-process."""

    data: bytes
    parent: int
    open: bool


@dataclass(frozen=True, kw_only=True)
class Passed:
    """An element that a token has passed, in order; `how` is `completed` or `cancelled`.

    instance: whether it is one of a multi-instance's instances, which passes as a whole once more.
    """

    element: str
    token: int
    branch: int
    how: str
    instance: bool = False
    process: str = ""


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """A review that began again with somebody who was added to it earlier, or without somebody who was removed."""

    element: str
    token: int
    branch: int
    scope: tuple[str, ...] = ()
    item: Any = None
    process: str = ""
    added: tuple[Any, ...] = ()
    removed: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """Everything that one act changed, ready to be written in one transaction."""

    opened: list[OpenTask] = field(default_factory=list)
    closed: list[ClosedTask] = field(default_factory=list)
    timers: list[TimerSet] = field(default_factory=list)
    timers_dropped: list[int] = field(default_factory=list)
    waits: list[Waiting] = field(default_factory=list)
    saved: dict[int, SavedBranch] = field(default_factory=dict)
    dropped_branches: list[int] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    recalled: list[Recalled] = field(default_factory=list)
    ended: bool = False
    failure: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
