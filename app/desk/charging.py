"""统一收费: fees of the published schedule and no others, each with its receipt; whoever is asked for more refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.desk.acting import Deed
from app.desk.checks import required
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.looking import open_case
from app.desk.opencase import OpenCase
from app.desk.public import own_case
from app.desk.steering import check_front
from app.domain.actors import SYSTEM, Actor
from app.domain.acts import Act
from app.domain.fees import Fee, cents_of, schedule
from app.errors import NotFound, Refused
from app.handlers import violations
from app.handlers.office import SUPERVISORS, tell
from app.store import conduct
from app.store.conduct import Payment
from app.store.keys import task_id

COMPLAINT = "fee.refused"


def payments(desk: Desk, actor: Actor, number: str) -> list[Payment]:
    """The fees of a case."""
    with desk.database.reading() as connection:
        case, _ = open_case(connection, actor, number)
        return conduct.payments(connection, case.id)


def charge(
    desk: Desk,
    actor: Actor,
    number: str,
    fee: str,
    amount: str,
    receipt: str = "",
    consent: str = "",
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> Payment:
    """Enter a fee that was paid; without a receipt it is entered and flagged.

    amount: in yuan.  consent: for a voluntary service, who asked for it and in which paper.
    Raises Refused: the published schedule has no such fee, or a smaller one.
    """
    made: list[Payment] = []

    def do(opened: OpenCase) -> None:
        check_front(opened)
        line = _line(opened, fee, cents_of(amount))
        row: dict[str, Any] = {"fee": line.code, "name": line.name, "cents": cents_of(amount), "basis": line.basis}
        row |= {"voluntary": line.voluntary, "consent": consent or None, "receipt": receipt or None, "at": at}
        row |= {"by": actor.user, "refused_at": None, "complaint": None}
        row["id"] = task_id(opened.case.id, opened.work.before.ledger_seq + 1)  # known before it is written
        made[:] = [Payment(case_id=opened.case.id, **row)]
        opened.work.stage("payment", **row)
        opened.work.record(Act.FEE, fee=line.code, cents=row["cents"], receipt=receipt, consent=consent)
        key = f"{number}/{opened.work.before.ledger_seq}"
        if not receipt and row["cents"]:
            violations.note(opened.work, opened.office, "16", key, fee=line.code, cents=row["cents"])
        if line.voluntary and not consent:
            violations.note(opened.work, opened.office, "17", key, fee=line.code, cents=row["cents"])

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, lambda _: made[0])


def _line(opened: OpenCase, fee: str, cents: int) -> Fee:
    known = schedule(opened.item.definition.guide or {})
    line = known.get(fee)
    if line is None or cents > line.cents:
        most = "nothing" if line is None else f"at most {line.cents / 100:.2f} yuan"
        raise Refused(
            f"the published schedule of {opened.item.definition.key} has {most} for {fee[:40]!r}; "
            f"got {cents / 100:.2f} yuan",
            f"公示的收费标准中“{fee[:40]}”" + ("没有该项收费" if line is None else f"不超过{line.cents / 100:.2f}元"),
            case=opened.case.number,
            rule="15",
            expected=list(known),
        )
    return line


def give_receipt(
    desk: Desk, actor: Actor, number: str, payment: int, receipt: str, *, at: datetime, terms: Terms = ANY_TERMS
) -> Payment:
    """The receipt of a fee that was entered without one.  Raises Refused: it has one."""
    required(receipt, "receipt", "a receipt has a number", "票据须有编号")
    found: list[Payment] = []

    def do(opened: OpenCase) -> None:
        check_front(opened)
        one = _payment(opened, payment)
        if one.receipt:
            raise Refused(f"payment {payment} has the receipt {one.receipt}", f"该笔收费已开具票据{one.receipt}")
        found[:] = [replace(one, receipt=receipt)]
        opened.work.stage("payment changed", id=payment, receipt=receipt)
        opened.work.record(Act.FEE, payment=payment, receipt=receipt)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, lambda _: found[0])


def refuse_fee(desk: Desk, number: str, code: str, payment: int | None, complaint: str, *, at: datetime) -> None:
    """The applicant refuses a fee and complains: of one that was entered, or of one that was only asked for.

    Raises NotFound: number and code do not belong together, or there is no such fee.
    """
    required(complaint, "complaint", "say what was charged and by whom", "请写明收费情况")
    with desk.database.reading() as connection:
        case = own_case(connection, number, code)

    def do(opened: OpenCase) -> None:
        work, name = opened.work, ""
        if payment is not None:
            one = _payment(opened, payment)
            if one.refused_at is not None:
                raise Refused(f"payment {payment} is contested already", "该笔收费已提出异议")
            work.stage("payment changed", id=payment, refused_at=at, complaint=complaint)
            name = one.fee
        work.record(Act.FEE, payment=payment, complaint=complaint)
        work.stage("signal", **_contested(opened, name, complaint))
        body = {"payment": payment, "fee": name, "complaint": complaint, "department": case.lead}
        tell(work, opened.office, COMPLAINT, f"fee/{work.before.ledger_seq}", (SUPERVISORS,), body)

    Deed(desk=desk, actor=SYSTEM, at=at, terms=ANY_TERMS, do=do).on_case_id(case.id, lambda _: None)


def _contested(opened: OpenCase, fee: str, complaint: str) -> dict[str, Any]:
    """A complaint accuses nobody before a person has looked at it."""
    row = {"rule": "15", "key": f"{opened.case.number}/contested/{opened.work.before.ledger_seq}", "weight": "signal"}
    row |= {"subject": opened.case.applicant[:200], "department": opened.case.lead, "source": "complaint"}
    return {**row, "evidence": {"fee": fee, "complaint": complaint}, "at": opened.at}


def _payment(opened: OpenCase, number: int) -> Payment:
    found = [one for one in conduct.payments(opened.work.reader, opened.case.id) if one.id == number]
    if not found:
        raise NotFound(
            f"case {opened.case.number} has no payment {number}",
            f"办件{opened.case.number}没有该笔收费",
            payment=number,
        )
    return found[0]
