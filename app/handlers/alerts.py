"""Alerts: a level that a step or a case has reached, told once for each due moment to those whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.domain.acts import Act
from app.domain.deriving import ASIDE
from app.domain.instants import in_utc
from app.domain.lights import ORDER, Light
from app.handlers.beginning import happened
from app.handlers.office import SUPERVISORS, Office, tell, when_awake
from app.store import loading, reading
from app.store.keys import alert_id, token_of
from app.store.records import TaskRecord
from app.store.work import Work

UNANSWERED = {
    "acknowledged_at": None,
    "acknowledged_by": None,
    "acknowledgement": None,
    "explained_at": None,
    "explained_by": None,
    "explanation": None,
}


def raise_alert(
    work: Work,
    office: Office,
    level: str,
    *,
    token: int = 0,
    of_task: bool = True,
    department: str,
    element: str = "",
    name: str = "",
    due_at: datetime | None = None,
    by: Sequence[str] = (),
) -> bool:
    """Record a level and tell the department and the supervisors; False when that was done before.

    A level that is reached again, because its limit was moved meanwhile, is told again.
    token: the step's; 0 for the case as a whole.  of_task: whether a task has this token, an event has none.
    by: the departments whose legs ran over.
    """
    if any(row["token"] == token and row["level"] == level for row in work.alerts):
        return False
    number = alert_id(work.case.id, token, level)
    before = None if work.fresh else reading.alerted_for(work.reader, number)
    if before == (due_at,):
        return False
    row = {"department": department, "element": element, "name": name, "due_at": due_at, "at": work.at}
    if before is None:
        work.alerts.append({"token": token, "task_id": token if of_task else 0, "level": level, **row})
    else:
        work.alerts_changed[number] = {**row, **UNANSWERED}
    happened(work, office, f"alert.{level}", f"{token}", {"department": department, "step": name, "matter": name})
    work.record(Act.ALERT, level=level, token=token, element=element, department=department, by=list(by))
    body: dict[str, Any] = {"level": level, "department": department, "element": element, "name": name}
    body["at"] = in_utc(work.at)
    if due_at is not None:
        body["due_at"] = in_utc(due_at)
    if by:
        body["by"] = list(by)
    key = f"alert/{token}/{level}" + (f"/{work.before.ledger_seq}" if before is not None else "")
    send_at = when_awake(office, work.at)
    tell(work, office, f"alert.{level}", key, (department, SUPERVISORS), body, send_at)
    return True


def light_task(work: Work, office: Office, task: TaskRecord, light: Light) -> None:
    """Turn a step's lamp to `light` and alert; only a limit that is moved turns a lamp back."""
    if ORDER.index(light) <= ORDER.index(task.light):
        return
    work.change_task(task.id, light=light)
    raise_alert(
        work,
        office,
        str(light),
        token=token_of(task.id),
        department=task.department,
        element=task.element,
        name=task.name,
        due_at=task.due_at,
    )


def light_case(work: Work, office: Office, light: Light) -> None:
    """Turn the lamp of the whole case and alert its lead department, naming those whose legs ran over."""
    case = work.case
    if ORDER.index(light) > ORDER.index(case.light):
        work.changes["light"] = light
        by = [] if light is Light.WARN else overrun(work)
        raise_alert(work, office, str(light), department=case.lead, name="承诺时限", due_at=case.due_at, by=by)


def overrun(work: Work) -> list[str]:
    """The departments whose steps ran over their own limits, the longest overrun first.

    The time of another body is nobody's overrun here.
    """
    over: dict[str, float] = {}
    for task in () if work.fresh else loading.tasks(work.reader, work.case.id):
        if task.due_at is None or task.clock in ASIDE:
            continue
        seconds = ((task.closed_at or work.at) - task.due_at).total_seconds()
        if seconds >= 0:  # the edge belongs to the worse light, here as everywhere
            over[task.department] = max(seconds, over.get(task.department, 0))
    return sorted(over, key=lambda department: (-over[department], department))
