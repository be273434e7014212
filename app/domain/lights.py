"""The light of a step or a case: green, yellow from the warning moment, red once the limit is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum


class Light(StrEnum):
    """In order of worry."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


ORDER = (Light.GREEN, Light.YELLOW, Light.RED)


def light_at(at: datetime, warn_at: datetime | None, due_at: datetime | None) -> Light:
    """The light at the moment `at`; both edges belong to the worse light, exactly as the timers fire.

    For what is finished, `at` is the moment it was finished.
    """
    if due_at is not None and at >= due_at:
        return Light.RED
    if warn_at is not None and at >= warn_at:
        return Light.YELLOW
    return Light.GREEN


def worst(lights: Iterable[Light]) -> Light:
    """The most worrying of them; green when there are none."""
    return max(lights, key=ORDER.index, default=Light.GREEN)
