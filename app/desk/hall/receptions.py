"""接待登记, 首问负责: who came, for what, and who was asked first, who stays responsible until another signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.checks import bounded, required
from app.desk.hall.answering import CONSULTING, refer
from app.desk.hall.marking import mark
from app.desk.hall.staff import check_serves, window_of
from app.desk.house import Desk
from app.desk.kinding import kind_series
from app.domain.actors import Actor
from app.domain.kinds import SERIES, Kind
from app.domain.masking import masked_number
from app.domain.roles import Role
from app.domain.tickets import TicketStatus
from app.domain.verdicts import Verdict, only_to_correct
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store import hall, loading
from app.store.database import Connection
from app.store.hall import Handover, Reception, Told
from app.store.numbers import take
from app.store.queries import Page
from app.store.tables_hall import reception as table
from app.store.tables_hall import ticket as tickets

KINDS = {
    "consult": "咨询",
    "legal": "法律咨询",
    "application": "办事",
    "complaint": "投诉",
    "petition": "信访",
    "other": "其他",
}
OUTCOMES = {"answered": "已答复", "received": "已收件", "returned": "退回", "referred": "转有关部门"}
RETURNED, REFERRED = "returned", "referred"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What is written down when somebody comes, calls or writes."""

    name: str
    need: str
    kind: str = "application"
    id_number: str = ""
    contact: str = ""
    joint: bool = False
    ticket: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReceptionSheet:
    """A reception with its hand-overs and what was told in writing."""

    reception: Reception
    handovers: tuple[Handover, ...]
    told: tuple[Told, ...]


def register(desk: Desk, actor: Actor, visit: Visit, *, at: datetime) -> Reception:
    """Write a visit down; who does so is its first contact (首问责任人).

    Raises Refused: the ticket was not called.  Raises Invalid: no name or no need.
    """
    check_serves(actor)
    _check(visit)
    window = window_of(desk, actor)
    with desk.database.writing() as connection:
        if visit.ticket is not None:
            window = _serve_ticket(connection, visit.ticket, at)
        return write_down(desk, connection, actor, visit, at, window=window, department=actor.department)


def write_down(
    desk: Desk, connection: Connection, actor: Actor, visit: Visit, at: datetime, *, window: str, department: str
) -> Reception:
    """Enter a visit under the next number, and a question under one of its kind as well."""
    year = at.astimezone(desk.calendar.zone).year
    number = f"JD-{year}-{take(connection, f'JD-{year}'):06d}"
    row: dict[str, Any] = {"number": number, "at": at, "window": window, "department": department}
    row |= {"first_contact": actor.user, "responsible": actor.user, "ticket_id": visit.ticket}
    row |= {"name": visit.name, "id_number": visit.id_number, "contact": visit.contact, "need": visit.need}
    row |= {"kind": visit.kind, "joint": visit.joint, "kind_number": None, "answer": "", "defects": []}
    row |= dict.fromkeys(("case_id", "outcome", "settled_at", "settled_by"))
    if visit.kind in CONSULTING:
        serial = take(connection, kind_series(Kind.CONSULT, year))
        row["kind_number"] = f"{SERIES[Kind.CONSULT]}-{year}-{serial:06d}"
    return hall.reception_by_id(connection, hall.add(connection, table, row))


def _check(visit: Visit) -> None:
    required(visit.name, "name", "a reception has a name", "接待登记须填写姓名")
    required(visit.need, "need", "a reception says what is needed", "接待登记须填写诉求")
    if visit.kind not in KINDS:
        raise Invalid(f"a reception is {', '.join(KINDS)}; got: {visit.kind[:40]!r}", "接待类型不正确", field="kind")


def _serve_ticket(connection: Connection, number: int, at: datetime) -> str:
    """The ticket's window; who is received is being served."""
    found = hall.ticket_of(connection, number)
    if found is None or found.status not in (TicketStatus.CALLED, TicketStatus.SERVING):
        state = found.status if found else "unknown"
        raise Refused(
            f"ticket {number} is {state}; a reception begins with a ticket that was called",
            f"号票{number}尚未叫号,不能登记接待",
            ticket=number,
        )
    hall.change(connection, tickets, number, status=str(TicketStatus.SERVING), served_at=found.served_at or at)
    return found.queue


