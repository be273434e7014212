"""How a diagram's steps went: how long they took and how often too long, and how many cases run on each version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Connection, and_, case, func, or_, select, type_coerce

from app.domain.tasks import TaskStatus
from app.store import tables as t
from app.store import tables_house as th

SECOND = 1_000_000  # a Moment counts microseconds


@dataclass(frozen=True, kw_only=True)
class StepHeat:
    """One step of a diagram over some months; hours run through nights and weekends.

    count: how often it was done.  p90_hours: nine of ten took no longer.  overdue: how many of them came too late.
    """

    element: str
    name: str
    count: int
    average_hours: float
    p90_hours: float
    overdue: int

    @property
    def overdue_rate(self) -> float:
        """From 0 to 1."""
        return self.overdue / self.count if self.count else 0.0


# A step that its deadline took away was too late; one that was returned or terminated says nothing.
_counts = or_(
    t.task.c.status == TaskStatus.DONE,
    and_(t.task.c.status == TaskStatus.CANCELLED, t.task.c.closed_at >= t.task.c.due_at),
)


def step_heat(connection: Connection, key: str, since: datetime, version: int | None = None) -> list[StepHeat]:
    """The steps of a diagram done since a moment, over all its versions or in one."""
    task = t.task.c
    length = type_coerce(task.closed_at, BigInteger) - type_coerce(task.created_at, BigInteger)
    place = func.cume_dist().over(partition_by=task.element, order_by=length).label("place")
    rows = (
        select(
            task.element,
            task.name,
            length.label("took"),
            place,
            case((task.closed_at >= task.due_at, 1), else_=0).label("late"),
        )
        .join(t.case_file, t.case_file.c.id == task.case_id)
        .join(th.definition, th.definition.c.id == t.case_file.c.definition_id)
        .where(th.definition.c.key == key, task.closed_at >= since, _counts)
    )
    if version is not None:
        rows = rows.where(th.definition.c.version == version)
    one = rows.subquery().c
    # Nine of ten took no longer than the first that lies at nine tenths of the order.
    wanted = select(
        one.element,
        func.max(one.name),
        func.count(),
        func.avg(one.took),
        func.min(case((one.place >= 0.9, one.took))),
        func.sum(one.late),
    ).group_by(one.element)
    return [
        StepHeat(
            element=element,
            name=name,
            count=count,
            average_hours=float(average) / SECOND / 3600,
            p90_hours=float(most) / SECOND / 3600,
            overdue=int(late),
        )
        for element, name, count, average, most, late in connection.execute(wanted.order_by(one.element))
    ]
