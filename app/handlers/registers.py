"""Topics of registers (台账): a numbered line, once for each time the case comes there, and how many say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.acts import Act
from app.engine import Request
from app.errors import Invalid
from app.handlers.declared import EVER
from app.handlers.known import known, listed
from app.handlers.office import Office
from app.store import registers
from app.store.registers import Alike
from app.store.work import Work


def enter(request: Request, work: Work, office: Office) -> None:
    """Enter the case into the register that the step's property `register` names.

    property `facts`: names of what the line says, parted by commas; applicant and item always are said.
    property `by`: names of what makes lines alike; two acts that each would be the fourth of them cannot both be.
    property `span`: `ever` where they are alike in whatever year they were entered.
    """
    register, year = _register(request), _year(work, office)
    said = known(work, request.variables, listed(request.properties.get("facts", "")))
    case, same = work.case, _same(request, work)
    data = {"applicant": case.applicant, "item": case.item, "about": case.about or "", **said, **same}
    key = f"{request.element}/{request.token}"
    number = registers.enter(work, register, year, key, data, _alike(request, same, year) if same else None)
    if number is not None:
        work.record(Act.HANDLE, topic=request.topic, element=request.element, register=register, number=number)


def count(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """The diagram learns `count`: how many lines were entered with the same of what `by` names, this year or ever."""
    alike = _alike(request, _same(request, work), _year(work, office))
    return {"count": registers.count(work, _register(request), alike)}


def _register(request: Request) -> str:
    register = request.properties.get("register", "").strip()
    if not register:
        raise Invalid(
            f"step {request.element!r} is about a register but has no property `register`",
            f"环节「{request.element}」未注明台账",
            element=request.element,
        )
    return register


def _same(request: Request, work: Work) -> dict[str, Any]:
    return known(work, request.variables, listed(request.properties.get("by", "")))


def _alike(request: Request, same: Mapping[str, Any], year: int) -> Alike:
    said = tuple(f"{name}={same[name]}" for name in sorted(same))
    return Alike(year=0 if request.properties.get("span") == EVER else year, said=said)


def _year(work: Work, office: Office) -> int:
    return work.at.astimezone(office.calendar.zone).year
