"""A service step asks for what the house can do.

The topic of a service, send or business rule step (or of an event that throws a message) is one that the house
performs, with every property that it must be told. A step of Camunda 8 (`zeebe:`) has no topic here: say what it is to
do by `camunda:type="external"` and `camunda:topic`.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import Node
from app.verify.rules.sheet import Sheet, Topic, on, said

TOLD_APART = frozenset({("notice.issue", "notice")})
"""Parameters that have a rule of their own."""

SERVICES = frozenset({"serviceTask", "sendTask", "businessRuleTask"})


def check(sheet: Sheet) -> Iterator[Proof]:
    """`unknown-topic`, `topic-parameter`, `no-topic`."""
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
            yield from _parameters(node, topic, known[topic])


def _parameters(node: Node, name: str, topic: Topic) -> Iterator[Proof]:
    for parameter in sorted(topic.required):
        if not node.properties.get(parameter) and (name, parameter) not in TOLD_APART:
            yield on(
                node,
                "topic-parameter",
                f"「{node.label}」的主题“{name}”需要属性 {parameter}。",
                f"The topic {name!r} of “{node.label}” needs the property {parameter}.",
                f"设置属性 {parameter}。 / Set the property {parameter}.",
            )


def topic_of(node: Node) -> str:
    """What a step asks for: said on itself, or on the message that it throws."""
    if node.tag in SERVICES:
        return said(node.element, "topic")
    if node.tag in ("intermediateThrowEvent", "endEvent") and node.element is not None:
        own = said(node.element, "topic")
        return own or next((found for each in node.element if (found := said(each, "topic"))), "")
    return ""
