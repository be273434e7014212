"""What anybody may see: the guides of the items, and one's own case by its number and query code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk.house import Desk
from app.desk.progress import Milestone, State, may_take_back, milestones, standing
from app.desk.public_clock import PublicClock, public_clock
from app.desk.remaining import days_left
from app.domain import cases
from app.domain.cases import CaseStatus
from app.domain.masking import masked
from app.errors import NotFound
from app.handlers.notices import is_for_applicant, name_of
from app.store import clocks, definitions, loading, papers
from app.store.database import Connection
from app.store.records import CaseRecord, TaskRecord


@dataclass(frozen=True, kw_only=True)
class PublicStep:
    """A step the case is in or has passed, without who handled it and what was said."""

    name: str
    department: str
    done: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PublicNotice:
    """A paper that was given out."""

    number: str
    kind: str
    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PublicCase:
    """An applicant's own case.

    promised_days: the promise in working days, counted from the day after `accepted_at`.
    provisional: `due_at` lies in a year whose holidays are not announced yet.
    """

    number: str
    item: str
    item_name: str
    applicant: str
    status: CaseStatus
    status_name: str
    stage: str
    received_at: datetime
    accepted_at: datetime | None
    promised_days: int | None
    due_at: datetime | None
    provisional: bool
    days_left: int | None
    ended_at: datetime | None
    stages: tuple[Milestone, ...]
    steps: tuple[PublicStep, ...]
    notices: tuple[PublicNotice, ...]
    clock: PublicClock
    may_take_back: bool


def public_case(desk: Desk, number: str, code: str, *, at: datetime) -> PublicCase:
    """One's own case.  Raises NotFound: number and code do not belong together, and not which is wrong."""
    with desk.database.reading() as connection:
        case = own_case(connection, number, code)
        steps = standing(loading.tasks(connection, case.id), papers.ledger(connection, case.id))
        notices = papers.notices(connection, case.id)
        facts = clocks.facts(connection, case.id)
    item = desk.programs.item(case.definition_id)
    stages = milestones(case, steps, draws_acceptance=item.draws_acceptance)
    return PublicCase(
        number=case.number,
        item=case.item,
        item_name=item.definition.name,
        applicant=masked(case.applicant),
        status=case.status,
        status_name=cases.WORDS[case.status],
        stage=next((one.name for one in stages if one.state in (State.CURRENT, State.STOPPED)), stages[-1].name),
        received_at=case.received_at,
        accepted_at=case.accepted_at,
        promised_days=item.days("limit") if case.due_at else None,
        due_at=case.due_at,
        provisional=case.due_at is not None and desk.calendar.is_provisional(desk.calendar.day_of(case.due_at).year),
        days_left=days_left(desk.calendar, case, at),
        ended_at=case.ended_at,
        stages=stages,
        steps=tuple(_step(desk, task) for task in steps),
        notices=tuple(
            PublicNotice(number=one.number, kind=one.kind, name=name_of(desk.office, one.kind), at=one.at)
            for one in notices
            if is_for_applicant(desk.office, one.kind)
        ),
        clock=public_clock(desk.reckoning, facts, case.ended_at or at, over=case.ended_at is not None),
        may_take_back=may_take_back(case, lambda: steps),
    )


def _step(desk: Desk, task: TaskRecord) -> PublicStep:
    at = task.closed_at or task.created_at
    return PublicStep(name=task.name, department=desk.name_of(task.department), done=not task.is_live, at=at)


def own_case(connection: Connection, number: str, code: str) -> CaseRecord:
    """The case of whoever knows its code.  Raises NotFound, not saying which of the two is wrong."""
    nothing = NotFound("no case has this number and code", "未找到与该编号和查询码相符的办件")
    try:
        case = loading.by_number(connection, number).case
    except NotFound:
        raise nothing from None
    if not secrets.compare_digest(case.code.encode(), code.strip().upper().encode()):
        raise nothing
    return case


def public_items(desk: Desk, *, at: datetime) -> list[dict[str, Any]]:
    """The public guides of all items, each with the version that new cases start on now."""
    with desk.database.reading() as connection:
        found = definitions.in_force(connection, at)
    return [
        {"key": one.key, "version": one.version, "name": one.name, "item_code": one.item_code, "guide": one.guide or {}}
        for one in found
        if one.guide is not None and not one.procedure
    ]
