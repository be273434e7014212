"""BPMN's own words: which elements are tasks, events, gateways and scopes, and how to walk them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
    }
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
NODES = ACTIVITIES | GATEWAYS | EVENTS
SCOPES = SUB_PROCESSES | {"process"}

Element = etree._Element


def local(node: Element) -> str:
    """The element's name without its namespace; empty for comments and the like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def line_of(node: Element) -> int | None:
    """The line of the file that an element begins on."""
    line: Any = node.sourceline
    return int(line) if line else None


def is_bpmn(node: Element) -> bool:
    """Whether an element is BPMN's own and not an extension or part of the drawing."""
    return isinstance(node.tag, str) and node.tag.startswith(f"{{{BPMN}}}")


def id_of(node: Element) -> str:
    return node.get("id", "")


def children(node: Element, name: str) -> list[Element]:
    """Direct BPMN children of this name."""
    return [child for child in node if child.tag == f"{{{BPMN}}}{name}"]


def child_text(node: Element, name: str) -> str:
    """Text of the first BPMN child of this name, without the space around it."""
    found = children(node, name)
    return (found[0].text or "").strip() if found else ""


def flow_nodes(scope: Element) -> Iterator[Element]:
    """Every flow node of a process, those in its sub-processes included."""
    return (node for node in scope.iterdescendants(f"{{{BPMN}}}*") if local(node) in NODES)


def scope_of(node: Element) -> Element | None:
    """The process or sub-process that a shape is drawn in."""
    return next((above for above in node.iterancestors(f"{{{BPMN}}}*") if local(above) in SCOPES), None)


def definitions(node: Element) -> list[Element]:
    """The event definitions drawn on an event."""
    return [child for child in node if is_bpmn(child) and local(child).endswith("EventDefinition")]


def is_event_sub_process(node: Element) -> bool:
    return local(node) == "subProcess" and is_true(node.get("triggeredByEvent"))


def is_true(value: str | None) -> bool:
    """XML's truths; a missing one is false."""
    return (value or "").strip().lower() in ("true", "1")


def is_false(value: str | None) -> bool:
    """XML's falsehoods; a missing one is not false."""
    return (value or "").strip().lower() in ("false", "0")
