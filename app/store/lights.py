"""How many open steps and running cases show which light, summed where the database sums best."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from app.domain.lights import Light
from app.store import tables as t


@dataclass(frozen=True, kw_only=True)
class Lit:
    """So many of a department's, for one item, under one light; `breached`: of these, over the statutory limit."""

    department: str
    item: str
    light: Light
    count: int
    breached: int = 0


def of_steps(connection: Connection) -> list[Lit]:
    """The open tasks, by the department that has them."""
    task, case = t.task.c, t.case_file.c
    asked = (
        select(task.department, case.item, task.light, func.count())
        .join(t.case_file, case.id == task.case_id)
        .where(task.closed_at.is_(None))
        .group_by(task.department, case.item, task.light)
    )
    rows = connection.execute(asked)
    return [Lit(department=where, item=item, light=light, count=count) for where, item, light, count in rows]


def of_cases(connection: Connection) -> list[Lit]:
    """The running cases, by the department that leads them."""
    case = t.case_file.c
    asked = (
        select(case.lead, case.item, case.light, func.count(), func.count(case.breached_at))
        .where(case.ended_at.is_(None))
        .group_by(case.lead, case.item, case.light)
    )
    rows = connection.execute(asked)
    return [Lit(department=lead, item=item, light=light, count=n, breached=b) for lead, item, light, n, b in rows]
