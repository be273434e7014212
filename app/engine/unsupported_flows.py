"""Rules about sequence flows: where they may lead, and what a gateway needs in order to choose."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.findings import finding, warning
from app.engine.outline import Outline, condition_of, same_scope
from app.engine.shapes import Element, id_of, is_event_sub_process, local, scope_of
from app.errors import Finding

CHOOSING = ("exclusiveGateway", "inclusiveGateway")
BLIND = ("parallelGateway", "eventBasedGateway")
NO_WAY_IN = {"startEvent": ("a start event", "开始事件"), "boundaryEvent": ("a boundary event", "边界事件")}


def borders(plan: Outline) -> Iterator[Finding]:
    """A flow stays within its process or sub-process."""
    for flow in plan.flows:
        source, target = plan.by_id.get(flow.get("sourceRef", "")), plan.by_id.get(flow.get("targetRef", ""))
        if source is None or target is None or not same_scope(source, target) or not same_scope(flow, source):
            yield finding(
                "flow-across-border",
                "a sequence flow cannot cross the border of a process or sub-process",
                "顺序流不能跨越流程或子流程的边界",
                flow,
            )


def ends(plan: Outline) -> Iterator[Finding]:
    """Nothing leads into a start or out of an end."""
    for flow in plan.flows:
        source, target = plan.by_id.get(flow.get("sourceRef", "")), plan.by_id.get(flow.get("targetRef", ""))
        if target is not None and local(target) in NO_WAY_IN:
            en, zh = NO_WAY_IN[local(target)]
            yield finding(
                "flow-into-start",
                f"a flow leads into {en} ({id_of(target)})",
                f"顺序流指向了{zh}（{id_of(target)}）",
                flow,
            )
        if source is not None and local(source) == "endEvent":
            yield finding("flow-out-of-end", f"a flow leads out of an end event ({id_of(source)})",
                          f"顺序流从结束事件（{id_of(source)}）引出", flow)  # fmt: skip


def choices(plan: Outline) -> Iterator[Finding]:
    """Every way out of a choosing gateway has a condition, except one default."""
    for node in plan.nodes:
        out = plan.out(node)
        if local(node) not in CHOOSING or len(out) < 2:
            continue
        default = node.get("default", "")
        for flow in out:
            if condition_of(flow) is None and id_of(flow) != default:
                yield finding(
                    "flow-without-condition",
                    f"a flow out of gateway {id_of(node)!r} needs a condition, or must be its default",
                    f"网关「{id_of(node)}」引出的顺序流须设置条件或设为默认流",
                    flow,
                )
            elif condition_of(flow) is not None and id_of(flow) == default:
                yield warning(
                    "condition-ignored", "a default flow's condition has no effect", "默认流的条件不起作用", flow
                )
        if not default and all(condition_of(flow) is not None for flow in out):
            yield warning(
                "no-default",
                "when none of its conditions holds the case stops here; give the gateway a default flow",
                "所有条件都不成立时办件将停在此处；请为网关设置默认流",
                node,
            )


def blind_gateways(plan: Outline) -> Iterator[Finding]:
    """A parallel or event gateway asks no conditions."""
    for node in plan.nodes:
        if local(node) in BLIND:
            for flow in plan.out(node):
                if condition_of(flow) is not None:
                    yield warning("condition-ignored", f"<{local(node)}> does not ask conditions",
                                  f"<{local(node)}> 不判断条件", flow)  # fmt: skip


def reached(plan: Outline) -> set[str]:
    """The ids of the steps to which something leads from a start event."""
    seen: set[str] = set()
    todo = [node for node in plan.nodes if _begins(plan, node)]
    while todo:
        node = todo.pop()
        if id_of(node) in seen:
            continue
        seen.add(id_of(node))
        following = [plan.by_id.get(flow.get("targetRef", "")) for flow in plan.out(node)]
        todo.extend(each for each in (*following, *plan.boundaries(node)) if each is not None)
        todo.extend(_linked(plan, node))
    return seen


def unreachable(plan: Outline) -> Iterator[Finding]:
    """A step to which nothing leads never runs."""
    seen = reached(plan)
    for node in plan.nodes:
        if id_of(node) not in seen and not is_event_sub_process(node):
            yield warning(
                "unreachable", "no flow leads here, so it never runs", "没有顺序流到达此处，该环节不会执行", node
            )


def _begins(plan: Outline, node: Element) -> bool:
    return local(node) == "startEvent"


def _linked(plan: Outline, node: Element) -> list[Element]:
    """The catch that a link throw leads to."""
    names = {each.get("name") for each in node if local(each) == "linkEventDefinition"}
    if not names or local(node) != "intermediateThrowEvent":
        return []
    scope = scope_of(node)
    return [
        other
        for other in (plan.inside(scope, "intermediateCatchEvent") if scope is not None else [])
        if any(each.get("name") in names for each in other if local(each) == "linkEventDefinition")
    ]


RULES = (borders, ends, choices, blind_gateways, unreachable)
