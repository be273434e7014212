"""Topics that move a case along without a person: deliver its result, set its status, report it upwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain import cases
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.engine import Request
from app.errors import Invalid
from app.handlers.known import known
from app.handlers.notices import issue
from app.handlers.office import Office, tell
from app.store.work import Work


def deliver(request: Request, work: Work, office: Office) -> None:
    """送达: the result goes to the applicant through the window that took the case in."""
    method = request.properties.get("method") or "window"
    work.record(Act.HANDLE, topic=request.topic, element=request.element, method=method)
    tell(work, office, "result", f"result/{request.token}", (work.case.window or work.case.lead,), {"method": method})


def set_status(request: Request, work: Work, office: Office) -> None:
    """Put the case into the status that the step's property `status` names."""
    wanted = request.properties.get("status", "")
    try:
        status = CaseStatus(wanted)
    except ValueError:
        known = ", ".join(CaseStatus)
        raise Invalid(
            f"step {request.element!r} sets the status {wanted!r}; expected one of {known}",
            f"环节「{request.element}」的状态“{wanted}”无效",
            element=request.element,
        ) from None
    if status is not work.case.status:
        cases.check_move(work.case.number, work.case.status, status)
        work.changes["status"] = status
    work.record(Act.HANDLE, topic=request.topic, element=request.element, status=str(status))


def route(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """分送: the diagram learns `department`, the lead of the item that the field `matter_item` names.

    Raises Invalid: there is no such item.
    """
    wanted = str(known(work, request.variables, ["matter_item"]).get("matter_item") or "")
    department = office.lead_of(wanted, work.at) if wanted else ""
    if not department:
        raise Invalid(
            f"there is no item {wanted!r} to find a department by", f"没有事项“{wanted}”,无法确定承办部门",
            field="form.matter_item",
        )  # fmt: skip
    work.record(Act.HANDLE, topic=request.topic, element=request.element, item=wanted, department=department)
    return {"department": department}


def transfer_upward(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """上报: a numbered report to the higher authority, whose own clock runs from now."""
    receiver = request.properties.get("receiver", "")
    named = {"receiver": office.name_of(receiver)} if receiver else {}
    issue(work, office, "SBZB", request.element, {**request.properties, **named})
    work.record(Act.HANDLE, topic=request.topic, element=request.element, receiver=receiver)
    return {}
