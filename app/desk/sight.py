"""Who sees what, and who may handle what: nobody sees what is not theirs.

| who | sees of a case |
|---|---|
| administrator, supervisor, government | everything |
| the lead department | everything |
| a department that takes part | form, materials, its own tasks and opinions, notices |
| the window that received it | form, materials, steps, notices; no opinions |
| a department with a task in a procedure about it | form, materials, steps, notices; no opinions; it only reads |
| anybody else, designers too | nothing |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from app.domain.actors import Actor
from app.domain.roles import WORDS, Role
from app.errors import Forbidden, NotFound
from app.notices import Audience, Document
from app.store.records import CaseRecord, OpinionRecord, TaskRecord

EVERYTHING = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.GOVERNMENT})
HANDLING = frozenset({Role.WINDOW, Role.OFFICER, Role.HEAD})

RESERVED = {
    str(Role.HEAD): frozenset({Role.HEAD}),
    str(Role.WINDOW): frozenset({Role.WINDOW, Role.HEAD}),
    str(Role.SUPERVISOR): frozenset({Role.SUPERVISOR}),
}
"""Who of a department may handle a step that its diagram gives to one role; other steps are anybody's."""


class Sight(StrEnum):
    """How much of a case somebody sees."""

    ALL = "all"
    OWN = "own"  # a department that takes part
    FRONT = "front"  # the window that received it
    BESIDE = "beside"  # a department that handles a procedure about it
    NOTHING = "nothing"


def of_case(actor: Actor, case: CaseRecord, *, takes_part: bool, window_department: str) -> Sight:
    """What `actor` sees of a case.

    takes_part: the actor's department has or had a task in it.
    window_department: whose staff sit at the window that received it.
    """
    if actor.role in EVERYTHING:
        return Sight.ALL
    if actor.role not in HANDLING:
        return Sight.NOTHING
    if actor.department and actor.department == case.lead:
        return Sight.ALL
    if takes_part:
        return Sight.OWN
    received = actor.user == case.received_by or (
        actor.role is Role.WINDOW and bool(actor.department) and actor.department == window_department
    )
    return Sight.FRONT if received else Sight.NOTHING


def check_case(sight: Sight, case: CaseRecord) -> None:
    """Raises NotFound: for this actor the case does not exist, so not even its number is confirmed."""
    if sight is Sight.NOTHING:
        raise NotFound(f"there is no case {case.number}", f"没有办件{case.number}", case=case.number)


def tasks(sight: Sight, actor: Actor, found: Iterable[TaskRecord], offered: Collection[int] = ()) -> list[TaskRecord]:
    """The tasks of a case that the actor sees.

    offered: the numbers of those that wait for the actor's department among others; closed, they are the answerer's.
    """
    if sight is Sight.OWN:
        return [task for task in found if is_of(actor, task) or (task.is_live and task.id in offered)]
    return [] if sight is Sight.NOTHING else list(found)


def opinions(sight: Sight, actor: Actor, found: Iterable[OpinionRecord]) -> list[OpinionRecord]:
    """The opinions on a case that the actor sees: internal ones are for the lead."""
    if sight is Sight.ALL:
        return list(found)
    if sight is Sight.OWN:
        return [opinion for opinion in found if opinion.department == actor.department]
    return []


def shows(sight: Sight, document: Document | None) -> bool:
    """Whether somebody with this sight sees a document: those of the house itself are for the lead.

    document: None for one that left the catalogue.
    """
    return sight is Sight.ALL or document is None or document.audience is not Audience.INTERNAL


def is_of(actor: Actor, task: TaskRecord, offered_to: Iterable[str] = ()) -> bool:
    """Whether the task is one of the actor's department or lies in the actor's own hands."""
    if actor.role is Role.ADMINISTRATOR:
        return True
    mine = actor.department in (task.department, *offered_to) if actor.department else False
    held = task.assignee is not None and actor.may_act_as(task.assignee)
    return mine or held


def check_task(actor: Actor, task: TaskRecord, *, lead: str, offered_to: Iterable[str] = ()) -> None:
    """Raises Forbidden: the actor may not look at this task."""
    if actor.role in EVERYTHING or (actor.role in HANDLING and actor.department and actor.department == lead):
        return
    if actor.role not in HANDLING or not is_of(actor, task, offered_to):
        raise _not_yours(actor, task)


def check_handling(actor: Actor, task: TaskRecord, offered_to: Iterable[str] = ()) -> None:
    """Raises Forbidden: the actor may not act on this task."""
    if actor.role is Role.ADMINISTRATOR:
        return
    expected = RESERVED.get(task.role or "", HANDLING)
    if actor.role not in HANDLING | expected or not is_of(actor, task, offered_to):
        raise _not_yours(actor, task)
    if actor.role not in expected and not actor.acts_as & expected:
        raise Forbidden(
            f"task {task.id} is for the {task.role} of {task.department}; {actor.user} is {actor.role}",
            f"待办{task.id}须由{task.department}的{WORDS[Role(task.role or '')]}办理",
            task=task.id,
            expected=sorted(expected),
        )


def check_head(actor: Actor, task: TaskRecord) -> None:
    """Raises Forbidden: only the department's head (or an administrator) may do this."""
    if actor.role is Role.ADMINISTRATOR or (actor.role is Role.HEAD and is_of(actor, task)):
        return
    raise Forbidden(
        f"{actor.user} is {actor.role}; this is for the head of {task.department}",
        f"待办{task.id}的此操作限{task.department}的部门负责人",
        task=task.id,
        expected=[str(Role.HEAD)],
    )


def check_lead(actor: Actor, case: CaseRecord, *roles: Role) -> None:
    """Raises Forbidden: only the lead department (in one of `roles`) or an administrator may do this."""
    of_lead = bool(actor.department) and actor.department == case.lead and actor.role in (roles or HANDLING)
    if not of_lead and actor.role is not Role.ADMINISTRATOR:
        raise Forbidden(
            f"{actor.user} of {actor.department or 'no department'} may not steer case {case.number}; "
            f"its lead department is {case.lead}",
            f"办件{case.number}的此操作限牵头部门({case.lead})",
            case=case.number,
        )


def _not_yours(actor: Actor, task: TaskRecord) -> Forbidden:
    return Forbidden(
        f"task {task.id} is not one of {actor.department or actor.user}",
        f"待办{task.id}不属于{actor.department or actor.user}",
        task=task.id,
    )
