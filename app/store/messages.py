"""The outbox as those see it who watch over it: what waits, what was sent, what was given up, who is not reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from app.store.pages import keyset, page
from app.store.prepared import run
from app.store.queries import Page
from app.store.records import UNREACHED, OutboxRecord
from app.store.tables import case_file
from app.store.tables_house import outbox


@dataclass(frozen=True, kw_only=True)
class MessageQuery:
    """Which messages of the outbox a list shows, the newest first; None asks for everything."""

    state: str | None = None
    channel: str | None = None
    case: str | None = None
    limit: int = 50
    cursor: str | None = None


_NOTE = {
    name: dialect.insert(outbox).on_conflict_do_nothing(index_elements=["key"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
STATES: dict[str, tuple[ColumnElement[bool], ...]] = {
    "waiting": (outbox.c.sent_at.is_(None), outbox.c.dead_at.is_(None)),
    "sent": (outbox.c.sent_at.is_not(None),),
    "given_up": (outbox.c.dead_at.is_not(None), outbox.c.topic != UNREACHED),
    UNREACHED: (outbox.c.topic == UNREACHED,),
}


def note_unreached(connection: Connection, channel: str, target: str, topic: str, case: str, at: datetime) -> None:
    """Say, once for a target, that no address is known for it; `topic` and `case` are what it was not told of first."""
    row = {
        "key": f"{UNREACHED}/{channel}/{target}"[:100],
        "case_id": None,
        "channel": channel,
        "target": target,
        "topic": UNREACHED,
        "body": {"case": case, "topic": topic},
        "created_at": at,
        "next_at": at,
        "attempts": 0,
        "dead_at": at,
        "error": f"no address for {channel} is known for {target}",
    }
    run(connection, _NOTE[connection.dialect.name], [row])


def post(
    connection: Connection,
    key: str,
    channels: Iterable[str],
    targets: Iterable[str],
    topic: str,
    body: dict[str, Any],
    at: datetime,
) -> None:
    """Queue a message that is about no case, for each target over each channel; told twice it is sent once."""
    fixed = {"case_id": None, "topic": topic, "created_at": at, "next_at": at, "attempts": 0}
    rows = [
        {
            **fixed,
            "key": f"{key}/{channel}/{target}"[:100],
            "channel": channel,
            "target": target,
            "body": {"to": target, **body},
            "dead_at": None,
            "error": None,
        }
        for channel in channels
        for target in dict.fromkeys(targets)
        if target
    ]
    if rows:
        run(connection, _NOTE[connection.dialect.name], rows)


def found(connection: Connection, query: MessageQuery) -> Page[OutboxRecord]:
    """A page of messages, the newest first."""
    asked: list[ColumnElement[bool]] = list(STATES[query.state]) if query.state else []
    if query.channel is not None:
        asked.append(outbox.c.channel == query.channel)
    if query.case is not None:
        number = connection.execute(select(case_file.c.id).where(case_file.c.number == query.case)).scalar()
        asked.append(outbox.c.case_id == (number if number is not None else -1))
    rows = keyset(select(outbox).where(*asked), (outbox.c.id,), query.cursor, query.limit, down=True)
    records = [OutboxRecord(**row._mapping) for row in connection.execute(rows)]
    return page(records, query.limit, lambda record: (record.id,))
