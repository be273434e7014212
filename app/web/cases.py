"""Cases on a page: the list, and one case with its lamp, its live diagram, its steps and what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, request

from app import designs, desk
from app.desk import CaseQuery, CaseRecord, TaskRecord, TaskSheet, sight
from app.desk.starting import IMPLIED
from app.domain.actors import Actor
from app.domain.numbers import is_case_number
from app.domain.roles import Role
from app.domain.tasks import TaskStatus
from app.errors import Forbidden, NotFound
from app.web import wording
from app.web.house import actor, moment, page, pick, the_desk

RECEIVING = frozenset({Role.WINDOW, Role.HEAD, Role.ADMINISTRATOR})
STEERING = frozenset({Role.WINDOW, Role.OFFICER, Role.HEAD, Role.SUPERVISOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A task that is the actor's to do now; `hindrance` says why not."""

    sheet: TaskSheet
    outcomes: tuple[tuple[str, str, bool], ...]
    """Code, words, and whether reasons and legal basis are needed."""
    phrases: dict[str, list[str]]
    hindrance: str = ""

    @property
    def is_mine(self) -> bool:
        """Whether it is open, or in the actor's own hands."""
        return not self.hindrance


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/cases", view_func=listing)
    house.add_url_rule("/cases/<number>", view_func=case)
    house.add_url_rule("/receive", view_func=receive)
    house.add_url_rule("/cases/<number>/live", view_func=live)


def listing() -> Response:
    """The cases the actor may see, newest first."""
    q, status = request.args.get("q", "").strip()[:100], request.args.get("status", "")
    query = CaseQuery(q=q or None, status=status or None, cursor=request.args.get("cursor") or None, limit=50)
    found = desk.cases(the_desk(), actor(), query)
    return page("cases.html", found=found, q=q, status=status, names=item_names())


def item_names() -> dict[str, str]:
    """What the items are called, by their diagram's key."""
    return {one.key: one.name for one in designs.definitions(the_desk(), at=moment())}


def receive() -> Response:
    """The form of an application handed in at the window: first which item, then what its guide asks."""
    who = actor()
    if who.role not in RECEIVING:
        raise Forbidden(f"{who.user} is {who.role}; applications are received at a window", "收件限窗口人员")
    guides = desk.public_items(the_desk(), at=moment())
    chosen = next((one for one in guides if one["key"] == request.args.get("item")), None)
    return page("receive.html", guides=guides, chosen=chosen, names=item_names())


def case(number: str) -> Response:
    """One case."""
    g.draws_diagrams = True
    who, record = _found(number)
    shown = _shown(who, record)
    turns = [turn for task in shown["tasks"] if task.is_live and (turn := _turn(who, task))]
    form = desk.case_form(the_desk(), who, number)
    earlier = {
        task.element: task.name for task in shown["tasks"] if task.status in (TaskStatus.DONE, TaskStatus.CANCELLED)
    }
    departments = desk.directory(the_desk()).departments
    guide = the_desk().programs.item(record.definition_id).definition.guide or {}
    answers = _answers(form.form, guide.get("facts") or [])
    return page("case.html", **shown, form=form, answers=answers, turns=turns, earlier=earlier, departments=departments)


def _answers(form: dict[str, Any], facts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What the applicant declared, in the words of the item's guide."""
    known = {one["name"]: one for one in facts}
    return [
        (
            str(known.get(name, {}).get("label", IMPLIED.get(name, name))),
            _answer(value, str(known.get(name, {}).get("unit", ""))),
        )
        for name, value in form.items()
    ]


def _answer(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return pick("是", "yes") if value else pick("否", "no")
    if isinstance(value, dict) and {"columns", "rows"} <= value.keys():
        return "; ".join(
            ", ".join(f"{head} {cell}" for head, cell in zip(value["columns"], row, strict=False))
            for row in value["rows"]
        )
    return f"{value} {unit}".strip()


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
    return {
        "case": record,
        "name": house.programs.item(record.definition_id).definition.name,
        "tasks": desk.tasks(house, who, number),
        "limits": [one for one in desk.limits(house, who, number, at=moment()) if one.kind != "step"],
        "timeline": list(reversed(desk.timeline(house, who, number))),
        "element_names": {
            one.id: one.name for one in house.programs.item(record.definition_id).program.elements.values()
        },
        "opinions": desk.opinions(house, who, number),
        "notices": desk.notices(house, who, number),
        "version": diagram.version,
        "key": diagram.key,
        "state": _state(diagram),
        "seen": _seen(record),
        "steers": who.role in STEERING and record.ended_at is None,
    }


def _state(diagram: desk.Diagram) -> dict[str, Any]:
    """What the live diagram draws, ready in words."""
    return {
        "ended": diagram.ended,
        "tokens": [_token(task) for task in diagram.tasks if task.is_live],
        "done": [_token(task) for task in diagram.tasks if task.status is TaskStatus.DONE],
        "passed": {visit.element: visit.times for visit in diagram.passed},
        "waiting": [
            {"element": timer.element, "due": wording.clock(timer.due_at)} for timer in diagram.timers if timer.due_at
        ],
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
    }


def _turn(who: Actor, task: TaskRecord) -> Turn | None:
    """What the actor may do about a live task; None when it is not theirs at all."""
    try:
        sheet = desk.task_sheet(the_desk(), who, task.id, at=moment())
        sight.check_handling(who, task, sheet.candidates)
    except Forbidden as refused:
        mine = bool(who.department) and who.department == task.department
        return _hindered(who, task, refused) if mine else None
    known = wording.actions()
    outcomes = tuple((code, *known.get(code, (code, False))) for code in sheet.actions or ("done",) if code != "return")
    guide = the_desk().programs.item(sheet.case.definition_id).definition.guide or {}
    phrases = {code: list(said) for code, said in (guide.get("phrases") or {}).items()}
    return Turn(sheet=sheet, outcomes=outcomes, phrases=phrases, hindrance=_held(who, task))


def _hindered(who: Actor, task: TaskRecord, refused: Forbidden) -> Turn | None:
    try:
        sheet = desk.task_sheet(the_desk(), who, task.id, at=moment())
    except Forbidden:
        return None
    return Turn(sheet=sheet, outcomes=(), phrases={}, hindrance=refused.message(pick("zh", "en")))


def _held(who: Actor, task: TaskRecord) -> str:
    if task.assignee and not who.may_act_as(task.assignee):
        name = wording.person(task.assignee)
        return pick(f"已由 {name} 签收", f"claimed by {name}")
    return ""
