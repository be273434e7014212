"""How long a token stays in one shape at most: by an interrupting timer, or by a limit that people are held to."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from app.verify.durations import NIGHT, Span, is_odd, limit_of, span_of
from app.verify.model import Node

AUTOMATIC = frozenset({"serviceTask", "scriptTask", "sendTask", "businessRuleTask"})
"""Done at once, by the system."""

CLOCKS = frozenset({"before", "external", "own"})
"""Words of the property `clock` for time that does not count: before acceptance, at another body, on a clock of its
own."""

NAMED = frozenset({"department", "role", "lead", "light"})
"""Properties that say whom going over a limit is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Why there is no bound: `no-deadline`, `deadline-not-constant`, `unbounded-loop` or `unnoticed`."""

    why: str
    node: Node
    within: tuple[str, ...] = ()
    others: tuple[Node, ...] = ()


class Wait(NamedTuple):
    """Working days, `inf` without a bound; `by` is what bounds it, `open` why nothing does.

    night: those of the days that are lost because a timer fires after closing time.
    """

    days: float
    by: str = ""
    night: int = 0
    open: Open | None = None


def timers(node: Node) -> list[tuple[Node, Span]]:
    """The interrupting boundary timers of an activity."""
    return [(each, span_of(each)) for each in node.boundaries if each.event == "timer" and each.interrupting]


def shortest(node: Node) -> int | None:
    """The shortest interrupting boundary timer that is a constant."""
    return min((span.days for _, span in timers(node) if span.days is not None), default=None)


def wait(node: Node, kept: bool, within: tuple[str, ...]) -> Wait:
    """The time in a step that waits for somebody or something.

    A step with an interrupting timer may still be done after closing time, in the tick before the timer fires; what
    follows is then received on the next working day, so the night counts either way.

    kept: whether its declared limit may be relied on where no timer interrupts it.
    """
    timer = shortest(node)
    if timer is not None:
        return Wait(days=timer + NIGHT, by="timer", night=NIGHT)
    limit = limit_of(node.properties)
    if kept and limit is not None:
        if is_noticed(node):
            return Wait(days=limit, by="limit")
        return Wait(days=inf, open=Open(why="unnoticed", node=node, within=within))
    odd = [event for event, span in timers(node) if span.days is None]
    if odd or is_odd(node.properties):
        why = Open(why="deadline-not-constant", node=(odd or [node])[0], within=within)
        return Wait(days=inf, open=why)
    return Wait(days=inf, open=Open(why="no-deadline", node=node, within=within))


def is_noticed(node: Node) -> bool:
    """Whether somebody is told when the limit passes: whoever the task is offered to and the supervisor get its red
    light; failing that a timer that does not interrupt, or a named department, has to do it."""
    told = any(each.event == "timer" and not each.interrupting and each.outgoing for each in node.boundaries)
    return told or node.staffed or any(node.properties.get(name) for name in NAMED)


def excluded(node: Node) -> str:
    """Which clock a step runs on, when it is not the case's.

    The promise runs from acceptance, so a step that accepts (`kind` accept) comes before it, except in a direct
    item, which is decided where it is received.
    """
    clock = node.properties.get("clock", "")
    if clock in CLOCKS:
        return clock
    return "before" if node.properties.get("kind") == "accept" and node.scope.mode != "direct" else ""


def first_of(gateway: Node, kept: bool, within: tuple[str, ...]) -> dict[str, Wait]:
    """The time in an event gateway until each of its events: no longer than its shortest timer."""
    events = [flow.target for flow in gateway.outgoing]
    spans = {each.id: span_of(each) for each in events if each.event == "timer"}
    timer = min((span.days for span in spans.values() if span.days is not None), default=None)
    found: dict[str, Wait] = {}
    for each in events:
        span = spans.get(each.id)
        if span is not None:
            found[each.id] = caught(each, kept, within)
        elif timer is not None:
            found[each.id] = Wait(days=timer + NIGHT, by="timer", night=NIGHT)
        elif excluded(gateway) or excluded(each):
            found[each.id] = Wait(days=0, by=excluded(gateway) or excluded(each))
        else:
            limited = each if limit_of(each.properties) is not None else gateway
            found[each.id] = wait(limited, kept, within)
    return found


def caught(node: Node, kept: bool, within: tuple[str, ...]) -> Wait:
    """The time until an intermediate event: that of its timer, which is over on the next morning."""
    if node.event == "link":
        return Wait(days=0)
    if node.event != "timer":
        return wait(node, kept, within)
    late = span_of(node).late
    if late is None:
        return Wait(days=inf, open=Open(why="deadline-not-constant", node=node, within=within))
    return Wait(days=late, by="timer", night=NIGHT)


def rounds(node: Node) -> float:
    """How often the content of an activity is gone through, one time after the other."""
    if node.loop is None or node.loop.kind == "parallel":
        return 1
    return node.loop.count if node.loop.count is not None else inf


def repeated(node: Node, once: Wait, within: tuple[str, ...]) -> Wait:
    """The time of an activity that repeats; no time repeated is no time."""
    times = rounds(node)
    if times == 1 or once.days in (0, inf):
        return once
    if times == inf:
        return Wait(days=inf, open=Open(why="unbounded-loop", node=node, within=within))
    return Wait(days=once.days * times, by=once.by)
