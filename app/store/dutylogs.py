"""What each day's duty log was filled in with, when it was signed, and what has been found since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from app.domain.tasks import TaskStatus
from app.store import papers
from app.store import tables as t
from app.store.signals import CERTAIN, Signal, with_case
from app.store.tables_conduct import signal
from app.store.tables_procedures import duty_log

SIGNED_BY = "sign"
"""The kind of the step at which the duty leader signs."""

FLAG = "dutylog"
"""The rule under which a log that lacks something is brought up."""

KNOWN_FACTS = ("tickets", "absences", "complaints")
"""Fields of the log that name people, tickets and cases one by one."""


@dataclass(frozen=True, kw_only=True)
class DutyLog:
    """The log of a day.  signs: the signals that it was filled in with; said: the words in which it may name others."""

    day: str
    number: str
    leader: str
    signs: frozenset[int]
    filled_at: datetime
    signed_at: datetime | None
    said: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """A violation that is certain by now: when it happened as far as known, and since when it is certain.

    day: said by whoever brought it up, None where the moment says it.
    """

    signal: Signal
    day: str | None
    happened_at: datetime
    found_at: datetime


def of_day(connection: Connection, day: str) -> DutyLog | None:
    """The log of a day; None when none was filled in."""
    wanted = select(duty_log, t.case_file.c.number, t.case_file.c.ended_at)
    wanted = wanted.join(t.case_file, t.case_file.c.id == duty_log.c.case_id).where(duty_log.c.day == day)
    row = connection.execute(wanted).first()
    if row is None:
        return None
    return DutyLog(
        day=row.day,
        number=row.number,
        leader=row.leader,
        signs=frozenset(row.signs),
        filled_at=row.at,
        signed_at=_signed_at(connection, row.case_id) or row.ended_at,
        said=_said(connection, row.case_id),
    )


def _signed_at(connection: Connection, case: int) -> datetime | None:
    task = t.task.c
    wanted = select(func.min(task.closed_at)).where(
        task.case_id == case, task.kind == SIGNED_BY, task.status == TaskStatus.DONE
    )
    found: datetime | None = connection.execute(wanted).scalar()
    return found


def _said(connection: Connection, case: int) -> str:
    form: Mapping[str, Any] = papers.form(connection, case).form
    words = [str(form.get(name) or "") for name in KNOWN_FACTS]
    for one in papers.opinions(connection, case):
        words += [one.text or "", one.reasons or "", *(str(value) for value in (one.form or {}).values())]
    return "\n".join(words)


def found_since(connection: Connection, since: datetime | None, limit: int) -> list[Found]:
    """What has become certain since a moment: by its rule, or because a person confirmed it; the oldest first."""
    s = signal.c
    certain = func.coalesce(s.reviewed_at, s.at)
    wanted = with_case().add_columns(t.case_file.c.ended_at)
    wanted = wanted.where(s.rule != FLAG, or_(s.status == "confirmed", and_(s.weight == CERTAIN, s.status == "open")))
    if since is not None:
        wanted = wanted.where(or_(s.at >= since, s.reviewed_at >= since))
    return [_found(row) for row in connection.execute(wanted.order_by(certain, s.id).limit(limit))]


def _found(row: Any) -> Found:
    values = dict(row._mapping)
    ended_at = values.pop("ended_at")
    one = Signal(**values)
    found_at = one.at if one.weight == CERTAIN else (one.reviewed_at or one.at)
    happened_at = ended_at if one.source == "watch" and ended_at is not None else one.at
    return Found(signal=one, day=one.evidence.get("day"), happened_at=happened_at, found_at=found_at)
