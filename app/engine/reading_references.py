"""References: what a shape points to must be there, and be of the kind that it may point to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.engine.findings import finding, warning
from app.engine.shapes import ACTIVITIES, BPMN, NODES, Element, is_bpmn, local
from app.errors import Finding

BY_ATTRIBUTE = {
    "messageRef": frozenset({"message"}),
    "signalRef": frozenset({"signal"}),
    "errorRef": frozenset({"error"}),
    "escalationRef": frozenset({"escalation"}),
    "dataObjectRef": frozenset({"dataObject"}),
    "dataStoreRef": frozenset({"dataStore"}),
    "attachedToRef": ACTIVITIES,
    "default": frozenset({"sequenceFlow"}),
}
"""What each attribute of a shape in a process may point to."""

HARMLESS = {"processRef": frozenset({"process"}), "bpmnElement": frozenset[str]()}
"""References of the drawing and of pools: a wrong one is told, and nothing hangs on it."""

PREFIXED = (*BY_ATTRIBUTE, *HARMLESS)
TEXTS = ("incoming", "outgoing", "flowNodeRef")


def resolve_prefixes(root: Element) -> None:
    """Some tools write references as qualified names (`tns:Message_1`); they become the plain ids they mean."""
    ids = {node.get("id", "") for node in root.iter(f"{{{BPMN}}}*")}
    for node in root.iter():
        for name in PREFIXED:
            value = node.get(name)
            if value and value not in ids and value.rpartition(":")[2] in ids:
                node.set(name, value.rpartition(":")[2])
        if is_bpmn(node) and local(node) in TEXTS:
            text = (node.text or "").strip()
            node.text = text if text in ids or text.rpartition(":")[2] not in ids else text.rpartition(":")[2]


def check_references(root: Element) -> list[Finding]:
    """References that lead nowhere or to the wrong kind of thing."""
    ids: dict[str, Element] = {}
    for node in root.iter(f"{{{BPMN}}}*"):
        if node.get("id"):
            ids.setdefault(node.get("id", ""), node)
    found: list[Finding] = []
    for node in root.iter():
        found.extend(_harmless(node, ids))
        if not is_bpmn(node):
            continue
        found.extend(_attributes(node, ids))
        if local(node) == "sequenceFlow":
            found.extend(_ends(node, ids))
        elif local(node) in NODES:
            found.extend(_arrows(node, ids))
    return found


def _attributes(node: Element, ids: dict[str, Element]) -> Iterator[Finding]:
    for name, kinds in BY_ATTRIBUTE.items():
        target = node.get(name)
        if target is None or (name == "default" and local(node) not in NODES):
            continue
        if target not in ids or local(ids[target]) not in kinds:
            yield _nowhere(node, name, target, ids, " or ".join(sorted(kinds)) if len(kinds) < 3 else "an activity")
        elif name == "default" and ids[target].get("sourceRef") != node.get("id"):
            yield finding(
                "dangling-reference",
                f"the default flow {target!r} does not leave this shape",
                f"默认顺序流「{target}」不是从该图形引出的",
                node,
            )


def _ends(flow: Element, ids: dict[str, Element]) -> Iterator[Finding]:
    for name in ("sourceRef", "targetRef"):
        target = flow.get(name)
        if target is not None and (target not in ids or local(ids[target]) not in NODES):
            yield _nowhere(flow, name, target, ids, "a task, event or gateway")


def _arrows(node: Element, ids: dict[str, Element]) -> Iterator[Finding]:
    """`incoming` and `outgoing` repeat what the flows say; a flow that is not there was lost."""
    for child in node:
        side = local(child)
        if side not in ("incoming", "outgoing") or not is_bpmn(child):
            continue
        target = (child.text or "").strip()
        if target not in ids or local(ids[target]) != "sequenceFlow":
            yield _nowhere(node, side, target, ids, "sequenceFlow")
        elif ids[target].get("sourceRef" if side == "outgoing" else "targetRef") != node.get("id"):
            yield warning(
                "inconsistent-flow",
                f"<{side}> names flow {target!r}, which is not connected to this shape",
                f"<{side}> 中的顺序流「{target}」并未连接该图形",
                node,
            )


def _harmless(node: Element, ids: dict[str, Element]) -> Iterator[Finding]:
    for name, kinds in HARMLESS.items():
        target = node.get(name)
        if target is not None and (target not in ids or (kinds and local(ids[target]) not in kinds)):
            yield replace(_nowhere(node, name, target, ids, "a shape of the model"), severity="warning")
    if is_bpmn(node) and local(node) == "flowNodeRef":
        target = (node.text or "").strip()
        if target not in ids:
            yield replace(_nowhere(node, "flowNodeRef", target, ids, "a shape of the process"), severity="warning")


def _nowhere(node: Element, name: str, target: str, ids: dict[str, Element], expected: str) -> Finding:
    if target in ids:
        got = f"<{local(ids[target])}> {target!r}"
        return finding(
            "dangling-reference",
            f"{name} of <{local(node)}> leads to {got}; expected {expected}",
            f"<{local(node)}> 的 {name} 指向了 {got}，类型不符",
            node,
        )
    return finding(
        "dangling-reference",
        f"{name} of <{local(node)}> leads to {target!r}, which is not in the file",
        f"<{local(node)}> 的 {name} 指向「{target}」，文件中没有",
        node,
    )
