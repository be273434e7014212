"""What has been: how long steps took, what was answered and what applicants declared, for those who learn from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from app.domain.roles import Role
from app.domain.tasks import TaskStatus
from app.store import tables as t
from app.store.tables_house import account

MOST_TASKS = 20_000
MOST_CASES = 500


@dataclass(frozen=True, kw_only=True)
class DoneStep:
    """A step that was completed; `began_at` is when somebody claimed it, or else when it was opened."""

    element: str
    began_at: datetime
    closed_at: datetime
    outcome: str | None


def done_steps(connection: Connection, item: str, since: datetime) -> list[DoneStep]:
    """The steps of an item's cases completed since a moment, the newest first, a bounded number of them."""
    task = t.task.c
    wanted = (
        select(task.element, func.coalesce(task.claimed_at, task.created_at).label("began_at"), task.closed_at,
               task.outcome)
        .join(t.case_file, t.case_file.c.id == task.case_id)
        .where(t.case_file.c.item == item, task.status == TaskStatus.DONE, task.closed_at >= since)
        .order_by(task.closed_at.desc())
        .limit(MOST_TASKS)
    )  # fmt: skip
    return [DoneStep(**row._mapping) for row in connection.execute(wanted)]


def declared(connection: Connection, item: str) -> list[dict[str, Any]]:
    """What the applicants of the newest cases of an item declared."""
    wanted = (
        select(t.case_form.c.form)
        .join(t.case_file, t.case_file.c.id == t.case_form.c.case_id)
        .where(t.case_file.c.item == item)
        .order_by(t.case_file.c.id.desc())
        .limit(MOST_CASES)
    )
    return list(connection.execute(wanted).scalars())


def staff(connection: Connection) -> dict[tuple[str, Role], int]:
    """How many active accounts each department has in each role."""
    found = select(account.c.department, account.c.role, func.count()).where(account.c.active.is_(True))
    rows = connection.execute(found.group_by(account.c.department, account.c.role))
    return {(department, Role(role)): count for department, role, count in rows}
