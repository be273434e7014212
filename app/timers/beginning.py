"""Starts the procedures that are due, one by one, so that one that cannot be started never stops the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app import desk
from app.desk import Desk
from app.store.beginnings import Beginning
from app.timers.backoff import Backoff
from app.timers.clock import Clock

log = structlog.get_logger(__name__)
PATIENCE = Backoff(first=5.0, longest=600.0, attempts=0)


@dataclass(frozen=True)
class _Failed:
    """attempts: so far.  until: not tried before."""

    attempts: int
    until: datetime


class Starting:
    """The procedures of one desk, started at the moments its clock tells."""

    def __init__(self, house: Desk, clock: Clock, patience: Backoff = PATIENCE) -> None:
        self._house, self._clock, self._patience = house, clock, patience
        self._failed: dict[str, _Failed] = {}

    def sweep(self) -> int:
        """Start whatever is due now, and what that asks for; returns how many."""
        at, total = self._clock.now(), 0
        while begun := sum(self._start(one, at) for one in desk.due_beginnings(self._house, at) if self._may(one, at)):
            total += begun
        return total

    def _may(self, wanted: Beginning, at: datetime) -> bool:
        before = self._failed.get(wanted.key)
        return before is None or before.until <= at

    def _start(self, wanted: Beginning, at: datetime) -> bool:
        try:
            number = desk.begin(self._house, wanted, at=at)
        except Exception as error:  # whatever is wrong with this procedure, the others are not to blame
            self._put_off(wanted, error, at)
            return False
        self._failed.pop(wanted.key, None)
        if number is not None:
            log.info("procedure started", process=wanted.process, case=number, asked_by=wanted.asked_by)
        return number is not None

    def _put_off(self, wanted: Beginning, error: Exception, at: datetime) -> None:
        before = self._failed.get(wanted.key)
        attempt = 1 if before is None else before.attempts + 1
        pause: timedelta = self._patience.wait(attempt)
        self._failed[wanted.key] = _Failed(attempt, at + pause)
        what = f"{type(error).__name__}: {error}"
        log.error("procedure not started", process=wanted.process, attempt=attempt, error=what)
        if wanted.id:
            desk.put_off_beginning(self._house, wanted, what, at + pause)
