"""The differences between two versions of a diagram, or between one and a draft."""

from __future__ import annotations

from app.designs.comparing import Difference, Kind, compare, compare_guides
from app.designs.versioning import Kept, numbered
from app.engine import read
from app.store import definitions as stored
from app.store.database import Connection
from app.store.records import DefinitionRecord


def between(house: Kept, key: str, old: int, new: int) -> list[Difference]:
    """What version `new` has that `old` has not, guides and versions of called processes included.  Raises NotFound."""
    with house.database.reading() as connection:
        one, other = numbered(connection, key, old), numbered(connection, key, new)
        ours, theirs = stored.sources(connection, one.id), stored.sources(connection, other.id)
        called = _called(connection, one, other, ours.numbers, theirs.numbers)
    drawn = compare(read(ours.own), read(theirs.own), one.key)
    return [*drawn, *called, *compare_guides(one.guide, other.guide, one.key)]


def to_draft(house: Kept, key: str, version: int, draft: bytes) -> list[Difference]:
    """What a draft has that a version has not.  Raises NotFound, DiagramRefused: the draft cannot be read."""
    with house.database.reading() as connection:
        one = numbered(connection, key, version)
        own = stored.sources(connection, one.id).own
    return compare(read(own), read(draft), one.key)


def _called(
    connection: Connection,
    one: DefinitionRecord,
    other: DefinitionRecord,
    ours: dict[str, int],
    theirs: dict[str, int],
) -> list[Difference]:
    """Called processes that are the same by name and another version by now."""
    found = []
    for name in ours.keys() & theirs.keys() - {one.key}:
        was, now = stored.by_id(connection, ours[name]), stored.by_id(connection, theirs[name])
        if was is not None and now is not None and was.id != now.id:
            found.append(_other_version(other.key, name, was.version, now.version))
    return sorted(found, key=lambda each: each.aspect)


def _other_version(process: str, name: str, old: int, new: int) -> Difference:
    return Difference(
        kind=Kind.CALLED,
        element=process,
        process=process,
        aspect=name,
        old=str(old),
        new=str(new),
        message_zh=f"被调用流程“{name}”由第{old}版改为第{new}版",
        message_en=f"the called process {name!r} is version {new} instead of {old}",
    )
