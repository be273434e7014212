"""What the facts of the system say of one day: cases, lamps, complaints, tickets, signs, and who was away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from app.domain.cases import CaseStatus
from app.domain.tickets import TicketStatus
from app.store import tables as t
from app.store.dutylogs import FLAG
from app.store.people import Absence
from app.store.tables_conduct import signal
from app.store.tables_hall import ticket
from app.store.tables_house import absence, account, definition

_CASE = t.case_file.c


@dataclass(frozen=True, kw_only=True)
class Line:
    """A case, and what about it: an alert's level and step, or a complaint's status."""

    number: str
    name: str
    what: str
    department: str


LEFT = (TicketStatus.UNSERVED, TicketStatus.WAITING, TicketStatus.CALLED)
"""The states in which the holder of a ticket has not come to the window."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A sign of the watch: of which rule, how certain, and what it is about."""

    id: int
    rule: str
    weight: str
    about: str


@dataclass(frozen=True, kw_only=True)
class DayFacts:
    """One day of the centre; `complaints` are the procedures asked for, `absences` come with the people's names.

    tickets: numbers that nobody served, with the moments at which they were taken.
    """

    counts: dict[str, int]
    alerts: tuple[Line, ...]
    complaints: tuple[Line, ...]
    absences: tuple[tuple[str, Absence], ...]
    tickets: tuple[tuple[str, datetime], ...]
    signs: tuple[Seen, ...]


def facts_of(connection: Connection, day: str, first: datetime, until: datetime, complaints: Sequence[str]) -> DayFacts:
    """The day from one moment up to, not including, another.

    complaints: the keys of the procedures by which somebody complains.
    """
    return DayFacts(
        counts=_counts(connection, first, until),
        alerts=_alerts(connection, first, until),
        complaints=_complaints(connection, first, until, complaints),
        absences=_absences(connection, first, until),
        tickets=_tickets(connection, day),
        signs=_signs(connection, first, until),
    )


def _counts(connection: Connection, first: datetime, until: datetime) -> dict[str, int]:
    items = _CASE.definition_id.in_(select(definition.c.id).where(definition.c.procedure.is_(False)))
    meanings: dict[str, tuple[ColumnElement[bool], ...]] = {
        "收件": (_CASE.received_at >= first, _CASE.received_at < until),
        "受理": (_CASE.accepted_at >= first, _CASE.accepted_at < until),
        "办结": (_CASE.ended_at >= first, _CASE.ended_at < until),
        "退件": (_CASE.ended_at >= first, _CASE.ended_at < until, _CASE.status == CaseStatus.DECLINED),
    }
    return {
        name: int(connection.execute(select(func.count()).where(items, *meaning)).scalar_one())
        for name, meaning in meanings.items()
    }


def _alerts(connection: Connection, first: datetime, until: datetime) -> tuple[Line, ...]:
    alert = t.alert.c
    wanted = select(_CASE.number, alert.name, alert.level, alert.department).join(
        t.case_file, _CASE.id == alert.case_id
    )
    wanted = wanted.where(alert.at >= first, alert.at < until).order_by(alert.at, alert.id)
    return tuple(
        Line(number=row.number, name=row.name, what=row.level, department=row.department)
        for row in connection.execute(wanted)
    )


def _complaints(
    connection: Connection, first: datetime, until: datetime, complaints: Sequence[str]
) -> tuple[Line, ...]:
    wanted = select(_CASE.number, _CASE.item, _CASE.status, _CASE.lead)
    wanted = wanted.where(_CASE.item.in_(complaints), _CASE.received_at >= first, _CASE.received_at < until)
    return tuple(
        Line(number=row.number, name=row.item, what=row.status, department=row.lead)
        for row in connection.execute(wanted.order_by(_CASE.id))
    )


def _tickets(connection: Connection, day: str) -> tuple[tuple[str, datetime], ...]:
    c = ticket.c
    wanted = select(c.number, c.taken_at).where(c.day == day, c.status.in_([str(one) for one in LEFT]))
    return tuple((row.number, row.taken_at) for row in connection.execute(wanted.order_by(c.queue, c.id)))


def _signs(connection: Connection, first: datetime, until: datetime) -> tuple[Seen, ...]:
    s = signal.c
    wanted = select(s.id, s.rule, s.weight, s.subject, _CASE.number)
    wanted = wanted.outerjoin(t.case_file, _CASE.id == s.case_id)
    wanted = wanted.where(s.at >= first, s.at < until, s.rule != FLAG, s.status != "dismissed").order_by(s.id)
    return tuple(
        Seen(id=row.id, rule=row.rule, weight=row.weight, about=row.number or row.subject)
        for row in connection.execute(wanted)
    )


def _absences(connection: Connection, first: datetime, until: datetime) -> tuple[tuple[str, Absence], ...]:
    wanted = select(absence, account.c.name).outerjoin(account, account.c.user == absence.c.user)
    wanted = wanted.where(absence.c.from_at < until, absence.c.to_at > first)
    found = []
    for row in connection.execute(wanted.order_by(absence.c.from_at, absence.c.id)):
        values = dict(row._mapping)
        found.append((values.pop("name") or values["user"], Absence(**values)))
    return tuple(found)
