"""What the facts of the system say of one day: cases, lamps, complaints, and who was away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from app.domain.cases import CaseStatus
from app.store import tables as t
from app.store.people import Absence
from app.store.tables_house import absence, account, definition

_CASE = t.case_file.c


@dataclass(frozen=True, kw_only=True)
class Line:
    """A case, and what about it: an alert's level and step, or a complaint's status."""

    number: str
    name: str
    what: str
    department: str


@dataclass(frozen=True, kw_only=True)
class DayFacts:
    """One day of the centre; `complaints` are the procedures asked for, `absences` come with the people's names."""

    counts: dict[str, int]
    alerts: tuple[Line, ...]
    complaints: tuple[Line, ...]
    absences: tuple[tuple[str, Absence], ...]


def facts_of(connection: Connection, first: datetime, until: datetime, complaints: Sequence[str]) -> DayFacts:
    """The day from one moment up to, not including, another.

    complaints: the keys of the procedures by which somebody complains.
    """
    return DayFacts(
        counts=_counts(connection, first, until),
        alerts=_alerts(connection, first, until),
        complaints=_complaints(connection, first, until, complaints),
        absences=_absences(connection, first, until),
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


def _absences(connection: Connection, first: datetime, until: datetime) -> tuple[tuple[str, Absence], ...]:
    wanted = select(absence, account.c.name).outerjoin(account, account.c.user == absence.c.user)
    wanted = wanted.where(absence.c.from_at < until, absence.c.to_at > first)
    found = []
    for row in connection.execute(wanted.order_by(absence.c.from_at, absence.c.id)):
        values = dict(row._mapping)
        found.append((values.pop("name") or values["user"], Absence(**values)))
    return tuple(found)
