"""An application is accepted or declined: the window has answered, promise and statutory limit begin or never will."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.desk import kinding, moments
from app.desk.opencase import OpenCase
from app.desk.programs import Item
from app.desk.retiming import retime
from app.domain import cases
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.domain.deriving import derive
from app.domain.facts import Fact, FactKind
from app.domain.instants import in_utc
from app.errors import Refused
from app.store.keys import timer_id


def accept(opened: OpenCase, item: Item, *, since: datetime | None = None) -> None:
    """The application is accepted: the promised and the statutory limit run from this moment.

    since: they run from then, because the law takes it for accepted (视为受理).
    """
    work = opened.work
    cases.check_move(work.case.number, work.case.status, CaseStatus.ACCEPTED)
    begin(opened, item, since=since)


def begin(opened: OpenCase, item: Item, *, since: datetime | None = None) -> None:
    """What is accepted is a kind with a number, and its limits run."""
    work, clock = opened.work, opened.clock
    begun: dict[str, Any] = {} if since is None else {"deemed": True, "since": in_utc(since)}
    terms = {**moments.terms_of(item, clock.reckoning, moments.part_of(clock.reckoning, work.case)), **begun}
    limits = derive(clock.reckoning, [Fact(seq=0, kind=FactKind.ACCEPTED, at=work.at, data=terms)])
    work.changes["status"] = CaseStatus.ACCEPTED
    moments.start_case(work, limits)
    due_at = work.case.due_at
    kind = None if opened.item.is_procedure else kinding.accepted(opened, item)
    work.record(Act.ACCEPT, due_at=in_utc(due_at) if due_at else "", kind_number=kind, **begun)
    work.fact(FactKind.ACCEPTED, **terms)
    if opened.clock.is_paused:  # something was still missing; who accepts does without it
        retime(work, clock.reckoning, clock.facts)
    _stop_receiving(opened)


def check_may_decline(opened: OpenCase) -> None:
    """Raises Refused: the case counts as accepted, so it can only be decided."""
    case = opened.case
    if case.status is CaseStatus.ACCEPTED and case.accepted_at is not None:
        day = opened.clock.reckoning.calendar.day_of(case.accepted_at)
        raise Refused(
            f"case {case.number} is accepted since {day}; it can no longer be declined, only granted or refused",
            f"办件{case.number}已于{day}受理(含视为受理),不能再作出不予受理决定",
            case=case.number,
            state=str(case.status),
        )


def decline(opened: OpenCase) -> None:
    """The application is declined: nobody owes it an answer any more."""
    if not opened.item.is_procedure:
        kinding.returned(opened)
    opened.work.fact(FactKind.DECLINED)
    if opened.clock.is_paused:
        retime(opened.work, opened.clock.reckoning, opened.clock.facts)
    _stop_receiving(opened)


def _stop_receiving(opened: OpenCase) -> None:
    if not opened.work.fresh:
        opened.work.timers_dropped.append(timer_id(opened.work.before.id, 0, "receiving"))
