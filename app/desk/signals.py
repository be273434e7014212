"""The signs of forbidden acts as supervisors see them: listed, judged by a person, and entered by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.desk import sight
from app.desk.checks import required
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.conduct import ACTS, Weight
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store import loading
from app.store import signals as kept
from app.store.numbers import take
from app.store.queries import Page
from app.store.signals import Signal, SignalQuery

JUDGEMENTS = {"confirmed": "属实", "dismissed": "不属实"}
SOURCES = ("complaint", "inspection")
BY_HAND = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def signals(desk: Desk, actor: Actor, query: SignalQuery) -> Page[Signal]:
    """A page of signals: overseers see all, a head those of the own department, nobody else any."""
    if actor.role not in sight.EVERYTHING:
        if actor.role is not Role.HEAD or query.department not in (None, actor.department):
            raise _not_for(actor)
        query = SignalQuery(**{**vars(query), "department": actor.department})
    with desk.database.reading() as connection:
        return kept.found(connection, query)


def judge(desk: Desk, actor: Actor, number: int, judgement: str, finding: str, *, at: datetime) -> Signal:
    """Say what a signal comes to; until then it accuses nobody.  Raises Refused: somebody has said so before."""
    if actor.role not in BY_HAND:
        raise _not_for(actor)
    if judgement not in JUDGEMENTS:
        raise Invalid(
            f"a signal is {' or '.join(JUDGEMENTS)}, got: {judgement[:40]!r}", "应判定为属实或不属实", field="judgement"
        )
    required(finding, "finding", "a judgement says what was found", "判定须写明查实情况")
    with desk.database.writing() as connection:
        found = kept.one(connection, number)
        if found is None:
            raise NotFound(f"there is no signal {number}", f"没有线索{number}", signal=number)
        if not kept.judge(connection, number, judgement, finding, actor.user, at):
            raise Refused(
                f"signal {number} was {found.status} by {found.reviewed_by}",
                f"线索{number}已由{found.reviewed_by}判定为{JUDGEMENTS.get(found.status, found.status)}",
                signal=number,
                by=found.reviewed_by,
            )
        return kept.one(connection, number) or found


def enter(
    desk: Desk,
    actor: Actor,
    rule: str,
    subject: str,
    department: str,
    evidence: str,
    *,
    case: str | None = None,
    source: str = "complaint",
    day: date | None = None,
    at: datetime,
) -> Signal:
    """Enter by hand what a complaint or an inspection has brought up, which no machine can see.

    day: on which it happened, where that is known; the duty log of that day is held against it once it is confirmed.
    """
    if actor.role not in BY_HAND:
        raise _not_for(actor)
    if rule not in ACTS or source not in SOURCES:
        raise Invalid(
            f"expected a rule of {', '.join(ACTS)} and a source of {', '.join(SOURCES)}; "
            f"got: {rule[:16]}, {source[:16]}",
            "违规条目或者来源不正确",
            field="rule" if rule not in ACTS else "source",
        )
    required(evidence, "evidence", "a signal needs its evidence", "线索须写明事实依据")
    with desk.database.writing() as connection:
        number = loading.by_number(connection, case).case.id if case else None
        key = f"{source}/{take(connection, 'signal by hand'):06d}"
        told = {"told": evidence} | ({} if day is None else {"day": day.isoformat()})
        row: dict[str, Any] = {"rule": rule, "key": key, "weight": str(Weight.SIGNAL), "case_id": number}
        row |= {"subject": subject[:200], "department": department, "evidence": told}
        kept.add(connection, [{**row, "source": source, "at": at}])
        return kept.by_key(connection, rule, key)


def _not_for(actor: Actor) -> Forbidden:
    return Forbidden(
        f"{actor.user} is {actor.role}; the watch is for supervisors and the head of the department concerned",
        "监察线索限督查人员和有关部门负责人查看",
        role=str(actor.role),
    )