def settle(
    desk: Desk,
    actor: Actor,
    number: str,
    outcome: str,
    answer: str = "",
    *,
    case: str | None = None,
    defects: Sequence[Mapping[str, str]] = (),
    at: datetime,
) -> Reception:
    """A visit is over: answered, received as a case, turned away with what was wrong, or referred to be answered later.

    defects: each with `code`, `verdict` (correct or supply) and `note`; turned away with nothing but what could be
    corrected on the spot is flagged.  Raises Forbidden: somebody else is responsible.
    """
    if outcome not in OUTCOMES:
        raise Invalid(f"a visit ends {', '.join(OUTCOMES)}; got: {outcome[:40]!r}", "办理结果不正确", field="outcome")
    bounded(answer, "answer")
    with desk.database.writing() as connection:
        found = responsible_for(connection, actor, number)
        if outcome == "received" and case is None:
            raise Invalid("received as which case? name its number", "收件须注明办件编号", field="case")
        if outcome != "received":
            required(answer, "answer", "what was answered has to be written down", "须登记答复内容")
        told = [_defect(one) for one in defects]
        changes = {"outcome": outcome, "answer": answer, "defects": told, "settled_at": at, "settled_by": actor.user}
        changes["case_id"] = loading.by_number(connection, case).case.id if case else found.case_id
        if not hall.change(connection, table, found.id, table.c.settled_at.is_(None), **changes):
            raise _settled(found)
        if outcome == RETURNED and only_to_correct([one["verdict"] for one in told]):
            codes = [one["code"] for one in told]
            place = {"subject": found.number, "department": found.department}
            mark(desk, connection, "3", found.number, at, **place, materials=codes, by=actor.user)
        follows = refer(desk, connection, actor, found, at) if outcome == REFERRED else []
        settled = hall.reception_by_id(connection, found.id)
    for hook in desk.on_commit if follows else ():
        hook(at)
    return settled


def _defect(one: Mapping[str, str]) -> dict[str, str]:
    verdict = Verdict(one["verdict"])
    return {"code": str(one["code"]), "verdict": str(verdict), "note": str(one.get("note", ""))}


def responsible_for(connection: Connection, actor: Actor, number: str) -> Reception:
    """A reception that is the actor's to settle.

    Raises NotFound: there is none.  Raises Refused: it is settled.  Raises Forbidden: it is somebody else's.
    """
    found = hall.reception_of(connection, number)
    if found is None:
        raise NotFound(f"there is no reception {number}", f"没有接待记录{number}", reception=number)
    if found.settled_at is not None:
        raise _settled(found)
    if not actor.may_act_as(found.responsible) and actor.role is not Role.ADMINISTRATOR:
        raise Forbidden(
            f"{found.responsible} is responsible for reception {number}",
            f"接待{number}的责任人为{found.responsible}",
            reception=number,
            expected=[found.responsible],
        )
    return found


def _settled(found: Reception) -> Refused:
    return Refused(
        f"reception {found.number} is settled: {found.outcome}", f"接待{found.number}已办结", reception=found.number
    )


def reception(desk: Desk, actor: Actor, number: str) -> ReceptionSheet:
    """A reception, for those whom it concerns; the number of the identity card is masked for all but them.

    Raises NotFound: there is none, or not for this actor.
    """
    with desk.database.reading() as connection:
        found = hall.reception_of(connection, number)
        given = hall.handovers(connection, found.id) if found else []
        if found is None or not _concerns(actor, found, given):
            raise NotFound(f"there is no reception {number}", f"没有接待记录{number}", reception=number)
        told = hall.told_of(connection, found.id)
    return ReceptionSheet(reception=shown(actor, found), handovers=tuple(given), told=tuple(told))


def receptions(desk: Desk, actor: Actor, *, limit: int = 50, cursor: str | None = None) -> Page[Reception]:
    """Receptions, the newest first: overseers and the centre's office see all, others those of their department."""
    check_sees(actor)
    with desk.database.reading() as connection:
        asked = [] if _sees_all(actor) else [hall.of_department(actor.department)]
        page = hall.receptions(connection, limit, cursor, *asked)
    return Page(items=tuple(shown(actor, one) for one in page.items), cursor=page.cursor)


def shown(actor: Actor, found: Reception) -> Reception:
    """As the actor may see it."""
    if actor.role is Role.ADMINISTRATOR or actor.user in (found.first_contact, found.responsible):
        return found
    return Reception(**{**vars(found), "id_number": masked_number(found.id_number)})


def check_sees(actor: Actor) -> None:
    """Raises Forbidden: designers receive nobody."""
    if actor.role not in sight.EVERYTHING | sight.HANDLING:
        raise Forbidden("receptions are for those who receive people", "接待记录限接待和管理人员查看")


def _sees_all(actor: Actor) -> bool:
    return actor.role in sight.EVERYTHING or actor.department == "centre"


def _concerns(actor: Actor, found: Reception, given: Sequence[Handover]) -> bool:
    check_sees(actor)
    departments = {found.department, *(one.department for one in given)}
    return _sees_all(actor) or actor.department in departments
