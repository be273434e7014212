"""移交签收: a visit is passed on, and stays with the first contact until the receiver has signed for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.desk.checks import required
from app.desk.hall.marking import mark
from app.desk.hall.receptions import check_sees, responsible_for, shown
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.handlers.office import CENTRE
from app.store import hall, messages, people
from app.store.database import Connection
from app.store.hall import Handover, Reception
from app.store.tables_hall import handover as table
from app.store.tables_hall import reception

SIGNED_WITHIN = timedelta(minutes=30)
"""How long a hand-over may wait for its signature before both sides are told."""


def hand_over(
    desk: Desk,
    actor: Actor,
    number: str,
    department: str,
    reason: str,
    user: str | None = None,
    *,
    minutes: int | None = None,
    at: datetime,
) -> Handover:
    """Pass a visit on; a joint matter goes to the centre's own office, which coordinates, and nowhere else.

    Raises Refused: it is being passed on already.  Raises Invalid: no such department, or a joint matter elsewhere.
    """
    required(reason, "reason", "a hand-over needs a reason", "移交须写明理由")
    with desk.database.writing() as connection:
        found = responsible_for(connection, actor, number)
        if found.joint and department != CENTRE:
            raise Invalid(
                f"a joint matter is handed over to {CENTRE}, which coordinates it; got: {department[:40]}",
                "联办事项只能移交中心管理办公室协调",
                field="department",
                expected=[CENTRE],
            )
        _check_receiver(desk, connection, department, user)
        if any(one.signed_at is None for one in hall.handovers(connection, found.id)):
            raise Refused(f"reception {number} waits for a signature already", f"接待{number}已移交,等待签收")
        within = SIGNED_WITHIN if minutes is None else timedelta(minutes=minutes)
        row: dict[str, Any] = {"reception_id": found.id, "from_user": actor.user, "department": department}
        row |= {"user": user, "reason": reason, "at": at, "sign_by": at + within}
        row |= dict.fromkeys(("signed_at", "signed_by", "alerted_at"))
        made = Handover(id=hall.add(connection, table, row), **row)
        body = {"reception": number, "from": actor.user, "reason": reason, "sign_by": made.sign_by.isoformat()}
        messages.post(connection, f"handover/{made.id}", sorted(desk.channels), (department,), "handover", body, at)
        return made


def _check_receiver(desk: Desk, connection: Connection, department: str, user: str | None) -> None:
    if not desk.knows(department):
        raise Invalid(f"there is no department {department[:64]!r}", "没有这个部门", field="department")
    if user is None:
        return
    account = people.account(connection, user)
    if account is None or not account.active or account.department != department:
        raise Invalid(f"{user[:64]} is not of {department}", f"{user}不属于{department}", field="user")


def sign(desk: Desk, actor: Actor, number: int, *, at: datetime) -> Handover:
    """Sign for a visit: from now on it is the actor's.

    Raises NotFound: there is none.  Raises Forbidden: it is for somebody else.  Raises Refused: signed before.
    """
    with desk.database.writing() as connection:
        found = hall.handover_of(connection, number)
        if found is None:
            raise NotFound(f"there is no hand-over {number}", f"没有移交{number}", handover=number)
        mine = actor.may_act_as(found.user) if found.user else actor.department == found.department
        if not mine or actor.role in (Role.SUPERVISOR, Role.DESIGNER, Role.GOVERNMENT):
            raise Forbidden(
                f"hand-over {number} is for {found.user or found.department}",
                f"移交{number}的接收人为{found.user or found.department}",
                handover=number,
            )
        if not hall.change(connection, table, number, table.c.signed_at.is_(None), signed_at=at, signed_by=actor.user):
            raise Refused(
                f"hand-over {number} was signed by {found.signed_by}", f"移交{number}已由{found.signed_by}签收"
            )
        hall.change(connection, reception, found.reception_id, responsible=actor.user)
        return hall.handover_of(connection, number) or found


def unsigned(desk: Desk, actor: Actor) -> list[Handover]:
    """Hand-overs that wait for a signature: overseers and the centre's office see all, others those for them."""
    check_sees(actor)
    everything = actor.role in (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.GOVERNMENT) or actor.department == CENTRE
    with desk.database.reading() as connection:
        return hall.unsigned(connection, None if everything else actor.department)


def to_sign(desk: Desk, actor: Actor) -> list[tuple[Handover, Reception]]:
    """The same with the visits that they pass on, as the actor may see these."""
    waiting = unsigned(desk, actor)
    with desk.database.reading() as connection:
        return [(one, shown(actor, hall.reception_by_id(connection, one.reception_id))) for one in waiting]


def alert_unsigned(desk: Desk, at: datetime) -> int:
    """Tell both sides, once, of what nobody has signed for in time; how many."""
    with desk.database.writing() as connection:
        late = [
            one
            for one in hall.late_handovers(connection, at)
            if hall.change(connection, table, one.id, table.c.alerted_at.is_(None), alerted_at=at)
        ]
        for one in late:
            _alert(desk, connection, one, at)
    return len(late)


def _alert(desk: Desk, connection: Connection, one: Handover, at: datetime) -> None:
    visit = hall.reception_by_id(connection, one.reception_id)
    mark(
        desk,
        connection,
        "handover",
        str(one.id),
        at,
        subject=visit.number,
        department=one.department,
        tell=(visit.department, one.department),
        responsible=visit.responsible,
        receiver=one.user or one.department,
        sign_by=one.sign_by.isoformat(),
    )
