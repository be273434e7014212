"""Supplements 补正: everything that is missing is asked for at once, and no clock runs before it is complete.

Source: Administrative Licensing Law, art. 32 (4): once, with all that must be supplemented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.desk import kinding
from app.desk.acting import Deed, case_of_done
from app.desk.approving import check_days, check_may_pause
from app.desk.attaching import attach, listed
from app.desk.checks import bounded
from app.desk.halting import tell_moments
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.materials import asked_for, catalogue, check_not_held, handed_in, outstanding
from app.desk.opencase import OpenCase
from app.desk.retiming import retime
from app.desk.steering import check_front, end_case
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.cases import RUNNING, CaseStatus
from app.domain.facts import FactKind, of_kind
from app.domain.instants import in_utc
from app.domain.verdicts import WORDS, Verdict
from app.errors import Invalid, Refused
from app.handlers import notices, violations
from app.store import papers
from app.store.records import CaseRecord, TimerRecord

NOTICE = "BZGZ"
COUNTS_AS_WITHDRAWN = "SWCH"
OVERDUE = "逾期未补正,视为撤回申请"


def ask_supplement(
    desk: Desk,
    actor: Actor,
    number: str,
    materials: Sequence[Mapping[str, Any]],
    days: int | None = None,
    override: str = "",
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Ask the applicant, once, for everything that is missing; the clock stands still until it is there.

    materials: each with its `code` in the item's catalogue and what is wrong with it as `reason`.
    days: working days for handing in.  override: why there has to be a second notice, which goes on record.
    Raises Invalid: not in the catalogue.  Raises Refused: asked before, or accepted already.
    """

    def do(opened: OpenCase) -> None:
        check_front(opened)
        work, clock = opened.work, opened.clock
        special = _check_state(opened)
        wanted = asked_for(catalogue(opened), materials)
        check_not_held(opened, wanted)
        kinding.supplemented(opened)
        within = check_days(clock.reckoning.terms.supplement if days is None else days)
        again = _check_first(opened, [one["code"] for one in wanted], override)
        work.record(Act.SUPPLEMENT, materials=wanted, days=within, special=special or None)
        data = {"materials": wanted, "days": within} | ({"special": True} if special else {})
        work.fact(FactKind.SUPPLEMENT_ASKED, **data)
        if again:
            _put_on_record(opened, again, override)
        retime(work, clock.reckoning, clock.facts)
        limit = clock.limits.supplement
        assert limit is not None
        listed = [{"name": one["name"], "note": _note(one)} for one in wanted]
        work.words = {"materials": listed, "days": within, "until": in_utc(limit.due_at)}
        notices.issue(work, opened.office, NOTICE, "")

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def _note(one: Mapping[str, str]) -> str:
    word = WORDS[Verdict(one["kind"])]
    return f"{word}：{one['reason']}" if one["reason"] else word


def hand_in_materials(
    desk: Desk,
    actor: Actor,
    number: str,
    materials: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Take in what was asked for; when nothing is missing any more, the clock goes on.

    Raises Refused: nothing is asked for.  Raises Invalid: something else than what was asked for.
    """

    def do(opened: OpenCase) -> None:
        check_front(opened)
        work, clock = opened.work, opened.clock
        missing = outstanding(clock.facts)
        if not missing:
            raise Refused(
                f"case {number} waits for no material; nothing is asked for",
                f"办件{number}没有待补正的材料",
                case=number,
            )
        brought = [str(one.get("code", "")) for one in materials]
        strange = [code for code in brought if code not in missing]
        if strange or not brought or len(set(brought)) < len(brought):
            raise Invalid(
                f"case {number} waits for {', '.join(missing)}; got: {', '.join(brought) or 'nothing'}",
                f"办件{number}待补正的材料为{'、'.join(missing)}",
                field="materials",
                expected=list(missing),
            )
        complete = not set(missing) - set(brought)
        came = attach(desk, work, materials)
        work.materials = [*papers.form(work.reader, work.before.id).materials, *came]
        work.record(Act.SUPPLEMENTED, materials=brought, complete=complete or None, files=listed(came))
        work.fact(FactKind.SUPPLEMENT_MET, materials=brought, complete=complete)
        if complete:
            retime(work, clock.reckoning, clock.facts)
            tell_moments(
                opened, "supplement.complete", f"supplemented/{work.before.ledger_seq}", {"materials": brought}
            )

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def withdraw_unsupplemented(opened: OpenCase, row: TimerRecord) -> None:
    """What was asked for has not come in time: the application counts as withdrawn."""
    if opened.case.status not in RUNNING or opened.clock.limits.supplement is None:
        return
    tell_moments(opened, "supplement.overdue", f"overdue/{row.id}", {"reason": OVERDUE})
    said = {"due_at": in_utc(row.due_at), "reasons": OVERDUE, "notice": _last_notice(opened)}
    notices.issue(opened.work, opened.office, COUNTS_AS_WITHDRAWN, "", said)
    end_case(opened, CaseStatus.WITHDRAWN, Act.WITHDRAW_CASE, OVERDUE)


def _last_notice(opened: OpenCase) -> str:
    """The number of the notice that asked for it."""
    numbers = [one.number for one in papers.notices(opened.work.reader, opened.case.id) if one.kind == NOTICE]
    return numbers[-1] if numbers else ""


def _check_state(opened: OpenCase) -> bool:
    """Whether it is a special procedure.  Raises Refused: the case is accepted or over, or something is missing yet."""
    case, clock = opened.case, opened.clock
    if clock.limits.supplement is not None:
        raise Refused(
            f"case {case.number} waits for {', '.join(outstanding(clock.facts))}, asked for before; "
            "all that is missing is asked for at once",
            f"办件{case.number}已告知补正,尚待{'、'.join(outstanding(clock.facts))}",
            case=case.number,
        )
    if case.status is CaseStatus.RECEIVED:
        return False
    if case.status is not CaseStatus.ACCEPTED or not clock.reckoning.terms.supplement_pauses:
        raise Refused(
            f"case {case.number} is {case.status}; materials are asked for before acceptance, "
            "and afterwards only where a local rule allows it (supplement_pauses)",
            f"办件{case.number}已受理或已结束,受理后不得再要求补正(地方另有规定并已启用的除外)",
            case=case.number,
            state=str(case.status),
        )
    check_may_pause(opened.actor, case)
    return True


def _check_first(opened: OpenCase, codes: Sequence[str], override: str) -> list[str]:
    """What a second notice names although it should have been settled by the first; empty for a first notice.

    Raises Refused: it is a second one without a reason that goes on record.
    """
    bounded(override, "override")
    if not of_kind(opened.clock.facts, FactKind.SUPPLEMENT_ASKED):
        return []
    number = opened.case.number
    held = [code for code in codes if code in handed_in(opened)]
    if not override.strip():
        raise Refused(
            f"case {number} was told once what was missing; a second notice names {', '.join(held or codes)}"
            + (", handed in already" if held else ", which the first one left out")
            + "; it needs a reason (override) and goes on record",
            f"办件{number}已一次性告知,再次要求{'、'.join(held or codes)}{'(已提交)' if held else '(首次未告知)'}"
            "须写明理由并记录在案",
            case=number,
            field="override",
            materials=held or list(codes),
        )
    return held or list(codes)


def _put_on_record(opened: OpenCase, codes: Sequence[str], override: str) -> None:
    """Act 2 of those that are forbidden: not everything was told at once."""
    work = opened.work
    violations.note(
        work,
        opened.office,
        "2",
        f"{opened.case.number}/{work.before.ledger_seq}",
        materials=list(codes),
        reason=override,
    )
