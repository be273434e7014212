"""A service step asks for what the house can do.

The topic of a service, send or business rule step (or of an event that throws a message) is one that the house
performs, with every property that it must be told and with values that it understands. A step of Camunda 8 (`zeebe:`)
has no topic here: say what it is to do by `camunda:type="external"` and `camunda:topic`.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import Node
from app.verify.rules.sheet import Parameter, Sheet, Topic, on, said

SERVICES = frozenset({"serviceTask", "sendTask", "businessRuleTask"})


def check(sheet: Sheet) -> Iterator[Proof]:
    """`unknown-topic`, `missing-parameter`, `bad-parameter`, `unknown-value`, `no-topic`."""
    known = sheet.centre.topics
    for node in sheet.nodes:
        topic = topic_of(node)
        if not topic and node.tag == "serviceTask":
            yield on(
                node,
                "no-topic",
                f"「{node.label}」没有服务主题（topic），什么也不做。",
                f"“{node.label}” has no topic, so it does nothing.",
                '设置 camunda:type="external" 和 camunda:topic。 / Set camunda:type="external" and camunda:topic.',
                "warning",
            )
        if not topic or known is None:
            continue
        if topic not in known:
            listed = ", ".join(sorted(known))
            yield on(
                node,
                "unknown-topic",
                f"「{node.label}」的主题“{topic}”无人处理；可用的有：{listed}。",
                f"“{node.label}” asks for the topic {topic!r}, which nobody performs; known are: {listed}.",
                "选择可用的主题。 / Choose one of the known topics.",
            )
        else:
            yield from _parameters(sheet, node, topic, known[topic])


def _parameters(sheet: Sheet, node: Node, name: str, topic: Topic) -> Iterator[Proof]:
    for key, parameter in topic.parameters.items():
        value = node.properties.get(key, "").strip()
        if not value and parameter.required:
            yield on(
                node,
                "missing-parameter",
                f"「{node.label}」的主题“{name}”须设置属性 {key}。",
                f"The topic {name!r} of “{node.label}” needs the property {key}.",
                f"设置属性 {key}。 / Set the property {key}.",
            )
        elif value:
            yield from _value(sheet, node, key, parameter)


def _value(sheet: Sheet, node: Node, key: str, parameter: Parameter) -> Iterator[Proof]:
    value = node.properties[key].strip()
    listed = "、".join(parameter.values)
    known = sheet.centre.departments
    if len(value) > parameter.longest:
        code, zh, en = "bad-parameter", f"最长 {parameter.longest} 个字符", f"at most {parameter.longest} characters"
    elif parameter.values and value not in parameter.values:
        code, zh, en = "bad-parameter" if parameter.strict else "unknown-value", f"应为{listed}之一", f"one of {listed}"
    elif parameter.kind == "variable" and not value.isidentifier():
        code, zh, en = "bad-parameter", "应为变量名", "the name of a variable"
    elif parameter.kind == "department" and known is not None and value not in known:
        code, zh, en = "unknown-department", "该部门不在本中心", "a department of the centre"
    else:
        return
    yield on(
        node,
        code,
        f"「{node.label}」的属性 {key} 为“{value[:60]}”：{zh}。",
        f"The property {key} of “{node.label}” is {value[:60]!r}; expected {en}.",
        "更正该属性。 / Correct the property.",
        "error" if code == "bad-parameter" else "warning",
    )


def topic_of(node: Node) -> str:
    """What a step asks for: said on itself, or on the message that it throws."""
    if node.tag in SERVICES:
        return said(node.element, "topic")
    if node.tag in ("intermediateThrowEvent", "endEvent") and node.element is not None:
        own = said(node.element, "topic")
        return own or next((found for each in node.element if (found := said(each, "topic"))), "")
    return ""
