"""What the watch has seen: each sign once, with its evidence, until a person has judged it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.pages import keyset, page
from app.store.prepared import run
from app.store.queries import Page
from app.store.tables import case_file
from app.store.tables_conduct import signal

_ADD = {
    name: dialect.insert(signal).on_conflict_do_nothing(index_elements=["rule", "key"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_WITH_CASE: Select[Any] = select(*signal.c, case_file.c.number.label("case_number")).join(
    case_file, case_file.c.id == signal.c.case_id, isouter=True
)

CERTAIN = "violation"
"""The weight of what needs no person to judge it."""


def with_case() -> Select[Any]:
    """Every signal with the number of its case."""
    return _WITH_CASE


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One sign of an act that is forbidden.  weight: violation (certain) or signal (for a person to judge)."""

    id: int
    rule: str
    key: str
    weight: str
    case_id: int | None
    case_number: str | None
    subject: str
    department: str
    evidence: dict[str, Any]
    source: str
    at: datetime
    status: str
    reviewed_by: str | None
    reviewed_at: datetime | None
    finding: str | None


@dataclass(frozen=True, kw_only=True)
class SignalQuery:
    """Which signals a list shows, the newest first; None asks for everything."""

    rule: str | None = None
    weight: str | None = None
    status: str | None = None
    department: str | None = None
    case: str | None = None
    limit: int = 50
    cursor: str | None = None


def add(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Write signs down; one that is known already stays as it was judged."""
    if rows:
        blank = {"status": "open", "reviewed_by": None, "reviewed_at": None, "finding": None}
        run(connection, _ADD[connection.dialect.name], [{**row, **blank} for row in rows])


def found(connection: Connection, query: SignalQuery) -> Page[Signal]:
    """A page of signals, the newest first."""
    wanted = {"rule": query.rule, "weight": query.weight, "status": query.status, "department": query.department}
    asked: list[ColumnElement[bool]] = [signal.c[name] == value for name, value in wanted.items() if value is not None]
    if query.case is not None:
        asked.append(case_file.c.number == query.case)
    rows = keyset(_WITH_CASE.where(*asked), (signal.c.id,), query.cursor, query.limit, down=True)
    return page([Signal(**row._mapping) for row in connection.execute(rows)], query.limit, lambda one: (one.id,))


def known(connection: Connection, rule: str, keys: list[str]) -> set[str]:
    """Which keys of a rule are written down already."""
    wanted = select(signal.c.key).where(signal.c.rule == rule, signal.c.key.in_(keys))
    return set(connection.execute(wanted).scalars())


def one(connection: Connection, number: int) -> Signal | None:
    """A signal."""
    row = connection.execute(_WITH_CASE.where(signal.c.id == number)).first()
    return None if row is None else Signal(**row._mapping)


def by_key(connection: Connection, rule: str, key: str) -> Signal:
    """A signal that there is."""
    row = connection.execute(_WITH_CASE.where(signal.c.rule == rule, signal.c.key == key)).one()
    return Signal(**row._mapping)


def judge(connection: Connection, number: int, status: str, finding: str, by: str, at: datetime) -> bool:
    """Put a judgement down; False when somebody has judged it before."""
    changed = {"status": status, "finding": finding, "reviewed_by": by, "reviewed_at": at}
    made = update(signal).where(signal.c.id == number, signal.c.status == "open").values(changed)
    return connection.execute(made).rowcount == 1
