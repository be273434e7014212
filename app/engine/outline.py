"""A process as a graph, for the rules that look at it: shapes by id, their scopes, and the flows between them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from app.engine.shapes import (
    BPMN,
    SCOPES,
    Element,
    children,
    flow_nodes,
    id_of,
    is_event_sub_process,
    local,
    scope_of,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Outline:
    """One process, its sub-processes included.

    By the id of a shape: leaving, arriving: flows; hanging: boundary events.
    """

    root: Element
    process: Element
    nodes: tuple[Element, ...]
    by_id: dict[str, Element]
    flows: tuple[Element, ...]
    leaving: dict[str, list[Element]] = field(default_factory=dict)
    arriving: dict[str, list[Element]] = field(default_factory=dict)
    hanging: dict[str, list[Element]] = field(default_factory=dict)

    def scopes(self) -> list[Element]:
        """The process and each of its sub-processes."""
        return [self.process, *(node for node in self.nodes if local(node) in SCOPES)]

    def inside(self, scope: Element, *tags: str) -> list[Element]:
        """Flow nodes drawn directly in a scope."""
        return [node for node in scope if id_of(node) in self.by_id and (not tags or local(node) in tags)]

    def out(self, node: Element) -> list[Element]:
        return self.leaving.get(id_of(node), [])

    def into(self, node: Element) -> list[Element]:
        return self.arriving.get(id_of(node), [])

    def boundaries(self, node: Element) -> list[Element]:
        """Events on the border of an activity."""
        return self.hanging.get(id_of(node), [])

    def event_sub_processes(self, scope: Element) -> list[Element]:
        return [node for node in self.inside(scope, "subProcess") if is_event_sub_process(node)]


def outline(root: Element, process: Element) -> Outline:
    """The graph of a process in a tree whose references were checked."""
    nodes = tuple(flow_nodes(process))
    flows = tuple(process.iterdescendants(f"{{{BPMN}}}sequenceFlow"))
    leaving: dict[str, list[Element]] = defaultdict(list)
    arriving: dict[str, list[Element]] = defaultdict(list)
    for flow in flows:
        leaving[flow.get("sourceRef", "")].append(flow)
        arriving[flow.get("targetRef", "")].append(flow)
    hanging: dict[str, list[Element]] = defaultdict(list)
    for node in nodes:
        if local(node) == "boundaryEvent":
            hanging[node.get("attachedToRef", "")].append(node)
    return Outline(
        root=root,
        process=process,
        nodes=nodes,
        by_id={id_of(node): node for node in nodes},
        flows=flows,
        leaving=dict(leaving),
        arriving=dict(arriving),
        hanging=dict(hanging),
    )


def condition_of(flow: Element) -> Element | None:
    """A flow's condition, if it has one."""
    return next(iter(children(flow, "conditionExpression")), None)


def same_scope(one: Element, other: Element) -> bool:
    return scope_of(one) is scope_of(other)
