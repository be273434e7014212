"""The clock of a case as it is stored: its facts, and the rows that keep what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, func, select, update

from app.domain.facts import Fact, FactKind
from app.store import tables as t
from app.store.keys import TIMERS, span
from app.store.prepared import fetch
from app.store.records import TaskRecord, TimerRecord
from app.store.rows import OF_CASE, TASK, parted, task_record, timer_record
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

_MANY_FACTS = select(t.clock_fact).order_by(t.clock_fact.c.case_id, t.clock_fact.c.seq)
_MANY_LIMITED = (
    select(*TASK, *OF_CASE)
    .join(t.case_file, t.case_file.c.id == t.task.c.case_id)
    .where(t.task.c.closed_at.is_(None), t.task.c.days.is_not(None))
    .order_by(t.task.c.id)
)
_MANY_TIMERS = select(*t.timer.c).order_by(t.timer.c.id)
_EDITION = select(func.max(recompute.c.id))
_TIMER_KEYS = [column.key for column in t.timer.c]
HELD: datetime = to_moment(NEVER)
"""Where a timer lies that waits for its clock to go on."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The rows that keep what follows from a case's facts: its open steps that have a limit, and its timers."""

    tasks: list[TaskRecord] = field(default_factory=list)
    timers: list[TimerRecord] = field(default_factory=list)


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


def kept(connection: Connection, case: int) -> Kept:
    """The rows of one case."""
    return Kept(tasks=limited_tasks(connection, case), timers=timers(connection, case))


def facts_of(connection: Connection, cases: Sequence[int]) -> dict[int, list[Fact]]:
    """The facts of some cases, in order, by the row number of the case."""
    found: dict[int, list[Fact]] = {case: [] for case in cases}
    wanted = _MANY_FACTS.where(t.clock_fact.c.case_id.in_(cases))
    for case, seq, kind, at, data in connection.execute(wanted):
        found[case].append(Fact(seq=seq, kind=FactKind(kind), at=at, data=data))
    return found


def kept_of(connection: Connection, cases: Sequence[int]) -> dict[int, Kept]:
    """The rows of some cases, by the row number of the case."""
    found = {case: Kept() for case in cases}
    if not cases:
        return found
    for row in connection.execute(_MANY_LIMITED.where(_within(t.task, cases, 1))):
        task = task_record(row)
        found[task.case_id].tasks.append(task)
    for row in connection.execute(_MANY_TIMERS.where(_within(t.timer, cases, TIMERS))):
        found[row.case_id].timers.append(timer_record(row))
    return found


def _within(table: Table, cases: Sequence[int], each: int) -> ColumnElement[bool]:
    """One range of numbers around them all, which every planner sees, and those of other cases in it left out.

    each: how many rows the number of one task stands for.
    """
    low, high = span(min(cases))[0], span(max(cases))[1]
    return and_(table.c.id.between(low * each, (high + 1) * each - 1), table.c.case_id.in_(cases))


def timers(connection: Connection, case: int) -> list[TimerRecord]:
    """The timers of a case, those that have fired included."""
    low, high = span(case)
    rows = fetch(connection, _TIMERS, {"low": low * TIMERS, "high": (high + 1) * TIMERS - 1})
    return [_timer(row) for row in rows]


def _timer(values: list[Any]) -> TimerRecord:
    fields = dict(zip(_TIMER_KEYS, values, strict=True))
    return TimerRecord(**{**fields, "scope": parted(fields["scope"])})
