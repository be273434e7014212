"""What goes wrong in the hall becomes a signal of the watch and is told to those whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.desk.house import Desk
from app.domain.conduct import weight_of
from app.handlers.office import CENTRE, SUPERVISORS
from app.store import messages, people, signals
from app.store.database import Connection
from app.store.hall import Ticket


def mark(
    desk: Desk,
    connection: Connection,
    rule: str,
    key: str,
    at: datetime,
    *,
    subject: str,
    department: str,
    tell: Iterable[str] = (),
    **evidence: Any,
) -> None:
    """Write a sign down and tell of it; the second time it changes nothing."""
    row: dict[str, Any] = {"rule": rule, "key": key[:200], "weight": str(weight_of(rule)), "case_id": None}
    row |= {"subject": subject[:200], "department": department, "evidence": evidence, "source": "watch", "at": at}
    signals.add(connection, [row])
    channels = sorted(desk.channels)
    body = {"rule": rule, "subject": subject, "department": department, **evidence}
    messages.post(connection, f"signal/{rule}/{key}", channels, [*tell, SUPERVISORS], f"signal.{rule}", body, at)


def mark_unserved(desk: Desk, connection: Connection, left: list[Ticket], at: datetime) -> None:
    """Tickets that nobody served by closing, for the duty leader."""
    windows = {one.code: one.department for one in people.windows(connection)}
    for one in left:
        mark(
            desk,
            connection,
            "unserved",
            f"{one.day}/{one.number}",
            at,
            subject=one.number,
            department=windows.get(one.queue, ""),
            tell=(CENTRE,),
            queue=one.queue,
            day=one.day,
            taken_at=one.taken_at.isoformat(),
            calls=one.calls,
        )
