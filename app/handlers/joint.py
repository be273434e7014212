"""Topics of a joint review: an opinion that did not come, and the one site visit of all departments."""

from __future__ import annotations

from app.domain.acts import Act
from app.engine import Request
from app.handlers.alerts import raise_alert
from app.handlers.declared import CO_DEPARTMENTS
from app.handlers.office import Office, tell
from app.handlers.targets import steps_of_request
from app.store.keys import token_of
from app.store.work import Work

"""The variable in which a diagram lists those that take part, unless it says another one."""

MISSING = "missing"
PLACE_OF_MISSING = 99
"""Its place among the opinions on a task: after all that were really given."""


def opinion_missing(request: Request, work: Work, office: Office) -> None:
    """未按期反馈: noted against the department, and never read as a consent."""
    for task in steps_of_request(work, request):
        if not raise_alert(
            work,
            office,
            MISSING,
            token=token_of(task.id),
            department=task.department,
            element=task.element,
            name=task.name,
            due_at=task.due_at,
        ):
            continue
        row = {"task_id": task.id, "seq": PLACE_OF_MISSING, "kind": MISSING, "department": task.department}
        blank = {"acting_for": None, "outcome": MISSING, "text": None, "basis": None, "reasons": None, "form": None}
        work.opinions.append({**row, **blank, "user": "system", "at": work.at})
        work.record(Act.HANDLE, topic=request.topic, element=task.element, department=task.department)


def appoint_survey(request: Request, work: Work, office: Office) -> None:
    """一同勘验: one appointment for all departments that take part."""
    collection = request.properties.get("departments") or CO_DEPARTMENTS
    named = request.variables.get(collection) or []
    departments = [work.case.lead, *(str(code) for code in named if isinstance(named, list))]
    departments = list(dict.fromkeys(departments))
    work.record(Act.HANDLE, topic=request.topic, element=request.element, departments=departments)
    body = {"element": request.element, "name": request.name, "departments": departments}
    tell(work, office, "survey", f"survey/{request.token}", departments, body)
