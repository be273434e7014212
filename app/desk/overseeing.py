"""What electronic supervision (电子监察) looks at: lights of steps and of cases, kept apart, by department and item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.desk import sight
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.lights import Light
from app.errors import Forbidden
from app.store import lights as stored
from app.store.lights import Lit


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many show which light; `breached`: of these, over the statutory limit."""

    lights: dict[Light, int] = field(default_factory=dict)
    breached: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.lights.values())


@dataclass(frozen=True, kw_only=True)
class Lights:
    """The lights that are lit now; steps by who has them, cases by who leads them."""

    steps: Sequence[Lit]
    cases: Sequence[Lit]

    def steps_of(self, department: str | None = None, item: str | None = None) -> Tally:
        """Open steps, of one department or item where it is named."""
        return _tally(self.steps, department, item)

    def cases_of(self, department: str | None = None, item: str | None = None) -> Tally:
        """Running cases, likewise."""
        return _tally(self.cases, department, item)

    @property
    def departments(self) -> list[str]:
        """Those that have something, whoever has most red first."""
        return self._ranked(lambda one: one.department)

    @property
    def items(self) -> list[str]:
        """The items of running cases, likewise."""
        return self._ranked(lambda one: one.item)

    def _ranked(self, name: Callable[[Lit], str]) -> list[str]:
        red: dict[str, int] = {}
        for one in [*self.steps, *self.cases]:
            red[name(one)] = red.get(name(one), 0) + (one.count if one.light is Light.RED else 0)
        return sorted(red, key=lambda code: (-red[code], code))


def lights(desk: Desk, actor: Actor) -> Lights:
    """The lights of the whole centre.  Raises Forbidden: they are for those who oversee it."""
    if actor.role not in sight.EVERYTHING:
        raise Forbidden(
            f"{actor.user} is {actor.role}; the board is for supervisors, administrators and the government",
            "电子监察限督查人员、管理员和本级政府负责人查看",
            role=str(actor.role),
            expected=sorted(sight.EVERYTHING),
        )
    with desk.database.reading() as connection:
        return Lights(steps=stored.of_steps(connection), cases=stored.of_cases(connection))


def _tally(found: Sequence[Lit], department: str | None, item: str | None) -> Tally:
    counted: dict[Light, int] = {}
    breached = 0
    for one in found:
        if department in (None, one.department) and item in (None, one.item):
            counted[one.light] = counted.get(one.light, 0) + one.count
            breached += one.breached
    return Tally(lights=counted, breached=breached)
