"""The authorisation matrix: item, person, action, from when to when; a step kept for holders is nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.desk import sight
from app.desk.house import Desk
from app.desk.opencase import OpenCase
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store import authority, people
from app.store.authority import Authorisation
from app.store.records import TaskRecord


class Action(StrEnum):
    """What somebody is authorised to do."""

    ACCEPT = "accept"
    REVIEW = "review"
    DECIDE = "decide"
    SEAL = "seal"


WORDS = {Action.ACCEPT: "受理", Action.REVIEW: "审查", Action.DECIDE: "决定", Action.SEAL: "用印"}
_OF_STEP: Mapping[str, Action] = {"accept": Action.ACCEPT, "review": Action.REVIEW, "decide": Action.DECIDE}


def check(opened: OpenCase, task: TaskRecord) -> None:
    """Raises Forbidden: the item's guide keeps such steps for those who are authorised, and the actor is not.

    Nothing is read for an item whose guide keeps no action: there, departments and roles decide.
    """
    action = _OF_STEP.get(task.kind)
    if action is not None:
        check_action(opened, action)


def check_action(opened: OpenCase, action: Action) -> None:
    """The same for an action that is no step of its own, such as using the seal."""
    guide, actor = opened.item.definition.guide or {}, opened.actor
    if action not in guide.get("authorised", ()):
        return
    holders = authority.holders(opened.work.reader, opened.item.definition.key, action, opened.at)
    if not any(actor.may_act_as(holder) for holder in holders):
        raise Forbidden(
            f"{actor.user} is not authorised to {action} {opened.item.definition.key}; "
            f"authorised now: {', '.join(sorted(holders)) or 'nobody'}",
            f"{actor.user}没有事项“{opened.item.definition.name}”的{WORDS[action]}授权",
            case=opened.case.number,
            action=str(action),
            expected=sorted(holders),
        )


def authorisations(desk: Desk, actor: Actor, item: str | None = None) -> list[Authorisation]:
    """The matrix, of all items or one; heads see it of the whole centre too, for they answer for it."""
    if actor.role not in sight.EVERYTHING | {Role.HEAD}:
        raise Forbidden("the matrix is for heads and supervisors", "授权清单限部门负责人和督查人员查看")
    with desk.database.reading() as connection:
        return authority.matrix(connection, None if item is None else [item])


def authorise(
    desk: Desk,
    actor: Actor,
    item: str,
    user: str,
    action: Action,
    from_at: datetime,
    to_at: datetime | None = None,
    *,
    at: datetime,
) -> Authorisation:
    """Authorise somebody: by the head of the item's lead department.

    Raises NotFound: no such item or user.  Raises Invalid: it would end before it begins.
    """
    found = desk.programs.in_force(item, at)
    _check_may(actor, found.lead)
    if to_at is not None and to_at <= from_at:
        raise Invalid("an authorisation ends after it begins", "授权的终止时间应晚于开始时间", field="to_at")
    row: dict[str, Any] = {"item": item, "user": user, "action": str(action), "from_at": from_at, "to_at": to_at}
    row |= {"granted_by": actor.user, "granted_at": at, "revoked_at": None, "revoked_by": None}
    with desk.database.writing() as connection:
        if people.account(connection, user) is None:
            raise NotFound(f"there is no user {user!r}", f"没有用户“{user}”", user=user)
        return Authorisation(id=authority.grant(connection, row), **row)


def end_authorisation(desk: Desk, actor: Actor, number: int, *, at: datetime) -> None:
    """End an authorisation now.  Raises NotFound: there is none.  Raises Refused: it was ended before."""
    with desk.database.reading() as connection:
        found = authority.one(connection, number)
    if found is None:
        raise NotFound(f"there is no authorisation {number}", f"没有授权{number}", authorisation=number)
    _check_may(actor, desk.programs.in_force(found.item, at).lead)
    with desk.database.writing() as connection:
        if not authority.revoke(connection, number, actor.user, at):
            raise Refused(f"authorisation {number} was ended by {found.revoked_by}", f"授权{number}已终止")


def _check_may(actor: Actor, lead: str) -> None:
    heads = actor.role is Role.HEAD and bool(lead) and actor.department == lead
    if not heads and actor.role is not Role.ADMINISTRATOR:
        raise Forbidden(
            f"{actor.user} does not authorise for {lead or 'an item without a lead department'}; its head does",
            f"授权限牵头部门({lead})负责人",
            role=str(actor.role),
        )
