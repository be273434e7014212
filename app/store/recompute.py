"""Pending recomputations: written with the calendar that changed, worked off case by case, never lost by a kill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from app.store.tables import case_file
from app.store.tables_calendar import recompute as t


@dataclass(frozen=True, kw_only=True)
class RecomputeRecord:
    """What has to be computed anew, and how far that has come.

    first_day, last_day: the span of the days that changed.  versions: labels, `old` and `new`.
    cursor_case_id: every open case up to this one is done.  done of total: for a progress bar.
    """

    id: int
    reason: str
    first_day: date
    last_day: date
    versions: dict[str, list[str]]
    created_at: datetime
    created_by: str
    cursor_case_id: int
    total: int
    done: int
    finished_at: datetime | None


def add(
    connection: Connection,
    *,
    reason: str,
    first_day: date,
    last_day: date,
    old: Sequence[str],
    new: Sequence[str],
    created_by: str,
    at: datetime,
) -> RecomputeRecord:
    """Ask for a recomputation, inside the transaction that changes the calendar."""
    total = connection.execute(select(func.count()).where(case_file.c.ended_at.is_(None))).scalar_one()
    row = {
        "reason": reason[:200],
        "first_day": first_day,
        "last_day": last_day,
        "versions": {"old": list(old), "new": list(new)},
        "created_at": at,
        "created_by": created_by,
        "cursor_case_id": 0,
        "total": total,
        "done": 0,
    }
    return _record(connection.execute(insert(t).values(row).returning(*t.c)).one())


def has_open_cases(connection: Connection) -> bool:
    """Whether there is anything that a change could move."""
    return connection.execute(select(case_file.c.id).where(case_file.c.ended_at.is_(None)).limit(1)).first() is not None


def pending(connection: Connection) -> list[RecomputeRecord]:
    """What is not finished, the oldest first."""
    return [_record(row) for row in connection.execute(select(t).where(t.c.finished_at.is_(None)).order_by(t.c.id))]


def find(connection: Connection, number: int) -> RecomputeRecord | None:
    """One recomputation, finished or not; None when there is none."""
    row = connection.execute(select(t).where(t.c.id == number)).one_or_none()
    return None if row is None else _record(row)


def newest(connection: Connection, limit: int = 20) -> list[RecomputeRecord]:
    """The latest recomputations, the newest first."""
    return [_record(row) for row in connection.execute(select(t).order_by(t.c.id.desc()).limit(limit))]


def next_cases(connection: Connection, number: int, limit: int) -> list[int]:
    """Row numbers of the open cases that come next, in the order in which `advance` must be told of them."""
    cursor = select(t.c.cursor_case_id).where(t.c.id == number).scalar_subquery()
    wanted = select(case_file.c.id).where(case_file.c.ended_at.is_(None), case_file.c.id > cursor)
    return list(connection.execute(wanted.order_by(case_file.c.id).limit(limit)).scalars())


def advance(connection: Connection, number: int, case_id: int, count: int = 1) -> bool:
    """Note, in the transaction that computed it, that every case up to `case_id` is done.

    False: another node was there first, or it is finished; then nothing is noted.
    """
    moved = update(t).where(t.c.id == number, t.c.cursor_case_id < case_id, t.c.finished_at.is_(None))
    return connection.execute(moved.values(cursor_case_id=case_id, done=t.c.done + count)).rowcount == 1


def finish(connection: Connection, number: int, at: datetime) -> bool:
    """Note that no case is left; False when that was noted before."""
    ended = update(t).where(t.c.id == number, t.c.finished_at.is_(None))
    return connection.execute(ended.values(finished_at=at)).rowcount == 1


def _record(row: Row[Any]) -> RecomputeRecord:
    return RecomputeRecord(**row._mapping)
