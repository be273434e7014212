"""Which open steps a request or a timer is about."""

from __future__ import annotations

from app.domain.tasks import LIVE
from app.engine import Request
from app.store import loading
from app.store.keys import token_of
from app.store.records import TaskRecord, TimerRecord
from app.store.work import Work


def steps_of_timer(work: Work, timer: TimerRecord) -> list[TaskRecord]:
    """The steps on whose border a timer hangs: one task, or those inside the activity or joint review."""
    live = _live(work)
    hosts = [task for task in live if token_of(task.id) == timer.host]
    if hosts or not timer.attached_to:
        return hosts
    border = (*timer.scope, timer.attached_to)
    return [
        task
        for task in live
        if (*task.scope, task.element)[: len(border)] == border and timer.item in (None, task.item)
    ]


def steps_of_request(work: Work, request: Request) -> list[TaskRecord]:
    """The steps a service step is about: those of the timer that led here, else those of its department."""
    if work.timer is not None:
        return steps_of_timer(work, work.timer)
    if request.item is not None:
        return [task for task in _live(work) if task.item == str(request.item)]
    return []


def _live(work: Work) -> list[TaskRecord]:
    if work.fresh:
        return []
    return [task for task in loading.tasks(work.reader, work.case.id) if task.status in LIVE]
