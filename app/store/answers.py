"""Answers to requests that carried an Idempotency-Key, kept with what the request did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import Stale
from app.store.tables_house import idempotency

_KEEP = {
    name: dialect.insert(idempotency).on_conflict_do_nothing(index_elements=["key"]).returning(idempotency.c.key)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered; `digest` is that of the request, so that the key cannot come back with another."""

    key: str
    digest: str
    status: int
    body: str


def find(connection: Connection, key: str) -> Answer | None:
    """The answer given under this key."""
    wanted = select(idempotency.c.digest, idempotency.c.status, idempotency.c.answer)
    row = connection.execute(wanted.where(idempotency.c.key == key)).fetchone()
    return None if row is None else Answer(key=key, digest=row.digest, status=row.status, body=row.answer)


def keep(connection: Connection, answer: Answer, at: datetime) -> None:
    """Keep an answer with the transaction that earned it.  Raises Stale: its twin was quicker."""
    row = {"key": answer.key, "digest": answer.digest, "status": answer.status, "answer": answer.body, "at": at}
    # The row itself tells: PostgreSQL's driver keeps no row count of an INSERT.
    if connection.execute(_KEEP[connection.dialect.name], row).first() is None:
        raise Stale("the same request was answered meanwhile", "相同请求已被处理")


def purge(connection: Connection, before: datetime) -> int:
    """Forget answers older than a moment; returns how many."""
    return connection.execute(delete(idempotency).where(idempotency.c.at < before)).rowcount
