"""A notice as a paper: looked at, previewed before it is issued, set in type, printed.

Setting takes tens of milliseconds, so it happens outside every transaction; what came out first is kept, and
is what comes out ever after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.acting import Deed
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.looking import open_case
from app.desk.opencase import OpenCase
from app.desk.public import own_case
from app.desk.sight import Sight
from app.desk.signing import signature
from app.domain import sm3
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound
from app.handlers import papers as said_by
from app.handlers.notices import document_of, is_for_applicant
from app.notices import Document, Source
from app.store import loading, notices, papers, reading
from app.store.database import Connection
from app.store.notices import Delivery, Pdf, Print
from app.store.records import CaseRecord, NoticeRecord

MOST_COPIES = 99


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A notice with what happened to it since; `digest` is the SM3 of its PDF, None before there is one."""

    notice: NoticeRecord
    document: Document | None
    digest: str | None
    prints: tuple[Print, ...]
    deliveries: tuple[Delivery, ...]


def paper(desk: Desk, actor: Actor, number: str, notice: str) -> Paper:
    """A notice of a case, its printings and its services.  Raises NotFound: none, or not for this actor."""
    with desk.database.reading() as connection:
        case, record = visible(desk, connection, actor, number, notice)
        made = notices.pdf(connection, case.id, record.seq)
        return Paper(
            notice=record,
            document=desk.presses.current.catalogue.get(record.kind),
            digest=None if made is None else made.digest,
            prints=tuple(notices.prints(connection, case.id, record.seq)),
            deliveries=tuple(notices.deliveries(connection, case.id, record.seq)),
        )


def visible(
    desk: Desk, connection: Connection, actor: Actor, number: str, notice: str
) -> tuple[CaseRecord, NoticeRecord]:
    """A case and one of its notices.  Raises NotFound: there is none, or not for this actor."""
    case, seen = open_case(connection, actor, number)
    record = papers.notice(connection, notice)
    if record is None or record.case_id != case.id or not sight.shows(seen, _document(desk, record)):
        raise _no_notice(number, notice)
    return case, record


def paper_pdf(desk: Desk, actor: Actor, number: str, notice: str, *, at: datetime) -> Pdf:
    """The PDF of a notice.  Raises NotFound: there is none, or not for this actor."""
    with desk.database.reading() as connection:
        case, record = visible(desk, connection, actor, number, notice)
    return pdf_of(desk, case, record, at)


def public_pdf(desk: Desk, number: str, code: str, notice: str, *, at: datetime) -> Pdf:
    """The applicant's own copy.  Raises NotFound: number and code do not belong together, or not for applicants."""
    with desk.database.reading() as connection:
        case = own_case(connection, number, code)
        record = papers.notice(connection, notice)
    if record is None or record.case_id != case.id or not is_for_applicant(desk.office, record.kind):
        raise _no_notice(number, notice)
    return pdf_of(desk, case, record, at)


def any_pdf(desk: Desk, notice: str, *, at: datetime) -> Pdf:
    """The PDF of a notice, for whoever has the database at hand."""
    with desk.database.reading() as connection:
        record = papers.notice(connection, notice)
        if record is None:
            raise NotFound(f"there is no notice {notice}", f"没有文书{notice}", notice=notice)
        case = loading.by_id(connection, record.case_id).case
    return pdf_of(desk, case, record, at)


def pdf_of(desk: Desk, case: CaseRecord, record: NoticeRecord, at: datetime) -> Pdf:
    """What came out of the press the first time, made now if nobody asked before."""
    with desk.database.reading() as connection:
        kept = notices.pdf(connection, case.id, record.seq)
    if kept is not None:
        return kept
    press = desk.presses.of(record.press)
    facts = said_by.printed(press, case, desk.programs.item(case.definition_id).definition, record)
    pdf = press.render(record.kind, facts, at=record.at)
    made = Pdf(digest=sm3.digest(pdf), pdf=pdf, renderer=press.renderer)
    with desk.database.writing() as connection:
        notices.keep_pdf(connection, case.id, record.seq, made, at)
        return notices.pdf(connection, case.id, record.seq) or made


def preview(desk: Desk, actor: Actor, number: str, kind: str, said: Mapping[str, Any], *, at: datetime) -> bytes:
    """How a notice would look if it were issued now, marked as a sample and without a number.

    Raises Invalid: what issuing it would raise.
    """
    with desk.database.reading() as connection:
        case, seen = open_case(connection, actor, number)
        document = document_of(desk.office, kind)
        if not sight.shows(seen, document):
            raise Forbidden(f"{kind} is for the lead department", f"{document.name}限牵头部门查看", kind=kind)
        wanted = any(fact.source is Source.MATERIALS for fact in document.facts)
        materials = papers.form(connection, case.id).materials if wanted else []
        # What a department said no with is for the lead, until it stands in a notice that was given out.
        last = reading.last_refusal(connection, case.id) if document.refusal and seen is Sight.ALL else None
    press, definition = desk.presses.current, desk.programs.item(case.definition_id).definition
    data = said_by.gathered(document, _accepted(desk, case, at), desk.calendar, materials, said, last or {})
    facts = press.facts(document, said_by.matter_of(case, definition), data, number="", at=at)
    press.check(facts)
    return press.render(kind, facts, at=at, draft=True)


def _accepted(desk: Desk, case: CaseRecord, at: datetime) -> CaseRecord:
    """The case as if it were accepted now, for the preview of its voucher of acceptance."""
    if case.accepted_at is not None:
        return case
    item = desk.programs.item(case.definition_id)
    ends = {"due_at": item.days("limit"), "statutory_at": item.days("statutoryLimit")}
    due = {name: None if days is None else desk.calendar.due(at, days) for name, days in ends.items()}
    return replace(case, accepted_at=at, due_at=due["due_at"], statutory_at=due["statutory_at"])


def record_print(
    desk: Desk, actor: Actor, number: str, notice: str, copies: int, *, at: datetime, terms: Terms = ANY_TERMS
) -> Print:
    """Put on record that a notice is printed: who, when, how many, and of which bytes; the number stays."""
    if not 0 < copies <= MOST_COPIES:
        raise Invalid(f"expected 1 to {MOST_COPIES} copies", f"打印份数应为1至{MOST_COPIES}", field="copies")
    with desk.database.reading() as connection:
        case, record = visible(desk, connection, actor, number, notice)
    check_serving(actor)
    made = pdf_of(desk, case, record, at)
    done = Print(at=at, user=signature(actor), copies=copies, digest=made.digest)

    def do(opened: OpenCase) -> None:
        opened.work.printed.append({"seq": record.seq, **vars(done)})
        opened.work.record(Act.PRINT, number=record.number, kind=record.kind, copies=copies, digest=made.digest)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case_id(case.id, lambda _: done)


def check_serving(actor: Actor) -> None:
    """Raises Forbidden: the actor only looks on."""
    if actor.role not in sight.HANDLING and actor.role is not Role.ADMINISTRATOR:
        raise Forbidden(
            f"{actor.user} is {actor.role}; documents are printed and served by those who handle the case",
            f"{actor.user}的角色为{actor.role},打印和送达文书限办理人员",
            role=str(actor.role),
        )


def _document(desk: Desk, record: NoticeRecord) -> Document | None:
    return desk.presses.current.catalogue.get(record.kind)


def _no_notice(number: str, notice: str) -> NotFound:
    return NotFound(f"case {number} has no notice {notice}", f"办件{number}没有文书{notice}", notice=notice)
