"""Rule about parallel joins: one of whose branches can leave on the way waits for ever, and the case with it.

It looks only at what certainly is a branch of the join; whether a whole diagram is sound is proved elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from app.engine.findings import finding
from app.engine.outline import Outline, condition_of
from app.engine.shapes import Element, definitions, id_of, is_event_sub_process, is_false, local
from app.engine.unsupported_flows import reached
from app.errors import Finding

ENDS_ALL = frozenset({"terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition"})
CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})


MOST = 2_000_000
"""Steps that are gone in one scope in search of leaks."""


class _Ways:
    """The flow nodes of one scope by id.  after: what follows each.  instead: what may cut it short.

    before: what leads to each, either way.  chooses: nodes after which only some of what follows may come.
    """

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
        self.before: dict[str, list[str]] = defaultdict(list)
        for id in self.nodes:
            for way in self.out(id):
                self.before[way].append(id)
        self.chooses = {
            id
            for id, node in self.nodes.items()
            if local(node) in CHOOSING or any(condition_of(flow) is not None for flow in plan.out(node))
        }

    def out(self, id: str) -> list[str]:
        """What may come after a node, its own border included."""
        return [*self.after.get(id, ()), *self.instead.get(id, ())]

    def leading_to(self, goal: str, closed: str) -> set[str]:
        """From where a token may come to `goal` without passing a closed node."""
        seen: set[str] = set()
        todo = [goal]
        while todo:
            id = todo.pop()
            if id not in seen and id != closed:
                seen.add(id)
                todo += self.before[id]
        return seen

    def astray(self, join: str) -> set[str]:
        """From where a token may end without coming to `join`, and without ending the whole scope."""
        lost: set[str] = set()
        todo = [id for id in self.nodes if id != join and self._ends_here(id)]
        while todo:
            id = todo.pop()
            if id not in lost:
                lost.add(id)
                todo += [before for before in self.before[id] if before != join and self._may_lose(before, lost)]
        return lost

    def _ends_here(self, id: str) -> bool:
        ends_all = any(local(each) in ENDS_ALL for each in definitions(self.nodes[id]))
        return not self.after[id] and not ends_all

    def _may_lose(self, id: str, lost: set[str]) -> bool:
        ways = [way in lost for way in self.after[id]]
        gone = any(ways) if id in self.chooses else bool(ways) and all(ways)
        return gone or any(way in lost for way in self.instead[id])


def _links(node: Element, tag: str) -> list[str]:
    if local(node) != tag:
        return []
    return [each.get("name", "").strip() for each in definitions(node) if local(each) == "linkEventDefinition"]


def starving_joins(plan: Outline) -> Iterator[Finding]:
    """Every branch between a parallel split and its join comes to the join; what is left to the proof is a jungle."""
    for scope in plan.scopes():
        ways = _Ways(plan, scope)
        left, flows = MOST, sum(map(len, ways.before.values()))
        apart = sum(len(after) ** 2 for after in ways.after.values())
        for join in plan.inside(scope, "parallelGateway"):
            left -= len(plan.into(join)) * flows + apart
            leak = _leak(ways, id_of(join)) if len(plan.into(join)) > 1 and left > 0 else ""
            if leak:
                yield finding(
                    "starving-join",
                    f"it may wait for ever: a branch that it joins can leave at {leak!r} and not come to it",
                    f"该汇聚网关可能永远等待：分支可在「{leak}」处离开而不到达汇聚",
                    join,
                    fix="join with an inclusive gateway, or let the branch end with a terminate event"
                    " / 改用包容网关汇聚，或让该分支以终止事件结束",
                )


def _leak(ways: _Ways, join: str) -> str:
    """Where a branch that only this join joins may leave; empty when none can."""
    leading = [ways.leading_to(source, join) for source in ways.before[join]]
    astray = ways.astray(join)
    for split, begun in ways.after.items():
        if len(begun) < 2 or split in ways.chooses or split == join:
            continue
        fed = {way: {place for place, before in enumerate(leading) if way in before} for way in begun}
        for way in begun:
            others = [fed[other] for other in begun if other != way]
            own = fed[way] - set[int]().union(*others)
            if way in astray and own and any(other - fed[way] for other in others):
                return _leaves_at(ways, way, join, astray)
    return ""


def _leaves_at(ways: _Ways, way: str, join: str, astray: set[str]) -> str:
    """The first node on a way that may still come to the join, while one of the ways out of it may not."""
    coming = ways.leading_to(join, "")
    todo, seen = [way], {way}
    for id in todo:
        out = ways.out(id)
        if any(each in coming for each in out) and any(each not in coming for each in out):
            return id
        following = [each for each in out if each not in seen and each != join and each in astray]
        todo += following
        seen.update(following)
    return way


def unfed_joins(plan: Outline) -> Iterator[Finding]:
    """Every flow into a parallel join comes from a step that can run.

    BPMN waits for ever for the others; the engine underneath leaves them out and passes.
    """
    seen = reached(plan)
    joins = [each for each in plan.nodes if local(each) == "parallelGateway" and id_of(each) in seen]
    for join in joins:
        lost = [flow for flow in plan.into(join) if flow.get("sourceRef", "") not in seen]
        if lost:
            flow, source = id_of(lost[0]), lost[0].get("sourceRef", "")
            yield finding(
                "starving-join",
                f"it waits for ever for the flow {flow!r}: nothing leads to {source!r}, from where it comes",
                f"该汇聚网关永远等待顺序流「{flow}」：没有路径通向其来源「{source}」",
                join,
                fix="draw a way to that step, or remove the flow / 为该环节画出来路，或删除这条顺序流",
            )


RULES = (starving_joins, unfed_joins)
