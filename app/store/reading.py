"""Small questions about a case that is being worked on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from app.store import tables as t
from app.store.keys import span
from app.store.prepared import fetch
from app.store.tables_house import window as window_

_KINDS = select(t.notice.c.kind).where(t.notice.c.case_id == bindparam("case")).order_by(t.notice.c.seq)
_ALERT = select(t.alert.c.due_at).where(t.alert.c.id == bindparam("alert"))
_REFUSAL = (
    select(t.opinion.c.reasons, t.opinion.c.basis)
    .where(
        t.opinion.c.task_id.between(bindparam("low"), bindparam("high")),
        t.opinion.c.reasons.is_not(None),
        t.opinion.c.basis.is_not(None),
        t.opinion.c.withdrawn_at.is_(None),
    )
    .order_by(t.opinion.c.at.desc(), t.opinion.c.task_id.desc())
    .limit(1)
)


def notice_kinds(connection: Connection, case: int) -> list[str]:
    """The kinds of the notices a case has, in order."""
    return [row[0] for row in fetch(connection, _KINDS, {"case": case})]


def notice_kinds_of(connection: Connection, cases: Sequence[int]) -> dict[int, list[str]]:
    """The same of some cases, by the row number of the case."""
    found: dict[int, list[str]] = {case: [] for case in cases}
    notice = t.notice.c
    wanted = select(notice.case_id, notice.kind).where(notice.case_id.in_(cases))
    for case, kind in connection.execute(wanted.order_by(notice.case_id, notice.seq)):
        found[case].append(kind)
    return found


def alerted_for(connection: Connection, alert: int) -> tuple[datetime | None] | None:
    """The due moment for which this level was recorded last; None when it never was."""
    row = connection.execute(_ALERT, {"alert": alert}).first()
    return None if row is None else (row.due_at,)


def last_refusal(connection: Connection, case: int) -> dict[str, str | None] | None:
    """Reasons and legal basis of the latest opinion that gave both."""
    low, high = span(case)
    row = connection.execute(_REFUSAL, {"low": low, "high": high}).first()
    return None if row is None else {"reasons": row.reasons, "basis": row.basis}


def candidates(connection: Connection, task: int) -> list[str]:
    """The departments a task is offered to beside its own."""
    wanted = select(t.candidate.c.department).where(t.candidate.c.task_id == task)
    return list(connection.execute(wanted).scalars())


def offered(connection: Connection, case: int, department: str) -> frozenset[int]:
    """The tasks of a case that a department is offered beside the one that each belongs to."""
    low, high = span(case)
    wanted = select(t.candidate.c.task_id).where(
        t.candidate.c.task_id.between(low, high), t.candidate.c.department == department
    )
    return frozenset(connection.execute(wanted).scalars())


def next_place(connection: Connection, task: int) -> int:
    """The place of the next advice on a task; 0 is kept for the opinion itself."""
    wanted = select(func.count()).where(t.opinion.c.task_id == task, t.opinion.c.seq.between(1, 98))
    return int(connection.execute(wanted).scalar_one()) + 1


def takes_part(connection: Connection, case: int, department: str) -> bool:
    """Whether a department has or had a task in a case, or is offered one."""
    low, high = span(case)
    own = select(t.task.c.id).where(t.task.c.id.between(low, high), t.task.c.department == department)
    if connection.execute(own.limit(1)).first() is not None:
        return True
    offered = select(t.candidate.c.task_id).where(
        t.candidate.c.department == department, t.candidate.c.task_id.between(low, high)
    )
    return connection.execute(offered.limit(1)).first() is not None


def takes_part_about(connection: Connection, number: str, department: str) -> bool:
    """Whether a department has or had a task in a case that is about this one."""
    about = connection.execute(select(t.case_file.c.id).where(t.case_file.c.about == number)).scalars()
    return any(takes_part(connection, case, department) for case in about)


def window_department(connection: Connection, window: str) -> str:
    """The department whose staff sit at a window; a window nobody entered is taken for a department."""
    found = connection.execute(select(window_.c.department).where(window_.c.code == window)).scalar()
    return window if found is None else str(found)
