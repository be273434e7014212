"""What may go wrong when something is sent, and what a sender is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from app.store.records import OutboxRecord


class Unreachable(Exception):
    """Nobody answers: the other messages of this channel need not be tried now."""


class Rejected(Exception):
    """Somebody answered, and did not take this message."""


class Unaddressed(Rejected):
    """There is nobody to send it to: trying again would not change that."""


class Sender(Protocol):
    """One channel to the outside."""

    def send(self, message: OutboxRecord, at: datetime) -> None:
        """One attempt.  Raises Unreachable or Rejected."""
