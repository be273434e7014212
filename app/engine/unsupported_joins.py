"""Rule about parallel joins: one of whose branches can leave on the way waits for ever, and the case with it.

It looks only at what certainly is a branch of the join; whether a whole diagram is sound is proved elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.engine.findings import finding
from app.engine.outline import Outline
from app.engine.shapes import Element, definitions, id_of, is_event_sub_process, is_false, local
from app.errors import Finding

ENDS_ALL = frozenset({"terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition"})
CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})


class _Ways:
    """The flow nodes of one scope by id.  after: what follows each at once.  instead: what may follow in its place."""

    def __init__(self, plan: Outline, scope: Element) -> None:
        self.nodes = {id_of(node): node for node in plan.inside(scope) if not is_event_sub_process(node)}
        self.after = {id: [flow.get("targetRef", "") for flow in plan.out(node)] for id, node in self.nodes.items()}
        self.instead = {
            id: [id_of(event) for event in plan.boundaries(node) if not is_false(event.get("cancelActivity"))]
            for id, node in self.nodes.items()
        }
        catches = {name: id for id, node in self.nodes.items() for name in _links(node, "intermediateCatchEvent")}
        for id, node in self.nodes.items():
            self.after[id] += [catches[name] for name in _links(node, "intermediateThrowEvent") if name in catches]
        self.chooses = {id for id, node in self.nodes.items() if local(node) in CHOOSING or _has_conditions(plan, node)}

    def reached(self, start: str, *closed: str) -> set[str]:
        """All that a token at `start` may come to without passing a closed node."""
        seen: set[str] = set()
        todo = [start]
        while todo:
            id = todo.pop()
            if id not in seen:
                seen.add(id)
                todo += [] if id in closed else [*self.after.get(id, ()), *self.instead.get(id, ())]
        return seen

    def sure(self, join: str) -> set[str]:
        """From where a token surely comes to `join`, or ends the scope before."""
        sure = set(self.nodes)
        while lost := {id for id in sure if id != join and not self._leads(id, sure)}:
            sure -= lost
        return sure

    def _leads(self, id: str, sure: set[str]) -> bool:
        if local(self.nodes[id]) == "endEvent":
            return any(local(each) in ENDS_ALL for each in definitions(self.nodes[id]))
        enough: Callable[..., bool] = all if id in self.chooses else any
        ways = self.after[id]
        return bool(ways) and enough(way in sure for way in ways) and all(way in sure for way in self.instead[id])


def _links(node: Element, tag: str) -> list[str]:
    if local(node) != tag:
        return []
    return [each.get("name", "").strip() for each in definitions(node) if local(each) == "linkEventDefinition"]


def _has_conditions(plan: Outline, node: Element) -> bool:
    return any(local(child) == "conditionExpression" for flow in plan.out(node) for child in flow)


def starving_joins(plan: Outline) -> Iterator[Finding]:
    """Every branch between a parallel split and its join comes to the join."""
    for scope in plan.scopes():
        ways = _Ways(plan, scope)
        for join in plan.inside(scope, "parallelGateway"):
            arriving = [flow.get("sourceRef", "") for flow in plan.into(join)]
            if len(arriving) > 1:
                leak = _leak(ways, id_of(join), arriving)
                if leak:
                    yield finding(
                        "starving-join",
                        f"it may wait for ever: a branch that it joins can leave at {leak!r} and not come to it",
                        f"该汇聚网关可能永远等待：分支可在「{leak}」处离开而不到达汇聚",
                        join,
                        fix="join with an inclusive gateway, or let the branch end with a terminate event"
                        " / 改用包容网关汇聚，或让该分支以终止事件结束",
                    )


def _leak(ways: _Ways, join: str, arriving: list[str]) -> str:
    """Where a branch that only this join joins may leave; empty when none can."""
    sure = ways.sure(join)
    for split, begun in ways.after.items():
        if len(begun) < 2 or split in ways.chooses or split == join:
            continue
        reached = {way: ways.reached(way, split, join) for way in begun}
        fed = {way: {source for source in arriving if source in reached[way]} for way in begun}
        for way in begun:
            own = fed[way] - set().union(*(fed[other] for other in begun if other != way))
            shared = any(fed[other] - fed[way] for other in begun if other != way)
            if own and shared and way not in sure:
                return _leaves_at(ways, way, split, join)
    return ""


def _leaves_at(ways: _Ways, way: str, split: str, join: str) -> str:
    """The first node on a way that may still come to the join, while one of the ways out of it may not."""
    todo, seen = [way], {way}
    for id in todo:
        out = [*ways.after.get(id, ()), *ways.instead.get(id, ())]
        comes = [join in ways.reached(each, split) for each in out]
        if id != join and any(comes) and not all(comes):
            return id
        todo += [each for each in out if each not in seen and each != join]
        seen.update(out)
    return way


RULES = (starving_joins,)
