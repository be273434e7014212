"""Rules about shapes that the engine does not know, and about activities and sub-processes drawn incompletely."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.findings import finding, warning
from app.engine.outline import Outline
from app.engine.shapes import (
    BPMN,
    NODES,
    TASKS,
    Element,
    children,
    definitions,
    is_bpmn,
    is_event_sub_process,
    is_true,
    local,
)
from app.engine.vocabulary import attribute, extensions
from app.errors import Finding

REFUSED = {
    "complexGateway": ("complex-gateway", "a complex gateway", "复杂网关"),
    "adHocSubProcess": ("ad-hoc-sub-process", "an ad hoc sub-process", "自由（ad hoc）子流程"),
    "choreographyTask": ("choreography", "a choreography", "编排（choreography）"),
    "subChoreography": ("choreography", "a choreography", "编排（choreography）"),
    "callChoreography": ("choreography", "a choreography", "编排（choreography）"),
}
ELSEWHERE = frozenset({"choreography", "globalChoreographyTask", "conversation", "subConversation", "callConversation",
                       "globalConversation"})  # fmt: skip
SILENT = frozenset({
    "documentation", "extensionElements", "auditing", "monitoring", "sequenceFlow", "laneSet", "dataObject",
    "dataObjectReference", "dataStoreReference", "textAnnotation", "association", "group", "ioSpecification",
    "property",
    "dataInputAssociation", "dataOutputAssociation", "incoming", "outgoing", "supports", "correlationSubscription",
    "supportedInterfaceRef", "ioBinding", "resourceRole", "performer", "humanPerformer", "potentialOwner",
    "multiInstanceLoopCharacteristics", "standardLoopCharacteristics",
})  # fmt: skip
"""What may stand in a process without being a step of it."""

IGNORED = ("inputOutput", "executionListener", "taskListener", "connector", "field", "errorEventDefinition")
JAVA = ("class", "delegateExpression", "expression")


def unknown_shapes(plan: Outline) -> Iterator[Finding]:
    """Complex gateways, ad hoc sub-processes, choreographies, and anything else that is no step we know."""
    for scope in plan.scopes():
        for node in scope:
            tag = local(node)
            if tag in REFUSED:
                code, en, zh = REFUSED[tag]
                yield finding(code, f"{en} cannot be run", f"不支持{zh}", node)
            elif is_bpmn(node) and tag not in NODES | SILENT:
                yield finding("unknown-shape", f"<{tag}> cannot be run", f"不支持 <{tag}>", node)
    for node in plan.root.iterdescendants(f"{{{BPMN}}}*"):
        if local(node) in ELSEWHERE:
            yield finding("choreography", f"<{local(node)}> cannot be run", f"不支持 <{local(node)}>", node)


def compensation(plan: Outline) -> Iterator[Finding]:
    """Compensation in any form: the engine would pass over it without undoing anything."""
    for node in plan.nodes:
        thrown = any(local(each) == "compensateEventDefinition" for each in definitions(node))
        if thrown or is_true(node.get("isForCompensation")):
            yield finding(
                "compensation",
                "compensation cannot be run; draw what undoes the step as ordinary steps",
                "不支持补偿；请用普通环节画出撤销步骤",
                node,
            )


def data_stores(plan: Outline) -> Iterator[Finding]:
    """Nothing stands behind a drawn data store, so nothing may depend on it."""
    stores = {node.get("id") for node in plan.process.iterdescendants(f"{{{BPMN}}}dataStoreReference")}
    for store in plan.root.iterchildren(f"{{{BPMN}}}dataStore"):
        yield finding("data-store", "no data store is registered here", "系统未登记数据存储", store)
    for tag, end in (("dataInputAssociation", "sourceRef"), ("dataOutputAssociation", "targetRef")):
        for link in plan.process.iterdescendants(f"{{{BPMN}}}{tag}"):
            if any((ref.text or "").strip() in stores for ref in children(link, end)):
                yield finding("data-store", "no data store is registered here", "系统未登记数据存储", link)


def sub_processes(plan: Outline) -> Iterator[Finding]:
    """A sub-process starts at exactly one start event that waits for nothing."""
    for scope in plan.scopes():
        if local(scope) == "adHocSubProcess" or is_event_sub_process(scope):
            continue
        starts = plan.inside(scope, "startEvent")
        if local(scope) == "process":
            yield from _process_starts(scope, starts)
        elif len(starts) != 1:
            yield finding(
                "sub-process-start",
                f"a sub-process needs exactly one start event; this one has {len(starts)}",
                f"子流程须有且仅有一个开始事件，此处有 {len(starts)} 个",
                scope,
            )
        elif definitions(starts[0]):
            yield finding(
                "sub-process-start",
                "a sub-process begins when the flow reaches it; its start event cannot wait for anything",
                "子流程的开始事件不能等待消息、定时等触发",
                starts[0],
            )


def _process_starts(process: Element, starts: list[Element]) -> Iterator[Finding]:
    if not starts:
        yield finding("no-start", "the process has no start event", "流程没有开始事件", process)
    plain = [start for start in starts if not definitions(start)]
    for start in plain[1:]:
        yield finding(
            "several-starts",
            "a process has one plain start event; this is another",
            "流程只能有一个无触发条件的开始事件",
            start,
        )


def calls(plan: Outline) -> Iterator[Finding]:
    """A call activity names its process."""
    for node in plan.nodes:
        if local(node) == "callActivity" and not node.get("calledElement", "").strip():
            yield finding(
                "call-without-process",
                "a call activity needs the id of the process it calls",
                "调用活动须写明被调用流程的 id",
                node,
            )


def loops(plan: Outline) -> Iterator[Finding]:
    """A multi-instance says over what, a standard loop says until when."""
    for node in plan.nodes:
        for loop in children(node, "multiInstanceLoopCharacteristics"):
            if not (
                attribute(loop, "collection") or children(loop, "loopDataInputRef") or children(loop, "loopCardinality")
            ):
                yield finding(
                    "multi-instance-without-collection",
                    "a multi-instance needs a collection or a cardinality",
                    "多实例须设置集合（collection）或次数（cardinality）",
                    node,
                )
            if children(loop, "complexBehaviorDefinition"):
                yield finding("multi-instance-behaviour", "complex behaviour of a multi-instance cannot be run",
                              "不支持多实例的复杂行为定义", node)  # fmt: skip
        for loop in children(node, "standardLoopCharacteristics"):
            maximum = loop.get("loopMaximum", "").strip()
            if maximum and not (maximum.isascii() and maximum.isdigit() and int(maximum) > 0):
                yield finding("loop-maximum", f"loopMaximum must be a whole number above 0, got {maximum!r}",
                              f"loopMaximum 须为正整数，实际为「{maximum}」", node)  # fmt: skip
            if not maximum and not children(loop, "loopCondition"):
                yield finding("endless-loop", "a loop needs a maximum or a condition", "循环须设置最大次数或条件", node)
        looped = children(node, "multiInstanceLoopCharacteristics") or children(node, "standardLoopCharacteristics")
        if looped and is_event_sub_process(node):
            yield finding("event-sub-process", "an event sub-process cannot be a loop or a multi-instance",
                          "事件子流程不能设为循环或多实例", node)  # fmt: skip


def instantiating(plan: Outline) -> Iterator[Finding]:
    """Cases are started by start events only."""
    for node in plan.nodes:
        if is_true(node.get("instantiate")):
            yield finding("instantiate", "a case is started by a start event, not by this shape",
                          "办件只能由开始事件启动，不能由该图形启动", node)  # fmt: skip


def scripts(plan: Outline) -> Iterator[Finding]:
    """A script stands in the diagram."""
    for node in plan.nodes:
        if local(node) == "scriptTask" and (attribute(node, "resource") or not children(node, "script")):
            yield finding(
                "no-script", "a script task needs its script in the diagram", "脚本任务须在流程图中写出脚本", node
            )


def decisions(plan: Outline) -> Iterator[Finding]:
    """There is no decision engine behind a business rule task."""
    for node in plan.nodes:
        if attribute(node, "decisionRef"):
            yield finding("decision-table", "decision tables (DMN) are not evaluated; use conditions or a topic",
                          "不支持 DMN 决策表；请使用条件或服务主题（topic）", node)  # fmt: skip


def passed_over(plan: Outline) -> Iterator[Finding]:
    """What belongs to Camunda's Java side has no effect here."""
    for node in (plan.process, *plan.nodes):
        for name in IGNORED:
            if extensions(node, name):
                yield warning("ignored-extension", f"{name} has no effect here", f"{name} 在此无效", node)
        if local(node) in TASKS and not attribute(node, "topic"):
            for name in JAVA:
                if attribute(node, name):
                    yield warning("no-topic", f"the attribute {name} has no effect; a service step needs a topic",
                                  f"属性 {name} 无效；服务环节须设置主题（topic）", node)  # fmt: skip


RULES = (
    unknown_shapes,
    compensation,
    data_stores,
    sub_processes,
    calls,
    loops,
    instantiating,
    scripts,
    decisions,
    passed_over,
)
