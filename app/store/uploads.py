"""Files that were handed in: kept free until a case takes them, and with the case for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from app.errors import Stale
from app.store.prepared import fetch
from app.store.tables_online import upload as t
from app.store.tables_online import upload_data

_TAKE = (
    update(t)
    .where(t.c.id == bindparam("_id"), t.c.case_id.is_(None))
    .values(case_id=bindparam("_case"))
    .returning(t.c.id)
)
_KNOWN = (t.c.id, t.c.case_id, t.c.name, t.c.media, t.c.size, t.c.digest, t.c.at)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file without its bytes.  case_id: None while no case has taken it.  digest: SM3."""

    id: int
    case_id: int | None
    name: str
    media: str
    size: int
    digest: str
    at: datetime


def add(connection: Connection, row: dict[str, Any], data: bytes) -> Upload:
    """Keep a file that no case has taken yet."""
    number = int(connection.execute(t.insert().returning(t.c.id), row).scalar_one())
    connection.execute(upload_data.insert(), {"upload_id": number, "data": data})
    return Upload(id=number, case_id=None, **{name: row[name] for name in ("name", "media", "size", "digest", "at")})


def free_bytes(connection: Connection) -> int:
    """How much is kept that no case has taken."""
    return int(
        connection.execute(select(func.coalesce(func.sum(t.c.size), 0)).where(t.c.case_id.is_(None))).scalar_one()
    )


def by_handles(connection: Connection, handles: Iterable[str]) -> dict[str, Upload]:
    """The files by the digests of their secrets."""
    rows = connection.execute(select(t.c.handle, *_KNOWN).where(t.c.handle.in_(list(handles))))
    return {row.handle: Upload(**{k: v for k, v in row._mapping.items() if k != "handle"}) for row in rows}


def of_case(connection: Connection, case: int) -> list[Upload]:
    """The files of a case, in the order in which they came."""
    rows = connection.execute(select(*_KNOWN).where(t.c.case_id == case).order_by(t.c.id))
    return [Upload(**row._mapping) for row in rows]


def data(connection: Connection, number: int) -> bytes:
    """The bytes of a file, as they came."""
    wanted = select(upload_data.c.data).where(upload_data.c.upload_id == number)
    return bytes(connection.execute(wanted).scalar_one())


def take(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Give files to a case.  Raises Stale: one was taken or forgotten meanwhile."""
    for row in rows:
        # The row itself tells: among statements that go out together there is no row count.
        if not fetch(connection, _TAKE, {"_case": row["case_id"], "_id": row["id"]}):
            raise Stale(f"file {row['id']} was taken meanwhile", "文件已被使用")


def purge(connection: Connection, before: datetime) -> int:
    """Forget files that no case has taken by a moment; returns how many."""
    # Locked, so that none is taken by a case meanwhile.
    free = select(t.c.id).where(t.c.case_id.is_(None), t.c.at < before).with_for_update()
    numbers = list(connection.execute(free).scalars())
    if numbers:
        connection.execute(delete(upload_data).where(upload_data.c.upload_id.in_(numbers)))
        connection.execute(delete(t).where(t.c.id.in_(numbers)))
    return len(numbers)
