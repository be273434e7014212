"""What the views need from the rest of the house, hung once on the Flask app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import current_app, g

from app.settings import Settings

if TYPE_CHECKING:
    from app.api.gate import Gate
    from app.api.metrics import Metrics
    from app.desk import Desk
    from app.timers.pulse import Pulse

Check = Callable[[], str]
"""A readiness check: empty when all is well, else the reason in plain English."""


def utc_now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


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
