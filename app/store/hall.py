"""The hall as it is kept: tickets in their queues, receptions, hand-overs, one-time notifications, ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select, update

from app.store.pages import keyset, page
from app.store.queries import Page
from app.store.tables import case_file
from app.store.tables_conduct import rating, signal
from app.store.tables_hall import handover, reception, ticket, told

WAITING, CALLED = "waiting", "called"
UNANSWERED = "unanswered"
"""The rule of a question that nobody has answered or referred."""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A place in a queue."""

    id: int
    number: str
    queue: str
    day: str
    rank: int
    booking: str | None
    status: str
    taken_at: datetime
    called_at: datetime | None
    called_by: str | None
    calls: int
    served_at: datetime | None
    closed_at: datetime | None
    moved_to: str | None


@dataclass(frozen=True, kw_only=True)
class Reception:
    """What somebody came for, who was asked first, and who is responsible now."""

    id: int
    number: str
    at: datetime
    window: str
    department: str
    first_contact: str
    responsible: str
    ticket_id: int | None
    name: str
    id_number: str
    contact: str
    need: str
    kind: str
    joint: bool
    case_id: int | None
    case_number: str | None
    kind_number: str | None
    outcome: str | None
    answer: str
    defects: list[dict[str, str]]
    settled_at: datetime | None
    settled_by: str | None


@dataclass(frozen=True, kw_only=True)
class Handover:
    """A reception that is passed on; until it is signed for, it stays with who passes it on."""

    id: int
    reception_id: int
    from_user: str
    department: str
    user: str | None
    reason: str
    at: datetime
    sign_by: datetime
    signed_at: datetime | None
    signed_by: str | None
    alerted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """A one-time notification, without its PDF."""

    id: int
    reception_id: int
    number: str
    definition_id: int
    item: str
    missing: list[dict[str, str]]
    confirmed: str
    override: str
    at: datetime
    by: str
    copies: list[str]
    printed: list[dict[str, Any]]
    signed_by: str | None
    signed_at: datetime | None
    digest: str


@dataclass(frozen=True, kw_only=True)
class Rating:
    """How satisfied somebody was: 1 very satisfied to 5 very dissatisfied (GB/T 39046-2020, A.8)."""

    id: int
    case_id: int | None
    reception_id: int | None
    level: int
    words: str
    channel: str
    department: str
    window: str
    at: datetime


_RECEPTION = select(*reception.c, case_file.c.number.label("case_number")).join(
    case_file, case_file.c.id == reception.c.case_id, isouter=True
)
_TOLD = [column for column in told.c if column.key != "pdf"]


def add(connection: Connection, table: Table, row: dict[str, Any]) -> int:
    """Insert a row; returns its number."""
    return int(connection.execute(table.insert().returning(table.c.id), row).scalar_one())


def change(connection: Connection, table: Table, number: int, *where: ColumnElement[bool], **changes: Any) -> bool:
    """Change a row that is still as `where` says; False when it is not."""
    return connection.execute(update(table).where(table.c.id == number, *where).values(changes)).rowcount == 1


def ticket_of(connection: Connection, number: int) -> Ticket | None:
    """A ticket."""
    row = connection.execute(select(ticket).where(ticket.c.id == number)).first()
    return None if row is None else Ticket(**row._mapping)


def line(connection: Connection, day: str, queue: str | None = None, *states: str) -> list[Ticket]:
    """The tickets of a day in the order in which they are called; of all queues, or one, in some states."""
    wanted = select(ticket).where(ticket.c.day == day)
    if queue is not None:
        wanted = wanted.where(ticket.c.queue == queue)
    if states:
        wanted = wanted.where(ticket.c.status.in_(states))
    rows = connection.execute(wanted.order_by(ticket.c.queue, ticket.c.rank, ticket.c.id))
    return [Ticket(**row._mapping) for row in rows]


def days_with_waiting(connection: Connection, before: str) -> list[str]:
    """The days up to `before` on which somebody still seems to wait."""
    wanted = select(ticket.c.day).distinct().where(ticket.c.status.in_([WAITING, CALLED]), ticket.c.day <= before)
    return list(connection.execute(wanted.order_by(ticket.c.day)).scalars())


def reception_of(connection: Connection, number: str) -> Reception | None:
    """A reception by its number."""
    row = connection.execute(_RECEPTION.where(reception.c.number == number)).first()
    return None if row is None else Reception(**row._mapping)


def reception_by_id(connection: Connection, number: int) -> Reception:
    """A reception that there is."""
    return Reception(**connection.execute(_RECEPTION.where(reception.c.id == number)).one()._mapping)


def receptions(connection: Connection, limit: int, cursor: str | None, *asked: ColumnElement[bool]) -> Page[Reception]:
    """A page of receptions, the newest first."""
    rows = connection.execute(keyset(_RECEPTION.where(*asked), (reception.c.id,), cursor, limit, down=True))
    return page([Reception(**row._mapping) for row in rows], limit, lambda one: (one.id,))


