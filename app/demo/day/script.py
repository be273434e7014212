"""Plays many scripts in one order of time: each is a generator that names the moment at which it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush

Script = Iterator[datetime]


def play(scripts: Iterable[Script], move_to: Callable[[datetime], None]) -> None:
    """Until the last script is told.  move_to: the clock; it stands at a script's moment when the script goes on."""
    told = list(scripts)
    queue = [(at, place) for place, script in enumerate(told) if (at := next(script, None)) is not None]
    heapify(queue)
    while queue:
        at, place = heappop(queue)
        move_to(at)
        following = next(told[place], None)
        if following is not None:
            heappush(queue, (following, place))
