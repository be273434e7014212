"""How long to wait before another attempt: twice as long each time, up to a bound, a little at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """When something that failed is tried again, and after how many attempts it is given up."""

    first: float  # seconds
    longest: float  # seconds
    attempts: int
    # At random, so that what failed together does not come back together.
    share: Callable[[], float] = random.random

    def wait(self, attempt: int) -> timedelta:
        """The pause after attempt number `attempt` (from 1) failed: between half and the whole of its bound."""
        bound = min(self.longest, self.first * 2.0 ** min(attempt - 1, 60))
        return timedelta(seconds=bound * (0.5 + self.share() / 2))

    def is_last(self, attempt: int) -> bool:
        """Whether no further attempt follows this one."""
        return attempt >= self.attempts
