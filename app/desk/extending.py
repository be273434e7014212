"""Extension 延期: once, before the statutory limit is over, by the one whom the law names, told to the applicant.

Source: Administrative Licensing Law, art. 42: 20 working days and 10 more by the head of the authority; 45 and 15
more by the head of the government where several departments handle it together.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.desk.acting import Deed, case_of_done
from app.desk.approving import check_days, check_may_extend
from app.desk.checks import required
from app.desk.halting import check_accepted, moments_of
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.programs import Item
from app.desk.retiming import retime
from app.desk.steering import check_sees
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.deriving import derive
from app.domain.facts import FactKind, last
from app.domain.instants import in_utc
from app.errors import Refused
from app.handlers import notices
from app.store.records import CaseRecord

NOTICE = "YQGZ"
SINGLE, JOINT = 10, 15
JOINT_LIMIT = 45


class Allowance(NamedTuple):
    """How much longer an item's cases may take, and whether the government has to say so."""

    most: int
    by_government: bool


def allowance(item: Item, statutory: int) -> Allowance:
    """What the item's guide allows (`extension` in its limits), else the law."""
    by_government = item.mode == "joint" or statutory >= JOINT_LIMIT
    said = ((item.definition.guide or {}).get("limits") or {}).get("extension")
    most = said if type(said) is int else JOINT if by_government else SINGLE
    return Allowance(most, by_government)


def extend(
    desk: Desk,
    actor: Actor,
    number: str,
    reason: str,
    days: int | None = None,
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Lengthen the statutory limit and, while it is not over, the promise.

    days: working days; as many as are allowed when none are named.
    Raises Forbidden: not the approver.  Raises Refused: extended before, over already, or not provided for.
    """

    def do(opened: OpenCase) -> None:
        check_sees(opened)
        check_accepted(opened, "extended", "延期")
        accepted = last(opened.clock.facts, FactKind.ACCEPTED)
        statutory = None if accepted is None else accepted.data.get("statutory")
        allowed = Allowance(0, False) if statutory is None else allowance(opened.item, int(statutory))
        _check_allowed(opened, allowed)
        check_may_extend(actor, opened.case, by_government=allowed.by_government)
        required(reason, "reason", "an extension needs a reason", "延期须写明理由")
        more = check_days(allowed.most if days is None else days, allowed.most)
        _check_once_and_in_time(opened)
        work, clock = opened.work, opened.clock
        work.record(Act.EXTEND, days=more, reason=reason, approver=actor.user)
        work.fact(FactKind.EXTENDED, days=more, reason=reason, approver=actor.user)
        retime(work, clock.reckoning, clock.facts)
        work.words = {"days": more, "reason": reason, "approver": actor.user, **moments_of(opened)}
        notices.issue(work, opened.office, NOTICE, "")

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def _check_allowed(opened: OpenCase, allowed: Allowance) -> None:
    if not allowed.most:
        raise Refused(
            f"item {opened.case.item} provides for no extension; case {opened.case.number} keeps its limit",
            f"事项{opened.case.item}不得延期,办件{opened.case.number}期限不变",
            case=opened.case.number,
        )


def _check_once_and_in_time(opened: OpenCase) -> None:
    case, clock = opened.case, opened.clock
    before = last(clock.facts, FactKind.EXTENDED)
    if before is not None:
        day = clock.reckoning.calendar.day_of(before.at)
        raise Refused(
            f"case {case.number} was extended by {before.data['days']} working days on {day}; a limit is extended once",
            f"办件{case.number}已于{day}延期{before.data['days']}个工作日,只能延期一次",
            case=case.number,
        )
    statutory = derive(clock.reckoning, clock.facts, opened.at).statutory
    if statutory is not None and statutory.due_at <= opened.at:
        over = statutory.due_at.astimezone(clock.reckoning.calendar.zone)
        raise Refused(
            f"the statutory limit of case {case.number} was over at {in_utc(statutory.due_at)}; "
            "an extension is granted before that",
            f"办件{case.number}的法定时限已于{over:%Y-%m-%d %H:%M}届满,期满后不得延期",
            case=case.number,
            due_at=in_utc(statutory.due_at),
        )
