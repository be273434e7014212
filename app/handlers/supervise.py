"""Topics `supervise.…`: urge a late department, light its lamp, hand its task to the head."""

from __future__ import annotations

from app.domain.acts import Act
from app.domain.lights import Light
from app.domain.roles import Role
from app.domain.tasks import TaskStatus
from app.engine import Request
from app.handlers.alerts import light_case, light_task
from app.handlers.office import SUPERVISORS, Office, tell
from app.handlers.targets import steps_of_request
from app.store.records import TaskRecord
from app.store.work import Work


def urge(request: Request, work: Work, office: Office) -> None:
    """催办: remind the departments whose steps are still open, or the one in the property `target`."""
    target = request.properties.get("target")
    steps = [] if target else steps_of_request(work, request)
    departments = [target] if target else [task.department for task in steps] or [work.case.lead]
    for department in dict.fromkeys(departments):
        send_urge(work, office, department, request.element, request.properties.get("text", ""), str(request.token))


def send_urge(work: Work, office: Office, department: str, element: str, text: str, key: str) -> None:
    """Remind one department and note it."""
    work.record(Act.URGE, department=department, element=element, text=text)
    body = {"department": department, "element": element, "text": text}
    tell(work, office, "urge", f"urge/{key}/{department}", (department,), body)


def yellow(request: Request, work: Work, office: Office) -> None:
    """预警: the warning lamp of the steps, or of the case."""
    _light(request, work, office, Light.YELLOW)


def red(request: Request, work: Work, office: Office) -> None:
    """超期: the red lamp of the steps, or of the case."""
    _light(request, work, office, Light.RED)


def _light(request: Request, work: Work, office: Office, light: Light) -> None:
    steps, shown = steps_of_request(work, request), office.scheme.drawn(light)
    for task in steps:
        light_task(work, office, task, shown)
    if not steps:
        light_case(work, office, shown)


def escalate(request: Request, work: Work, office: Office) -> None:
    """Hand the open steps to the heads of their departments."""
    steps = steps_of_request(work, request)
    for task in steps:
        hand_to_head(work, task)
    departments = dict.fromkeys(task.department for task in steps) or {work.case.lead: None}
    body = {"element": request.element, "name": request.name}
    tell(work, office, "escalate", f"escalate/{request.token}", (*departments, SUPERVISORS), body)
    work.record(Act.HANDLE, topic=request.topic, element=request.element, departments=list(departments))


def hand_to_head(work: Work, task: TaskRecord) -> None:
    """From now on only a head of the department may take the task."""
    work.change_task(task.id, role=Role.HEAD, status=TaskStatus.OPEN, assignee=None, owner=None)
