"""Lists by index, a page at a time: inboxes soonest due first, cases and alerts newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from app.domain.lights import ORDER
from app.domain.numbers import is_case_number
from app.domain.tasks import TaskStatus
from app.errors import Invalid
from app.store import tables as t
from app.store.keys import TOKENS, span
from app.store.pages import cut, keyset, page
from app.store.queries import AlertQuery, CaseQuery, Page, TaskQuery
from app.store.records import AlertRecord, CaseRecord, TaskRecord
from app.store.rows import CASE, OF_CASE, TASK, alert_record, case_record, task_record
from app.store.searching import matching
from app.store.tables_house import window
from app.store.types import NEVER, to_number

LIVE = "live"
ALERT = [*t.alert.c, t.case_file.c.number.label("case_number")]


def inbox(connection: Connection, query: TaskQuery, *wanted: ColumnElement[bool]) -> Page[TaskRecord]:
    """A page of tasks; `wanted` are the conditions of who is asking."""
    asked, few = _task_conditions(connection, query)
    open_ones = query.status != "closed" and query.status not in _CLOSED
    sort = (t.task.c.due_at, t.task.c.id) if open_ones else (t.task.c.closed_at, t.task.c.id)
    statement = select(*TASK, *OF_CASE).join(t.case_file, t.case_file.c.id == t.task.c.case_id).where(*asked, *wanted)
    found: list[TaskRecord] = []
    for mine in _searches(connection, query, few or not open_ones):
        rows = statement.where(*mine)
        if not few:  # those of a few cases are read whole: an order would make the database read all tasks in it
            rows = keyset(rows, sort, query.cursor, query.limit, down=not open_ones)
        found += [task_record(row) for row in connection.execute(rows)]

    def place(task: TaskRecord) -> tuple[int, int]:
        return _task_place(task, open_ones)

    return cut(found, query.cursor, query.limit, place, down=not open_ones)


def count_tasks(connection: Connection, query: TaskQuery, *wanted: ColumnElement[bool]) -> dict[str, dict[str, int]]:
    """How many tasks an inbox holds, by status and by light."""
    asked = [*_task_conditions(connection, query)[0], *wanted]
    counted: dict[str, dict[str, int]] = {"status": {}, "light": {}}
    statement = select(t.task.c.status, t.task.c.light, func.count()).group_by(t.task.c.status, t.task.c.light)
    if query.item or query.q:
        statement = statement.join(t.case_file, t.case_file.c.id == t.task.c.case_id)
    for mine in _by_department(connection, query.department):
        for status, light, number in connection.execute(statement.where(*asked, *mine)):
            counted["status"][status] = counted["status"].get(status, 0) + number
            counted["light"][light] = counted["light"].get(light, 0) + number
    return counted


_OTHER = t.case_file.alias("other")
_CLOSED = {TaskStatus.DONE, TaskStatus.CANCELLED, TaskStatus.WITHDRAWN}


def _task_conditions(connection: Connection, query: TaskQuery) -> tuple[list[ColumnElement[bool]], bool]:
    """What is asked of a task, and whether it narrows the question down to a few cases."""
    task, few = t.task.c, False
    asked: list[ColumnElement[bool]] = []
    if query.status == LIVE:
        asked.append(task.closed_at.is_(None))
    elif query.status == "closed":
        asked.append(task.closed_at.is_not(None))
    elif query.status is not None:
        status = _one_of(TaskStatus, query.status)
        asked += [task.status == status, task.closed_at.is_not(None) if status in _CLOSED else task.closed_at.is_(None)]
    if query.assignee is not None:
        asked.append(task.assignee == query.assignee)
    if query.light is not None:
        asked.append(task.light == query.light)
    if query.due_before is not None:
        asked.append(task.due_at < query.due_before)
    if query.item is not None:
        asked.append(t.case_file.c.item == query.item)
    wanted = query.case or (query.q if query.q and is_case_number(query.q) else None)
    if wanted is not None:
        number = connection.execute(select(t.case_file.c.id).where(t.case_file.c.number == wanted)).scalar()
        asked.append(task.id.between(*span(number if number is not None else -1)))
    if query.q and query.q != wanted:
        cases = matching(connection, query.q)
        few = cases is not None
        if cases is not None:
            low = t.case_file.c.id * TOKENS
            asked += [t.case_file.c.id.in_(cases), task.id.between(low, low + TOKENS - 1)]
        else:
            # As a question of its own for each task: a guess at how many match must not keep the due index from use.
            held = select(_holds(_OTHER.c, query.q)).where(_OTHER.c.id == task.case_id)
            asked.append(held.scalar_subquery())
    return asked, few


def _holds(case: Any, text: str) -> ColumnElement[bool]:
    """Whether a case's number or applicant holds a text, said row by row."""
    part = _contains(text.lower())
    return or_(func.lower(case.number).like(part, escape="\\"), func.lower(case.applicant).like(part, escape="\\"))


