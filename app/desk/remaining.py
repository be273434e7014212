"""What is left of a limit, in working days, for the lists that show it beside each line."""

from __future__ import annotations

from datetime import datetime

from app.domain.calendar import WorkCalendar
from app.domain.cases import RUNNING
from app.store.records import CaseRecord, TaskRecord


def days_left(calendar: WorkCalendar, case: CaseRecord, at: datetime) -> int | None:
    """Of a case's promise; negative when it is over, None while none runs."""
    if case.due_at is None or case.status not in RUNNING:
        return None
    return calendar.workdays_between(at, case.due_at)


def days_left_of_task(calendar: WorkCalendar, task: TaskRecord, at: datetime) -> int | None:
    """Of a step's limit; negative when it is over, None without one and when the step is closed."""
    if task.due_at is None or not task.is_live:
        return None
    return calendar.workdays_between(at, task.due_at)