def of_department(department: str) -> ColumnElement[bool]:
    """The receptions at the windows of a department, or handed over to it."""
    given = select(handover.c.reception_id).where(handover.c.department == department)
    return (reception.c.department == department) | reception.c.id.in_(given)


def receptions_of_tickets(connection: Connection, tickets: list[int]) -> dict[int, Reception]:
    """The receptions that began with these tickets, by ticket."""
    rows = connection.execute(_RECEPTION.where(reception.c.ticket_id.in_(tickets)))
    return {row.ticket_id: Reception(**row._mapping) for row in rows}


def consultations(connection: Connection, start: datetime, end: datetime) -> int:
    """How many consultations were numbered in a span of time."""
    wanted = select(func.count()).where(
        reception.c.kind_number.is_not(None), reception.c.at >= start, reception.c.at < end
    )
    return int(connection.execute(wanted).scalar_one())


def consultation_numbers(connection: Connection, start: datetime, end: datetime) -> list[tuple[str, str]]:
    """The numbers of those consultations, each with its reception's."""
    columns = (reception.c.kind_number, reception.c.number)
    wanted = select(*columns).where(reception.c.kind_number.is_not(None), reception.c.at >= start, reception.c.at < end)
    return [(own, visit) for own, visit in connection.execute(wanted.order_by(reception.c.kind_number))]


def handovers(connection: Connection, number: int) -> list[Handover]:
    """The hand-overs of a reception, in order."""
    rows = connection.execute(select(handover).where(handover.c.reception_id == number).order_by(handover.c.id))
    return [Handover(**row._mapping) for row in rows]


def handover_of(connection: Connection, number: int) -> Handover | None:
    """A hand-over."""
    row = connection.execute(select(handover).where(handover.c.id == number)).first()
    return None if row is None else Handover(**row._mapping)


def unsigned(connection: Connection, department: str | None, limit: int = 200) -> list[Handover]:
    """Hand-overs that nobody has signed for, the longest waiting first."""
    wanted = select(handover).where(handover.c.signed_at.is_(None))
    if department is not None:
        wanted = wanted.where(handover.c.department == department)
    rows = connection.execute(wanted.order_by(handover.c.sign_by, handover.c.id).limit(limit))
    return [Handover(**row._mapping) for row in rows]


def late_handovers(connection: Connection, at: datetime) -> list[Handover]:
    """Hand-overs that are late to be signed for and that nobody was told of yet."""
    wanted = select(handover).where(
        handover.c.signed_at.is_(None), handover.c.alerted_at.is_(None), handover.c.sign_by <= at
    )
    return [Handover(**row._mapping) for row in connection.execute(wanted.order_by(handover.c.id).limit(200))]


def unanswered(connection: Connection, kinds: Sequence[str], before: datetime) -> list[Reception]:
    """Receptions of these kinds from before a moment that nobody has settled, and that are not marked yet."""
    marked = select(signal.c.key).where(signal.c.rule == UNANSWERED, signal.c.key == reception.c.number)
    wanted = _RECEPTION.where(
        reception.c.kind.in_(kinds), reception.c.at < before, reception.c.settled_at.is_(None), ~marked.exists()
    )
    return [Reception(**row._mapping) for row in connection.execute(wanted.order_by(reception.c.id).limit(200))]


def consultations_by_department(connection: Connection, start: datetime, end: datetime) -> dict[str, int]:
    """How many consultations each department has numbered in a span of time."""
    wanted = select(reception.c.department, func.count()).group_by(reception.c.department)
    wanted = wanted.where(reception.c.kind_number.is_not(None), reception.c.at >= start, reception.c.at < end)
    return {department: count for department, count in connection.execute(wanted)}


def told_of(connection: Connection, number: int) -> list[Told]:
    """The one-time notifications of a reception, in order."""
    rows = connection.execute(select(*_TOLD).where(told.c.reception_id == number).order_by(told.c.id))
    return [Told(**row._mapping) for row in rows]


def told_by_number(connection: Connection, number: str) -> Told | None:
    """A one-time notification."""
    row = connection.execute(select(*_TOLD).where(told.c.number == number)).first()
    return None if row is None else Told(**row._mapping)


def told_pdf(connection: Connection, number: int) -> bytes:
    """The PDF of a one-time notification."""
    return bytes(connection.execute(select(told.c.pdf).where(told.c.id == number)).scalar_one())


def rating_of(connection: Connection, *, case: int | None = None, visit: int | None = None) -> Rating | None:
    """How a case or a visit was rated."""
    column, value = (rating.c.case_id, case) if case is not None else (rating.c.reception_id, visit)
    row = connection.execute(select(rating).where(column == value)).first()
    return None if row is None else Rating(**row._mapping)


def ratings(connection: Connection, start: datetime, end: datetime, department: str | None) -> list[Rating]:
    """The ratings of a span of time, in order."""
    wanted = select(rating).where(rating.c.at >= start, rating.c.at < end)
    if department is not None:
        wanted = wanted.where(rating.c.department == department)
    return [Rating(**row._mapping) for row in connection.execute(wanted.order_by(rating.c.at, rating.c.id))]
