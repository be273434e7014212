"""What the views need from the rest of the house, hung once on the Flask app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from flask import current_app, g

from app.settings import Settings

if TYPE_CHECKING:
    from app.api.gate import Gate
    from app.api.metrics import Metrics
    from app.desk import Desk

Check = Callable[[], str]
"""A readiness check: empty when all is well, else the reason in plain English."""


def utc_now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


class Swept(Protocol):
    """How many timers were fired on the way, and how many could not be."""

    @property
    def fired(self) -> int:
        """Fired."""

    @property
    def failed(self) -> int:
        """Put off."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""


class Pulse(Protocol):
    """The timers as the API knows them: their clock, which a demonstration may move."""

    @property
    def clock(self) -> Clock:
        """What gives the time."""

    def advance_to(self, at: datetime) -> Swept:
        """Move a stepped clock, firing what comes due on the way."""


@dataclass(frozen=True, kw_only=True)
class House:
    """The wired parts; `clock` is the only source of time behind the API."""

    settings: Settings
    desk: Desk
    gate: Gate
    metrics: Metrics
    clock: Callable[[], datetime]
    checks: Mapping[str, Check]
    pulse: Pulse | None


def house() -> House:
    """The house of the app that is answering."""
    found: House = current_app.extensions["lianban"]
    return found


def moment() -> datetime:
    """The moment of this request; the same however often it is asked."""
    at: datetime | None = g.get("at")
    if at is None:
        at = g.at = house().clock()
    return at
