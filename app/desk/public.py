"""What anybody may see: the guides of the items, and one's own case by its number and query code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk.house import Desk
from app.domain import cases
from app.domain.cases import RUNNING, CaseStatus
from app.errors import NotFound
from app.handlers.notices import is_for_applicant, name_of
from app.store import definitions, loading, papers
from app.store.database import Connection
from app.store.records import CaseRecord

STAGES = ("收件", "受理", "审查", "决定", "送达")


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
    """An applicant's own case."""

    number: str
    item: str
    item_name: str
    applicant: str
    status: CaseStatus
    status_name: str
    stage: str
    received_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    days_left: int | None
    ended_at: datetime | None
    steps: tuple[PublicStep, ...]
    notices: tuple[PublicNotice, ...]


def public_case(desk: Desk, number: str, code: str, *, at: datetime) -> PublicCase:
    """One's own case.  Raises NotFound: number and code do not belong together, and not which is wrong."""
    with desk.database.reading() as connection:
        case = own_case(connection, number, code)
        tasks = loading.tasks(connection, case.id)
        notices = papers.notices(connection, case.id)
    item = desk.programs.item(case.definition_id)
    counts = case.due_at is not None and case.status in RUNNING
    return PublicCase(
        number=case.number,
        item=case.item,
        item_name=item.definition.name,
        applicant=masked(case.applicant),
        status=case.status,
        status_name=cases.WORDS[case.status],
        stage=_stage(case.status, [task.kind for task in tasks if task.is_live]),
        received_at=case.received_at,
        accepted_at=case.accepted_at,
        due_at=case.due_at,
        days_left=desk.calendar.workdays_between(at, case.due_at) if counts and case.due_at else None,
        ended_at=case.ended_at,
        steps=tuple(
            PublicStep(
                name=task.name,
                department=desk.name_of(task.department),
                done=not task.is_live,
                at=task.closed_at or task.created_at,
            )
            for task in tasks
            if task.is_live or task.outcome is not None
        ),
        notices=tuple(
            PublicNotice(number=one.number, kind=one.kind, name=name_of(desk.office, one.kind), at=one.at)
            for one in notices
            if is_for_applicant(desk.office, one.kind)
        ),
    )


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


def masked(name: str) -> str:
    """A name that its owner knows again and nobody else: the first sign, the last of a long one."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[:1] + "*" * (len(name) - 2) + name[-1:]


def _stage(status: CaseStatus, kinds: list[str]) -> str:
    if status not in RUNNING or "deliver" in kinds:
        return STAGES[4]
    if status is CaseStatus.RECEIVED:
        return STAGES[0] if "accept" not in kinds else STAGES[1]
    return STAGES[3] if "decide" in kinds else STAGES[2]


def public_items(desk: Desk, *, at: datetime) -> list[dict[str, Any]]:
    """The public guides of all items, each with the version that new cases start on now."""
    with desk.database.reading() as connection:
        found = definitions.in_force(connection, at)
    return [
        {"key": one.key, "version": one.version, "name": one.name, "item_code": one.item_code, "guide": one.guide or {}}
        for one in found
        if one.guide is not None
    ]
