"""The outbox: what is to be told to the outside, sent after the commit that wrote it, at least once."""

from __future__ import annotations

from datetime import datetime

from app.desk.house import Desk
from app.store import waiting
from app.store.records import OutboxRecord


def due_mail(desk: Desk, at: datetime, limit: int = 50, channel: str | None = None) -> list[OutboxRecord]:
    """The messages to send now, of one channel or of all, the oldest first."""
    with desk.database.reading() as connection:
        return waiting.due_mail(connection, at, limit, channel)


def next_mail_at(desk: Desk) -> datetime | None:
    """When the next message is to be sent; None when nothing waits."""
    with desk.database.reading() as connection:
        return waiting.next_mail_at(connection)


def mail_sent(desk: Desk, number: int, *, at: datetime) -> None:
    """A message has arrived."""
    with desk.database.writing() as connection:
        waiting.mail_sent(connection, number, at)


def mail_failed(desk: Desk, number: int, error: str, *, at: datetime, next_at: datetime | None) -> None:
    """An attempt failed; without a moment for the next one the message is given up."""
    with desk.database.writing() as connection:
        waiting.mail_failed(connection, number, error, at, next_at)
