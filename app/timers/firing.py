"""Fires the timers that are due, one by one, so that a broken case never stops the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

import structlog

from app import desk
from app.desk import Desk
from app.store.records import TimerRecord
from app.timers.backoff import Backoff
from app.timers.clock import Clock
from app.timers.metrics import Figures

log = structlog.get_logger(__name__)
BATCH = 200
PATIENCE = Backoff(first=1.0, longest=600.0, attempts=10)


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What one look for due timers did."""

    fired: int = 0
    elsewhere: int = 0  # somebody else had fired them, or they were not needed any more
    failed: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(
            fired=self.fired + other.fired,
            elsewhere=self.elsewhere + other.elsewhere,
            failed=self.failed + other.failed,
        )


class Firing:
    """The due timers of one desk, fired at the moments its clock tells."""

    def __init__(
        self,
        house: Desk,
        clock: Clock,
        figures: Figures,
        stopping: Event | None = None,
        patience: Backoff = PATIENCE,
    ) -> None:
        """stopping: once it is set, no further timer is begun."""
        self._house, self._clock, self._figures = house, clock, figures
        self._patience = patience
        self._stopping = stopping or Event()

    def sweep(self, late: timedelta = timedelta()) -> Swept:
        """Fire everything that is due now, in order of due moment; what a firing makes due is fired as well.

        late: leave alone what has been due for less than this.
        """
        done: dict[str, int] = {"fired": 0, "elsewhere": 0, "failed": 0}
        tried: set[tuple[int, datetime, int]] = set()
        while rows := self._due(tried, late):
            for row in rows:
                if self._stopping.is_set():
                    return Swept(**done)
                tried.add(_try_of(row))
                done[self.fire(row)] += 1
        return Swept(**done)

    def fire(self, row: TimerRecord) -> str:
        """Fire one timer: `fired`, `elsewhere`, or `failed` and put off."""
        at = self._clock.now()
        try:
            fired = desk.fire_timer(self._house, row.id, at=at)
        except Exception as error:  # whatever is wrong with this case, the other cases are not to blame
            self._put_off(row, error, at, row.attempts + 1)
            return "failed"
        if not fired:
            return "elsewhere"
        self._figures.fired.inc()
        self._figures.lateness.observe(max(0.0, (at - row.due_at).total_seconds()))
        return "fired"

    def _due(self, tried: set[tuple[int, datetime, int]], late: timedelta) -> list[TimerRecord]:
        rows = desk.due_timers(self._house, at=self._clock.now() - late, limit=BATCH)
        # Noted at every look: a server that works off what came due while it was down is well, and must be ready.
        self._figures.last_beat.set_to_current_time()
        return [row for row in rows if _try_of(row) not in tried]

    def _put_off(self, row: TimerRecord, error: Exception, at: datetime, attempt: int) -> None:
        self._figures.failed.inc()
        what = f"{type(error).__name__}: {error}"
        said = log.bind(timer=row.id, case=row.case_id, element=row.element, attempt=attempt, error=what)
        if self._patience.is_last(attempt):
            self._figures.given_up.inc()
            said.error("timer given up", exc_info=error)
            desk.give_up_timer(self._house, row.id, what, at=at)
            return
        until = at + self._patience.wait(attempt)
        said.warning("timer put off", until=until.isoformat(), exc_info=error if attempt == 1 else None)
        desk.postpone_timer(self._house, row.id, what, at=at, until=until)


def _try_of(row: TimerRecord) -> tuple[int, datetime, int]:
    """What makes one attempt at a timer; a repeating one keeps its number and moves its due moment."""
    return row.id, row.due_at, row.attempts
