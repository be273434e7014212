"""超时默认: the silence of a department read as consent, only where the item turns it on, and answered later.

It is logged and attributed, the department still owes its opinion, and nothing is refused by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.acts import Act
from app.engine import Request
from app.handlers.alerts import raise_alert
from app.handlers.declared import OPINION, SILENT_DEPARTMENTS
from app.handlers.joint import MISSING, PLACE_OF_MISSING, opinion_missing
from app.handlers.office import Office
from app.handlers.targets import steps_of_request
from app.store import papers
from app.store.keys import token_of
from app.store.work import Work

SILENT, AGREE = "silent", "agree"


def is_on(guide: Mapping[str, Any]) -> bool:
    """Whether an item reads silence as consent; off unless its guide says so, and never for a matter of safety."""
    return guide.get("silence") is True and not guide.get("safety")


def deemed(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """The department said nothing in time: consent where the item says so, else a missing opinion as ever."""
    variable = request.properties.get("variable") or OPINION
    if not is_on(office.definition_of(work.case.definition_id).guide or {}):
        opinion_missing(request, work, office)
        return {variable: MISSING}
    for task in steps_of_request(work, request):
        if not raise_alert(
            work,
            office,
            MISSING,
            token=token_of(task.id),
            department=task.department,
            element=task.element,
            name=f"{task.name}:超时默认",
            due_at=task.due_at,
        ):
            continue
        row = {"task_id": task.id, "seq": PLACE_OF_MISSING, "kind": SILENT, "department": task.department}
        blank = {"acting_for": None, "text": None, "basis": None, "reasons": None, "form": None}
        work.opinions.append({**row, **blank, "outcome": AGREE, "user": "system", "at": work.at})
        work.record(Act.HANDLE, topic=request.topic, element=task.element, department=task.department)
    return {variable: AGREE}


def silent_departments(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """Which departments were silent and still owe a signed opinion."""
    before = [] if work.fresh else [vars(one) for one in papers.opinions(work.reader, work.before.id)]
    found = [row["department"] for row in [*before, *work.opinions] if row["kind"] == SILENT]
    departments = list(dict.fromkeys(found))
    work.record(Act.HANDLE, topic=request.topic, element=request.element, departments=departments)
    return {request.properties.get("variable") or SILENT_DEPARTMENTS: departments}
