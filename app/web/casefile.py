"""One case on a page: its lamp, its live diagram, its sides, and what whoever looks may do about it now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from app import desk
from app.desk import CaseRecord, ClockSheet, LimitView, TaskRecord
from app.domain import fees
from app.domain import ledger as sealing
from app.domain.actors import Actor
from app.domain.numbers import is_case_number
from app.domain.service import PROOF, Method
from app.domain.tasks import TaskStatus
from app.errors import Forbidden, NotFound
from app.web import applications, wording
from app.web.filing import ENDINGS
from app.web.house import actor, moment, page, the_desk
from app.web.turns import earlier_steps, reviews, turns_of


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/cases/<number>", view_func=case)
    house.add_url_rule("/cases/<number>/live", view_func=live)


def case(number: str) -> Response:
    """One case."""
    g.draws_diagrams = True
    who, record = _found(number)
    shown = _shown(who, record)
    tasks = shown["tasks"]
    guide = the_desk().programs.item(record.definition_id).definition.guide or {}
    form = desk.case_form(the_desk(), who, number)
    return page(
        "case.html",
        **shown,
        form=form,
        answers=applications.answers(form, guide),
        originals=desk.originals(the_desk(), who, number),
        payments=desk.payments(the_desk(), who, number),
        fees=fees.schedule(guide),
        turns=turns_of(who, tasks, shown["can"].tasks),
        reviews=reviews(tasks, shown["opinions"]),
        earlier=earlier_steps(tasks),
        departments=desk.directory(the_desk()).departments,
        endings=ENDINGS,
        most=the_desk().settings.upload_bytes,
    )


def live(number: str) -> Response:
    """What moves on the page of a case; 204 when nothing has."""
    who, record = _found(number)
    if request.args.get("seen") == _seen(record):
        return Response(status=204)
    return page("case_live.html", **_shown(who, record), refreshed=True)


def _found(number: str) -> tuple[Actor, CaseRecord]:
    who = actor()
    if not is_case_number(number):
        raise NotFound(f"there is no case {number[:50]!r}", f"没有办件“{number[:50]}”")
    return who, desk.case(the_desk(), who, number)


def _seen(record: CaseRecord) -> str:
    """Changes with the case, and with the hour, for what is left of a limit changes by itself."""
    return f"{record.version}-{wording.local(moment()):%Y%m%d%H}"


def _shown(who: Actor, record: CaseRecord) -> dict[str, Any]:
    house, number = the_desk(), record.number
    diagram = desk.diagram(house, who, number)
    item = house.programs.item(record.definition_id)
    clock = desk.clock_sheet(house, who, number, at=moment())
    can = desk.possible(house, who, number, at=moment())
    return {
        "case": record,
        "name": item.definition.name,
        "tasks": desk.tasks(house, who, number),
        "clock": clock,
        "outside": outside(clock),
        "can": can,
        "timeline": list(reversed(desk.timeline(house, who, number))),
        "element_names": {one.id: one.name for one in item.program.elements.values()},
        "opinions": desk.opinions(house, who, number),
        "papers": [desk.paper(house, who, number, one.number) for one in desk.notices(house, who, number)],
        "methods": [(one, PROOF[one]) for one in Method],
        "ledger": _ledger(who, record),
        "materials": applications.materials(the_desk(), who, record, can.awaited),
        "version": diagram.version,
        "key": diagram.key,
        "state": _state(diagram, clock),
        "seen": _seen(record),
    }


def _ledger(who: Actor, record: CaseRecord) -> dict[str, Any] | None:
    """The sealed record and whether it is whole; None for those who may not read it."""
    try:
        entries = desk.ledger(the_desk(), who, record.number)
    except Forbidden:
        return None
    head = (record.ledger_seq, record.ledger_hash)
    flaws = sealing.verify(entries, head=head, first=sealing.genesis(record.number))
    return {"entries": list(reversed(entries)), "flaws": flaws}


def _state(diagram: desk.Diagram, clock: ClockSheet) -> dict[str, Any]:
    """What the live diagram draws, ready in words."""
    return {
        "ended": diagram.ended,
        "tokens": [
            *(_token(task) for task in diagram.tasks if task.is_live),
            *(_waiting(one) for one in outside(clock)),
        ],
        "done": [_token(task) for task in diagram.tasks if task.status is TaskStatus.DONE],
        "passed": {visit.element: visit.times for visit in diagram.passed},
        "waiting": [
            {"element": timer.element, "due": wording.clock(timer.due_at)} for timer in diagram.timers if timer.due_at
        ],
    }


def outside(clock: ClockSheet) -> list[LimitView]:
    """What other bodies have in hand now."""
    return [one for one in clock.items if one.kind == "external" and one.ended_at is None]


def _waiting(limit: LimitView) -> dict[str, Any]:
    """Another body has it: no task of ours, but that is where the case is."""
    return {
        "element": limit.element,
        "scope": [],
        "name": limit.name,
        "department": wording.department(limit.department),
        "light": str(limit.light),
        "lamp": wording.lamp(limit.light),
        "left": wording.left(limit.due_at),
        "status": "",
        "outcome": "",
        "shared": False,
    }


def _token(task: TaskRecord) -> dict[str, Any]:
    return {
        "element": task.element,
        "scope": list(task.scope),
        "name": task.name,
        "department": wording.department(task.department),
        "light": str(task.light),
        "lamp": wording.lamp(task.light),
        "left": wording.left(task.due_at, task.closed_at, task.resumes_at),
        "status": wording.task_status(task),
        "outcome": wording.outcome(task.outcome),
        "shared": task.item is not None,
    }
