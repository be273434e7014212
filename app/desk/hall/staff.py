"""Who works in the hall, and at which window."""

from __future__ import annotations

from app.desk import sight
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden
from app.handlers.office import CENTRE
from app.store import people


def check_at_window(desk: Desk, actor: Actor, window: str) -> None:
    """Raises Forbidden: the actor does not sit at this window."""
    with desk.database.reading() as connection:
        department = next((one.department for one in people.windows(connection) if one.code == window), "")
    if actor.role is Role.ADMINISTRATOR or (actor.role in sight.HANDLING and actor.department == department):
        return
    raise Forbidden(
        f"at window {window} sits {department or 'nobody'}, and {actor.user} is of {actor.department or 'nothing'}",
        f"窗口{window}由{department}值守,{actor.user}无权操作",
        window=window,
    )


def window_of(desk: Desk, actor: Actor) -> str:
    """The window at which the actor sits; the department where it has none."""
    with desk.database.reading() as connection:
        own = [one.code for one in people.windows(connection) if one.department == actor.department]
    return own[0] if own else actor.department or CENTRE


def check_serves(actor: Actor) -> None:
    """Raises Forbidden: the actor does not receive people."""
    if actor.role not in sight.HANDLING and actor.role is not Role.ADMINISTRATOR:
        raise Forbidden(
            f"{actor.user} is {actor.role}; people are received at a window or by a department",
            f"{actor.user}的角色为{actor.role},接待限窗口和部门人员",
            role=str(actor.role),
        )