def _by_department(connection: Connection, department: str | None) -> list[list[ColumnElement[bool]]]:
    """One search by index for the department's own tasks, and one for those offered to it among others."""
    if department is None:
        return [[]]
    own: list[ColumnElement[bool]] = [t.task.c.department == department]
    offered = select(t.candidate.c.task_id).where(t.candidate.c.department == department)
    if connection.execute(offered.limit(1)).first() is None:
        return [own]
    return [own, [t.task.c.id.in_(offered), t.task.c.department != department]]


def _searches(connection: Connection, query: TaskQuery, narrow: bool) -> list[list[ColumnElement[bool]]]:
    """Searches that an index answers in order; their results are merged.

    Over all departments that is one for each light, so that asking for one light reads no other.
    """
    narrow = narrow or query.assignee is not None or query.case is not None or query.light is not None
    if query.department is not None or narrow:
        return _by_department(connection, query.department)
    return [[t.task.c.light == light] for light in reversed(ORDER)]


def _task_place(task: TaskRecord, open_one: bool) -> tuple[int, int]:
    moment = task.due_at if open_one else task.closed_at
    return (NEVER if moment is None else to_number(moment), task.id)


def cases(connection: Connection, query: CaseQuery, *wanted: ColumnElement[bool]) -> Page[CaseRecord]:
    """A page of cases, the newest first."""
    case = t.case_file.c
    asked: list[ColumnElement[bool]] = list(wanted)
    plain = {
        "status": query.status,
        "item": query.item,
        "lead": query.lead,
        "window": query.window,
        "light": query.light,
        "about": query.about,
    }
    asked += [case[name] == value for name, value in plain.items() if value is not None]
    if query.running:
        asked.append(case.ended_at.is_(None))
    if query.q:
        found = matching(connection, query.q)
        asked.append(case.id.in_(found) if found is not None else _holds(case, query.q))
    rows = keyset(select(*CASE).where(*asked), (case.id,), query.cursor, query.limit, down=True)
    records = [case_record(row) for row in connection.execute(rows)]
    return page(records, query.limit, lambda record: (record.id,))


def seen_by(user: str, department: str, *, at_window: bool) -> ColumnElement[bool]:
    """The cases of somebody in a department: led by it, received by them or at its window, or with its tasks."""
    case = t.case_file.c
    own = select(t.task.c.id).where(t.task.c.case_id == case.id, t.task.c.department == department)
    own = own.where(t.task.c.id.between(case.id * TOKENS, case.id * TOKENS + TOKENS - 1))
    offered = select(t.candidate.c.task_id).where(
        t.candidate.c.department == department,
        t.candidate.c.task_id.between(case.id * TOKENS, case.id * TOKENS + TOKENS - 1),
    )
    seen = [case.received_by == user]
    if department:
        seen += [case.lead == department, own.exists(), offered.exists()]
    if department and at_window:
        windows = select(window.c.code).where(window.c.department == department)
        seen += [case.window == department, case.window.in_(windows)]
    return or_(*seen)


def alerts(connection: Connection, query: AlertQuery, *wanted: ColumnElement[bool]) -> Page[AlertRecord]:
    """A page of alerts, the newest first."""
    alert = t.alert.c
    asked: list[ColumnElement[bool]] = list(wanted)
    if query.department is not None:
        asked.append(alert.department == query.department)
    if query.level is not None:
        asked.append(alert.level == query.level)
    if query.case is not None:
        asked.append(t.case_file.c.number == query.case)
    if query.acknowledged is not None:
        asked.append(alert.acknowledged_at.is_not(None) if query.acknowledged else alert.acknowledged_at.is_(None))
    statement = select(*ALERT).join(t.case_file, t.case_file.c.id == alert.case_id).where(*asked)
    rows = keyset(statement, (alert.at, alert.id), query.cursor, query.limit, down=True)
    found = [alert_record(row) for row in connection.execute(rows)]
    return page(found, query.limit, lambda record: (to_number(record.at), record.id))


def alert(connection: Connection, number: int) -> AlertRecord | None:
    """One alert."""
    wanted = select(*ALERT).join(t.case_file, t.case_file.c.id == t.alert.c.case_id)
    row = connection.execute(wanted.where(t.alert.c.id == number)).fetchone()
    return None if row is None else alert_record(row)


def _one_of(kind: Any, value: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(kind)
        raise Invalid(f"expected one of {known}, got: {value}", f"应为 {known} 之一:{value}", field="status") from None


def _contains(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, "\\" + sign)
    return f"%{text}%"
