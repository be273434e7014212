"""Deployments that wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.store import tables_designs as t

WAITING, APPROVED, REJECTED = "waiting", "approved", "rejected"
_COLUMNS = [column for column in t.held_deployment.c if column.key != "files"]


@dataclass(frozen=True, kw_only=True)
class HeldRecord:
    """A deployment that the gate refused and its designer asks to publish all the same; `findings` as the API shows
    them."""

    id: int
    reason: str
    status: str
    requested_by: str
    requested_at: datetime
    findings: list[dict[str, Any]] = field(default_factory=list)
    effective_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    remark: str = ""


def add(connection: Connection, row: dict[str, Any]) -> HeldRecord:
    """Keep a deployment that waits."""
    row = {**row, "status": WAITING, "remark": ""}
    number = connection.execute(insert(t.held_deployment).returning(t.held_deployment.c.id), row).scalar_one()
    found = find(connection, number)
    assert found is not None
    return found


def find(connection: Connection, number: int) -> HeldRecord | None:
    """One by its number."""
    row = connection.execute(select(*_COLUMNS).where(t.held_deployment.c.id == number)).fetchone()
    return None if row is None else HeldRecord(**row._mapping)


def files(connection: Connection, number: int) -> bytes:
    """Its files, as they were packed."""
    wanted = select(t.held_deployment.c.files).where(t.held_deployment.c.id == number)
    return bytes(connection.execute(wanted).scalar_one())


def waiting(connection: Connection) -> list[HeldRecord]:
    """Those that nobody has decided about, the oldest first."""
    wanted = select(*_COLUMNS).where(t.held_deployment.c.status == WAITING).order_by(t.held_deployment.c.id)
    return [HeldRecord(**row._mapping) for row in connection.execute(wanted)]


def decide(connection: Connection, number: int, status: str, by: str, at: datetime, remark: str) -> bool:
    """Decide about one that waits; False when somebody was first."""
    columns = t.held_deployment.c
    done = connection.execute(
        update(t.held_deployment)
        .where(columns.id == number, columns.status == WAITING)
        .values(status=status, decided_by=by, decided_at=at, remark=remark)
    )
    return done.rowcount == 1
