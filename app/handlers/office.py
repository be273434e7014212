"""What a handler may know of the house, and how something is told to departments and supervisors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from app.domain.calendar import WorkCalendar
from app.domain.lights import LIGHTS, Scheme
from app.engine import Request
from app.notices import Press
from app.store.records import DefinitionRecord
from app.store.work import Work

CENTRE = "centre"
"""The code of the centre's own office."""

STAYS = timedelta(hours=1)
"""How long after closing people still read what they are sent."""

SUPERVISORS = "supervisor"
"""The address of everybody who supervises, beside the codes of departments."""


class Sealing(NamedTuple):
    """Who puts a department's seal on what an act issues.

    is_kept: whether the item keeps its seal for those who are authorised.  by: nobody, where none of them is left.
    """

    is_kept: bool = False
    by: str | None = None


class Hands(Protocol):
    """What is done to the case in hand for handlers, by the rules that hold for the people who act."""

    def sealing(self) -> Sealing:
        """Who seals what this act issues.  Raises Forbidden: whoever acts has not the right to."""

    def halt(self, ground: str, reason: str, days: int, element: str) -> bool:
        """Stop the clock of the case; False when it stands still on this ground already."""

    def go_on(self, ground: str, element: str) -> bool:
        """Let the clock go on, of every ground where none is named; False when it ran."""

    def lacking(self) -> list[tuple[str, str]]:
        """What the archive would lack if the case ended now: code, and words in Chinese."""


class _NoHands:
    """Where no case is in hand nothing is sealed, and nothing can be asked of one."""

    def sealing(self) -> Sealing:
        return Sealing()

    def halt(self, ground: str, reason: str, days: int, element: str) -> bool:
        raise LookupError("no case is in hand")

    def go_on(self, ground: str, element: str) -> bool:
        raise LookupError("no case is in hand")

    def lacking(self) -> list[tuple[str, str]]:
        raise LookupError("no case is in hand")


NO_HANDS: Hands = _NoHands()


@dataclass(frozen=True, kw_only=True)
class Office:
    """The channels that lead outside, the calendar, the names of departments, and the press for documents.

    definition_of: the version of an item by its row number.
    """

    channels: frozenset[str]
    calendar: WorkCalendar
    name_of: Callable[[str], str]
    press: Press
    definition_of: Callable[[int], DefinitionRecord]
    lead_of: Callable[[str, datetime], str] = lambda item, at: ""
    """The lead department of an item as it is in force at a moment, empty where there is no such item."""
    kind_of: Callable[[int], str | None] = lambda number: ""
    """How a version's cases are handled (direct, joint …), by its row number; None for a procedure."""
    follow: tuple[Mapping[str, str], ...] = ()
    """What the centre's file says is to be started upon an event: `on`, `start`."""
    scheme: Scheme = LIGHTS
    """How lamps turn."""
    quiet: bool = True
    """Whether alerts outside opening hours wait until the office opens."""
    reaches: Callable[[str, str], bool] = lambda channel, target: True
    """Whether anybody is behind a target on a channel."""
    hands: Hands = NO_HANDS
    """What is done to the case in hand."""


Handler = Callable[[Request, Work, Office], Mapping[str, Any] | None]


def tell(
    work: Work,
    office: Office,
    topic: str,
    key: str,
    to: Iterable[str],
    body: Mapping[str, Any],
    send_at: datetime | None = None,
) -> None:
    """Send `body` to departments (by code) and to `SUPERVISORS`, over every channel that is set up and reaches them.

    Where it reaches nobody, that is noted once for the target, and nothing is queued that could never arrive.

    key: names this message within the case; told twice under one key it is sent once.  send_at: not before.
    """
    for target in dict.fromkeys(to):
        for channel in sorted(office.channels):
            if not office.reaches(channel, target):
                work.unreached[channel, target] = topic
                continue
            work.post(f"{key}/{channel}/{target}", channel, target, topic, {"to": target, **body}, send_at)


def when_awake(office: Office, at: datetime) -> datetime:
    """`at`, or when the office opens next, where that is at night or on a rest day.

    Who stays a little longer is still told: what ends with the day is told in the evening of that day.
    """
    calendar = office.calendar
    day = calendar.day_of(at)
    if not office.quiet:
        return at
    if calendar.is_workday(day):
        if calendar.opening_of(day) <= at < calendar.closing_of(day) + STAYS:
            return at
        if at < calendar.opening_of(day):
            return calendar.opening_of(day)
    return calendar.opening_of(calendar.add_workdays(day, 1))
