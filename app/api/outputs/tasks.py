"""Tasks and cases, alone, in pages, and as an act leaves them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.api.outputs.problems import Problem
from app.api.outputs.shown import shows
from app.desk import Choice, Given
from app.domain.lights import Light
from app.store.records import CaseRecord, NoticeRecord, OpinionRecord, TaskRecord

Document = dict[str, Any]


class CaseOfTask(BaseModel):
    """What a list of tasks shows of a case; `days_left` of its promise in working days, negative when it is over.

    resumes_at: while the promise stands still, when it is expected to go on; `due_at` rests on it.
    """

    number: str
    item: str
    applicant: str
    urgent: bool
    light: Light
    due_at: datetime | None
    resumes_at: datetime | None
    days_left: int | None


@shows(
    TaskRecord,
    "id element name kind scope item department role status assignee owner light created_at warn_at due_at "
    "resumes_at claimed_at closed_at closed_by outcome version",
)
class TaskOut(BaseModel):
    """A task of a department; `days_left` in working days, None where it has no limit or is closed.

    resumes_at: while its clock stands still, when it is expected to go on; `due_at` rests on it, nothing is used up.
    """

    days_left: int | None
    case: CaseOfTask


class TaskPage(BaseModel):
    """A page of tasks; `cursor` asks for the next one."""

    items: list[TaskOut]
    cursor: str | None


class TaskList(BaseModel):
    """The tasks of a case, in the order they came."""

    items: list[TaskOut]


class TaskCount(BaseModel):
    """How many tasks, by status and by light."""

    status: dict[str, int]
    light: dict[str, int]


class ClaimResult(BaseModel):
    """What became of one claim."""

    id: int
    ok: bool
    task: TaskOut | None
    problem: Problem | None


class ClaimResults(BaseModel):
    """What became of each claim."""

    results: list[ClaimResult]


@shows(
    CaseRecord,
    "number item applicant lead window received_by assisted_by urgent status decision light received_at accepted_at "
    "warn_at due_at statutory_at breached_at paused_at resumes_at ended_at failure about version",
)
class CaseOut(BaseModel):
    """A case without its form; `days_left` of its promise in working days, None while none runs.

    resumes_at: while the promise stands still, when it is expected to go on; `due_at` rests on it.
    """

    days_left: int | None


class CaseReceived(CaseOut):
    """A new case; `code` is what the applicant asks about it with, and is shown to the window."""

    code: str


class CasePage(BaseModel):
    """A page of cases; `cursor` asks for the next one."""

    items: list[CaseOut]
    cursor: str | None


class CaseSheet(CaseOut):
    """A case with what the applicant handed in, and the steps that are open, as far as the actor may see them."""

    form: Document
    materials: list[Any]
    applicant_data: Document
    steps: list[TaskOut]


@shows(NoticeRecord, "number kind element data at issued_by sealed_by deliver_by served_at")
class NoticeOut(BaseModel):
    """A numbered document."""


class Notices(BaseModel):
    """The documents of a case."""

    items: list[NoticeOut]


class Completed(BaseModel):
    """What an act left: the task, its case, and what it opened."""

    task: TaskOut
    case: CaseOut
    opened: list[TaskOut]
    notices: list[NoticeOut]


@shows(
    OpinionRecord,
    "task_id kind element name department user acting_for outcome text basis reasons form at withdrawn_at",
)
class OpinionOut(BaseModel):
    """What a department said."""


class Opinions(BaseModel):
    """The opinions on a case."""

    items: list[OpinionOut]


@shows(Choice, "code name needs phrases")
class ChoiceOut(BaseModel):
    """An outcome to choose: the word on its button, what must be written beside it, common phrases."""


@shows(Given, "name label label_en type choices")
class GivenOut(BaseModel):
    """A variable that the answer names beside the outcome, in `variables`; `type` says what sort of thing it is."""


class TaskSheet(TaskOut):
    """A task with all its screen needs; `actions` are the outcomes to choose from, `choices` say more of them."""

    form_key: str
    actions: list[str]
    choices: list[ChoiceOut]
    gives: list[GivenOut]
    materials: list[str]
    notices: list[str]
    documentation: str
    properties: dict[str, str]
    candidates: list[str]
    opinions: list[OpinionOut]
    draft: Document | None
