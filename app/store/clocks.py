"""The clock of a case as it is stored: its facts, and the rows that keep what follows from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from app.domain.facts import Fact, FactKind
from app.store import tables as t
from app.store.keys import TIMERS, span
from app.store.prepared import fetch
from app.store.records import TaskRecord, TimerRecord
from app.store.rows import OF_CASE, TASK, parted, task_record
from app.store.tables_calendar import recompute
from app.store.types import NEVER, to_moment

_FACTS = (
    select(t.clock_fact.c.seq, t.clock_fact.c.kind, t.clock_fact.c.at, t.clock_fact.c.data)
    .where(t.clock_fact.c.case_id == bindparam("case"))
    .order_by(t.clock_fact.c.seq)
)
_LIMITED = (
    select(*TASK, *OF_CASE)
    .join(t.case_file, t.case_file.c.id == t.task.c.case_id)
    .where(
        t.task.c.id.between(bindparam("low"), bindparam("high")),
        t.task.c.closed_at.is_(None),
        t.task.c.days.is_not(None),
    )
    .order_by(t.task.c.id)
)
_TIMERS = select(*t.timer.c).where(t.timer.c.id.between(bindparam("low"), bindparam("high"))).order_by(t.timer.c.id)
_EDITION = select(func.max(recompute.c.id))
_TIMER_KEYS = [column.key for column in t.timer.c]
HELD: datetime = to_moment(NEVER)
"""Where a timer lies that waits for its clock to go on."""


def edition(connection: Connection) -> int:
    """The number of the latest change of a calendar; 0 when there was none."""
    return int(connection.execute(_EDITION).scalar() or 0)


def behind(connection: Connection, edition: int) -> list[int]:
    """Open cases with moments of an older calendar."""
    case = t.case_file.c
    return list(
        connection.execute(
            select(case.id).where(case.ended_at.is_(None), case.calendar_id < edition).order_by(case.id)
        ).scalars()
    )


def mark(connection: Connection, cases: list[int], edition: int) -> None:
    """Note that another calendar changes nothing in some cases; that is no new version of theirs."""
    if cases:
        connection.execute(update(t.case_file).where(t.case_file.c.id.in_(cases)).values(calendar_id=edition))


def facts(connection: Connection, case: int) -> list[Fact]:
    """All facts of a case's clock, in order."""
    rows = fetch(connection, _FACTS, {"case": case})
    return [Fact(seq=seq, kind=FactKind(kind), at=at, data=data) for seq, kind, at, data in rows]


def limited_tasks(connection: Connection, case: int) -> list[TaskRecord]:
    """The open tasks that have a limit."""
    low, high = span(case)
    return [task_record(row) for row in fetch(connection, _LIMITED, {"low": low, "high": high})]


def timers(connection: Connection, case: int) -> list[TimerRecord]:
    """The timers of a case, those that have fired included."""
    low, high = span(case)
    rows = fetch(connection, _TIMERS, {"low": low * TIMERS, "high": (high + 1) * TIMERS - 1})
    return [_timer(row) for row in rows]


def _timer(values: list[Any]) -> TimerRecord:
    fields = dict(zip(_TIMER_KEYS, values, strict=True))
    return TimerRecord(**{**fields, "scope": parted(fields["scope"])})
