"""Procedures that are to be started: asked for with an act on a case, started once, in the transaction of the start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from app.errors import Refused, Stale
from app.store.definitions import valid_with_rhythm
from app.store.keyed import key_of, once
from app.store.tables import case_file
from app.store.tables_procedures import beginning as t
from app.store.work import Work

BY_TIMER = "timer"
"""Who asked for a procedure that starts by itself."""

APPLICANT = "applicant"
"""Among the variables, in whose name a procedure is started that no case has asked for."""

_CLAIM = once(t)


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A procedure to be started at a moment.

    id: 0 for one that starts by itself and has no row yet.  about: number of the case that asked for it.
    """

    id: int = 0
    key: str
    process: str
    about: str | None = None
    variables: dict[str, Any]
    asked_by: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Recurring:
    """A process in force that starts by itself; since: its last start, or when this version took effect."""

    process: str
    rhythm: str
    since: datetime


def ask(work: Work, key: str, process: str, variables: dict[str, Any]) -> None:
    """Have a procedure about the case started as soon as the act is committed; asked twice by one key it starts once.

    Raises Stale: another act asked by the same key at the same moment.
    """
    asked = any(table == t.name and row["key"] == key for table, row in work.staged)
    if asked or (not work.fresh and _is_there(work.reader, key_of(work.before.id, key))):
        return
    row = {"key": key, "process": process, "variables": variables, "asked_by": work.actor[:200], "due_at": work.at}
    work.stage(t.name, **row)


def ask_alone(
    connection: Connection, key: str, process: str, variables: dict[str, Any], *, asked_by: str, at: datetime
) -> None:
    """Have a procedure started that no case has asked for; by one key it starts once.  key: begins with `WHOLE`."""
    row = {"key": key[:200], "process": process, "variables": variables, "asked_by": asked_by[:200], "due_at": at}
    connection.execute(_CLAIM[connection.dialect.name], row)


def _is_there(connection: Connection, key: str) -> bool:
    return connection.execute(select(t.c.id).where(t.c.key == key)).first() is not None


def due(connection: Connection, at: datetime, limit: int) -> list[Beginning]:
    """What was asked for and is not started yet, the oldest first."""
    wanted = select(*(c for c in t.c if c.key not in ("case_id", "made_id", "done_at", "error")), case_file.c.number)
    wanted = wanted.outerjoin(case_file, case_file.c.id == t.c.case_id).where(t.c.done_at.is_(None), t.c.due_at <= at)
    rows = connection.execute(wanted.order_by(t.c.due_at, t.c.id).limit(limit))
    return [Beginning(about=row.number, **{k: v for k, v in row._mapping.items() if k != "number"}) for row in rows]


def of_key(connection: Connection, key: str) -> tuple[Beginning, int | None] | None:
    """What was asked for by a key that no case has asked by, and the id of the case that came of it."""
    row = connection.execute(select(t).where(t.c.key == key[:200])).first()
    if row is None:
        return None
    told = {name: row._mapping[name] for name in ("id", "key", "process", "variables", "asked_by", "due_at")}
    return Beginning(**told), row.made_id


def next_at(connection: Connection) -> datetime | None:
    """When the next one that was asked for is due."""
    moment: datetime | None = connection.execute(select(func.min(t.c.due_at)).where(t.c.done_at.is_(None))).scalar()
    return moment


def recurring(connection: Connection, at: datetime) -> list[Recurring]:
    """The processes in force that start by themselves."""
    found = valid_with_rhythm(connection, at)
    last = select(t.c.process, func.max(t.c.done_at).label("at")).where(t.c.asked_by == BY_TIMER).group_by(t.c.process)
    lasts = {row.process: row.at for row in connection.execute(last)} if found else {}
    return [
        Recurring(process=key, rhythm=rhythm, since=max(effective, lasts.get(key) or effective))
        for key, rhythm, effective in found
    ]


class AlreadyBegun(Refused):
    """Somebody else has started it."""


def check_undone(connection: Connection, wanted: Beginning) -> None:
    """Raises AlreadyBegun: somebody has started it."""
    if connection.execute(select(t.c.id).where(t.c.key == wanted.key, t.c.done_at.is_not(None))).first() is not None:
        raise AlreadyBegun(f"{wanted.process!r} has been started", f"“{wanted.process}”已启动")


def settle(connection: Connection, wanted: Beginning, made: int, at: datetime) -> None:
    """Note in the transaction of the start which case came of it.  Raises Stale: somebody else started it."""
    done = {"made_id": made, "done_at": at}
    if wanted.id:
        claim = update(t).where(t.c.id == wanted.id, t.c.done_at.is_(None))
        won = connection.execute(claim.values(**done)).rowcount == 1
    else:
        row: dict[str, Any] = {"key": wanted.key, "process": wanted.process, "variables": wanted.variables}
        row |= {"asked_by": wanted.asked_by, "due_at": wanted.due_at, **done}
        won = connection.execute(_CLAIM[connection.dialect.name], row).first() is not None
    if not won:
        raise Stale(f"{wanted.process!r} was started by somebody else", f"“{wanted.process}”已由其他进程启动")


def put_off(connection: Connection, wanted: Beginning, error: str, until: datetime) -> None:
    """Try one that was asked for again later, for it could not be started."""
    later = update(t).where(t.c.id == wanted.id, t.c.done_at.is_(None))
    connection.execute(later.values(due_at=until, error=error[:500]))
