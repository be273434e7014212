"""What may be forgotten after a while: answers to repeated requests."""

from __future__ import annotations

from datetime import datetime

from app.desk.house import Desk
from app.store import answers


def forget_answers(desk: Desk, before: datetime) -> int:
    """Forget the answers given under an Idempotency-Key before a moment; returns how many."""
    with desk.database.writing() as connection:
        return answers.purge(connection, before)
