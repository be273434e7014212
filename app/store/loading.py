"""Reads what one act on a case needs, in one statement where it can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, true

from app.errors import NotFound
from app.store import tables as t
from app.store.keys import span
from app.store.prepared import fetch
from app.store.records import CaseRecord, TaskRecord, TimerRecord
from app.store.rows import CASE, OF_CASE, TASK, case_record, task_record, timer_record

_BRANCH = [t.branch.c.branch.label("b"), t.branch.c.parent.label("p"), t.branch.c.state.label("s")]
_NEAR = and_(
    t.branch.c.case_id == t.case_file.c.id,
    t.branch.c.open == true(),
    or_(t.branch.c.branch == 0, t.branch.c.branch == t.task.c.branch),
)
_HAS_DRAFT = exists().where(t.draft.c.task_id == t.task.c.id).label("has_draft")
_BY_TASK = (
    select(*CASE, *TASK, _HAS_DRAFT, *_BRANCH)
    .select_from(t.task)
    .join(t.case_file, t.case_file.c.id == t.task.c.case_id)
    .outerjoin(t.branch, _NEAR)
    .where(t.task.c.id == bindparam("task"))
)
_BY_NUMBER = select(*CASE).where(t.case_file.c.number == bindparam("number"))
_BY_ID = select(*CASE).where(t.case_file.c.id == bindparam("case"))
_BRANCHES = select(t.branch.c.branch, t.branch.c.state).where(
    t.branch.c.case_id == bindparam("case"), t.branch.c.open == true()
)
_SOME_BRANCHES = select(t.branch.c.branch, t.branch.c.state).where(
    t.branch.c.case_id == bindparam("case"), t.branch.c.branch.in_(bindparam("branches", expanding=True))
)
_TASKS = (
    select(*TASK, *OF_CASE)
    .join(t.case_file, t.case_file.c.id == t.task.c.case_id)
    .where(t.task.c.id.between(bindparam("low"), bindparam("high")))
    .order_by(t.task.c.id)
)
_LOCK = select(t.case_file.c.version).where(t.case_file.c.id == bindparam("case")).with_for_update()
_TIMER = select(t.timer).where(t.timer.c.id == bindparam("timer"))


@dataclass(kw_only=True)
class Loaded:
    """A case as it was read, with the task that was asked for and the branches around it."""

    case: CaseRecord
    task: TaskRecord | None = None
    branches: dict[int, bytes] = field(default_factory=dict)
    has_draft: bool = False


def by_task(connection: Connection, task: int) -> Loaded:
    """The case of a task, the task, the main branch and the task's own.  Raises NotFound."""
    rows = fetch(connection, _BY_TASK, {"task": task})
    if not rows:
        raise NotFound(f"there is no task {task}", f"没有待办{task}", task=task)
    first = rows[0]
    width = len(CASE)
    case = case_record(first[:width])
    record = task_record((*first[width : width + len(TASK)], *_of_case(case)))
    branches = {row[-3]: bytes(row[-1]) for row in rows if row[-3] is not None}
    return Loaded(case=case, task=record, branches=branches, has_draft=first[width + len(TASK)])


def by_number(connection: Connection, number: str) -> Loaded:
    """The case with this number.  Raises NotFound."""
    rows = fetch(connection, _BY_NUMBER, {"number": number})
    if not rows:
        raise NotFound(f"there is no case {number}", f"没有办件{number}", case=number)
    return Loaded(case=case_record(rows[0]))


def by_ids(connection: Connection, cases: Sequence[int]) -> list[CaseRecord]:
    """The cases with these ids, in their order, held until the transaction ends (SQLite has one writer anyway)."""
    wanted = select(*CASE).where(t.case_file.c.id.in_(cases)).order_by(t.case_file.c.id)
    return [case_record(row) for row in connection.execute(wanted.with_for_update())]


def by_id(connection: Connection, case: int) -> Loaded:
    """The case with this id.  Raises NotFound."""
    rows = fetch(connection, _BY_ID, {"case": case})
    if not rows:
        raise NotFound(f"there is no case with the id {case}", f"没有编号为{case}的办件")
    return Loaded(case=case_record(rows[0]))


def branches(connection: Connection, case: int, wanted: list[int] | None) -> dict[int, bytes]:
    """Stored branches by number; None asks for all that are open."""
    if wanted is None:
        rows = connection.execute(_BRANCHES, {"case": case})
    else:
        rows = connection.execute(_SOME_BRANCHES, {"case": case, "branches": wanted})
    return {branch: bytes(state) for branch, state in rows}


def tasks(connection: Connection, case: int) -> list[TaskRecord]:
    """All tasks of a case in the order they came."""
    low, high = span(case)
    return [task_record(row) for row in connection.execute(_TASKS, {"low": low, "high": high})]


def timer(connection: Connection, number: int) -> TimerRecord | None:
    """One timer row."""
    row = connection.execute(_TIMER, {"timer": number}).fetchone()
    return None if row is None else timer_record(row)


def _of_case(case: CaseRecord) -> tuple[Any, ...]:
    return (case.number, case.item, case.applicant, case.urgent, case.light, case.due_at, case.resumes_at)


def lock_case(connection: Connection, case: int) -> None:
    """Hold the case's row until the transaction ends (PostgreSQL; SQLite has one writer anyway)."""
    connection.execute(_LOCK, {"case": case})
