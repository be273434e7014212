"""The bodies and questions the API takes; an unknown field is refused by name rather than ignored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
)

from app.domain.lights import Light
from app.domain.roles import Role
from app.domain.tasks import TaskStatus

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Step = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Document = dict[str, Any]
# Beyond these no calendar counts, and an hour of another zone could leave the years that can be written.
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 12, 31, tzinfo=UTC)
Moment = Annotated[AwareDatetime, Field(ge=FIRST, le=LAST), AfterValidator(lambda at: at.astimezone(UTC))]
MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


class Input(BaseModel):
    """What every body has in common."""

    model_config = ConfigDict(extra="forbid")


class CompleteIn(Input):
    """The outcome of a task, with what was said."""

    outcome: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = ""
    opinion: Words = ""
    basis: Words = Field(default="", description="Legal basis; required for a refusal")
    reasons: Words = Field(default="", description="Reasons; required for a refusal")
    variables: Document = Field(default_factory=dict)
    form: Document = Field(default_factory=dict)


class UserIn(Input):
    """A colleague."""

    user: Code


class DelegateIn(UserIn):
    """A colleague, and what is asked of them."""

    text: Words = ""


class ResolveIn(Input):
    """The opinion a delegate gives back."""

    opinion: Said


class ReasonIn(Input):
    """Why."""

    reason: Said


class TerminateIn(ReasonIn):
    """Why, and on what legal basis an accepted case is ended without a decision."""

    basis: Words = ""


class ReturnIn(Input):
    """Back to an earlier step."""

    element: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    reason: Said


class DepartmentIn(Input):
    """Another department, and why."""

    department: Code
    reason: Said


class DepartmentOut(Input):
    """The same, as a question mark's parameters."""

    department: Code | None = None
    reason: Said | None = None


class DraftIn(Input):
    """A half-filled form."""

    form: Document


class UrgeIn(Input):
    """A reminder to those who have not answered."""

    department: Code | None = None
    text: Said


class NoteIn(Input):
    """What is said to an alert, if anything."""

    text: Words = ""


class TextIn(Input):
    """What is said to an alert."""

    text: Said


class MessageIn(Input):
    """Something arrived from outside that the diagram waits for."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    variables: Document = Field(default_factory=dict)


class ClaimsIn(Input):
    """Several tasks to claim at once."""

    tasks: list[Annotated[int, Field(strict=True, ge=1, le=2**53 - 1)]] = Field(min_length=1, max_length=200)


class AbsenceIn(Input):
    """Somebody of a post is away from `from_at` until `to_at`."""

    from_at: Moment
    to_at: Moment
    reason: Words = ""


class ClockIn(Input):
    """Where a stepped clock shall stand."""

    at: Moment


class TokenIn(Input):
    """Whom a new token is for."""

    user: Code
    role: Role
    department: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = ""
    expires_at: Moment | None = Field(default=None, description="When it ends; without it, when it is revoked")


class PageQuery(Input):
    """How much of a list."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None


class TaskFilter(Input):
    """Which tasks."""

    department: Code | None = None
    assignee: Code | None = None
    status: TaskStatus | Literal["live", "closed", "all"] = "live"
    light: Light | None = None
    item: Code | None = None
    case: Number | None = None
    q: Line | None = Field(default=None, description="Part of the applicant's name, or how the case number begins")
    due_before: Moment | None = None


class TaskQueryIn(TaskFilter, PageQuery):
    """Which tasks, soonest due first."""

    sort: Literal["due"] = "due"


class AlertQueryIn(PageQuery):
    """Which alerts, newest first."""

    department: Code | None = None
    level: Code | None = None
    acknowledged: bool | None = None
    case: Number | None = None


class MessageQueryIn(PageQuery):
    """Which messages of the outbox, newest first."""

    state: Literal["waiting", "sent", "given_up", "unreached"] | None = None
    channel: Literal["webhook", "email"] | None = None
    case: Number | None = None


class CodeQuery(Input):
    """The applicant's own code."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] = ""


class Remark(Input):
    """What somebody says to a decision."""

    remark: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""


class Drawn(Input):
    """Whether a drawing that is missing is laid out."""

    drawn: bool = False


class DryRun(Input):
    """Whether to check only."""

    dry_run: bool = False


class MigrationIn(Input):
    """Which running cases to move where, and why."""

    to: Annotated[int, Field(ge=1, le=2**31 - 1)] = Field(description="The version to move to")
    sources: list[Annotated[int, Field(ge=1, le=2**31 - 1)]] = Field(
        default_factory=list, alias="from", max_length=500, description="Versions to move from; all others without it"
    )
    mapping: dict[Step, Step] = Field(default_factory=dict, description="New ids of steps by their old ones")
    new_limits: bool = Field(default=False, description="Count changed limits anew from the opening of each step")
    reason: Words = Field(default="", description="Why; it goes into the ledger of every case")


class MigrationQuery(Input):
    """Whether to look only, and which page of the cases then."""

    dry_run: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0


class MovedQuery(Input):
    """Which of the cases of a migration, in the order in which they were received."""

    moved: bool | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0


class SimulationIn(Input):
    """What to simulate; what is not said is learnt from closed tasks, or taken from the diagram."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    cases: Annotated[int, Field(ge=1, le=1_000)] = 200
    days: Annotated[int, Field(ge=1, le=500)] = 60
    seed: Annotated[int, Field(ge=0, le=2**53 - 1)] = 1
    people: dict[Code, Annotated[int, Field(ge=1, le=1_000)]] = Field(
        default_factory=dict, description="Who works there, by department or `department:role`"
    )
    times: dict[Step, Line] = Field(default_factory=dict, description="Working hours by step, such as tri(1,2,6)")
    odds: dict[Step, Line] = Field(default_factory=dict, description="Weights of outcomes, such as agree:9,disagree:1")
    facts: Document = Field(default_factory=dict, description="What every applicant declares")
    source: Literal["history", "given"] = "history"
