"""How gateways move tokens: one way, all ways, some ways, or whichever event comes first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from app.verify.model import Node
from app.verify.moves import Move, Rope
from app.verify.net import Kind, Net, marks
from app.verify.ways import along, entrances

if TYPE_CHECKING:
    from app.verify.events import Events
    from app.verify.places import Instance


MAX_WAYS = 8
"""Ways out of an inclusive split that are tried in every combination; more than that is not proved."""


def gateway(net: Net, events: Events, made: Instance, node: Node) -> None:
    """The transitions of one gateway."""
    into = entrances(made, node)
    if not into:
        return
    if node.tag == "parallelGateway":
        net.add(node.id, "take", into, along(made, node.outgoing), made.within)
    elif node.tag == "inclusiveGateway":
        _inclusive(net, made, node, into)
    elif node.tag == "eventBasedGateway":
        _event_based(net, events, made, node, into)
    else:
        _exclusive(net, made, node, into)


def _exclusive(net: Net, made: Instance, node: Node, into: list[int]) -> None:
    """Every token goes one way; several ways in and out meet in a place of the gateway's own."""
    for place in _merged(net, made, node, into):
        for flow in node.outgoing:
            net.add(node.id, "take", (place,), along(made, (flow,)), made.within)
        if not node.outgoing:
            net.add(node.id, "take", (place,), {}, made.within)


def _merged(net: Net, made: Instance, node: Node, into: list[int]) -> list[int]:
    if len(into) == 1 or len(node.outgoing) < 2:
        return into
    middle = net.place(Kind.FLOW, node.id, made.index)
    for place in into:
        net.add(node.id, "merge", (place,), marks(middle), made.within)
    return [middle]


def _inclusive(net: Net, made: Instance, node: Node, into: list[int]) -> None:
    """A token on one or more ways; the default way alone when no condition holds."""
    several = len(node.outgoing) > 1
    step = net.add(node.id, "take", (), {} if several else along(made, node.outgoing), made.within)
    if len(node.incoming) > 1:
        step.gather = tuple(into)
    else:
        step.pre = frozenset(into)
    if several:
        step.note(along(made, node.outgoing))
        step.choice = tuple(made.landings[flow.id][0] for flow in node.outgoing if flow.id != node.default)
        defaults = [made.landings[flow.id][0] for flow in node.outgoing if flow.id == node.default]
        step.otherwise = defaults[0] if defaults else None


def _event_based(net: Net, events: Events, made: Instance, node: Node, into: list[int]) -> None:
    """The token waits in the gateway; the first event that comes takes it."""
    for place in _merged(net, made, node, into):
        for flow in node.outgoing:
            target = flow.target
            if target.tag in ("intermediateCatchEvent", "receiveTask") and target.event != "link":
                events.caught(made, target, place)
            else:
                net.add(node.id, "take", (place,), along(made, (flow,)), made.within)


def subsets(move: Move) -> Iterator[tuple[frozenset[int], Rope]]:
    """Every set of places that a move may mark, with what happens on the way: one, unless it is an inclusive split."""
    if not move.choice:
        yield move.post, move.story
        return
    for size in range(1, len(move.choice) + 1):
        for some in combinations(move.choice, size):
            yield move.post | set(some), (move.story, *(move.branches.get(way, ()) for way in some))
    if move.otherwise is not None:
        yield move.post | {move.otherwise}, (move.story, move.branches.get(move.otherwise, ()))
