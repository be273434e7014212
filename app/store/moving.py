"""Orders to move running cases to another version: how far each has come, and what came of each case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store import tables as t
from app.store.tables_house import definition
from app.store.tables_moving import migration, migration_case

RUNNING, STOPPED, DONE = "running", "stopped", "done"
_TO = definition.alias("target")
_COLUMNS = [*migration.c, _TO.c.version.label("to_version")]


@dataclass(frozen=True, kw_only=True)
class MigrationRecord:
    """One order and how far it has come; `cursor` is the last case that was looked at."""

    id: int
    key: str
    to_id: int
    to_version: int
    from_ids: list[int]
    mapping: dict[str, str]
    new_limits: bool
    reason: str
    started_by: str
    started_at: datetime
    status: str
    upto: int
    cursor: int
    total: int
    moved: int
    kept: int
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MovedCase:
    """What came of one case; `reasons` say why it was left where it is."""

    case_id: int
    number: str
    from_version: int
    moved: bool
    reasons: list[dict[str, str]]
    at: datetime


def add(connection: Connection, row: Mapping[str, Any]) -> MigrationRecord:
    """A new order, which begins before the first case."""
    upto = connection.execute(select(func.max(t.case_file.c.id))).scalar() or 0
    total = count_cases(connection, row["from_ids"])
    fixed = {"status": RUNNING, "cursor": 0, "upto": upto, "total": total, "moved": 0, "kept": 0}
    made = insert(migration).values({**row, **fixed}).returning(migration.c.id)
    return _one(connection, migration.c.id == connection.execute(made).scalar_one())


def _one(connection: Connection, *wanted: ColumnElement[bool]) -> MigrationRecord:
    row = connection.execute(select(*_COLUMNS).join(_TO, _TO.c.id == migration.c.to_id).where(*wanted)).one()
    return MigrationRecord(**row._mapping)


def find(connection: Connection, number: int) -> MigrationRecord | None:
    """An order by its number."""
    if connection.execute(select(migration.c.id).where(migration.c.id == number)).first() is None:
        return None
    return _one(connection, migration.c.id == number)


def lock(connection: Connection, number: int) -> None:
    """Hold an order until the transaction ends, so that one node at a time works on it."""
    connection.execute(select(migration.c.id).where(migration.c.id == number).with_for_update())


def of_key(connection: Connection, key: str) -> list[MigrationRecord]:
    """The orders about a diagram, the newest first."""
    wanted = select(*_COLUMNS).join(_TO, _TO.c.id == migration.c.to_id).where(migration.c.key == key)
    rows = connection.execute(wanted.order_by(migration.c.id.desc()))
    return [MigrationRecord(**row._mapping) for row in rows]


def running(connection: Connection) -> list[int]:
    """The orders that are not finished and not stopped, the oldest first."""
    wanted = select(migration.c.id).where(migration.c.status == RUNNING).order_by(migration.c.id)
    return list(connection.execute(wanted).scalars())


def change(connection: Connection, number: int, **changes: Any) -> None:
    """Change an order."""
    connection.execute(update(migration).where(migration.c.id == number).values(changes))


def _of_versions(versions: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return t.case_file.c.definition_id.in_(versions), t.case_file.c.ended_at.is_(None)


def next_cases(connection: Connection, versions: Sequence[int], after: int, upto: int, limit: int) -> list[int]:
    """The running cases on these versions, in order of their row numbers."""
    between = (t.case_file.c.id > after, t.case_file.c.id <= upto)
    wanted = select(t.case_file.c.id).where(*_of_versions(versions), *between).order_by(t.case_file.c.id).limit(limit)
    return list(connection.execute(wanted).scalars())


def count_cases(connection: Connection, versions: Sequence[int]) -> int:
    """How many cases run on these versions."""
    wanted = select(func.count()).select_from(t.case_file).where(*_of_versions(versions))
    return int(connection.execute(wanted).scalar_one())


def note_cases(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Note what came of some cases; of one that is looked at again the last word counts."""
    if not rows:
        return
    made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(migration_case)
    kept = {name: made.excluded[name] for name in ("from_id", "moved", "reasons", "at")}
    connection.execute(made.on_conflict_do_update(index_elements=["migration_id", "case_id"], set_=kept), rows)


def forget_kept(connection: Connection, number: int) -> None:
    """Forget why cases were left, for they are looked at again."""
    gone = (migration_case.c.migration_id == number, migration_case.c.moved.is_(False))
    connection.execute(delete(migration_case).where(*gone))


def cases(connection: Connection, number: int, after: int, limit: int, moved: bool | None = None) -> list[MovedCase]:
    """What came of the cases so far, by row number."""
    row = migration_case.c
    wanted = (
        select(row.case_id, t.case_file.c.number, definition.c.version, row.moved, row.reasons, row.at)
        .join(t.case_file, t.case_file.c.id == row.case_id)
        .join(definition, definition.c.id == row.from_id)
        .where(row.migration_id == number, row.case_id > after)
    )
    if moved is not None:
        wanted = wanted.where(row.moved.is_(moved))
    found = connection.execute(wanted.order_by(row.case_id).limit(limit))
    return [MovedCase(from_version=one.version, **_but(one._mapping, "version")) for one in found]


def _but(row: Mapping[Any, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def rename_visits(connection: Connection, case: int, names: Mapping[str, str]) -> None:
    """Let the path that a case has come be found under the new ids of its steps."""
    visit = t.visit.c
    old = connection.execute(select(t.visit).where(visit.case_id == case, visit.element.in_(names))).fetchall()
    if not old:
        return
    connection.execute(delete(t.visit).where(visit.case_id == case, visit.element.in_(names)))
    made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(t.visit)
    added = {"times": visit.times + made.excluded.times, "at": made.excluded.at}
    rows = [{"case_id": case, "element": names[row.element], "times": row.times, "at": row.at} for row in old]
    connection.execute(made.on_conflict_do_update(index_elements=["case_id", "element"], set_=added), rows)
