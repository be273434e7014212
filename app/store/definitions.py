"""Deployed diagrams: versions with their source, their guide and the versions of what they call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select

from app.store import tables_house as t
from app.store.records import DefinitionRecord

_COLUMNS = [column for column in t.definition.c if column.key != "xml"]


@dataclass(frozen=True, kw_only=True)
class Sources:
    """A version's own diagram and those it was linked to."""

    process: str
    own: bytes
    called: dict[str, bytes]
    numbers: dict[str, int]


def latest(connection: Connection) -> list[DefinitionRecord]:
    """The newest version of each key."""
    newest = select(func.max(t.definition.c.id)).group_by(t.definition.c.key)
    wanted = select(*_COLUMNS).where(t.definition.c.id.in_(newest)).order_by(t.definition.c.key)
    return [DefinitionRecord(**row._mapping) for row in connection.execute(wanted)]


def find(connection: Connection, key: str, version: int | None = None) -> DefinitionRecord | None:
    """A version of a key (or of an item code); the newest when none is named."""
    wanted = select(*_COLUMNS).where(or_(t.definition.c.key == key, t.definition.c.item_code == key))
    if version is not None:
        wanted = wanted.where(t.definition.c.version == version)
    row = connection.execute(wanted.order_by(t.definition.c.key != key, t.definition.c.id.desc()).limit(1)).fetchone()
    return None if row is None else DefinitionRecord(**row._mapping)


def find_key(connection: Connection, key: str) -> DefinitionRecord | None:
    """The newest version of a key, and of nothing else."""
    wanted = select(*_COLUMNS).where(t.definition.c.key == key).order_by(t.definition.c.id.desc()).limit(1)
    row = connection.execute(wanted).fetchone()
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
