"""What waits for whoever looks at a case: their tasks, with the outcomes to choose from, and the joint review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import desk
from app.desk import Choice, PossibleWithTask, TaskRecord, TaskSheet
from app.domain.actors import Actor
from app.domain.tasks import TaskStatus
from app.errors import Forbidden
from app.store.records import OpinionRecord
from app.web import wording
from app.web.house import moment, pick, the_desk

NOTHING = PossibleWithTask()
OVER = frozenset({TaskStatus.DONE, TaskStatus.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A button: its word, what must be written beside it, common phrases, the paper that would tell the applicant."""

    code: str
    name: str
    needs: tuple[str, ...]
    phrases: tuple[str, ...]
    paper: str | None


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A task that is the actor's to do something about now; `hindrance` says why not more."""

    sheet: TaskSheet
    can: PossibleWithTask
    outcomes: tuple[Outcome, ...]
    colleagues: tuple[tuple[str, str], ...]
    hindrance: str = ""


def turns_of(who: Actor, tasks: Sequence[TaskRecord], can: Mapping[int, PossibleWithTask]) -> list[Turn]:
    """The actor's turns, open ones first, then opinions that may still be taken back."""
    known = {task.id for task in tasks}
    offered = [desk.task(the_desk(), who, number) for number in can if number not in known]
    found = [turn for task in [*tasks, *offered] if (turn := _turn(who, task, can.get(task.id, NOTHING))) is not None]
    return sorted(found, key=lambda turn: not turn.sheet.task.is_live)


def _turn(who: Actor, task: TaskRecord, can: PossibleWithTask) -> Turn | None:
    own_department = task.is_live and bool(who.department) and who.department == task.department
    if can == NOTHING and not own_department:
        return None
    try:
        sheet = desk.task_sheet(the_desk(), who, task.id, at=moment())
    except Forbidden:
        return None
    return Turn(
        sheet=sheet,
        can=can,
        outcomes=_outcomes(sheet),
        colleagues=_colleagues(who, task) if can.delegate or can.assign else (),
        hindrance=_hindrance(who, task),
    )


def _outcomes(sheet: TaskSheet) -> tuple[Outcome, ...]:
    known = wording.actions()
    plain = (Choice(code="done", name=pick("办理完成", "Done"), needs=(), phrases=()),)
    return tuple(
        Outcome(
            code=one.code,
            name=known.get(one.code, (one.name, False))[0],
            needs=one.needs,
            phrases=one.phrases,
            paper=desk.paper_of(sheet.task.kind, one.code) if one.needs else None,
        )
        for one in sheet.choices or plain
        if one.code != "return"
    )


def _colleagues(who: Actor, task: TaskRecord) -> tuple[tuple[str, str], ...]:
    """The active users of the task's department with their names, the actor aside."""
    accounts = desk.directory(the_desk()).accounts
    here = [one for one in accounts if one.active and one.department == task.department and one.user != who.user]
    return tuple((one.user, one.name or one.user) for one in here)


def _hindrance(who: Actor, task: TaskRecord) -> str:
    """Why somebody of the department cannot take a task in hand."""
    if task.assignee and not who.may_act_as(task.assignee):
        name = wording.person(task.assignee)
        return pick(f"已由 {name} 签收", f"claimed by {name}")
    if task.role and task.role != str(who.role):
        role = wording.role(task.role)
        return pick(f"此环节须由本部门的{role}办理", f"this step is for the {role.lower()} of the department")
    return ""


def earlier_steps(tasks: Sequence[TaskRecord]) -> dict[str, str]:
    """The steps to which a case may be returned, by id."""
    return {task.element: task.name for task in tasks if task.status in OVER}


@dataclass(frozen=True, kw_only=True)
class Review:
    """A department's part in a joint review: its latest task and what it said there."""

    task: TaskRecord
    opinion: OpinionRecord | None


def reviews(tasks: Sequence[TaskRecord], opinions: Sequence[OpinionRecord]) -> list[Review]:
    """The joint review, one row for each department that was asked (会签)."""
    latest = {str(task.item): task for task in tasks if task.item is not None}
    said = {one.task_id: one for one in opinions if one.withdrawn_at is None and one.outcome is not None}
    return [Review(task=task, opinion=said.get(task.id)) for task in latest.values()]
