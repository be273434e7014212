"""Rules about events: what each may wait for or throw, where it may stand, and who catches what it throws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from app.engine.findings import finding, warning
from app.engine.outline import Outline, same_scope
from app.engine.shapes import (
    EVENTS,
    Element,
    children,
    definitions,
    id_of,
    is_event_sub_process,
    is_false,
    is_true,
    local,
    scope_of,
)
from app.engine.vocabulary import process_info
from app.errors import Finding

WAITS = frozenset({"timer", "message", "signal"})
ALLOWED = {
    "startEvent": WAITS,
    "intermediateCatchEvent": WAITS | {"link"},
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation", "link"}),
    "endEvent": frozenset({"message", "signal", "escalation", "error", "terminate", "cancel"}),
    "boundaryEvent": WAITS | {"error", "escalation", "cancel"},
}
"""What an event may wait for or throw; compensation and conditions have rules of their own."""

TRIGGERS = WAITS | {"error", "escalation"}
"""What may start an event sub-process."""

ELSEWHERE = frozenset({"compensate", "conditional"})


def kinds(node: Element) -> list[str]:
    """`timer`, `message` … for each definition of an event."""
    return [local(each).removesuffix("EventDefinition") for each in definitions(node)]


def definitions_of_events(plan: Outline) -> Iterator[Finding]:
    """One definition an event, and one that fits it."""
    for node in plan.nodes:
        if local(node) not in EVENTS:
            continue
        found = kinds(node)
        if len(found) > 1 or is_true(node.get("parallelMultiple")):
            yield finding(
                "several-definitions",
                "an event that waits for several things at once cannot be run; use an event gateway",
                "不支持多重事件；请使用事件网关",
                node,
            )
        elif children(node, "eventDefinitionRef"):
            yield finding(
                "definition-elsewhere",
                "an event needs its definition drawn on it, not referred to",
                "事件定义须直接画在事件上，不能引用",
                node,
            )
        else:
            yield from _fits(node, found[0] if found else "")


def _fits(node: Element, kind: str) -> Iterator[Finding]:
    tag = local(node)
    scope = scope_of(node)
    if kind == "conditional":
        yield finding(
            "conditional-event",
            "an event that waits for a condition cannot be run; use a message or a timer",
            "不支持条件事件；请使用消息或定时事件",
            node,
        )
    elif kind in ELSEWHERE or (tag == "startEvent" and scope is not None and is_event_sub_process(scope)):
        return
    elif not kind and tag in ("intermediateCatchEvent", "boundaryEvent"):
        yield finding("event-without-definition", "the event waits for nothing", "该事件没有设置等待内容", node)
    elif kind and kind not in ALLOWED[tag]:
        yield finding("event-kind", f"a {kind} event cannot stand here (<{tag}>)", f"{kind} 事件不能用于 <{tag}>", node)


def ignored_triggers(plan: Outline) -> Iterator[Finding]:
    """A case begins when it is received: the clock does not start one."""
    for start in plan.inside(plan.process, "startEvent"):
        if "timer" in kinds(start) and not process_info(plan.process).rhythm:
            yield warning("trigger-ignored", "a case begins when it is received, not by a timer",
                          "办件自收件时开始，开始事件上的定时不起作用", start)  # fmt: skip


def cancels(plan: Outline) -> Iterator[Finding]:
    """Cancel events belong to transactions."""
    for node in plan.nodes:
        if "cancel" not in kinds(node):
            continue
        place = plan.by_id.get(node.get("attachedToRef", "")) if local(node) == "boundaryEvent" else scope_of(node)
        if place is None or local(place) != "transaction":
            yield finding(
                "cancel-outside-transaction",
                "a cancel event belongs in a transaction, or on its border",
                "取消事件只能用于事务子流程内部或其边界",
                node,
            )


def boundaries(plan: Outline) -> Iterator[Finding]:
    """A boundary event hangs on an activity beside it; an error always interrupts."""
    for node in plan.nodes:
        if local(node) != "boundaryEvent":
            continue
        host = plan.by_id.get(node.get("attachedToRef", ""))
        if host is None or not same_scope(node, host):
            yield finding(
                "boundary-host",
                "a boundary event must hang on an activity of the same process or sub-process",
                "边界事件须附着在同一层级的活动上",
                node,
            )
        elif is_event_sub_process(host):
            yield finding(
                "boundary-host", "an event sub-process has no boundary events", "事件子流程不能有边界事件", node
            )
        if is_false(node.get("cancelActivity")) and set(kinds(node)) & {"error", "cancel"}:
            yield finding(
                "error-must-interrupt",
                "an error or cancel on the border always interrupts the activity",
                "错误与取消边界事件必须是中断型",
                node,
            )


def event_sub_processes(plan: Outline) -> Iterator[Finding]:
    """One start event that waits, and no terminate end event beside it."""
    for scope in plan.scopes():
        listening = plan.event_sub_processes(scope)
        terminated = [end for end in plan.inside(scope, "endEvent") if "terminate" in kinds(end)]
        for node in listening:
            yield from _trigger(plan, node)
            if terminated:
                yield finding(
                    "event-sub-process",
                    f"an event sub-process cannot stand beside a terminate end event ({id_of(terminated[0])})",
                    f"事件子流程不能与终止结束事件（{id_of(terminated[0])}）同处一层",
                    node,
                )
            if plan.out(node) or plan.into(node):
                yield finding(
                    "event-sub-process",
                    "an event sub-process is started by its event; no flow may lead to or from it",
                    "事件子流程由事件触发，不能连接顺序流",
                    node,
                )


def _trigger(plan: Outline, node: Element) -> Iterator[Finding]:
    starts = plan.inside(node, "startEvent")
    if len(starts) != 1:
        yield finding(
            "event-sub-process",
            f"an event sub-process needs exactly one start event; this one has {len(starts)}",
            f"事件子流程须有且仅有一个开始事件，此处有 {len(starts)} 个",
            node,
        )
        return
    found = kinds(starts[0])
    if len(found) == 1 and found[0] not in TRIGGERS | ELSEWHERE:
        yield finding(
            "event-sub-process", f"a {found[0]} event cannot start it", f"{found[0]} 事件不能触发它", starts[0]
        )
    if not found and not children(starts[0], "eventDefinitionRef"):
        yield finding(
            "event-sub-process",
            "the start of an event sub-process must wait for a timer, message, signal, error or escalation",
            "事件子流程的开始事件须设置定时、消息、信号、错误或升级触发",
            starts[0],
        )
    if "error" in found and is_false(starts[0].get("isInterrupting")):
        yield finding("error-must-interrupt", "an error always interrupts", "错误触发必须是中断型", starts[0])


def event_gateways(plan: Outline) -> Iterator[Finding]:
    """After an event gateway come events that wait, and nothing else."""
    for node in plan.nodes:
        if local(node) != "eventBasedGateway":
            continue
        if node.get("eventGatewayType", "Exclusive") == "Parallel":
            yield finding("event-gateway", "a parallel event gateway cannot be run", "不支持并行事件网关", node)
        if not plan.out(node):
            yield finding("event-gateway", "an event gateway needs events after it", "事件网关之后须有等待的事件", node)
        for flow in plan.out(node):
            target = plan.by_id.get(flow.get("targetRef", ""))
            if target is None:
                continue
            waiting = local(target) == "intermediateCatchEvent" and "link" not in kinds(target)
            if not waiting and not (local(target) == "receiveTask" and not plan.boundaries(target)):
                yield finding(
                    "event-gateway",
                    f"after an event gateway may come catch events and plain receive tasks only, not <{local(target)}>",
                    f"事件网关之后只能是捕获事件或无边界事件的接收任务，不能是 <{local(target)}>",
                    target,
                )


def links(plan: Outline) -> Iterator[Finding]:
    """A link leads to exactly one catch of its name in the same scope."""
    for scope in plan.scopes():
        throws, catches = _links(plan, scope, "intermediateThrowEvent"), _links(plan, scope, "intermediateCatchEvent")
        for name, nodes in throws.items():
            if not name or len(catches.get(name, [])) != 1:
                yield from (_unmatched(node, name, len(catches.get(name, []))) for node in nodes)
        for name, nodes in catches.items():
            if name not in throws or not name:
                yield from (_unmatched(node, name, 0) for node in nodes)
            yield from (_tied(node, "into", "不能有进入的顺序流") for node in nodes if plan.into(node))
        yield from (
            _tied(node, "out of", "不能有离开的顺序流") for group in throws.values() for node in group if plan.out(node)
        )


def _links(plan: Outline, scope: Element, tag: str) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = defaultdict(list)
    for node in plan.inside(scope, tag):
        for each in definitions(node):
            if local(each) == "linkEventDefinition":
                found[each.get("name", "").strip()].append(node)
    return dict(found)


def _unmatched(node: Element, name: str, count: int) -> Finding:
    return finding(
        "link",
        f"the link {name!r} needs one catch and at least one throw of that name in the same scope; {count} found",
        f"链接「{name}」须在同一层级有一个捕获端和至少一个抛出端，实际找到 {count} 个",
        node,
    )


def _tied(node: Element, side: str, zh: str) -> Finding:
    return finding("link", f"no flow may lead {side} this link event", f"该链接事件{zh}", node)


def uncaught_errors(plan: Outline) -> Iterator[Finding]:
    """An error that nobody catches ends the whole case as failed."""
    codes = {id_of(each): each.get("errorCode", "") for each in plan.root if local(each) == "error"}
    for node in plan.nodes:
        for each in definitions(node):
            if local(node) == "endEvent" and local(each) == "errorEventDefinition":
                code = codes.get(each.get("errorRef", ""), "")
                if not _is_caught(plan, node, code, codes):
                    shown = f" {code!r}" if code else ""
                    yield warning(
                        "uncaught-error",
                        f"nobody in this process catches the error{shown}; the case then ends as failed",
                        f"本流程中无人捕获该错误{shown}，办件将以失败终止",
                        node,
                    )


def _is_caught(plan: Outline, node: Element, code: str, codes: dict[str, str]) -> bool:
    scope = scope_of(node)
    while scope is not None:
        starts = [start for sub in plan.event_sub_processes(scope) for start in plan.inside(sub, "startEvent")]
        for catcher in (*starts, *plan.boundaries(scope)):
            for each in definitions(catcher):
                if local(each) == "errorEventDefinition" and codes.get(each.get("errorRef", ""), "") in ("", code):
                    return True
        scope = scope_of(scope)
    return False


RULES = (
    definitions_of_events,
    ignored_triggers,
    cancels,
    boundaries,
    event_sub_processes,
    event_gateways,
    links,
    uncaught_errors,
)
