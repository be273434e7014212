"""What the store gives out: frozen records, one per kind of row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from app.domain.cases import CaseStatus
from app.domain.clock import WARN_DAYS, Basis, Unit
from app.domain.lights import Light
from app.domain.tasks import LIVE, TaskStatus

T = TypeVar("T")
UNREACHED = "unreached"
"""The topic of the note that no address is known for somebody."""


def evolved(record: T, changes: Mapping[str, Any]) -> T:
    """The record with some fields changed, for the hot path: `dataclasses.replace` takes ten times as long."""
    made = object.__new__(type(record))
    vars(made).update(vars(record), **changes)
    return made


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """A case without its form; `version` moves with every act."""

    id: int
    number: str
    code: str
    definition_id: int
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
    paused_at: datetime | None = None
    aside_at: datetime | None = None
    resumes_at: datetime | None = None
    calendar_id: int = 0
    ended_at: datetime | None
    failure: str | None
    about: str | None = None
    version: int
    ledger_seq: int
    ledger_hash: str


@dataclass(frozen=True, kw_only=True)
class CaseForm:
    """What the applicant handed in."""

    applicant: dict[str, Any]
    form: dict[str, Any]
    materials: list[Any]


@dataclass(frozen=True, kw_only=True)
class TaskRecord:
    """A task of a department; the fields after `version` are those of its case, for lists.

    role: who of the department may handle it; None when anybody may.
    clock, days, ahead, from_at: what its limit is computed from, see `app.domain.clock.Basis`.
    resumes_at: while its clock stands still, when it is expected to go on; `due_at` rests on it.
    """

    id: int
    case_id: int
    branch: int
    element: str
    name: str
    kind: str
    scope: tuple[str, ...]
    item: str | None
    department: str
    role: str | None
    status: TaskStatus
    assignee: str | None
    owner: str | None
    light: Light
    created_at: datetime
    warn_at: datetime | None
    due_at: datetime | None
    clock: str = ""
    days: int | None = None
    ahead: int | None = None
    from_at: datetime | None = None
    resumes_at: datetime | None = None
    claimed_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    outcome: str | None
    version: int
    case_number: str
    case_item: str
    case_applicant: str
    case_urgent: bool
    case_light: Light
    case_due_at: datetime | None
    case_resumes_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether it still waits for somebody."""
        return self.status in LIVE

    @property
    def basis(self) -> Basis | None:
        """What its limit is computed from; None when it has none."""
        if self.days is None:
            return None
        ahead = WARN_DAYS if self.ahead is None else self.ahead
        return Basis(from_at=self.from_at or self.created_at, amount=self.days, ahead=ahead)


@dataclass(frozen=True, kw_only=True)
class OpinionRecord:
    """What a department said on a task; a withdrawn opinion stays on record."""

    task_id: int
    seq: int
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
    form: dict[str, Any] | None
    at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NoticeRecord:
    """A numbered official document, as data; printing it again keeps the number.

    press: digest of the templates and the letterhead it was issued with.  deliver_by: the law's limit for serving it.
    sealed_by: who put the department's seal on it; None where the item keeps its seal for nobody.
    """

    case_id: int
    seq: int
    number: str
    kind: str
    element: str
    data: dict[str, Any]
    at: datetime
    issued_by: str
    sealed_by: str | None = None
    press: str | None = None
    deliver_by: datetime | None = None
    served_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TimerRecord:
    """A moment at which something must happen to a case; `token` 0 means the case itself."""

    id: int
    case_id: int
    token: int
    kind: str
    branch: int
    element: str
    attached_to: str
    host: int | None
    scope: tuple[str, ...]
    item: str | None
    light: Light | None
    due_at: datetime
    next_at: datetime
    attempts: int
    error: str | None
    fired_at: datetime | None
    clock: str = ""
    unit: str | None = None
    amount: float | None = None
    from_at: datetime | None = None

    @property
    def basis(self) -> Basis | None:
        """What its moment is computed from; None for natural time and for what follows from the case's facts."""
        if self.unit is None or self.amount is None or self.from_at is None:
            return None
        return Basis(from_at=self.from_at, amount=self.amount, unit=Unit(self.unit))


@dataclass(frozen=True, kw_only=True)
class AlertRecord:
    """A level that a step or a case reached, told once."""

    id: int
    case_id: int
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


@dataclass(frozen=True, kw_only=True)
class Visit:
    """How often and when last a case passed an element of its diagram."""

    element: str
    times: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OutboxRecord:
    """One message to the outside, sent after the commit that made it; `key` is the same on every attempt."""

    id: int
    key: str
    case_id: int | None
    channel: str
    target: str
    topic: str
    body: dict[str, Any]
    created_at: datetime
    next_at: datetime
    attempts: int
    sent_at: datetime | None
    dead_at: datetime | None
    error: str | None

    @property
    def state(self) -> str:
        """Whether it waits, was sent, was given up, or stands for a target that nobody can reach."""
        if self.topic == UNREACHED:
            return UNREACHED
        return "sent" if self.sent_at else "given_up" if self.dead_at else "waiting"


@dataclass(frozen=True, kw_only=True)
class DefinitionRecord:
    """One version of a diagram, without its source."""

    id: int
    key: str
    version: int
    name: str
    item_code: str
    file: str
    digest: str
    guide: dict[str, Any] | None
    findings: list[dict[str, Any]] = field(default_factory=list)
    deployed_by: str
    deployed_at: datetime
    effective_at: datetime
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    procedure: bool = False
    rhythm: str = ""

    def standing(self, at: datetime, in_force: int | None) -> str:
        """`past`, `current`, `future` or `cancelled` at a moment; in_force: the row number of the version then."""
        if self.cancelled_at is not None:
            return "cancelled"
        if self.id == in_force:
            return "current"
        return "future" if self.effective_at > at else "past"
