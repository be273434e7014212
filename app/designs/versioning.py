"""The versions of a diagram: the newest of each, all of one, and their sources."""

from __future__ import annotations

from typing import Protocol

from app.errors import NotFound
from app.store import definitions as stored
from app.store.database import Database
from app.store.records import DefinitionRecord


class Kept(Protocol):
    """Whoever has the database in which versions are kept."""

    @property
    def database(self) -> Database:
        """Where versions are kept."""


def definitions(house: Kept) -> list[DefinitionRecord]:
    """The newest version of every diagram."""
    with house.database.reading() as connection:
        return stored.latest(connection)


def versions(house: Kept, key: str) -> list[DefinitionRecord]:
    """All versions of a diagram, the newest first."""
    with house.database.reading() as connection:
        return stored.versions(connection, key)


def definition(house: Kept, key: str, version: int | None = None) -> DefinitionRecord:
    """One version, the newest when none is named.  Raises NotFound."""
    with house.database.reading() as connection:
        found = stored.find(connection, key, version)
    if found is None:
        which = f" in version {version}" if version is not None else ""
        which_zh = f"的第{version}版" if version is not None else ""
        raise NotFound(f"there is no diagram {key!r}{which}", f"没有流程“{key}”{which_zh}", key=key)
    return found


def source(house: Kept, key: str, version: int | None = None) -> bytes:
    """The diagram as it was deployed, byte for byte.  Raises NotFound."""
    found = definition(house, key, version)
    with house.database.reading() as connection:
        return stored.sources(connection, found.id).own
