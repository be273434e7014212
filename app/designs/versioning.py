"""The versions of a diagram: which are past, in force, coming or cancelled, and from when each is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.actors import Actor
from app.domain.instants import in_utc
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store import definitions as stored
from app.store.database import Connection, Database
from app.store.records import DefinitionRecord


class Kept(Protocol):
    """Whoever has the database in which versions are kept."""

    @property
    def database(self) -> Database:
        """Where versions are kept."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version as it stands at a moment: `past`, `current`, `future` or `cancelled`; running: cases on it."""

    definition: DefinitionRecord
    standing: str
    running: int


def effective_from(wanted: datetime | None, at: datetime) -> datetime:
    """The moment from which a version deployed `at` is taken.  Raises Invalid: it is past."""
    if wanted is not None and wanted < at:
        raise Invalid(
            f"a version takes effect now or later, not at {in_utc(wanted)}",
            f"生效时间不得早于当前时间:{in_utc(wanted)}",
            field="effective_at",
        )
    return wanted or at


def definitions(house: Kept, *, at: datetime) -> list[DefinitionRecord]:
    """Of every diagram the version in force; the next one of a diagram that has none yet."""
    with house.database.reading() as connection:
        found = {one.key: one for one in stored.in_force(connection, at)}
        for one in stored.coming(connection, at):
            found.setdefault(one.key, one)
    return [found[key] for key in sorted(found)]


def definition(house: Kept, key: str, version: int | None = None, *, at: datetime) -> DefinitionRecord:
    """One version; when none is named the one in force, or else the next.  Raises NotFound."""
    with house.database.reading() as connection:
        if version is not None:
            return numbered(connection, key, version)
        found = stored.find_in_force(connection, key, at) or stored.find_next(connection, key, at)
    if found is None:
        raise NotFound(f"there is no diagram {key!r}", f"没有流程“{key}”", key=key)
    return found


def numbered(connection: Connection, key: str, version: int) -> DefinitionRecord:
    """A version by its number.  Raises NotFound."""
    found = stored.find(connection, key, version)
    if found is None:
        raise NotFound(f"there is no diagram {key!r} in version {version}", f"没有流程“{key}”的第{version}版", key=key)
    return found


def versions(house: Kept, key: str, *, at: datetime) -> list[Version]:
    """All versions of a diagram, the newest first."""
    with house.database.reading() as connection:
        found = stored.versions(connection, key)
        running = stored.running(connection, key)
        current = stored.find_key(connection, key, at)
    in_force = None if current is None else current.id
    return [
        Version(definition=one, standing=one.standing(at, in_force), running=running.get(one.id, 0)) for one in found
    ]


def source(house: Kept, key: str, version: int) -> bytes:
    """The diagram as it was deployed, byte for byte.  Raises NotFound."""
    with house.database.reading() as connection:
        return stored.sources(connection, numbered(connection, key, version).id).own


def cancel(house: Kept, actor: Actor, key: str, version: int, *, at: datetime) -> DefinitionRecord:
    """Keep a version that is yet to come from taking effect.

    Raises Refused: it is in force or past, or something depends on it.  Raises Forbidden: not a designer.
    """
    check_designer(actor, "cancelled", "取消")
    with house.database.writing() as connection:
        found = numbered(connection, key, version)
        if stored.is_used(connection, found.id):
            raise Refused(
                f"version {version} of {key!r} is used by a case or by another diagram; it cannot be cancelled",
                f"流程“{key}”第{version}版已被办件或其他流程使用,不能取消",
                key=key,
            )
        if not stored.cancel(connection, found.id, actor.user, at):
            how = "was cancelled before" if found.cancelled_at else f"took effect at {in_utc(found.effective_at)}"
            how_zh = "已取消" if found.cancelled_at else f"已于{in_utc(found.effective_at)}生效"
            raise Refused(
                f"version {version} of {key!r} {how}; only one that is yet to come can be cancelled",
                f"流程“{key}”第{version}版{how_zh},仅可取消尚未生效的版本",
                key=key,
            )
        return numbered(connection, key, version)


def check_designer(actor: Actor, what: str, what_zh: str, allowed: Sequence[Role] = (Role.DESIGNER,)) -> None:
    """Raises Forbidden: diagrams are a designer's business."""
    if actor.role not in (*allowed, Role.ADMINISTRATOR):
        raise Forbidden(
            f"{actor.user} is {actor.role}; versions are {what} by a designer", f"流程版本{what_zh}限流程设计人员"
        )
