"""The longest path through one scope, in working days: joins and merges both take the later of what comes."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from math import inf
from typing import NamedTuple


class Edge(NamedTuple):
    """From one shape to the next; `days` after the first was reached, by way of `leg` (what the path shows)."""

    source: str
    target: str
    days: float
    leg: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Longest:
    """The latest moment at which each shape is reached, the edge it was reached by, and loops that take time."""

    at: dict[str, float]
    by: dict[str, Edge]
    loops: tuple[tuple[str, ...], ...]

    def path(self, node: str) -> list[Edge]:
        """The edges of the longest way to a shape, from the start on."""
        found: list[Edge] = []
        seen = {node}
        while node in self.by:
            edge = self.by[node]
            found.append(edge)
            node = edge.source
            if node in seen:
                break
            seen.add(node)
        return found[::-1]


def longest(starts: list[str], edges: list[Edge]) -> Longest:
    """One pass over the graph in order; what lies on a loop is taken together.

    A loop in which no time passes is one point in time; a loop in which some does has no latest moment.
    """
    out: dict[str, list[Edge]] = {}
    for edge in edges:
        out.setdefault(edge.source, []).append(edge)
    at: dict[str, float] = dict.fromkeys(starts, 0)
    by: dict[str, Edge] = {}
    ordered = _straight_order(starts, out)
    if ordered is not None:
        for node in ordered:
            _onward(node, out, at, by)
        return Longest(at=at, by=by, loops=())
    loops: list[tuple[str, ...]] = []
    for component in _in_order(starts, out):
        members = set(component)
        inside = [edge for each in component for edge in out.get(each, ()) if edge.target in members]
        latest = max((at[each] for each in component if each in at), default=0)
        if inside:
            if any(edge.days for edge in inside):
                loops.append(tuple(component))
                latest = inf
            _level(component, inside, latest, at, by)
        for each in component:
            _onward(each, out, at, by, members)
    return Longest(at=at, by=by, loops=tuple(loops))


def _onward(
    node: str, out: dict[str, list[Edge]], at: dict[str, float], by: dict[str, Edge], members: Container[str] = ()
) -> None:
    """Reach what a shape leads to, if that is later than was known."""
    now = at[node]
    for edge in out.get(node, ()):
        moment = now + edge.days
        if moment > at.get(edge.target, -1) and edge.target not in members:
            at[edge.target], by[edge.target] = moment, edge


def _straight_order(starts: list[str], out: dict[str, list[Edge]]) -> list[str] | None:
    """What the starts reach, each after all that leads to it; None when there is a loop."""
    waiting: dict[str, int] = dict.fromkeys(starts, 0)
    todo = list(waiting)
    while todo:
        for edge in out.get(todo.pop(), ()):
            if edge.target not in waiting:
                waiting[edge.target] = 0
                todo.append(edge.target)
            waiting[edge.target] += 1
    ready = [node for node, count in waiting.items() if not count]
    for node in ready:
        for edge in out.get(node, ()):
            waiting[edge.target] -= 1
            if not waiting[edge.target]:
                ready.append(edge.target)
    return ready if len(ready) == len(waiting) else None


def _level(component: list[str], inside: list[Edge], latest: float, at: dict[str, float], by: dict[str, Edge]) -> None:
    """All of a loop is reached at the same latest moment; the path enters it where that moment comes from."""
    entry = max((each for each in component if each in at), key=lambda each: at[each])
    leaving: dict[str, list[Edge]] = {}
    for edge in inside:
        leaving.setdefault(edge.source, []).append(edge)
    todo, seen = [entry], {entry}
    at[entry] = latest
    while todo:
        for edge in leaving.get(todo.pop(), ()):
            if edge.target not in seen:
                seen.add(edge.target)
                at[edge.target], by[edge.target] = latest, edge
                todo.append(edge.target)


def _in_order(starts: list[str], out: dict[str, list[Edge]]) -> Iterator[list[str]]:
    """Strongly connected components that the starts reach, each before those that it leads to (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on: set[str] = set()
    found: list[list[str]] = []
    for start in starts:
        if start not in index:
            _component(start, out, index, low, stack, on, found)
    return reversed(found)


def _component(
    start: str,
    out: dict[str, list[Edge]],
    index: dict[str, int],
    low: dict[str, int],
    stack: list[str],
    on: set[str],
    found: list[list[str]],
) -> None:
    work: list[tuple[str, int]] = [(start, 0)]
    while work:
        here, position = work.pop()
        if position == 0:
            index[here] = low[here] = len(index)
            stack.append(here)
            on.add(here)
        following = out.get(here, ())
        for place in range(position, len(following)):
            target = following[place].target
            if target not in index:
                work += [(here, place + 1), (target, 0)]
                break
            if target in on:
                low[here] = min(low[here], index[target])
        else:
            if low[here] == index[here]:
                found.append([stack.pop()])
                while found[-1][-1] != here:
                    found[-1].append(stack.pop())
                on.difference_update(found[-1])
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[here])
