"""The outbox: what is to be told to the outside, sent after the commit that wrote it, at least once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.desk import sight
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.contacts import TOPIC
from app.domain.masking import masked_contact
from app.errors import Forbidden
from app.store import messages as outbox
from app.store import waiting
from app.store.messages import MessageQuery
from app.store.queries import Page
from app.store.records import UNREACHED, OutboxRecord


def due_mail(desk: Desk, at: datetime, limit: int = 50, channel: str | None = None) -> list[OutboxRecord]:
    """The messages to send now, of one channel or of all, the oldest first."""
    with desk.database.reading() as connection:
        return waiting.due_mail(connection, at, limit, channel)


def next_mail_at(desk: Desk) -> datetime | None:
    """When the next message is to be sent; None when nothing waits."""
    with desk.database.reading() as connection:
        return waiting.next_mail_at(connection)


def messages(desk: Desk, actor: Actor, query: MessageQuery) -> Page[OutboxRecord]:
    """The outbox, the newest first; a target that has an address by now is not among those nobody can reach.

    How an applicant is reached is masked: a telephone tells who an informant is, too.
    """
    if actor.role not in sight.EVERYTHING:
        raise Forbidden(
            f"{actor.user} is {actor.role}; the outbox is watched by supervisors and administrators",
            f"{actor.user}的角色为{actor.role},发件情况限督查和管理人员查看",
            role=str(actor.role),
        )
    with desk.database.reading() as connection:
        page = outbox.found(connection, query)
    shown = [one for one in page.items if one.topic != UNREACHED or not desk.reaches(one.channel, one.target)]
    return replace(page, items=tuple(map(_masked, shown)))


def _masked(message: OutboxRecord) -> OutboxRecord:
    if not message.topic.startswith(TOPIC):
        return message
    body = {**message.body, "to": masked_contact(str(message.body.get("to", "")))}
    return replace(message, target=masked_contact(message.target), body=body)


def mail_sent(desk: Desk, number: int, *, at: datetime) -> None:
    """A message has arrived."""
    with desk.database.writing() as connection:
        waiting.mail_sent(connection, number, at)


def mail_failed(desk: Desk, number: int, error: str, *, at: datetime, next_at: datetime | None) -> None:
    """An attempt failed; without a moment for the next one the message is given up."""
    with desk.database.writing() as connection:
        waiting.mail_failed(connection, number, error, at, next_at)
