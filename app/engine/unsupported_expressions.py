"""Rules about everything written: conditions, timers, collections, candidates and scripts must be readable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app.domain.rhythm import rhythm_of
from app.engine.expressions import (
    Expression,
    ExpressionError,
    check_timer,
    compile_collection,
    compile_expression,
    compile_groups,
    compile_script,
)
from app.engine.findings import finding
from app.engine.outline import Outline
from app.engine.shapes import BPMN, TASKS, Element, children, definitions, local, scope_of
from app.engine.vocabulary import ElementInfo, element_info
from app.errors import Finding

TIMES = ("timeDuration", "timeDate", "timeCycle")


def _tried(node: Element, code: str, read: Callable[..., Any], *texts: str) -> Iterator[Finding]:
    """What `read` says against a text of this element."""
    try:
        read(*texts)
    except ExpressionError as error:
        yield finding(code, error.message_en, error.message_zh, node)


def _condition(text: str) -> Expression:
    """A condition; one without variables is tried at once, and a text with `${…}` in it can never be true or false."""
    expression = compile_expression(text)
    if expression.template or not expression.names:
        expression.evaluate_condition({} if not expression.names else _Anything())
    return expression


class _Anything(dict[str, Any]):
    """Variables of which every name is known."""

    def __missing__(self, name: str) -> str:
        return ""


def conditions(plan: Outline) -> Iterator[Finding]:
    """Conditions of flows, loops and completion."""
    for flow in plan.flows:
        for each in children(flow, "conditionExpression"):
            yield from _tried(flow, "bad-condition", _condition, each.text or "")
    for node in plan.nodes:
        for tag, inner in (("multiInstanceLoopCharacteristics", "completionCondition"),
                           ("standardLoopCharacteristics", "loopCondition")):  # fmt: skip
            for loop in children(node, tag):
                for each in children(loop, inner):
                    yield from _tried(node, "bad-condition", _condition, each.text or "")


def timers(plan: Outline) -> Iterator[Finding]:
    """A timer has one readable time."""
    for node in plan.nodes:
        for each in definitions(node):
            if local(each) != "timerEventDefinition":
                continue
            times = [child for child in each if local(child) in TIMES]
            if len(times) != 1 or not (times[0].text or "").strip():
                yield finding(
                    "timer-without-time",
                    "a timer needs a duration, a date or a cycle",
                    "定时事件须设置时长、时刻或重复间隔",
                    node,
                )
                continue
            if _starts_by_itself(node) and rhythm_of(times[0].text or "") is not None:
                continue
            yield from _tried(node, "bad-timer", check_timer, times[0].text or "", local(times[0]))


def _starts_by_itself(node: Element) -> bool:
    """Whether it is the start event of a process, whose cycle is a rhythm of the house."""
    scope = scope_of(node)
    return local(node) == "startEvent" and scope is not None and local(scope) == "process"


def written(plan: Outline) -> Iterator[Finding]:
    """Collections, cardinalities, candidates and what goes into a call."""
    for node in plan.nodes:
        info = element_info(node)
        for text, read in _texts(info):
            if text:
                yield from _tried(node, "bad-expression", read, text)
        for source, _ in (*info.inputs, *info.outputs):
            if source.startswith(("${", "#{")):
                yield from _tried(node, "bad-expression", compile_expression, source)


def _texts(info: ElementInfo) -> list[tuple[str, Callable[[str], Any]]]:
    assignee = info.assignee if "${" in info.assignee or "#{" in info.assignee else ""
    return [
        (info.collection, compile_collection),
        (info.cardinality, compile_expression),
        (info.candidate_groups, compile_groups),
        (info.candidate_users, compile_groups),
        (assignee, compile_expression),
    ]


def scripts(plan: Outline) -> Iterator[Finding]:
    """Scripts are assignments, line by line."""
    for node in plan.nodes:
        if local(node) not in TASKS:
            continue
        for each in children(node, "script"):
            yield from _tried(node, "bad-script", compile_script, each.text or "")


def elsewhere(plan: Outline) -> Iterator[Finding]:
    """A condition kept in a file of its own is not there."""
    for flow in plan.flows:
        for each in flow.iterchildren(f"{{{BPMN}}}conditionExpression"):
            if any(str(key).endswith("}resource") for key in each.attrib):
                yield finding(
                    "bad-condition", "a condition must be written in the diagram", "条件须直接写在流程图中", flow
                )


RULES = (conditions, timers, written, scripts, elsewhere)
