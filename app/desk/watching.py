"""Notices now and then what another process took in: calendars, the centre's file, rights; not at every step."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.desk.house import Desk

NOTICED_WITHIN = 1.0
"""Seconds after which every process that does anything counts by a newly entered calendar."""


class CalendarWatch:
    """Looks whether there is anything new at most once in `every` seconds, however often it is asked to."""

    def __init__(self, desk: Desk, every: float = NOTICED_WITHIN, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk, self._every, self._clock = desk, every, clock
        self._next = clock() + every

    def look(self) -> bool:
        """Take over what is new; whether there was anything."""
        now = self._clock()
        if now < self._next:
            return False
        self._next = now + self._every
        return self._desk.notice()
