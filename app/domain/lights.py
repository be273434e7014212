"""The light of a step or a case, and the two schemes by which a centre turns it.

| scheme | before the promise | past the promise | past the statutory limit |
|---|---|---|---|
| `light` 红黄灯 | yellow | red | red, and the flag of a breach |
| `card` 红黄牌 | warn | yellow | red, and the flag of a breach |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Light(StrEnum):
    """In order of worry; `warn` only where cards are given."""

    GREEN = "green"
    WARN = "warn"
    YELLOW = "yellow"
    RED = "red"


ORDER = (Light.GREEN, Light.WARN, Light.YELLOW, Light.RED)


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """Which light each moment brings."""

    name: str
    warned: Light
    over: Light
    breached: Light = Light.RED

    def at(
        self, at: datetime, warn_at: datetime | None, due_at: datetime | None, law_at: datetime | None = None
    ) -> Light:
        """The light at the moment `at`; each edge belongs to the worse light, exactly as the timers fire.

        law_at: the statutory limit, for a case as a whole.
        """
        if law_at is not None and at >= law_at:
            return self.breached
        if due_at is not None and at >= due_at:
            return self.over
        if warn_at is not None and at >= warn_at:
            return self.warned
        return Light.GREEN

    def drawn(self, light: Light) -> Light:
        """What a diagram's lamp is here: it draws `yellow` for the warning and `red` for what is over."""
        return {Light.YELLOW: self.warned, Light.RED: self.over}.get(light, light)


LIGHTS = Scheme(name="light", warned=Light.YELLOW, over=Light.RED)
CARDS = Scheme(name="card", warned=Light.WARN, over=Light.YELLOW)
SCHEMES: Mapping[str, Scheme] = {scheme.name: scheme for scheme in (LIGHTS, CARDS)}
SPECIAL = Scheme(name="special", warned=Light.WARN, over=Light.YELLOW)
"""A pause of its own: warned before its expected end, yellow past it, red more than a day past it."""


def light_at(at: datetime, warn_at: datetime | None, due_at: datetime | None) -> Light:
    """The light at the moment `at` in the usual scheme; for what is finished, `at` is when it was finished."""
    return LIGHTS.at(at, warn_at, due_at)


def worst(lights: Iterable[Light]) -> Light:
    """The most worrying of them; green when there are none."""
    return max(lights, key=ORDER.index, default=Light.GREEN)
