"""What is special when a procedure of the centre's own is started: who may, in whose name, about which case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.house import Desk
from app.desk.looking import open_case
from app.desk.programs import Item
from app.domain.actors import SYSTEM, Actor
from app.domain.roles import Role
from app.errors import Forbidden
from app.store import definitions, loading, people
from app.store.records import CaseRecord, DefinitionRecord

SECRET = "身份保密"
"""Instead of the name of somebody whose identity is kept secret; the name itself stays in the form alone."""

IMPLIED = {
    "starter": "启动人",
    "starter_department": "启动部门",
    "about": "所涉办件",
    "about_item": "所涉事项",
    "about_lead": "所涉办件的牵头部门",
    "scheduled": "启动时刻",
    "scheduled_day": "启动日期",
    "event": "触发事件",
}
"""What a procedure knows without anybody stating it, as people call it."""

STARTING = sight.HANDLING | {Role.SUPERVISOR, Role.ADMINISTRATOR}


def check_starter(actor: Actor, item: Item) -> None:
    """Raises Forbidden: the diagram names other departments that may start the procedure."""
    starters = item.program.info.starters
    if actor.role is Role.ADMINISTRATOR:
        return
    if actor.role not in STARTING or (starters and actor.department not in starters):
        raise Forbidden(
            f"{actor.user} of {actor.department or 'no department'} may not start {item.definition.key!r}",
            f"{actor.user}无权启动“{item.definition.name}”",
            role=str(actor.role),
            expected=list(starters),
        )


def startable(desk: Desk, actor: Actor, *, at: datetime) -> list[DefinitionRecord]:
    """The procedures in force that the actor may start now, those aside that start by themselves."""
    with desk.database.reading() as connection:
        found = [one for one in definitions.in_force(connection, at) if one.procedure and not one.rhythm]
    return [one for one in found if _may_start(actor, desk.programs.item(one.id))]


def _may_start(actor: Actor, item: Item) -> bool:
    try:
        check_starter(actor, item)
    except Forbidden:
        return False
    return True


def case_in_question(desk: Desk, actor: Actor, item: Item, number: str) -> CaseRecord | None:
    """The case that a procedure is to be about.  Raises NotFound: there is none, or not for this actor.

    The department that leads the procedure takes the number from whoever comes to it, such as an informant.
    """
    if not number:
        return None
    with desk.database.reading() as connection:
        if item.is_procedure and actor.role in sight.HANDLING and actor.department == item.lead:
            return loading.by_number(connection, number).case
        return open_case(connection, actor, number)[0]


def applicant_of(
    desk: Desk, actor: Actor, item: Item, said: Mapping[str, Any], about: CaseRecord | None
) -> Mapping[str, Any]:
    """In whose name a procedure is started, where nobody says: the applicant's, else the starter's, else the lead's."""
    if said.get("name"):
        return said
    if about is not None:
        return {**said, "name": about.applicant}
    if actor == SYSTEM:
        return {**said, "name": desk.name_of(item.lead) or item.definition.name}
    with desk.database.reading() as connection:
        known = people.account(connection, actor.user)
    return {**said, "name": actor.user if known is None else known.name}


def implied(actor: Actor, item: Item, about: CaseRecord | None) -> dict[str, Any]:
    """What the diagram of a procedure may read without anybody stating it."""
    known: dict[str, Any] = {"starter": actor.user, "starter_department": actor.department or item.lead}
    if about is not None:
        known |= {"about": about.number, "about_item": about.item, "about_lead": about.lead}
    return known
