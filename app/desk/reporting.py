"""The monthly report, and the cases behind each of its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.desk import sight
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.reports import Figure, Month, Report, Side, month_of
from app.domain.roles import Role
from app.errors import Forbidden, Invalid
from app.store import monthly, people
from app.store.database import Connection
from app.store.monthly import Scope
from app.store.queries import CaseQuery, Page
from app.store.records import CaseRecord


def monthly_report(desk: Desk, actor: Actor, year: int, month: int, *, at: datetime) -> Report:
    """A month in figures: of the whole centre, or for a department's head of what the department leads.

    Raises Forbidden: not for this role.  Raises Invalid: no such month, or still to come.
    """
    department = _department_of(actor)
    looked_at = _month(desk, year, month, at)
    with desk.database.reading() as connection:
        found = monthly.cells(connection, _scope(desk, connection, looked_at, department))
        names = {(Side.WINDOW, one.code): one.name for one in people.windows(connection)}
        names |= {(Side.DEPARTMENT, one.code): one.name for one in people.departments(connection)}
    return Report(month=looked_at, department=department, cells=tuple(found), names=names)


def report_cases(
    desk: Desk,
    actor: Actor,
    year: int,
    month: int,
    figure: str,
    query: CaseQuery,
    kind: str | None = None,
    *,
    at: datetime,
) -> Page[CaseRecord]:
    """The cases that a figure of the report counts, the newest first.

    query: its window and lead are those of a cell or of a sum.  kind: likewise; None for all.
    Raises Forbidden, Invalid: as the report, or no such figure.
    """
    department = _department_of(actor)
    if figure not in set(Figure):
        known = ", ".join(Figure)
        raise Invalid(f"expected a figure of {known}, got: {figure[:50]}", f"没有统计项“{figure[:50]}”", field="figure")
    looked_at = _month(desk, year, month, at)
    with desk.database.reading() as connection:
        scope = _scope(desk, connection, looked_at, department)
        return monthly.opened(connection, scope, Figure(figure), query, kind)


def all_report_cases(
    desk: Desk, actor: Actor, year: int, month: int, figure: str, query: CaseQuery, *, at: datetime
) -> list[CaseRecord]:
    """The same without pages."""
    found: list[CaseRecord] = []
    while True:
        page = report_cases(desk, actor, year, month, figure, query, at=at)
        found += page.items
        if page.cursor is None:
            return found
        query = replace(query, cursor=page.cursor)


def _month(desk: Desk, year: int, month: int, at: datetime) -> Month:
    return month_of(year, month, desk.calendar.zone, at)


def _scope(desk: Desk, connection: Connection, month: Month, department: str | None) -> Scope:
    kinds = {number: kind for number in monthly.versions(connection) if (kind := desk.kind_of(number)) is not None}
    return Scope(month=month, kinds=kinds, department=department)


def _department_of(actor: Actor) -> str | None:
    """What the actor's report is confined to.  Raises Forbidden: the actor has none."""
    if actor.role in sight.EVERYTHING:
        return None
    if actor.role is Role.HEAD and actor.department:
        return actor.department
    raise Forbidden(
        f"{actor.user} is {actor.role}; the monthly report is for supervisors, administrators and heads of departments",
        f"{actor.user}的角色为{actor.role},月报限督查人员、管理员和部门负责人查看",
        role=str(actor.role),
        expected=[*sorted(sight.EVERYTHING), str(Role.HEAD)],
    )
