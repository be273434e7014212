"""Deemed acceptance: the window said nothing for five working days, so the law takes the application for accepted.

Source: Administrative Licensing Law, art. 32 (4).
"""

from __future__ import annotations

from app.desk import outcomes
from app.desk.accepting import accept
from app.desk.opencase import OpenCase
from app.desk.programs import DIRECT, Item
from app.domain.cases import CaseStatus
from app.domain.facts import received_at
from app.domain.instants import in_utc
from app.handlers import notices, violations
from app.handlers.alerts import raise_alert
from app.store import loading
from app.store.records import TimerRecord


def deem(opened: OpenCase, row: TimerRecord) -> None:
    """Accept from the day on which the complete materials were received; the clerk's step stays open for the form.

    What it promises counts from that day, so a part of it is used up already.
    """
    work = opened.work
    if work.case.status is not CaseStatus.RECEIVED:
        return
    item = _part(opened)
    accept(opened, item, since=received_at(opened.clock.facts, opened.case.received_at))
    if item.mode != DIRECT:
        notices.issue(work, opened.office, "SLTZ", "")
    violations.note(work, opened.office, "2", f"{work.case.number}/deemed", due_at=in_utc(row.due_at))
    raise_alert(work, opened.office, "deemed", department=work.case.lead, name="逾期未告知,视为受理", due_at=row.due_at)


def _part(opened: OpenCase) -> Item:
    """The item whose step of acceptance is open: that of the case, or one that its diagram calls."""
    for task in loading.tasks(opened.work.reader, opened.case.id):
        if task.is_live and task.kind == outcomes.ACCEPT_STEP:
            info = opened.item.program.step(task.element, task.scope)
            return opened.desk.programs.part(opened.item, info.process)
    return opened.item
