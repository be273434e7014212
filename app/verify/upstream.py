"""From where a token may still come to the ways into inclusive joins, over flows as they are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.verify.net import LIVE, Net, Transition


class Upstream:
    """What inclusive joins look at, of a whole net: it stays the same while a net is made smaller.

    For each way into each join there is one bit.  flows: of each place, the ways to which flows lead from it without
    passing the way's own join, its own way included; a boundary event is no flow, and flows stay in their scope: what
    leads into a sub-process is not upstream of the joins inside.  beside: of each busy activity, the ways to which a
    boundary event of it leads, unless flows lead to the very same ways of the join.  seen: the ways at which a join
    still looks while the net is made smaller.
    """

    def __init__(self, net: Net) -> None:
        self.joins = [step for step in net.transitions if step.gather]
        self.flows = [0] * len(net.kinds)
        self.beside = [0] * len(net.kinds)
        self._bits: dict[tuple[int, int], int] = {}
        self.seen = -1
        self._joined: dict[int, int] = {}
        self._own: dict[int, int] = {}
        if self.joins:
            self._over_flows(net)
            self._by_boundary_events(net)

    def leads_alike(self, place: int, others: Iterable[int], *, beside: bool) -> bool:
        """Whether a token on `place` is to every join what a token on each of the others is."""
        return not any(self._differ(each, place, self.seen, beside=beside) for each in others)

    def _differ(self, place: int, other: int, ways: int, *, beside: bool) -> bool:
        masks = (self.flows, self.beside) if beside else (self.flows,)
        return any((mask[place] ^ mask[other]) & ways for mask in masks)

    def forget(self, ways: int) -> None:
        """A join looks no longer at these."""
        self.seen &= ~ways

    def own(self, place: int) -> int:
        """The ways that a place itself is."""
        return self._own.get(place, 0)

    def into(self, join: int) -> int:
        """All ways into a join."""
        return self._joined.get(join, 0)

    def are_twins(self, place: int, other: int, gone: Sequence[bool], *, beside: bool) -> bool:
        """Whether no join can tell two places that always hold the same from one of them.

        gone: of each place, whether no token comes there any more.
        """
        own = self.own(place) | self.own(other)
        if self._differ(place, other, self.seen & ~own, beside=beside):
            return False
        pairs = [own & ways & self.seen for ways in self._joined.values() if own & ways & self.seen]
        looked_at = [self.flows, self.beside] if beside else [self.flows]
        return not any(
            _tells_apart(masks[each], pair)
            for pair in pairs
            for each in range(len(gone))
            if not gone[each] and each not in (place, other)
            for masks in looked_at
        )

    def before(self, join: int, place: int) -> frozenset[int]:
        """The places from which flows lead to a way into a join."""
        return _marked(self.flows, self._bits[join, place]) - {place}

    def aside(self, join: int, place: int) -> frozenset[int]:
        """The busy activities of which a boundary event leads to a way into a join."""
        return _marked(self.beside, self._bits[join, place])

    def _over_flows(self, net: Net) -> None:
        todo: list[int] = []
        for step in self.joins:
            for place in step.gather:
                bit = self._bits[step.number, place] = 1 << len(self._bits)
                self._joined[step.number] = self._joined.get(step.number, 0) | bit
                self._own[place] = self._own.get(place, 0) | bit
                self.flows[place] |= bit
                todo.append(place)
        drawn = _drawn(net)
        while todo:
            place = todo.pop()
            for number, sources in drawn[place]:
                ways = self.flows[place] & ~self._joined.get(number, 0)
                for before in sources:
                    fresh = net.kinds[before] in LIVE and net.where[before] == net.where[place]
                    if fresh and ways & ~self.flows[before]:
                        self.flows[before] |= ways
                        todo.append(before)

    def _by_boundary_events(self, net: Net) -> None:
        for step in net.transitions:
            for place in step.sideways:
                for before in step.pre:
                    if net.kinds[before] in LIVE:
                        self.beside[before] |= self.flows[place]
        for own in self._joined.values():
            for place, ways in enumerate(self.beside):
                if ways & own == self.flows[place] & own:
                    self.beside[place] &= ~own


def _tells_apart(ways: int, pair: int) -> bool:
    """Whether one of two ways into a join is among these, and not the other."""
    return 0 != ways & pair != pair


def _marked(masks: list[int], way: int) -> frozenset[int]:
    return frozenset(place for place, mask in enumerate(masks) if mask & way)


def _drawn(net: Net) -> list[list[tuple[int, Iterable[int]]]]:
    """Of each place, from where flows lead to it as they are drawn, and by which transition, -1 for none."""
    found: list[list[tuple[int, Iterable[int]]]] = [[] for _ in net.kinds]
    for step in net.transitions:
        for place in _reached_over_flows(step):
            found[place].append((step.number, (*step.pre, *step.gather)))
    for sources, targets in net.drawn:
        for place in targets:
            found[place].append((-1, sources))
    return found


def _reached_over_flows(step: Transition) -> Iterator[int]:
    return (place for place in (*step.post, *step.ways()) if place not in step.sideways)
