"""What a handler may know of the house, and how something is told to departments and supervisors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.calendar import WorkCalendar
from app.engine import Request
from app.store.work import Work

CENTRE = "centre"
"""The code of the centre's own office."""

SUPERVISORS = "supervisor"
"""The address of everybody who supervises, beside the codes of departments."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """The channels that lead outside, the calendar, and the names of departments."""

    channels: frozenset[str]
    calendar: WorkCalendar
    name_of: Callable[[str], str]
    reaches: Callable[[str, str], bool] = lambda channel, target: True
    """Whether anybody is behind a target on a channel."""


Handler = Callable[[Request, Work, Office], Mapping[str, Any] | None]


def tell(work: Work, office: Office, topic: str, key: str, to: Iterable[str], body: Mapping[str, Any]) -> None:
    """Send `body` to departments (by code) and to `SUPERVISORS`, over every channel that is set up and reaches them.

    Where it reaches nobody, that is noted once for the target, and nothing is queued that could never arrive.

    key: names this message within the case; told twice under one key it is sent once.
    """
    for target in dict.fromkeys(to):
        for channel in sorted(office.channels):
            if not office.reaches(channel, target):
                work.unreached[channel, target] = topic
                continue
            work.post(f"{key}/{channel}/{target}", channel, target, topic, {"to": target, **body})
