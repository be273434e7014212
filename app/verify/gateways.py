"""How gateways move tokens: one way, all ways, some ways, or whichever event comes first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from app.verify.model import Node
from app.verify.moves import Move, Rope
from app.verify.net import Kind, Net
from app.verify.ways import entrances

if TYPE_CHECKING:
    from app.verify.events import Events
    from app.verify.places import Instance


MAX_WAYS = 8
"""Ways out of an inclusive split that are tried in every combination; more than that is not proved."""


def gateway(net: Net, events: Events, made: Instance, node: Node) -> None:
    """The transitions of one gateway."""
    into = entrances(made, node)
    out = [made.flows[flow.id] for flow in node.outgoing]
    first = len(net.transitions)
    if not into:
        return
    if node.tag == "parallelGateway":
        net.add(node.id, "take", set(into), set(out))
    elif node.tag == "inclusiveGateway":
        _inclusive(net, made, node, into, out)
    elif node.tag == "eventBasedGateway":
        _event_based(net, events, made, node, into)
    else:
        _exclusive(net, made, node, into, out)
    for step in net.transitions[first:]:
        step.within = made.within


def _exclusive(net: Net, made: Instance, node: Node, into: list[int], out: list[int]) -> None:
    """Every token goes one way; several ways in and out meet in a place of the gateway's own."""
    for place in _merged(net, made, node, into, len(out)):
        for way in out:
            net.add(node.id, "take", {place}, {way})
        if not out:
            net.add(node.id, "take", {place}, set())


def _merged(net: Net, made: Instance, node: Node, into: list[int], ways: int) -> list[int]:
    if len(into) == 1 or ways < 2:
        return into
    middle = net.place(Kind.FLOW, node.id, made.index)
    for place in into:
        net.add(node.id, "merge", {place}, {middle})
    return [middle]


def _inclusive(net: Net, made: Instance, node: Node, into: list[int], out: list[int]) -> None:
    """A token on one or more ways; the default way alone when no condition holds."""
    step = net.add(node.id, "take", set(), set())
    if len(into) == 1:
        step.pre = {into[0]}
    else:
        step.gather = into
    default = next((made.flows[flow.id] for flow in node.outgoing if flow.id == node.default), None)
    if len(out) < 2:
        step.post = set(out)
        return
    step.choice = [way for way in out if way != default]
    step.otherwise = default


def _event_based(net: Net, events: Events, made: Instance, node: Node, into: list[int]) -> None:
    """The token waits in the gateway; the first event that comes takes it."""
    for place in _merged(net, made, node, into, len(node.outgoing)):
        for flow in node.outgoing:
            target = flow.target
            if target.tag in ("intermediateCatchEvent", "receiveTask") and target.event != "link":
                events.caught(made, target, place)
            else:
                net.add(node.id, "take", {place}, {made.flows[flow.id]})


def subsets(move: Move) -> Iterator[tuple[set[int], Rope]]:
    """Every set of places that a move may mark, with what happens on the way: one, unless it is an inclusive split."""
    if not move.choice:
        yield move.post, move.story
        return
    for size in range(1, len(move.choice) + 1):
        for some in combinations(move.choice, size):
            yield move.post | set(some), (move.story, *(move.branches.get(way, ()) for way in some))
    if move.otherwise is not None:
        yield move.post | {move.otherwise}, (move.story, move.branches.get(move.otherwise, ()))
