"""Carries orders to move cases between versions on, a little at a time, wherever they were interrupted."""

from __future__ import annotations

import time
from threading import Event

import structlog

from app import desk
from app.desk import Desk, Migrating
from app.timers.clock import Clock

log = structlog.get_logger(__name__)
SHARE = 0.5
"""Seconds of one pass; what is left waits for the next, so that acts of people come in between."""


class Carrier:
    """The running orders of one desk; several nodes may carry the same one."""

    def __init__(self, house: Desk, clock: Clock, stopping: Event | None = None) -> None:
        self._house, self._clock = house, clock
        self._stopping = stopping or Event()
        self._known: dict[int, Migrating] = {}

    def run(self) -> int:
        """Carry the orders on for a while, the oldest first; returns how many cases were moved."""
        until, moved = time.monotonic() + SHARE, 0
        running = desk.running_migrations(self._house)
        self._known = {number: one for number, one in self._known.items() if number in running}
        for number in running:
            if number not in self._known:
                self._known[number] = Migrating(self._house, number)
            while time.monotonic() < until and not self._stopping.is_set():
                before = self._known[number].order.moved
                now = self._known[number].step(at=self._clock.now())
                moved += now.moved - before
                if now.status != "running":
                    log.info("cases moved", migration=number, status=now.status, moved=now.moved, kept=now.kept)
                    break
        return moved
