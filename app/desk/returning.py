"""Back and sideways: return 退回, withdraw one's own opinion 撤回, add and remove a department 加签/减签."""

from __future__ import annotations

from datetime import datetime

from app.desk import sight
from app.desk.acting import Deed
from app.desk.checks import check_live, required
from app.desk.completing import RETURNED, Completed, completed
from app.desk.holding import offered_to, stand_in
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.signing import signature
from app.domain import tasks
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.roles import Role
from app.domain.tasks import TaskStatus
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.handlers import notices
from app.store import loading, papers
from app.store.keys import token_of
from app.store.records import TaskRecord

DECISIONS = notices.REFUSALS | {"ZYXK"}
"""The papers that tell an applicant what was decided."""


def send_back(
    desk: Desk,
    actor: Actor,
    task: int,
    element: str,
    reason: str,
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> Completed:
    """Return the case from a task to an earlier step (退回), which is then done again.

    Raises Refused: the case has not passed that step.
    """

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_handling(actor, found, offered_to(opened, found))
        check_live(found)
        acting_for = stand_in(opened, found)
        tasks.check_move(found.id, found.status, TaskStatus.CANCELLED)
        required(reason, "reason", "a return needs a reason", "退回须写明理由")
        if element not in opened.item.program.elements:
            raise Invalid(f"the diagram has no step {element!r}", f"流程图中没有环节“{element}”", field="element")
        _check_not_told(opened)
        opened.run.go_back(token_of(found.id), element, found.branch)
        opened.work.close_task(found.id, status=TaskStatus.CANCELLED, closed_by=actor.user, outcome=RETURNED)
        opened.work.record(
            Act.RETURN,
            signature(actor, acting_for),
            task=token_of(found.id),
            element=found.element,
            to=element,
            reason=reason,
        )

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, completed)


def _check_not_told(opened: OpenCase) -> None:
    """Raises Refused: the applicant holds the decision in hand, so it is not made anew behind their back."""
    told = [
        notice.number
        for notice in papers.notices(opened.work.reader, opened.case.id)
        if notice.kind in DECISIONS and notice.served_at is not None
    ]
    if told:
        raise Refused(
            f"{', '.join(told)} is served; what was decided and told is not returned",
            f"文书{'、'.join(told)}已经送达，已告知的决定不得退回重办",
            case=opened.case.number,
            notices=told,
        )


def withdraw_opinion(
    desk: Desk, actor: Actor, task: int, reason: str, *, at: datetime, terms: Terms = ANY_TERMS
) -> Completed:
    """Take the department's own opinion back before the others are all in (撤回); its limit goes on running.

    Raises Refused: the task is not done, or the case has moved on.
    """

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_handling(actor, found)
        tasks.check_move(found.id, found.status, TaskStatus.WITHDRAWN)
        required(reason, "reason", "a withdrawal needs a reason", "撤回须写明理由")
        if actor.user != found.closed_by and actor.role not in (Role.HEAD, Role.ADMINISTRATOR):
            raise Forbidden(
                f"task {found.id} was completed by {found.closed_by}; only they or their head may withdraw it",
                f"待办{found.id}由{found.closed_by}办理,仅本人或部门负责人可撤回",
                task=found.id,
            )
        opened.keep = found
        try:
            opened.run.reopen(token_of(found.id), found.branch)
        except NotFound as error:
            raise Refused(
                f"task {found.id} cannot be withdrawn: the case was returned to an earlier step meanwhile",
                f"待办{found.id}所在环节已被退回,不能撤回",
                task=found.id,
            ) from error
        opened.work.change_task(found.id, status=TaskStatus.WITHDRAWN)
        opened.work.withdrawn.append(found.id)
        opened.work.record(Act.WITHDRAW_OPINION, task=token_of(found.id), element=found.element, reason=reason)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, completed)


def add_department(
    desk: Desk,
    actor: Actor,
    task: int,
    department: str,
    reason: str,
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> Completed:
    """Bring a department into a joint review that is going on (加签).

    task: any open task of that review, or another task of the case when it has one review only.
    """

    def do(opened: OpenCase) -> None:
        found = opened.task
        if not (sight.is_of(actor, found) and actor.role in sight.HANDLING):
            sight.check_lead(actor, opened.case)
        required(reason, "reason", "adding a department needs a reason", "加签须写明理由")
        if not desk.knows(department):
            raise Invalid(f"there is no department {department!r}", f"没有部门“{department}”", field="department")
        beside = _review_of(opened, found)
        opened.run.add_instance(token_of(beside.id), department, beside.branch)
        opened.work.record(Act.ADD_DEPARTMENT, element=beside.element, department=department, reason=reason)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, completed)


def remove_department(
    desk: Desk,
    actor: Actor,
    task: int,
    department: str,
    reason: str,
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> Completed:
    """Take a department that has not answered out of a joint review (减签); the others go on."""

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_lead(actor, opened.case)
        required(reason, "reason", "removing a department needs a reason", "减签须写明理由")
        leaving = [one for one in _open_reviews(opened) if one.item == department]
        if not leaving:
            raise Refused(
                f"{department} has no open task in a joint review of case {opened.case.number}",
                f"{department}在办件{opened.case.number}中没有待办的会签",
                department=department,
            )
        here = next((one for one in leaving if one.id == found.id), leaving[0])
        opened.run.remove_instance(token_of(here.id), here.branch)
        opened.work.record(Act.REMOVE_DEPARTMENT, element=here.element, department=department, reason=reason)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, completed)


def _open_reviews(opened: OpenCase) -> list[TaskRecord]:
    """The case's open tasks that belong to a multi-instance."""
    found = loading.tasks(opened.work.reader, opened.case.id)
    return [task for task in found if task.is_live and task.item is not None]


def _review_of(opened: OpenCase, task: TaskRecord) -> TaskRecord:
    """An open task of the review that `task` is about."""
    if task.is_live and task.item is not None:
        return task
    reviews = _open_reviews(opened)
    beside = [one for one in reviews if (one.element, one.scope) == (task.element, task.scope)] or reviews
    if not beside:
        raise Refused(
            f"no joint review is going on in case {opened.case.number}",
            f"办件{opened.case.number}没有进行中的会签",
            case=opened.case.number,
        )
    return beside[0]
