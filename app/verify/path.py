"""What was measured of a scope, and the path of its worst case, leg by leg."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.verify.findings import Excluded, Leg
from app.verify.model import Node
from app.verify.waits import Open, Wait


@dataclass(slots=True, eq=False, kw_only=True)
class Time:
    """Working days, `inf` without a bound; legs are counted from the beginning of the scope."""

    days: float = 0
    legs: tuple[Leg, ...] = ()
    open: list[Open] = field(default_factory=list)
    relied: list[Node] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)


@dataclass(slots=True, eq=False, kw_only=True)
class Part:
    """A sub-process or a call inside: its time, the limit it declares, and whether its time counts."""

    node: Node
    time: Time
    limit: int | None
    within: tuple[str, ...]
    counts: bool = True


class Via(NamedTuple):
    """What an edge adds to the path: a leg of its own, or the legs of a content."""

    node: Node
    wait: Wait
    content: Time | None = None


def legs_of(vias: Iterable[object], within: tuple[str, ...]) -> tuple[Leg, ...]:
    """The legs of a path, counted from its beginning; what takes no time and has no reason to be named is left out."""
    legs: list[Leg] = []
    now = 0
    for via in vias:
        assert isinstance(via, Via)
        if via.content is not None:
            legs += [replace(leg, until=leg.until + now) for leg in via.content.legs]
            now += int(via.content.days)
        elif via.wait.days or via.wait.by:
            now += int(via.wait.days)
            legs.append(
                Leg(
                    element=via.node.id,
                    name=via.node.label,
                    days=int(via.wait.days),
                    until=now,
                    night=via.wait.night,
                    by=via.wait.by,
                    within=within,
                )
            )
    return tuple(legs)
