"""The month by kinds: how many of each, equal to the numbers that were given out, to the last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.desk import sight
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.kinds import WORDS, Kind
from app.domain.reports import month_of
from app.domain.roles import Role
from app.errors import Forbidden
from app.store import conduct, hall


@dataclass(frozen=True, kw_only=True)
class KindOfMonth:
    """A kind with its count and its numbers, each with the case's or the reception's."""

    kind: str
    word: str
    count: int
    numbers: tuple[tuple[str, str], ...]


def kinds_of_month(desk: Desk, actor: Actor, year: int, month: int, *, at: datetime) -> list[KindOfMonth]:
    """Every kind; a case that is supplemented and accepted counts as both.

    Raises Forbidden: the actor is no head.  Raises Invalid: there is no such month, or it is still to come.
    """
    if actor.role not in sight.EVERYTHING | {Role.HEAD}:
        raise Forbidden("reports are for heads and supervisors", "统计报表限部门负责人和督查人员查看")
    span = month_of(year, month, desk.calendar.zone, at)
    with desk.database.reading() as connection:
        counts = conduct.kind_counts(connection, span.start, span.end)
        counts[Kind.CONSULT] = hall.consultations(connection, span.start, span.end)
        numbers = {
            kind: conduct.kind_numbers(connection, kind, span.start, span.end)
            if kind is not Kind.CONSULT
            else hall.consultation_numbers(connection, span.start, span.end)
            for kind in Kind
        }
    return [
        KindOfMonth(kind=kind, word=WORDS[kind], count=counts.get(kind, 0), numbers=tuple(numbers[kind]))
        for kind in Kind
    ]
