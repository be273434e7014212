"""Topic `register.enter`: a numbered line in a register (台账), once for each time the case comes there."""

from __future__ import annotations

from app.domain.acts import Act
from app.engine import Request
from app.errors import Invalid
from app.handlers.known import known, listed
from app.handlers.office import Office
from app.store import registers
from app.store.work import Work


def enter(request: Request, work: Work, office: Office) -> None:
    """Enter the case into the register that the step's property `register` names.

    property `facts`: names of what the line says, parted by commas; the applicant, the item and the status always are.
    """
    register = request.properties.get("register", "").strip()
    if not register:
        raise Invalid(
            f"step {request.element!r} enters into a register but has no property `register`",
            f"环节「{request.element}」未注明台账",
            element=request.element,
        )
    said = known(work, request.variables, listed(request.properties.get("facts", "")))
    case, year = work.case, work.at.astimezone(office.calendar.zone).year
    data = {"applicant": case.applicant, "item": case.item, "about": case.about or "", **said}
    number = registers.enter(work, register, year, f"{request.element}/{request.token}", data)
    if number is not None:
        work.record(Act.HANDLE, topic=request.topic, element=request.element, register=register, number=number)
