"""Notices are served: each try is on record with its proof, and those that nobody serves in time are told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.desk import sight
from app.desk.acting import Deed
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.printing import check_serving, pdf_of, visible
from app.desk.signing import signature
from app.domain.actors import SYSTEM, Actor
from app.domain.acts import Act
from app.domain.instants import in_utc
from app.domain.service import PROOF, PROOF_WORDS, Method, Outcome
from app.errors import Forbidden, Invalid, Refused
from app.handlers.alerts import raise_alert
from app.handlers.notices import name_of
from app.store import notices, papers, people
from app.store.notices import Delivery, Unserved
from app.store.records import NoticeRecord

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead of ours the clock may be by which a service was written down."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One try to serve a notice, as it is entered.

    reference: of the letter, the address or the announcement.  note: what is to be said of it, witnesses too.
    """

    method: Method
    receiver: str
    served_at: datetime
    outcome: Outcome = Outcome.SERVED
    signed_by: str = ""
    reference: str = ""
    note: str = ""


def deliver(
    desk: Desk,
    actor: Actor,
    number: str,
    notice: str,
    service: Service,
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> Delivery:
    """Put a service on record, with the digest of what was served.

    Raises Refused: it was served before.  Raises Invalid: the proof of this way of service is missing.
    """
    with desk.database.reading() as connection:
        case, record = visible(desk, connection, actor, number, notice)
    check_serving(actor)
    _check(service, record, at)
    digest = pdf_of(desk, case, record, at).digest
    done = Delivery(
        method=str(service.method),
        outcome=str(service.outcome),
        receiver=service.receiver,
        at=service.served_at,
        signed_by=service.signed_by or None,
        reference=service.reference or None,
        note=service.note or None,
        digest=digest,
        recorded_by=signature(actor),
        recorded_at=at,
    )

    def do(opened: OpenCase) -> None:
        _check_unserved(papers.notice(opened.work.reader, notice) or record)
        opened.work.delivered.append({"seq": record.seq, **vars(done)})
        told = {key: value for key, value in vars(done).items() if key not in ("at", "recorded_by", "recorded_at")}
        opened.work.record(Act.DELIVER, number=record.number, kind=record.kind, served_at=in_utc(done.at), **told)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case_id(case.id, lambda _: done)


def _check(service: Service, record: NoticeRecord, at: datetime) -> None:
    if not record.at <= service.served_at <= at + CLOCKS_DIFFER:
        raise Invalid(
            f"{record.number} was issued at {in_utc(record.at)}; it cannot have been served at "
            f"{in_utc(service.served_at)}",
            f"文书{record.number}的送达时间不能早于出具时间,也不能晚于现在",
            field="served_at",
        )
    needed = PROOF[service.method] if service.outcome is Outcome.SERVED else "note"
    if not getattr(service, needed):
        en, zh = PROOF_WORDS[needed] if service.outcome is Outcome.SERVED else ("why it failed", "未送达的原因")
        raise Invalid(f"a service by {service.method} names {en}", f"{service.method.word}须注明{zh}", field=needed)


def _check_unserved(record: NoticeRecord) -> None:
    if record.served_at is not None:
        raise Refused(
            f"{record.number} was served at {in_utc(record.served_at)}",
            f"文书{record.number}已经送达",
            notice=record.number,
            served_at=in_utc(record.served_at),
        )


def unserved(desk: Desk, actor: Actor, *, overdue: bool = False, limit: int = 50, at: datetime) -> list[Unserved]:
    """Notices that the law wants served and nobody has served yet, the most urgent first.

    overdue: only those whose limit is over.  Raises Forbidden: designers see none.
    """
    if actor.role not in sight.EVERYTHING | sight.HANDLING:
        raise Forbidden("a designer does not see notices", "流程设计人员不查看文书", role=str(actor.role))
    with desk.database.reading() as connection:
        mine = None
        if actor.role not in sight.EVERYTHING:
            windows = [one.code for one in people.windows(connection) if one.department == actor.department]
            mine = [actor.department, *windows]
        return notices.unserved(connection, mine, at if overdue else None, limit)


def alert_unserved(desk: Desk, at: datetime) -> int:
    """Alert, once a case, those whose notice was not served within the law's ten working days; how many.

    Source: Administrative Licensing Law, art. 44.
    """
    with desk.database.reading() as connection:
        late = notices.to_be_alerted(connection, at)
    for one in {one.case_id: one for one in reversed(late)}.values():
        _alert(desk, one, at)
    return len({one.case_id for one in late})


def _alert(desk: Desk, one: Unserved, at: datetime) -> None:
    def do(opened: OpenCase) -> None:
        still = papers.notice(opened.work.reader, one.number)
        if still is not None and still.served_at is None:
            raise_alert(
                opened.work,
                opened.office,
                "unserved",
                of_task=False,
                department=one.lead,
                name=f"{name_of(opened.office, one.kind)} {one.number}",
                due_at=one.deliver_by,
            )

    Deed(desk=desk, actor=SYSTEM, at=at, terms=ANY_TERMS, do=do).on_case_id(one.case_id, lambda _: None)
