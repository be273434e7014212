"""Who may do what to which item, and from when to when: the one matrix, granted by heads or by the centre's file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from app.store.tables_conduct import authorisation as t

FILE = "file/centre.toml"
"""Who granted what the centre's file says; the stroke keeps every user from being called so."""


@dataclass(frozen=True, kw_only=True)
class Authorisation:
    """A right of one person.  to_at: the first moment at which it no longer holds."""

    id: int
    item: str
    user: str
    action: str
    from_at: datetime
    to_at: datetime | None
    granted_by: str
    granted_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None

    def holds(self, at: datetime) -> bool:
        """Whether it is a right at a moment."""
        return self.from_at <= at and (self.to_at is None or at < self.to_at) and not self.is_revoked(at)

    def is_revoked(self, at: datetime) -> bool:
        """Whether it was taken back by then, and no longer counts, not even as one that has run out."""
        return self.revoked_at is not None and self.revoked_at <= at


def entered(connection: Connection, items: Iterable[str], action: str) -> list[Authorisation]:
    """What was ever granted for an action of an item, by whichever of its names, the first first."""
    wanted = select(t).where(t.c.item.in_(list(items)), t.c.action == action).order_by(t.c.id)
    return [Authorisation(**row._mapping) for row in connection.execute(wanted)]


def kept(connection: Connection) -> frozenset[tuple[str, str]]:
    """The actions of items for which anything was ever granted: wherever somebody has to look."""
    rows = connection.execute(select(t.c.item, t.c.action).distinct())
    return frozenset((row.item, row.action) for row in rows)


def matrix(connection: Connection, items: Iterable[str] | None = None) -> list[Authorisation]:
    """Everything that was granted, of all items or some."""
    wanted = select(t) if items is None else select(t).where(t.c.item.in_(list(items)))
    rows = connection.execute(wanted.order_by(t.c.item, t.c.action, t.c.user, t.c.id))
    return [Authorisation(**row._mapping) for row in rows]


def grant(connection: Connection, row: dict[str, Any]) -> int:
    """Write a right down; returns its number."""
    return int(connection.execute(t.insert().returning(t.c.id), row).scalar_one())


def revoke(connection: Connection, number: int, by: str, at: datetime) -> bool:
    """End a right; False when there is none to end."""
    made = update(t).where(t.c.id == number, t.c.revoked_at.is_(None)).values(revoked_at=at, revoked_by=by)
    return connection.execute(made).rowcount == 1


def one(connection: Connection, number: int) -> Authorisation | None:
    """A right."""
    row = connection.execute(select(t).where(t.c.id == number)).first()
    return None if row is None else Authorisation(**row._mapping)


def seed(connection: Connection, lines: Iterable[dict[str, Any]], at: datetime) -> None:
    """Make what the centre's file granted equal to its lines: what is new is granted, what is gone is ended.

    lines: `item`, `user`, `action`, `from_at` (None: from now on), `to_at`.
    What somebody revoked over the API stays revoked while its line stands as it is.
    """
    by_file = [one for one in matrix(connection) if one.granted_by == FILE and one.revoked_by != FILE]
    left = {one.id: one for one in by_file}
    for line in lines:
        same = next((one for one in left.values() if _is_same(one, line)), None)
        if same is not None:
            del left[same.id]
            continue
        row = {**line, "from_at": line["from_at"] or at, "granted_by": FILE, "granted_at": at}
        grant(connection, {**row, "revoked_at": None, "revoked_by": None})
    for number in left:
        revoke(connection, number, FILE, at)


def _is_same(one: Authorisation, line: dict[str, Any]) -> bool:
    names = ("item", "user", "action", "to_at")
    return all(getattr(one, name) == line[name] for name in names) and line["from_at"] in (None, one.from_at)
