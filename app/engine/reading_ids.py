"""Ids: every shape has one, no two share one, and none is a name that the engine uses for itself."""

from __future__ import annotations

import re

from app.engine.describe import SYNTHETIC
from app.engine.findings import finding
from app.engine.shapes import BPMN, NODES, Element, is_bpmn, line_of, local
from app.errors import Finding

NEEDS_ID = NODES | {"process", "sequenceFlow", "message", "signal", "error", "escalation"}
DRAWING = ("http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DI")
MAX_ID = 255
OWN = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
OWN_ENDINGS = re.compile(r"\.(?:BoundaryEventSplit|BoundaryEventJoin|EndJoin)$| \[child\]")


def check_ids(root: Element) -> list[Finding]:
    """Missing, repeated, overlong and reserved ids; extensions may have what ids they like."""
    found: list[Finding] = []
    first: dict[str, Element] = {}
    for node in root.iter(*(f"{{{namespace}}}*" for namespace in (BPMN, *DRAWING))):
        id = node.get("id", "")
        if not id:
            if is_bpmn(node) and local(node) in NEEDS_ID:
                found.append(_missing(node))
            continue
        if id in first:
            found.append(_repeated(node, first[id]))
        first.setdefault(id, node)
        found.extend(_reserved(node, id))
    return found


def _missing(node: Element) -> Finding:
    name = node.get("name", "")
    named = f" {name!r}" if name else ""
    return finding("missing-id", f"<{local(node)}>{named} has no id", f"<{local(node)}>{named} 没有 id", node)


def _repeated(node: Element, first: Element) -> Finding:
    id = node.get("id", "")
    return finding(
        "duplicate-id",
        f"the id {id!r} is used twice, by <{local(first)}> on line {line_of(first)} and by <{local(node)}>",
        f"id「{id}」重复：第 {line_of(first)} 行的 <{local(first)}> 与此处的 <{local(node)}>",
        node,
    )


def _reserved(node: Element, id: str) -> list[Finding]:
    if len(id) > MAX_ID:
        return [
            finding(
                "long-id", f"an id has at most {MAX_ID} characters", f"id 最长 {MAX_ID} 个字符", node, element=id[:40]
            )
        ]
    if local(node) not in NODES | {"process"} or not is_bpmn(node):
        return []
    if id in OWN or OWN_ENDINGS.search(id) or SYNTHETIC in id:
        return [
            finding(
                "reserved-id",
                f"the id {id!r} is one that the engine uses for itself",
                f"id「{id}」为引擎保留",
                node,
                fix="give the shape another id / 请更换该图形的 id",
            )
        ]
    return []
