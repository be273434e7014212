"""Alerts: a level that a step or a case has reached, recorded once and told to those whom it concerns."""

from __future__ import annotations

from datetime import datetime

from app.domain.acts import Act
from app.domain.instants import in_utc
from app.domain.lights import ORDER, Light
from app.handlers.office import SUPERVISORS, Office, tell
from app.store import reading
from app.store.keys import alert_id, token_of
from app.store.records import TaskRecord
from app.store.work import Work


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
) -> bool:
    """Record a level and tell the department and the supervisors; False when that was done before.

    token: the step's; 0 for the case as a whole.  of_task: whether a task has this token, an event has none.
    """
    if any(row["token"] == token and row["level"] == level for row in work.alerts):
        return False
    if not work.fresh and reading.is_alerted(work.reader, alert_id(work.case.id, token, level)):
        return False
    work.alerts.append(
        {
            "token": token,
            "task_id": token if of_task else 0,
            "level": level,
            "department": department,
            "element": element,
            "name": name,
            "due_at": due_at,
            "at": work.at,
        }
    )
    work.record(Act.ALERT, level=level, token=token, element=element, department=department)
    body = {"level": level, "department": department, "element": element, "name": name, "at": in_utc(work.at)}
    if due_at is not None:
        body["due_at"] = in_utc(due_at)
    tell(work, office, f"alert.{level}", f"alert/{token}/{level}", (department, SUPERVISORS), body)
    return True


def light_task(work: Work, office: Office, task: TaskRecord, light: Light) -> None:
    """Turn a step's lamp to `light` and alert; a lamp never turns back."""
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
    """Turn the lamp of the whole case and alert its lead department."""
    case = work.case
    if ORDER.index(light) > ORDER.index(case.light):
        work.changes["light"] = light
        raise_alert(work, office, str(light), department=case.lead, name="承诺时限", due_at=case.due_at)
