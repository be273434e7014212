"""Deployed diagrams: versions with their source, their guide and the versions of what they call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, func, insert, or_, select, update
from sqlalchemy.sql import Select

from app.store import tables_house as t
from app.store.prepared import fetch
from app.store.records import DefinitionRecord
from app.store.tables import case_file

_COLUMNS = [column for column in t.definition.c if column.key != "xml"]


@dataclass(frozen=True, kw_only=True)
class Sources:
    """A version's own diagram and those it was linked to."""

    process: str
    own: bytes
    called: dict[str, bytes]
    numbers: dict[str, int]


def in_force(connection: Connection, at: datetime) -> list[DefinitionRecord]:
    """Of each key the version on which new cases start at a moment."""
    place = func.row_number().over(partition_by=t.definition.c.key, order_by=_LATEST).label("place")
    valid = select(t.definition.c.id, place).where(*_VALID).subquery()
    newest = select(valid.c.id).where(valid.c.place == 1)
    wanted = select(*_COLUMNS).where(t.definition.c.id.in_(newest)).order_by(t.definition.c.key)
    return [DefinitionRecord(**row._mapping) for row in connection.execute(wanted, {"at": at})]


def valid_with_rhythm(connection: Connection, at: datetime) -> list[tuple[str, str, datetime]]:
    """Of each key whose version in force starts by itself: the key, its rhythm, and when the version took effect."""
    newest: dict[str, tuple[str, str, datetime]] = {}
    for key, rhythm, effective_at in fetch(connection, _RHYTHMS, {"at": at}):
        newest.setdefault(key, (key, rhythm, effective_at))
    return [found for found in newest.values() if found[1]]


def coming(connection: Connection, at: datetime) -> list[DefinitionRecord]:
    """The versions that are yet to take effect, the soonest first."""
    wanted = select(*_COLUMNS).where(*_LATER).order_by(t.definition.c.effective_at, t.definition.c.version)
    return [DefinitionRecord(**row._mapping) for row in connection.execute(wanted, {"at": at})]


_KEY: BindParameter[str] = bindparam("key")
_AT: BindParameter[datetime] = bindparam("at")
_OF_ITEM = or_(t.definition.c.key == _KEY, t.definition.c.item_code == _KEY)
_VALID = (t.definition.c.cancelled_at.is_(None), t.definition.c.effective_at <= _AT)
_LATER = (t.definition.c.cancelled_at.is_(None), t.definition.c.effective_at > _AT)
_NEWEST = (t.definition.c.id.desc(),)
_LATEST = (t.definition.c.effective_at.desc(), t.definition.c.version.desc())
_SOONEST = (t.definition.c.effective_at, t.definition.c.version.desc())


def _first_of(*wanted: ColumnElement[bool], order: tuple[Any, ...]) -> Select[Any]:
    """The first that is wanted; a key comes before an item code of the same name."""
    return select(*_COLUMNS).where(*wanted).order_by(t.definition.c.key != _KEY, *order).limit(1)


_OF_VERSION = _first_of(_OF_ITEM, t.definition.c.version == bindparam("version"), order=_NEWEST)
_IN_FORCE = _first_of(_OF_ITEM, *_VALID, order=_LATEST)
_KEY_IN_FORCE = _first_of(t.definition.c.key == _KEY, *_VALID, order=_LATEST)
_NEXT = _first_of(_OF_ITEM, *_LATER, order=_SOONEST)
_EVER = t.definition.alias("ever")
_RHYTHMS = (
    select(t.definition.c.key, t.definition.c.rhythm, t.definition.c.effective_at)
    .where(*_VALID, t.definition.c.key.in_(select(_EVER.c.key).where(_EVER.c.rhythm != "")))
    .order_by(t.definition.c.key, *_LATEST)
)
_NUMBER_IN_FORCE = _IN_FORCE.with_only_columns(t.definition.c.id)


def find(connection: Connection, key: str, version: int) -> DefinitionRecord | None:
    """A version of a key or of an item code."""
    return _first(connection, _OF_VERSION, key=key, version=version)


def find_in_force(connection: Connection, key: str, at: datetime) -> DefinitionRecord | None:
    """The version of a key or of an item code on which new cases start at a moment."""
    return _first(connection, _IN_FORCE, key=key, at=at)


