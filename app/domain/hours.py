"""When the windows are open on a working day, and how working time adds up inside such a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise


@dataclass(frozen=True, kw_only=True)
class OfficeHours:
    """The sessions of a working day in the centre's own zone, in order, without overlap."""

    sessions: tuple[tuple[time, time], ...] = ((time(8, 30), time(11, 30)), (time(14, 30), time(17, 30)))

    def __post_init__(self) -> None:
        edges = [edge for session in self.sessions for edge in session]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError(f"expected opening hours that rise without overlap, got: {self.sessions}")

    @classmethod
    def of(cls, sessions: Iterable[tuple[time | str, time | str]]) -> OfficeHours:
        """Hours from pairs of times, which may be ISO texts, as files have them.  Raises ValueError, TypeError."""
        return cls(sessions=tuple((_time(start), _time(end)) for start, end in sessions))

    def __str__(self) -> str:
        return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in self.sessions)

    @property
    def opening(self) -> time:
        """The first moment of a working day."""
        return self.sessions[0][0]

    @property
    def closing(self) -> time:
        """The moment after which nothing counts for the day any more."""
        return self.sessions[-1][1]

    @property
    def length(self) -> timedelta:
        """Working time in one full day."""
        return sum((_span(a, b) for a, b in self.sessions), timedelta())

    def worked_until(self, at: time) -> timedelta:
        """Working time between the opening and `at`."""
        return sum((_span(a, min(max(at, a), b)) for a, b in self.sessions), timedelta())

    def moment_after(self, worked: timedelta) -> time:
        """The time of day at which `worked` has passed since the opening; 0 <= worked <= length."""
        left = worked
        for start, end in self.sessions:
            if left <= _span(start, end):
                return (datetime.combine(_ANY_DAY, start) + left).time()
            left -= _span(start, end)
        raise ValueError(f"expected at most {self.length} of a working day, got: {worked}")


def _time(value: time | str) -> time:
    return value if isinstance(value, time) else time.fromisoformat(value)


_ANY_DAY = date(2000, 1, 3)


def _span(start: time, end: time) -> timedelta:
    return datetime.combine(_ANY_DAY, end) - datetime.combine(_ANY_DAY, start)
