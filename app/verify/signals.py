"""Signals of a closed collaboration: each reaches whoever waits for it at that moment, and is then gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import prod

from app.verify.net import LIVE, Net, Transition, marks

MAX_HEARD = 64
"""Ways in which those who wait for one signal may hear it or not."""


class TooManyListeners(Exception):
    """More shapes wait for one signal than can be tried out; the argument is the id of a shape that throws it."""


class Signals:
    """Collects, by the name of the signal, what throws it and what waits for it, and joins them in the end."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self._listening: dict[str, list[Transition]] = defaultdict(list)
        self._throwing: dict[str, list[Transition]] = defaultdict(list)

    def heard(self, name: str, step: Transition) -> None:
        """This transition is made when the signal is heard."""
        self._listening[name].append(step)

    def thrown(self, name: str, step: Transition) -> None:
        """This transition throws the signal."""
        self._throwing[name].append(step)

    def broadcast(self) -> None:
        """A signal reaches every shape that is waiting for it at that moment, and is then gone."""
        for listeners in self._listening.values():
            for each in listeners:
                each.how = "unheard"
        for name, throws in self._throwing.items():
            waiting: dict[int, list[Transition | None]] = defaultdict(lambda: [None])
            for each in self._listening.get(name, []):
                waiting[_ready(each)].append(each)
            if prod(map(len, waiting.values())) > MAX_HEARD:
                raise TooManyListeners(throws[0].element)
            for throw, hearing in product(throws, product(*waiting.values())):
                some = [each for each in hearing if each is not None]
                if some:
                    self._joined(throw, some, set(waiting) - {_ready(each) for each in some})
            for throw in throws:
                throw.vacant |= set(waiting)
        self.net.transitions = [each for each in self.net.transitions if each.how != "unheard"]
        for number, each in enumerate(self.net.transitions):
            each.number = number

    def _joined(self, throw: Transition, some: Sequence[Transition], others: set[int]) -> None:
        """The throw, with those who hear it; what goes on inside a scope that somebody interrupts is gone with it."""
        parts = (throw, *some)
        pre = frozenset[int]().union(*(each.pre for each in parts))
        stays = [place for each in parts for place in each.post if self._stays(place, each, parts)]
        step = self.net.add(throw.element, throw.how, pre, marks(*self._apart(stays, throw)), throw.within)
        step.vacant = throw.vacant | others
        step.sideways = step.post
        for each in parts:
            step.reset |= each.reset
            step.clears |= each.clears
            step.runs += each.runs

    def _apart(self, places: Iterable[int], throw: Transition) -> Iterator[int]:
        """Two parts that put a token on the same place put two: the second waits beside it."""
        net, seen = self.net, set[int]()
        for place in places:
            if place in seen and net.kinds[place] in LIVE:
                beside = net.place(net.kinds[place], net.names[place], net.where[place])
                net.add(throw.element, "merge", {beside}, marks(place), throw.within)
                yield beside
            else:
                seen.add(place)
                yield place

    def _stays(self, place: int, part: Transition, parts: Sequence[Transition]) -> bool:
        """Whether the token that a part puts here is neither taken nor emptied by another part."""
        others = [each for each in parts if each is not part]
        emptied = frozenset[int]().union(*(each.clears - part.clears for each in others))
        taken = place in part.pre and any(place in each.reset | (each.pre - each.post) for each in others)
        return not taken and not self.net.is_within(place, emptied)


def _ready(listener: Transition) -> int:
    """The place that says whether somebody listens: an event sub-process is open last of all."""
    return max(listener.pre)