def number_in_force(connection: Connection, key: str, at: datetime) -> int | None:
    """The row number of the version that `find_in_force` finds."""
    rows = fetch(connection, _NUMBER_IN_FORCE, {"key": key, "at": at})
    return rows[0][0] if rows else None


def find_key(connection: Connection, key: str, at: datetime) -> DefinitionRecord | None:
    """The version of a key, and of nothing else, that is in force at a moment."""
    return _first(connection, _KEY_IN_FORCE, key=key, at=at)


def find_next(connection: Connection, key: str, at: datetime) -> DefinitionRecord | None:
    """The version of a key or of an item code that takes effect first after a moment."""
    return _first(connection, _NEXT, key=key, at=at)


def _first(connection: Connection, wanted: Select[Any], **values: Any) -> DefinitionRecord | None:
    row = connection.execute(wanted, values).fetchone()
    return None if row is None else DefinitionRecord(**row._mapping)


def versions(connection: Connection, key: str) -> list[DefinitionRecord]:
    """All versions of a key, the newest first."""
    wanted = select(*_COLUMNS).where(t.definition.c.key == key).order_by(t.definition.c.version.desc())
    return [DefinitionRecord(**row._mapping) for row in connection.execute(wanted)]


def by_id(connection: Connection, number: int) -> DefinitionRecord | None:
    """One version by its row number."""
    row = connection.execute(select(*_COLUMNS).where(t.definition.c.id == number)).fetchone()
    return None if row is None else DefinitionRecord(**row._mapping)


def sources(connection: Connection, number: int) -> Sources:
    """The diagrams that make one version run."""
    own = connection.execute(select(t.definition.c.key, t.definition.c.xml).where(t.definition.c.id == number)).one()
    called = connection.execute(
        select(t.definition.c.key, t.definition.c.id, t.definition.c.xml)
        .join(t.definition_call, t.definition_call.c.called_id == t.definition.c.id)
        .where(t.definition_call.c.definition_id == number)
        .order_by(t.definition.c.id)
    ).fetchall()
    return Sources(
        process=own.key,
        own=bytes(own.xml),
        called={row.key: bytes(row.xml) for row in called},
        numbers={row.key: row.id for row in called},
    )


def add(connection: Connection, row: dict[str, Any], called: list[int]) -> DefinitionRecord:
    """A new version of a key, linked to the versions it calls."""
    last = connection.execute(select(func.max(t.definition.c.version)).where(t.definition.c.key == row["key"])).scalar()
    row = {**row, "version": (last or 0) + 1}
    number = connection.execute(insert(t.definition).returning(t.definition.c.id), row).scalar_one()
    if called:
        links = [{"definition_id": number, "called_id": one} for one in called]
        connection.execute(insert(t.definition_call), links)
    found = by_id(connection, number)
    assert found is not None
    return found


def running(connection: Connection, key: str) -> dict[int, int]:
    """How many cases run on each version of a key, by its row number."""
    wanted = (
        select(case_file.c.definition_id, func.count())
        .where(case_file.c.definition_id.in_(select(t.definition.c.id).where(t.definition.c.key == key)))
        .where(case_file.c.ended_at.is_(None))
        .group_by(case_file.c.definition_id)
    )
    return {number: count for number, count in connection.execute(wanted)}


def is_used(connection: Connection, number: int) -> bool:
    """Whether a case, running or not, or another version depends on a version."""
    of_case = select(case_file.c.id).where(case_file.c.definition_id == number).limit(1)
    of_caller = select(t.definition_call.c.called_id).where(t.definition_call.c.called_id == number).limit(1)
    return any(connection.execute(one).first() is not None for one in (of_case, of_caller))


def cancel(connection: Connection, number: int, user: str, at: datetime) -> bool:
    """Note that a version is never to take effect; False when it has, or was cancelled before."""
    still = (t.definition.c.id == number, t.definition.c.cancelled_at.is_(None), t.definition.c.effective_at > at)
    changed = update(t.definition).where(*still).values(cancelled_at=at, cancelled_by=user)
    return connection.execute(changed).rowcount == 1


def of_case(connection: Connection, case: int) -> int:
    """The row number of the version that a case runs by."""
    return int(connection.execute(select(case_file.c.definition_id).where(case_file.c.id == case)).scalar_one())
