"""Who may do what to which item, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from app.store.tables_conduct import authorisation as t


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


def holders(connection: Connection, item: str, action: str, at: datetime) -> set[str]:
    """Who holds a right at a moment."""
    wanted = select(t.c.user).where(
        t.c.item == item,
        t.c.action == action,
        t.c.from_at <= at,
        or_(t.c.to_at.is_(None), t.c.to_at > at),
        or_(t.c.revoked_at.is_(None), t.c.revoked_at > at),
    )
    return set(connection.execute(wanted).scalars())


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
