"""Who is who: departments, windows, posts with an A and a B, absences, accounts and their tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, insert, or_, select, union, update

from app.domain.actors import Actor
from app.domain.roles import Role
from app.store import tables_house as t
from app.store.prepared import fetch
from app.store.rows import upsert_rows
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class Department:
    """A department of the centre; `data` is whatever else its entry says."""

    code: str
    name: str
    email: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(
    frozen=True,
)
class Window:
    """A window and the department whose staff sit at it."""

    code: str
    name: str
    department: str
    items: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post with the user who holds it and the one who stands in."""

    code: str
    name: str
    department: str
    a: str
    b: str


@dataclass(frozen=True, kw_only=True)
class Absence:
    """When somebody is away."""

    id: int
    user: str
    from_at: datetime
    to_at: datetime
    reason: str
    entered_by: str
    place: str = ""
    contact: str = ""
    substitute: str = ""
    window: str = ""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who can sign in."""

    user: str
    name: str
    role: Role
    department: str
    email: str
    active: bool
    created_at: datetime


_WINDOWS = select(t.window).order_by(t.window.c.code)


def departments(connection: Connection) -> list[Department]:
    """All of them, by code."""
    return [
        Department(**row._mapping) for row in connection.execute(select(t.department).order_by(t.department.c.code))
    ]


def windows(connection: Connection) -> list[Window]:
    """All of them, by code."""
    return [Window(*row) for row in fetch(connection, _WINDOWS, {})]


def posts(connection: Connection) -> list[Post]:
    """All of them, by code."""
    return [Post(**row._mapping) for row in connection.execute(select(t.post).order_by(t.post.c.code))]


def accounts(connection: Connection, department: str | None = None) -> list[Account]:
    """All accounts, or those of one department, by user."""
    wanted = select(t.account).order_by(t.account.c.user)
    if department is not None:
        wanted = wanted.where(t.account.c.department == department)
    return [_account(row) for row in connection.execute(wanted)]


def account(connection: Connection, user: str) -> Account | None:
    """The account of a user."""
    row = connection.execute(select(t.account).where(t.account.c.user == user)).fetchone()
    return None if row is None else _account(row)


def _account(row: Any) -> Account:
    return Account(**{**row._mapping, "role": Role(row.role)})


def absences(connection: Connection, at: datetime | None = None) -> list[Absence]:
    """All absences, or those that cover a moment."""
    wanted = select(t.absence).order_by(t.absence.c.from_at, t.absence.c.id)
    if at is not None:
        wanted = wanted.where(t.absence.c.from_at <= at, t.absence.c.to_at > at)
    return [Absence(**row._mapping) for row in connection.execute(wanted)]


def stands_in_for(connection: Connection, user: str, at: datetime) -> frozenset[str]:
    """Whose tasks `user` may handle now: of those away, the A of each post whose B `user` is, and who named `user`."""
    now = (t.absence.c.from_at <= at, t.absence.c.to_at > at)
    wanted = select(t.post.c.a).join(t.absence, and_(t.absence.c.user == t.post.c.a, *now))
    named = select(t.absence.c.user).where(t.absence.c.substitute == user, *now)
    both = union(wanted.where(t.post.c.b == user, t.post.c.a != user), named)
    return frozenset(connection.execute(both).scalars())


def _roles_of(connection: Connection, users: frozenset[str]) -> frozenset[Role]:
    wanted = select(t.account.c.role).where(t.account.c.user.in_(users))
    return frozenset(Role(role) for role in connection.execute(wanted).scalars())


def actor(connection: Connection, digest: str, at: datetime) -> Actor | None:
    """Whose token this is the digest of, if it is valid."""
    wanted = (
        select(t.token.c.user, t.token.c.role, t.token.c.department)
        .join(t.account)
        .where(
            t.token.c.digest == digest,
            t.account.c.active,
            t.token.c.revoked_at.is_(None),
            or_(t.token.c.expires_at.is_(None), t.token.c.expires_at > at),
        )
    )
    row = connection.execute(wanted).fetchone()
    if row is None:
        return None
    absent = stands_in_for(connection, row.user, at)
    held = connection.execute(select(t.post.c.code).where(t.post.c.a == row.user)).scalars()
    return Actor(
        user=row.user,
        role=Role(row.role),
        department=row.department,
        posts=frozenset(held),
        acts_for=absent,
        acts_as=_roles_of(connection, absent) if absent else frozenset(),
    )


def addresses(connection: Connection, target: str, supervisors: str) -> list[str]:
    """The e-mail addresses behind a message's target: an address itself, the supervisors, a department, a window's.

    supervisors: what those are called as a target.
    """
    if "@" in target:
        return [target]
    if target == supervisors:
        wanted = select(t.account.c.email).where(t.account.c.role == str(Role.SUPERVISOR), t.account.c.active)
    else:
        sits = select(t.window.c.department).where(t.window.c.code == target).scalar_subquery()
        wanted = select(t.department.c.email).where(t.department.c.code == func.coalesce(sits, target))
    return sorted({address for address in connection.execute(wanted).scalars() if address})


def put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert or overwrite rows of a small table by its primary key."""
    keys = tuple(column.key for column in table.primary_key)
    columns = tuple(column.key for column in table.c if column.key not in keys)
    upsert_rows(connection, table, keys, columns, rows)


def add_department(connection: Connection, code: str) -> None:
    """Enter a department of which only the code is known yet; nothing happens when it is there."""
    known = select(t.department.c.code).where(t.department.c.code == code)
    if connection.execute(known).first() is None:
        connection.execute(insert(t.department), {"code": code, "name": code, "email": "", "data": {}})


def add_account(
    connection: Connection, *, user: str, name: str, role: Role, department: str, at: datetime, email: str = ""
) -> None:
    """Enter somebody who can be given tasks and tokens."""
    row = {"user": user, "name": name, "role": str(role), "department": department, "email": email}
    connection.execute(insert(t.account), {**row, "active": True, "created_at": at})


def add_absence(connection: Connection, row: dict[str, Any]) -> int:
    """Enter an absence; returns its number."""
    return int(connection.execute(insert(t.absence).returning(t.absence.c.id), row).scalar_one())


def enter_absence(
    work: Work, *, user: str, from_at: datetime, to_at: datetime, reason: str, place: str, contact: str, substitute: str
) -> None:
    """Enter an absence with an act on a case."""
    row = {"user": user, "from_at": from_at, "to_at": to_at, "reason": reason, "entered_by": work.actor[:64]}
    work.beside.append((t.absence, {**row, "place": place[:200], "contact": contact[:200], "substitute": substitute}))


def left_windows(connection: Connection, since: datetime, until: datetime) -> list[Absence]:
    """The notices that hung at windows in a stretch of time, the first first."""
    c = t.absence.c
    wanted = select(t.absence).where(c.window != "", c.from_at <= until, c.to_at > since).order_by(c.from_at, c.id)
    return [Absence(**row._mapping) for row in connection.execute(wanted)]


def end_absence(connection: Connection, number: int, at: datetime) -> bool:
    """End an absence early; False when it is over already or unknown."""
    wanted = update(t.absence).where(t.absence.c.id == number, t.absence.c.to_at > at)
    return connection.execute(wanted.values(to_at=at)).rowcount == 1


def forget_windows(connection: Connection) -> None:
    """Empty the tables that a centre's file fills as a whole."""
    connection.execute(delete(t.window))
    connection.execute(delete(t.post))
