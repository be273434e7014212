"""Special procedures 特别程序: the clock of a case is stopped on a lawful ground, and goes on.

Source: Administrative Licensing Law, art. 45: the time is not counted, and the applicant is told of it in writing.
"""

from __future__ import annotations

from datetime import datetime

from app.desk.acting import Deed, case_of_done
from app.desk.checks import bounded
from app.desk.halting import go_on, ground_name, halt, open_pauses, which_pause
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.steering import check_front, check_sees
from app.domain.actors import Actor
from app.domain.instants import in_utc
from app.domain.roles import Role
from app.errors import Refused
from app.store.records import CaseRecord


def pause(
    desk: Desk,
    actor: Actor,
    number: str,
    ground: str,
    reason: str,
    days: int,
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Stop every clock of a case (停表); the notice to the applicant is issued with it.

    days: working days that it is expected to take.
    Raises Invalid: no ground of the law or of a local rule.  Raises Forbidden: not the approver.
    Raises Refused: not accepted, or paused on this ground already.
    """

    def do(opened: OpenCase) -> None:
        check_sees(opened)
        for stop in open_pauses(opened):
            if stop.ground == ground:
                name = ground_name(opened, ground)
                raise Refused(
                    f"case {number} is paused for {ground} since {in_utc(stop.began_at)}; resume it first",
                    f"办件{number}已因{name}停表",
                    case=number,
                    ground=ground,
                )
        halt(opened, ground, reason, days)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def resume(
    desk: Desk,
    actor: Actor,
    number: str,
    ground: str | None = None,
    text: str = "",
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Let the clock go on (恢复): every moment is set anew, what was over stays over.

    ground: which pause ends; needed only where there are several.
    Raises Refused: it is not paused.  Raises Invalid: several pauses, and none is named.
    """

    def do(opened: OpenCase) -> None:
        if actor.role is Role.SUPERVISOR:
            check_sees(opened)
        else:
            check_front(opened)
        bounded(text, "text")
        go_on(opened, which_pause(opened, ground), text)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)
