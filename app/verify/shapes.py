"""Which shapes the prover does not know, or our engine does not run as drawn; they make a proof impossible."""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.model import EVENTS, Node, Process, Scope

MAX_CONDITIONAL = 5
"""Conditional flows out of one activity; each may be taken or not."""

REFUSED = {
    "complexGateway": ("a complex gateway has no fixed meaning", "复杂网关的含义不确定"),
    "adHocSubProcess": ("an ad hoc sub-process has no order", "自由（ad hoc）子流程没有固定顺序"),
}
BROKEN = {
    "boundary": ("the boundary event hangs on nothing beside it", "边界事件没有附着在同一层级的活动上"),
    "shape": ("<{detail}> is not understood", "无法理解 <{detail}>"),
    "id": ("the id is missing or used twice", "标识（id）缺失或重复"),
    "flow": ("the flow does not join two shapes of one scope", "顺序流没有连接同一层级的两个图形"),
}

Unknown = tuple[str, int | None, str, str]
"""Element, line, and why, in English and in Chinese."""


def unknown(process: Process, semantics: str) -> list[Unknown]:
    """Everything in a process that cannot be proved about, in the order of the file."""
    found: list[Unknown] = []
    for word, element, detail, line in process.broken:
        en, zh = BROKEN[word]
        found.append((element, line, en.format(detail=detail), zh.format(detail=detail)))
    scopes = [process.scope]
    for scope in scopes:
        scopes.extend(node.inside for node in scope.nodes if node.inside is not None)
        for node in scope.nodes:
            found.extend((node.id, node.line, en, zh) for en, zh in _anywhere(node))
            if semantics == "engine":
                found.extend((node.id, node.line, en, zh) for en, zh in _in_engine(node))
    if semantics == "engine":
        found.extend(_starts(process))
    return found


def _anywhere(node: Node) -> Iterator[tuple[str, str]]:
    if node.tag in REFUSED:
        yield REFUSED[node.tag]
    if node.tag == "eventBasedGateway" and node.parallel_events:
        yield "a parallel event gateway is not understood", "无法理解并行事件网关"
    if node.event == "compensate" and node.tag in ("intermediateThrowEvent", "endEvent"):
        yield "what compensation undoes is not understood", "无法理解补偿"
    if sum(flow.conditional for flow in node.outgoing) > MAX_CONDITIONAL and not node.tag.endswith("Gateway"):
        yield "too many conditional flows lead out of it", "引出的条件顺序流过多"
    if node.tag in EVENTS and node.event == "several" and node.tag != "startEvent":
        yield "an event with several definitions is not understood", "无法理解多重事件"


def _in_engine(node: Node) -> Iterator[tuple[str, str]]:
    if node.event == "conditional":
        yield "an event that waits for a condition is not run", "不支持条件事件"
    if node.event == "compensate" or node.compensates:
        yield "compensation is not run", "不支持补偿"
    if node.instantiating:
        yield "a case is started by a start event only", "办件只能由开始事件启动"
    if node.tag == "callActivity" and not node.called:
        yield "the call activity names no process", "调用活动未写明被调用的流程"
    if node.inside is not None and node.tag != "adHocSubProcess":
        starts = node.inside.starts()
        if len(starts) != 1:
            yield f"it needs one start event and has {len(starts)}", f"须有且仅有一个开始事件，此处有 {len(starts)} 个"
        elif starts[0].event and not node.triggered:
            yield "its start event cannot wait for anything", "其开始事件不能等待触发"
        elif node.triggered and not starts[0].event:
            yield "its start event must wait for something", "其开始事件须设置触发条件"
    if node.tag == "eventBasedGateway":
        for flow in node.outgoing:
            if flow.target.tag not in ("intermediateCatchEvent", "receiveTask"):
                yield "only events that wait may follow an event gateway", "事件网关之后只能是等待的事件"


def _starts(process: Process) -> Iterator[Unknown]:
    starts = process.scope.starts()
    if not starts:
        yield process.id, process.line, "the process has no start event", "流程没有开始事件"
    for start in [each for each in starts if not each.event][1:]:
        yield start.id, start.line, "a process has one plain start event", "流程只能有一个无触发条件的开始事件"


def ends_of_reminders(scope: Scope) -> frozenset[str]:
    """The end events that only what a non-interrupting boundary event starts can reach.

    A reminder may be sent in every round of a loop; that its end is then reached again is no second end of the case.
    """
    todo = [node for node in scope.nodes if _begins(node)]
    seen = {node.id for node in todo}
    catches = {node.ref: node for node in scope.nodes if node.tag == "intermediateCatchEvent" and node.event == "link"}
    while todo:
        node = todo.pop()
        following = [flow.target for flow in node.outgoing]
        following += [event for event in node.boundaries if event.interrupting or event.event in ("error", "cancel")]
        if node.event == "link" and node.tag == "intermediateThrowEvent" and node.ref in catches:
            following.append(catches[node.ref])
        for each in following:
            if each.id not in seen:
                seen.add(each.id)
                todo.append(each)
    return frozenset(node.id for node in scope.nodes if node.tag == "endEvent" and node.id not in seen)


def _begins(node: Node) -> bool:
    return not node.incoming and node.tag != "boundaryEvent" and not node.triggered and not node.compensates
