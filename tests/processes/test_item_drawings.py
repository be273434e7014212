"""The drawings are complete and tidy: everything has its place, nothing overlaps, no lines cross."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any, NamedTuple

import pytest

from tests.processes.items import ACTIVITIES, ALL, BPMN, BPMNDI, FLOW_NODES, Item, item, tag

DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"


class Box(NamedTuple):
    x: float
    y: float
    right: float
    bottom: float

    def holds(self, other: Box) -> bool:
        return self.x <= other.x and self.y <= other.y and self.right >= other.right and self.bottom >= other.bottom

    def meets(self, other: Box) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


def box(holder: Any) -> Box:
    bounds = holder.find(f"{DC}Bounds")
    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)


@pytest.fixture(params=ALL)
def an_item(request: pytest.FixtureRequest) -> Item:
    return item(request.param)


def shapes(found: Item) -> dict[str, Box]:
    return {shape.get("bpmnElement"): box(shape) for shape in found.root.iter(BPMNDI + "BPMNShape")}


def lines(found: Item) -> dict[str, list[Box]]:
    """Every flow's straight parts, each as a box of no width or no height."""
    result = {}
    for edge in found.root.iter(BPMNDI + "BPMNEdge"):
        points = [(float(p.get("x")), float(p.get("y"))) for p in edge.findall(f"{DI}waypoint")]
        parts = [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(points)]
        result[edge.get("bpmnElement")] = parts
    return result


def labels(found: Item) -> dict[str, Box]:
    drawn = found.root.iter(BPMNDI + "BPMNShape", BPMNDI + "BPMNEdge")
    return {
        each.get("bpmnElement"): box(label) for each in drawn if (label := each.find(f"{BPMNDI}BPMNLabel")) is not None
    }


def crosses(a: Box, b: Box) -> bool:
    return a.x <= b.right and b.x <= a.right and a.y <= b.bottom and b.y <= a.bottom


def test_every_element_and_flow_is_drawn_once(an_item: Item) -> None:
    nodes = sorted(node.get("id") for node in an_item.each(*FLOW_NODES))
    flows = sorted(flow.get("id") for flow in an_item.each("sequenceFlow"))
    assert sorted(shape.get("bpmnElement") for shape in an_item.root.iter(BPMNDI + "BPMNShape")) == nodes
    assert sorted(edge.get("bpmnElement") for edge in an_item.root.iter(BPMNDI + "BPMNEdge")) == flows


def test_every_name_outside_a_shape_has_its_place(an_item: Item) -> None:
    outside = [
        node for node in an_item.each(*FLOW_NODES, "sequenceFlow") if node.get("name") and tag(node) not in ACTIVITIES
    ]
    assert set(labels(an_item)) == {node.get("id") for node in outside}


def test_lines_are_straight_or_square_and_touch_what_they_join(an_item: Item) -> None:
    placed = shapes(an_item)
    for flow in an_item.each("sequenceFlow"):
        parts = lines(an_item)[flow.get("id")]
        assert all(part.x == part.right or part.y == part.bottom for part in parts), flow.get("id")
        assert crosses(parts[0], placed[flow.get("sourceRef")]) and crosses(parts[-1], placed[flow.get("targetRef")])


def test_children_lie_inside_their_sub_process_and_boundary_events_on_the_border(an_item: Item) -> None:
    placed = shapes(an_item)
    for sub in an_item.each("subProcess"):
        for child in sub:
            if child.get("id") in placed and tag(child) != "boundaryEvent":
                assert placed[sub.get("id")].holds(placed[child.get("id")]), child.get("id")
    for event in an_item.each("boundaryEvent"):
        host, own = placed[event.get("attachedToRef")], placed[event.get("id")]
        assert (own.y + own.bottom) / 2 in (host.y, host.bottom), event.get("id")
        assert host.x < own.x and own.right < host.right + own.right - own.x


def test_shapes_do_not_overlap(an_item: Item) -> None:
    placed = shapes(an_item)
    apart = [node for node in an_item.each(*FLOW_NODES) if tag(node) != "boundaryEvent"]
    for a, b in combinations(apart, 2):
        if a not in b.iterancestors() and b not in a.iterancestors():
            assert not placed[a.get("id")].meets(placed[b.get("id")]), (a.get("id"), b.get("id"))


def test_names_lie_on_no_shape_and_no_other_name(an_item: Item) -> None:
    placed, names = shapes(an_item), labels(an_item)
    solid = {node.get("id") for node in an_item.each(*FLOW_NODES) if tag(node) != "subProcess"}
    for name, where in names.items():
        assert not [other for other in solid if placed[other].meets(where)], name
        assert not [other for other, there in names.items() if other != name and there.meets(where)], name
        assert not [flow for flow, parts in lines(an_item).items() if any(crosses(part, where) for part in parts)], name


def test_no_line_runs_through_a_shape(an_item: Item) -> None:
    placed = shapes(an_item)
    for flow in an_item.each("sequenceFlow"):
        source = an_item.node(flow.get("sourceRef"))
        ends = {flow.get("sourceRef"), flow.get("targetRef"), source.get("attachedToRef")}
        above = {scope.get("id") for scope in flow.iterancestors()}
        for part in lines(an_item)[flow.get("id")]:
            assert not [n for n, b in placed.items() if n not in ends | above and crosses(part, b)], flow.get("id")


def test_lines_cross_only_where_they_begin_or_end_together(an_item: Item) -> None:
    drawn = lines(an_item)
    ends = {flow.get("id"): {flow.get("sourceRef"), flow.get("targetRef")} for flow in an_item.each("sequenceFlow")}
    for a, b in combinations(drawn, 2):
        if not ends[a] & ends[b]:
            assert not [1 for one in drawn[a] for other in drawn[b] if crosses(one, other)], (a, b)


def test_cases_flow_from_left_to_right(an_item: Item) -> None:
    placed = shapes(an_item)
    for flow in an_item.each("sequenceFlow"):
        source, target = placed[flow.get("sourceRef")], placed[flow.get("targetRef")]
        assert (source.x + source.right) <= (target.x + target.right), flow.get("id")


def test_the_file_opens_as_a_camunda_7_diagram(an_item: Item) -> None:
    assert an_item.root.nsmap["camunda"] == "http://camunda.org/schema/1.0/bpmn"
    assert an_item.root.get("{http://camunda.org/schema/modeler/1.0}executionPlatform") == "Camunda Platform"
    assert an_item.root.find(BPMN + "process").get("id") == an_item.key
