"""Who holds a task: claim, unclaim, assign, transfer 转办, delegate and resolve 委派."""

from __future__ import annotations

from datetime import datetime

from app.desk import authority, sight
from app.desk.acting import Deed, task_of_done
from app.desk.apart import check_apart
from app.desk.checks import check_live, required
from app.desk.holding import colleague, offered_to, stand_in
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.saying import ADVICE, say
from app.desk.signing import signature
from app.domain import tasks
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.roles import Role
from app.domain.tasks import TaskStatus
from app.errors import Forbidden, Invalid, Refused
from app.store import people, reading
from app.store.keys import token_of
from app.store.people import Account
from app.store.records import TaskRecord


def claim(desk: Desk, actor: Actor, task: int, *, at: datetime, terms: Terms = ANY_TERMS) -> TaskRecord:
    """Take a task (签收).  Raises AlreadyClaimed, AlreadyCompleted: somebody was first, and who."""

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_handling(actor, found, offered_to(opened, found))
        check_live(found)
        check_apart(opened, found, actor.user, actor.department)
        authority.check(opened, found)
        if found.assignee == actor.user and found.status is TaskStatus.CLAIMED:
            return
        taken_back = found.status is TaskStatus.DELEGATED and found.owner == actor.user
        acting_for = None if taken_back else stand_in(opened, found)
        tasks.check_move(found.id, found.status, TaskStatus.CLAIMED)
        opened.work.change_task(
            found.id,
            status=TaskStatus.CLAIMED,
            assignee=actor.user,
            owner=None,
            claimed_at=at,
            department=_mine(actor, found),
        )
        opened.work.record(Act.CLAIM, signature(actor, acting_for), task=token_of(found.id), element=found.element)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, task_of_done)


def _mine(actor: Actor, task: TaskRecord) -> str:
    """A task offered to several departments belongs to the one that took it."""
    return task.department if actor.role is Role.ADMINISTRATOR else actor.department or task.department


def unclaim(desk: Desk, actor: Actor, task: int, *, at: datetime, terms: Terms = ANY_TERMS) -> TaskRecord:
    """Give a task back to its department.  Raises Refused: nobody holds it."""

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_handling(actor, found)
        check_live(found)
        if found.status is not TaskStatus.CLAIMED:
            raise Refused(
                f"task {found.id} is {found.status}; only a claimed task can be given back",
                f"待办{found.id}未被签收",
                task=found.id,
                state=str(found.status),
            )
        if actor.role not in (Role.HEAD, Role.ADMINISTRATOR):
            stand_in(opened, found)
        opened.work.change_task(found.id, status=TaskStatus.OPEN, assignee=None, claimed_at=None)
        opened.work.record(Act.UNCLAIM, task=token_of(found.id), element=found.element, held_by=found.assignee)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, task_of_done)


def assign(desk: Desk, actor: Actor, task: int, user: str, *, at: datetime, terms: Terms = ANY_TERMS) -> TaskRecord:
    """A head gives a task to one of the department (指派).  Raises Invalid: nobody there by that name."""

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_head(actor, found)
        check_live(found)
        account = colleague(opened, user, found.department)
        check_apart(opened, found, account.user, account.department)
        authority.check(opened, found, _as_actor(opened, account))
        tasks.check_move(found.id, found.status, TaskStatus.CLAIMED)
        opened.work.change_task(found.id, status=TaskStatus.CLAIMED, assignee=account.user, owner=None, claimed_at=at)
        opened.work.record(Act.ASSIGN, task=token_of(found.id), element=found.element, to=account.user)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, task_of_done)


def _as_actor(opened: OpenCase, account: Account) -> Actor:
    absent = people.stands_in_for(opened.work.reader, account.user, opened.at)
    return Actor(user=account.user, role=account.role, department=account.department, acts_for=absent)


def transfer(
    desk: Desk,
    actor: Actor,
    task: int,
    department: str,
    reason: str,
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> TaskRecord:
    """Hand a task to another department (转办); its due moment stays.  Raises Invalid: no such department."""

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_handling(actor, found)
        check_live(found)
        if actor.role not in (Role.HEAD, Role.ADMINISTRATOR) and found.assignee is not None:
            stand_in(opened, found)
        required(reason, "reason", "a transfer needs a reason", "转办须写明理由")
        if not desk.knows(department):
            raise Invalid(f"there is no department {department!r}", f"没有部门“{department}”", field="department")
        if department == found.department:
            raise Refused(f"task {found.id} is already with {department}", f"待办{found.id}已在{department}")
        opened.work.change_task(
            found.id,
            department=department,
            status=TaskStatus.OPEN,
            assignee=None,
            owner=None,
            claimed_at=None,
            role=None,
        )
        opened.work.record(
            Act.TRANSFER,
            task=token_of(found.id),
            element=found.element,
            to=department,
            reason=reason,
            **{"from": found.department},
        )

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, task_of_done)


def delegate(
    desk: Desk, actor: Actor, task: int, user: str, text: str = "", *, at: datetime, terms: Terms = ANY_TERMS
) -> TaskRecord:
    """Ask a colleague for an opinion and get the task back (委派)."""

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_handling(actor, found)
        check_live(found)
        acting_for = stand_in(opened, found)
        account = colleague(opened, user, found.department)
        if account.user == actor.user:
            raise Refused("a task cannot be delegated to oneself", "不能委派给本人", task=found.id)
        if found.status is not TaskStatus.CLAIMED:
            tasks.check_move(found.id, found.status, TaskStatus.CLAIMED)
        tasks.check_move(found.id, TaskStatus.CLAIMED, TaskStatus.DELEGATED)
        owner = acting_for or actor.user
        opened.work.change_task(found.id, status=TaskStatus.DELEGATED, owner=owner, assignee=account.user)
        opened.work.record(
            Act.DELEGATE, signature(actor, acting_for), task=token_of(found.id), to=account.user, text=text
        )

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, task_of_done)


def resolve(desk: Desk, actor: Actor, task: int, opinion: str, *, at: datetime, terms: Terms = ANY_TERMS) -> TaskRecord:
    """The colleague answers and the task goes back to its owner.  Raises Refused: it is not delegated."""

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_handling(actor, found)
        check_live(found)
        if found.status is not TaskStatus.DELEGATED:
            raise Refused(
                f"task {found.id} is {found.status}; only a delegated task can be resolved",
                f"待办{found.id}未被委派",
                task=found.id,
                state=str(found.status),
            )
        required(opinion, "opinion", "an answer needs words", "委派答复须填写意见")
        if found.assignee != actor.user and actor.role is not Role.ADMINISTRATOR:
            raise Forbidden(
                f"task {found.id} was delegated to {found.assignee}, not to {actor.user}",
                f"待办{found.id}委派给{found.assignee}",
                task=found.id,
            )
        say(opened, found, kind=ADVICE, seq=reading.next_place(opened.work.reader, found.id), text=opinion)
        opened.work.change_task(found.id, status=TaskStatus.CLAIMED, assignee=found.owner, owner=None)
        opened.work.record(Act.RESOLVE, task=token_of(found.id), element=found.element, to=found.owner)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, task_of_done)
