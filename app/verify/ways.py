"""Where tokens come into a shape or a scope, and where they go when it is left."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from app.verify.model import Flow, Node
from app.verify.net import Chain, marks
from app.verify.places import Instance


def entrances(made: Instance, node: Node) -> list[int]:
    """The places from which a shape is reached."""
    found = [made.flows[flow.id] for flow in node.incoming if flow.id in made.flows]
    if node.id in made.sources:
        found.append(made.sources[node.id])
    return found


def along(made: Instance, flows: Iterable[Flow]) -> dict[int, Chain]:
    """The places that tokens on all of these flows come to."""
    return dict(made.landings[flow.id] for flow in flows)


def ways(made: Instance, node: Node) -> list[dict[int, Chain]]:
    """The sets of places that a shape without a gateway may put tokens on when it is left.

    A conditional flow may be taken or not; the default flow is taken when no conditional one is.
    """
    flows = node.outgoing
    if not any(flow.conditional for flow in flows):
        return [along(made, flows)]
    default = [flow for flow in flows if flow.id == node.default]
    always = [flow for flow in flows if not flow.conditional and flow.id != node.default]
    maybe = [flow for flow in flows if flow.conditional and flow.id != node.default]
    some = [each for size in range(1, len(maybe) + 1) for each in combinations(maybe, size)]
    found = [along(made, (*always, *each)) for each in some]
    if default or always:
        found.append(along(made, (*always, *default)))
    return found


def beginning(content: Instance) -> dict[int, Chain]:
    """The places that are marked when a scope begins; a called process begins at one of its start events."""
    starts = content.scope.starts()
    if content.within and (content.parent is None or content.within != content.parent.within):
        starts = [start for start in starts if not start.event][:1] or starts[:1]
    elif not content.handler:
        starts = [start for start in starts if not start.event]
    begun = marks(*content.sources.values()) | shell(content)
    for start in starts:
        begun |= ways(content, start)[0]
    return begun


def shell(content: Instance) -> dict[int, Chain]:
    """What is marked while the event sub-processes of a scope may begin."""
    return marks(content.alive, content.open, *timers_once(content)) if content.events else {}


def timers_once(content: Instance) -> set[int]:
    """The places of event sub-processes that a timer starts a single time."""
    starts = [start.id for each in content.events.values() for start in each.scope.starts()]
    return {content.armed[start] for start in starts if start in content.armed}


def timers_armed(made: Instance, node: Node) -> set[int]:
    """The places of an activity's boundary timers that fire a single time."""
    return {made.armed[event.id] for event in node.boundaries if event.id in made.armed}
