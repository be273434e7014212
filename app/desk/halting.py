"""The clock of the case in hand is stopped and goes on: whoever asks for it, a person by name or a drawn step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.desk.approving import check_days, check_may_pause
from app.desk.checks import required
from app.desk.retiming import retime
from app.domain.acts import Act
from app.domain.cases import WORDS as STATUS
from app.domain.cases import CaseStatus
from app.domain.facts import FactKind
from app.domain.instants import in_utc
from app.domain.stops import WORDS, Ground, Stop, StopKind
from app.errors import Invalid, Refused
from app.handlers import notices
from app.handlers.office import tell

if TYPE_CHECKING:
    from app.desk.opencase import OpenCase

NOTICE = "TBCX"


def halt(opened: OpenCase, ground: str, reason: str, days: int, element: str = "") -> None:
    """Stop every clock of the case and issue the notice of it; whoever acts must be the one who approves it.

    days: working days that it is expected to take.
    Raises Invalid: no ground of the law or of a local rule.  Raises Forbidden: not the approver.
    Raises Refused: not accepted.
    """
    actor = opened.actor
    check_may_pause(actor, opened.case)
    name = ground_name(opened, ground)
    required(reason, "reason", "a pause needs a reason", "停表须写明理由")
    check_days(days)
    check_accepted(opened, "paused", "停表")
    work, clock = opened.work, opened.clock
    work.record(Act.PAUSE, ground=ground, reason=reason, approver=actor.user, days=days, element=element)
    told = {"ground": ground, "reason": reason, "approver": actor.user, "days": days}
    # The name of a local ground goes with the fact: the centre's file may lose or change it.
    fact = work.fact(FactKind.PAUSED, **told, **({} if ground in set(Ground) else {"name": name}))
    retime(work, clock.reckoning, clock.facts)
    found = next(one for one in clock.limits.pauses if one.stop.seq == fact.seq)
    said = {**told, "ground_name": name, "until": in_utc(found.limit.due_at), **moments_of(opened)}
    notices.issue(work, opened.office, NOTICE, element, said)


def go_on(opened: OpenCase, stop: Stop, text: str = "", element: str = "") -> None:
    """Let the clock go on: every moment is set anew, what was over stays over."""
    work, clock = opened.work, opened.clock
    work.record(Act.RESUME, ground=stop.ground, text=text, began_at=in_utc(stop.began_at), element=element)
    work.fact(FactKind.RESUMED, pause=stop.seq, text=text)
    retime(work, clock.reckoning, clock.facts)
    tell_moments(opened, "clock.resumed", f"resumed/{stop.seq}", {"ground": stop.ground, "text": text})


def open_pauses(opened: OpenCase) -> list[Stop]:
    """The special procedures that go on."""
    return [stop for stop in opened.clock.limits.paused if stop.kind is StopKind.PAUSE]


def which_pause(opened: OpenCase, ground: str | None) -> Stop:
    found = open_pauses(opened)
    named = [stop for stop in found if ground in (None, stop.ground)]
    number = opened.case.number
    if not named:
        what, what_zh = (f" for {ground}", f"因{ground}") if ground else ("", "")
        raise Refused(
            f"case {number} is not paused{what}; its clock runs", f"办件{number}没有{what_zh}停表", case=number
        )
    if len(named) > 1:
        grounds = [stop.ground for stop in named]
        raise Invalid(
            f"case {number} is paused for {', '.join(grounds)}; name the one that ends",
            f"办件{number}有多项停表({'、'.join(map(_named, named))}),请指明恢复哪一项",
            field="ground",
            expected=grounds,
        )
    return named[0]


def ground_name(opened: OpenCase, ground: str) -> str:
    local = opened.clock.reckoning.terms.local_grounds
    if ground in set(Ground):
        return WORDS[Ground(ground)][0]
    if ground in local:
        return local[ground]
    known = {**{str(one): WORDS[one][0] for one in Ground}, **local}
    raise Invalid(
        f"{ground!r} is no ground to stop a clock; expected one of {', '.join(known)}",
        f"“{ground}”不是法定的停表事由,应为:{'、'.join(f'{name}({code})' for code, name in known.items())}",
        field="ground",
        expected=list(known),
    )


def _named(stop: Stop) -> str:
    return f"{stop.word().removeprefix('停表:')}({stop.ground})"


def check_accepted(opened: OpenCase, what: str, what_zh: str) -> None:
    """Raises Refused: only the clock of an accepted case runs."""
    case = opened.case
    if case.status is not CaseStatus.ACCEPTED:
        raise Refused(
            f"case {case.number} is {case.status}; to be {what} it must be {CaseStatus.ACCEPTED}",
            f"办件{case.number}的状态为“{STATUS[case.status]}”,已受理的办件方可{what_zh}",
            case=case.number,
            state=str(case.status),
            expected=[str(CaseStatus.ACCEPTED)],
        )


def moments_of(opened: OpenCase) -> dict[str, str]:
    """The case's limits as they are now, for a paper or a message."""
    case = opened.case
    found = {"due_at": case.due_at, "statutory_at": case.statutory_at}
    return {name: in_utc(moment) for name, moment in found.items() if moment is not None}


def tell_moments(opened: OpenCase, topic: str, key: str, body: dict[str, object]) -> None:
    """Tell the window, which tells the applicant, and the lead department when the case is due now."""
    case = opened.case
    said = {**{name: value for name, value in body.items() if value}, **moments_of(opened)}
    tell(opened.work, opened.office, topic, key, (case.window or case.lead, case.lead), said)
