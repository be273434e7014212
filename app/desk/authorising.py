"""The authorisation matrix is looked at and edited: by the head of an item's lead department, from when to when.

The centre's file may begin it (`[[authorisations]]`); those rights are ended here like all others.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.authority import LONGEST_ACTION
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store import authority, people
from app.store.authority import Authorisation

_ACTION = re.compile(r"[a-z][a-z_]*")


def authorisations(desk: Desk, actor: Actor, item: str | None = None) -> list[Authorisation]:
    """The matrix with its history, of all items or one; heads see the whole centre's too, for they answer for it."""
    if actor.role not in sight.EVERYTHING | {Role.HEAD}:
        raise Forbidden("the matrix is for heads and supervisors", "授权清单限部门负责人和督查人员查看")
    with desk.database.reading() as connection:
        return authority.matrix(connection, None if item is None else [item])


def authorise(
    desk: Desk,
    actor: Actor,
    item: str,
    user: str,
    action: str,
    from_at: datetime,
    to_at: datetime | None = None,
    *,
    at: datetime,
) -> Authorisation:
    """Authorise somebody: by the head of the item's lead department.

    action: a kind of step, or `seal`.
    Raises NotFound: no such item or user.  Raises Invalid: no action, or it would end before it begins.
    """
    found = desk.programs.in_force(item, at)
    _check_may(actor, found.lead)
    _check_action(action)
    if to_at is not None and to_at <= from_at:
        raise Invalid("an authorisation ends after it begins", "授权的终止时间应晚于开始时间", field="to_at")
    row: dict[str, Any] = {"item": item, "user": user, "action": str(action), "from_at": from_at, "to_at": to_at}
    row |= {"granted_by": actor.user, "granted_at": at, "revoked_at": None, "revoked_by": None}
    with desk.database.writing() as connection:
        if people.account(connection, user) is None:
            raise NotFound(f"there is no user {user!r}", f"没有用户“{user}”", user=user)
        made = Authorisation(id=authority.grant(connection, row), **row)
    desk.forget_authority()
    return made


def end_authorisation(desk: Desk, actor: Actor, number: int, *, at: datetime) -> None:
    """End an authorisation now.  Raises NotFound: there is none.  Raises Refused: it was ended before."""
    with desk.database.reading() as connection:
        found = authority.one(connection, number)
    if found is None:
        raise NotFound(f"there is no authorisation {number}", f"没有授权{number}", authorisation=number)
    _check_may(actor, desk.lead_of(found.item, at))
    with desk.database.writing() as connection:
        if not authority.revoke(connection, number, actor.user, at):
            raise Refused(f"authorisation {number} was ended by {found.revoked_by}", f"授权{number}已终止")


def _check_action(action: str) -> None:
    if len(action) > LONGEST_ACTION or not _ACTION.fullmatch(action):
        raise Invalid(
            f"an action is a kind of step or `seal`, of at most {LONGEST_ACTION} letters; got: {action[:40]!r}",
            f"授权的办理动作应为环节种类或 seal,不超过{LONGEST_ACTION}个字母",
            field="action",
        )


def _check_may(actor: Actor, lead: str) -> None:
    heads = actor.role is Role.HEAD and bool(lead) and actor.department == lead
    if not heads and actor.role is not Role.ADMINISTRATOR:
        raise Forbidden(
            f"{actor.user} does not authorise for {lead or 'an item without a lead department'}; its head does",
            f"授权限牵头部门({lead})负责人",
            role=str(actor.role),
        )
