"""What is left of a limit, in working days, for the lists that show it beside each line.

While a clock stands still nothing is used up, however long that lasts: what is left is counted from the moment at
which it is expected to go on, on which the due moment rests.
"""

from __future__ import annotations

from datetime import datetime

from app.domain.calendar import WorkCalendar
from app.domain.cases import RUNNING
from app.store.records import CaseRecord, TaskRecord


def days_left(calendar: WorkCalendar, case: CaseRecord, at: datetime) -> int | None:
    """Of a case's promise; negative when it is over, None while none runs."""
    if case.due_at is None or case.status not in RUNNING:
        return None
    return days_until(calendar, case.due_at, at, case.resumes_at)


def days_left_of_task(calendar: WorkCalendar, task: TaskRecord, at: datetime) -> int | None:
    """Of a step's limit; negative when it is over, None without one and when the step is closed."""
    if task.due_at is None or not task.is_live:
        return None
    return days_until(calendar, task.due_at, at, task.resumes_at)


def days_left_of_its_case(calendar: WorkCalendar, task: TaskRecord, at: datetime) -> int | None:
    """Of the promise of a step's case; None without one and when the step is closed."""
    if task.case_due_at is None or not task.is_live:
        return None
    return days_until(calendar, task.case_due_at, at, task.case_resumes_at)


def days_until(calendar: WorkCalendar, due_at: datetime, at: datetime, resumes_at: datetime | None = None) -> int:
    """Working days from `at` to a due moment; negative when it is over.

    resumes_at: when a clock that stands still is expected to go on; what was over before stays over.
    """
    if resumes_at is None or due_at < resumes_at:
        return calendar.workdays_between(at, due_at)
    return calendar.workdays_between(calendar.receipt_day(resumes_at), due_at)
