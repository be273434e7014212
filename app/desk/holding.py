"""In whose hands a task is: its holder, an absent holder's B, the departments it is offered to."""

from __future__ import annotations

from app.desk.opencase import OpenCase
from app.domain.tasks import TaskStatus
from app.errors import AlreadyClaimed, Invalid
from app.store import people, reading
from app.store.people import Account
from app.store.records import TaskRecord


def offered_to(opened: OpenCase, task: TaskRecord) -> list[str]:
    """The other departments a task is offered to, asked only when the actor is not of its first one."""
    if opened.actor.department == task.department:
        return []
    return reading.candidates(opened.work.reader, task.id)


def stand_in(opened: OpenCase, task: TaskRecord) -> str | None:
    """The absent holder in whose stead the actor acts; None for a free task and for its own holder.

    Raises AlreadyClaimed: somebody else holds it who is not absent, or the actor is not the B.
    """
    holder = task.assignee
    if holder is None or (holder == opened.actor.user and task.status is not TaskStatus.DELEGATED):
        return None
    if task.status is TaskStatus.CLAIMED and stands_in_for(opened, holder):
        return holder
    raise AlreadyClaimed(
        f"task {task.id} is already claimed by {holder}", f"待办{task.id}已由{holder}签收", by=holder, task=task.id
    )


def stands_in_for(opened: OpenCase, user: str) -> bool:
    """Whether the actor is the B of `user`, who is away now; asked of the tables, for rights grow stale."""
    return user in people.stands_in_for(opened.work.reader, opened.actor.user, opened.at)


def colleague(opened: OpenCase, user: str, department: str) -> Account:
    """An active account of a department.  Raises Invalid: there is none by that name."""
    account = people.account(opened.work.reader, user)
    if account is None or not account.active or account.department != department:
        raise Invalid(
            f"{user!r} is not an active user of {department}", f"“{user}”不是{department}的在用账户", field="user"
        )
    return account
