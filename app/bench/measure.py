"""Times of the ways that are compared, taken in turn so that a slow moment of the machine hits all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

Steps = Iterator[Callable[[], None]]
"""One case of one way: a call for each durable step, made when the one before has been carried out."""


@dataclass
class Way:
    """One way of doing the work.

    cases: how many are to be run.  times: seconds a durable step, over all of them.
    """

    name: str
    case: Callable[[], Steps]
    cases: int = 0
    times: list[float] = field(default_factory=list)

    def run_case(self, *, count: bool = True) -> None:
        """Carry one case from start to end."""
        for step in self.case():
            began = time.perf_counter()
            step()
            if count:
                self.times.append(time.perf_counter() - began)

    @property
    def rate(self) -> float:
        """Durable steps a second."""
        return len(self.times) / sum(self.times)

    def quantile(self, share: float) -> float:
        """The time in milliseconds that a `share` of the steps stay under."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


TURNS = 8
"""Each way's cases come in so many turns and not one by one: a server that stood still for a while is cold, and its
first requests tell of that and not of the work."""


def alternate(ways: Sequence[Way], tick: Callable[[str], None] = lambda what: None) -> None:
    """Warm every way up once, then run all of them in turn, so that a slow moment of the machine hits each alike."""
    for way in ways:
        tick(f"{way.name}, warming up")
        way.run_case(count=False)
    for turn in range(TURNS):
        order = ways if turn % 2 == 0 else list(reversed(ways))
        for way in order:
            for _ in range(way.cases * turn // TURNS, way.cases * (turn + 1) // TURNS):
                tick(f"{way.name}, turn {turn + 1} of {TURNS}")
                way.run_case()


def median_ms(times: Sequence[float]) -> float:
    """The middle of some times in seconds, as milliseconds."""
    return statistics.median(times) * 1000
