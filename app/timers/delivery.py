"""Sends what waits in the outbox: after the commit that wrote it, at least once, each under its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock

import structlog

from app import desk
from app.desk import Desk
from app.domain.contacts import TOPIC
from app.domain.masking import masked_contact
from app.settings import Settings
from app.store.records import OutboxRecord
from app.timers.backoff import Backoff
from app.timers.clock import Clock
from app.timers.mail import Mail
from app.timers.metrics import Figures
from app.timers.sending import Rejected, Sender, Unaddressed, Unreachable
from app.timers.webhook import Webhook

log = structlog.get_logger(__name__)
CHANNELS = ("webhook", "email")


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What one pass over the outbox did."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


def senders(house: Desk, settings: Settings) -> dict[str, Sender | None]:
    """A sender for every channel; None where the settings name no receiver.  Raises NotReady: half a setting."""
    return {
        "webhook": Webhook.of(settings),
        "email": Mail.of(settings, lambda target: desk.mail_addresses(house, target), house.name_of),
    }


class Delivery:
    """The outbox of one desk.  No transaction is open while something is being sent.

    One pass of a channel at a time: a lock sees to it inside a process, a job's lock among several.
    """

    def __init__(
        self,
        house: Desk,
        clock: Clock,
        figures: Figures,
        ways: Mapping[str, Sender | None],
        settings: Settings,
        stopping: Event | None = None,
    ) -> None:
        """ways: the sender of each channel.  stopping: once it is set, no further message is begun."""
        self._house, self._clock, self._figures, self._ways = house, clock, figures, ways
        self._batch = settings.outbox_batch
        self._patience = Backoff(
            first=settings.outbox_first_wait_seconds,
            longest=settings.outbox_longest_wait_seconds,
            attempts=settings.outbox_attempts,
        )
        self._stopping = stopping or Event()
        self._silences: dict[str, tuple[int, datetime]] = {}
        self._passes = {channel: Lock() for channel in CHANNELS}

    def run(self, channel: str) -> Delivered:
        """Try every waiting message of one channel once; where nobody answers, stop and leave it in peace."""
        with self._passes[channel]:
            return self._pass(channel)

    def _pass(self, channel: str) -> Delivered:
        done = {"sent": 0, "failed": 0, "dead": 0}
        tried: set[int] = set()
        while rows := self._waiting(channel, tried):
            for row in rows:
                if self._stopping.is_set() or self._rests(channel):
                    return Delivered(**done)
                tried.add(row.id)
                done[self._try(row)] += 1
        return Delivered(**done)

    def _waiting(self, channel: str, tried: set[int]) -> list[OutboxRecord]:
        if self._rests(channel):
            return []
        rows = desk.due_mail(self._house, at=self._clock.now(), limit=self._batch, channel=channel)
        return [row for row in rows if row.id not in tried]

    def _try(self, row: OutboxRecord) -> str:
        at = self._clock.now()
        sender = self._ways.get(row.channel)
        if sender is None:
            return self._failed(row, at, f"no {row.channel} is set up", last=True)
        try:
            sender.send(row, at)
        except Unreachable as error:
            self._silence(row.channel, at)
            return self._failed(row, at, str(error), last=False)
        except Unaddressed as error:
            return self._failed(row, at, str(error), last=True)
        except Rejected as error:
            return self._failed(row, at, str(error), last=False)
        self._silences.pop(row.channel, None)
        desk.mail_sent(self._house, row.id, at=self._clock.now())
        self._figures.sent.labels(row.channel).inc()
        return "sent"

    def _failed(self, row: OutboxRecord, at: datetime, error: str, *, last: bool) -> str:
        attempt = row.attempts + 1
        if row.topic.startswith(TOPIC):  # mail servers repeat whom they do not know
            error = error.replace(row.target, masked_contact(row.target))
        dead = last or self._patience.is_last(attempt)
        next_at = None if dead else at + self._patience.wait(attempt)
        desk.mail_failed(self._house, row.id, error, at=at, next_at=next_at)
        said = log.bind(channel=row.channel, delivery=row.key, attempt=attempt, error=error)
        self._figures.not_sent.labels(row.channel).inc()
        if next_at is None:
            self._figures.dead.labels(row.channel).inc()
            said.error("message given up")
            return "dead"
        said.warning("message not delivered", next_at=next_at.isoformat())
        return "failed"

    def _rests(self, channel: str) -> bool:
        silence = self._silences.get(channel)
        return silence is not None and self._clock.now() < silence[1]

    def _silence(self, channel: str, at: datetime) -> None:
        times = self._silences.get(channel, (0, at))[0] + 1
        self._silences[channel] = (times, at + self._patience.wait(times))
