"""What time it is: the machine's clock, or one that stands still until somebody moves it forward."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from app.domain.instants import in_utc
from app.errors import Refused


class Clock:
    """The machine's clock."""

    stepped = False

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class SteppedClock(Clock):
    """A clock for demonstrations and tests: it stands until it is moved, and it is never moved back."""

    stepped = True

    def __init__(self, at: datetime) -> None:
        """at: the aware moment at which it stands first."""
        self._lock = threading.Lock()
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment to which it was moved last, in UTC."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Stand at `at`.  Raises Refused: that would be back in time."""
        with self._lock:
            self.check(at)
            self._at = at.astimezone(UTC)

    def check(self, at: datetime) -> None:
        """Raises Refused: `at` lies before the moment at which it stands."""
        if at < self._at:
            raise Refused(
                f"the clock stands at {in_utc(self._at)}; it cannot go back to {in_utc(at)}",
                f"时钟现为{in_utc(self._at)},不能拨回{in_utc(at)}",
                now=in_utc(self._at),
            )
