"""The heat of a diagram: how long its steps took over the last months, and how many cases run on each version."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.designs.deploying import House
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden
from app.store import heat as stored
from app.store.heat import StepHeat

__all__ = ["MAY_SEE", "MONTHS", "StepHeat", "heat"]

MONTHS = 6
LENGTH_OF_MONTH = timedelta(days=30)
MAY_SEE = frozenset({Role.DESIGNER, Role.SUPERVISOR, Role.HEAD, Role.ADMINISTRATOR})


def heat(
    house: House, actor: Actor, key: str, *, at: datetime, months: int = MONTHS, version: int | None = None
) -> list[StepHeat]:
    """The steps of a diagram done in the last months.  Raises Forbidden: they are for those who lead or draw."""
    if actor.role not in MAY_SEE:
        raise Forbidden(
            f"{actor.user} is {actor.role}; the figures of a diagram are for designers, heads and supervisors",
            "流程热力图限流程设计人员、部门负责人和督查人员查看",
            role=str(actor.role),
        )
    with house.database.reading() as connection:
        return stored.step_heat(connection, key, at - months * LENGTH_OF_MONTH, version)
