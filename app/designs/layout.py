"""Draws a diagram that came without its drawing: steps in columns from left to right, branches in rows.

What is drawn already stays as it is: a file with any drawing is given back unchanged, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from app.verify.model import ACTIVITIES, Flow, Node, Scope
from app.verify.reading import read
from app.verify.rules.drawn import drawn_ids

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
SPACES = {"bpmndi": DI, "dc": DC, "di": DD}

TASK, EVENT, GATEWAY = (100, 80), (36, 36), (50, 50)
COLUMN, ROW, EDGE = 60, 50, 40
"""Room between columns, between rows, and inside the border of a sub-process."""

Point = tuple[int, int]


@dataclass(slots=True)
class Box:
    """Where a shape is: its upper left corner and its size."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """The height of its centre."""
        return self.y + self.height // 2


@dataclass(slots=True)
class Page:
    """Everything that is placed, by id."""

    boxes: dict[str, Box] = field(default_factory=dict)

    def scope(self, scope: Scope, x: int, y: int) -> tuple[int, int]:
        """Place what is drawn in a scope; its width and height are given back."""
        beside = [node for node in scope.nodes if node.tag != "boundaryEvent"]
        columns = _columns(beside)
        sizes = {node.id: self._size(node) for node in beside}
        left, bottom = x, y
        for column in columns:
            top, wide = y, max(sizes[node.id][0] for node in column)
            for node in column:
                width, height = sizes[node.id]
                self._put(node, left + (wide - width) // 2, top, width, height)
                top += height + ROW + (EVENT[1] // 2 if node.boundaries else 0)
            left, bottom = left + wide + COLUMN, max(bottom, top)
        return left - COLUMN - x, bottom - ROW - y

    def _size(self, node: Node) -> tuple[int, int]:
        if node.inside is not None:
            width, height = Page().scope(node.inside, 0, 0)
            return width + 2 * EDGE, height + 2 * EDGE
        if node.tag in ACTIVITIES:
            return TASK
        return GATEWAY if node.tag.endswith("Gateway") else EVENT

    def _put(self, node: Node, x: int, y: int, width: int, height: int) -> None:
        self.boxes[node.id] = Box(x, y, width, height)
        if node.inside is not None:
            self.scope(node.inside, x + EDGE, y + EDGE)
        for place, event in enumerate(node.boundaries):
            at = x + 10 + place * (EVENT[0] + 8)
            self.boxes[event.id] = Box(at, y + height - EVENT[1] // 2, *EVENT)

    def way(self, flow: Flow) -> list[Point]:
        """The corners of a flow from shape to shape."""
        start, end = self.boxes[flow.source.id], self.boxes[flow.target.id]
        if flow.source.tag == "boundaryEvent":
            first = (start.x + start.width // 2, start.y + start.height)
            return [first, (first[0], end.middle), (end.x, end.middle)]
        first, last = (start.x + start.width, start.middle), (end.x, end.middle)
        if start.middle == end.middle and end.x >= first[0]:
            return [first, last]
        if end.x > first[0]:
            turn = end.x - COLUMN // 3
            return [first, (turn, first[1]), (turn, last[1]), last]
        below = max(start.y + start.height, end.y + end.height) + ROW // 2
        return [
            (start.x + start.width // 2, start.y + start.height),
            (start.x + start.width // 2, below),
            (end.x + end.width // 2, below),
            (end.x + end.width // 2, end.y + end.height),
        ]


def drawn(source: bytes) -> bytes:
    """The diagram with a drawing; unchanged when it has one.  Raises DiagramRefused: it cannot be read."""
    diagram = read(source)
    if drawn_ids(diagram.root):
        return source
    root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    for number, process in enumerate(diagram.processes.values(), 1):
        page = Page()
        page.scope(process.scope, 160, 80)
        root.append(_diagram(process.id, number, process.scope, page))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _columns(nodes: list[Node]) -> list[list[Node]]:
    """Shapes by their distance from the start; of a loop, the way back does not count."""
    depth: dict[str, int] = {}
    first = [node for node in nodes if not node.incoming] or nodes[:1]
    _deepen(first, depth)
    _deepen([node for node in nodes if node.id not in depth], depth)
    columns: dict[int, list[Node]] = {}
    for node in nodes:
        columns.setdefault(depth[node.id], []).append(node)
    return [columns[place] for place in sorted(columns)]


def _deepen(first: list[Node], depth: dict[str, int]) -> None:
    """Breadth first, each shape as far right as the first way that comes to it; ways out of the border count too."""
    todo = [(node, 0) for node in first]
    for node, place in todo:
        if node.id in depth:
            continue
        depth[node.id] = place
        flows = [*node.outgoing, *(flow for event in node.boundaries for flow in event.outgoing)]
        todo += [(flow.target, place + 1) for flow in flows if flow.target.id not in depth]


def _diagram(key: str, number: int, scope: Scope, page: Page) -> etree._Element:
    diagram = etree.Element(f"{{{DI}}}BPMNDiagram", nsmap=SPACES, id=f"drawing_{number}")
    plane = etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", id=f"plane_{number}", bpmnElement=key)
    for node in scope.everything():
        box = page.boxes.get(node.id)
        if box is None:
            continue
        shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{node.id}_di", bpmnElement=node.id)
        if node.inside is not None:
            shape.set("isExpanded", "true")
        sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        etree.SubElement(shape, f"{{{DC}}}Bounds", {name: str(value) for name, value in sizes.items()})
    for node in scope.everything():
        for flow in node.outgoing:
            if node.id in page.boxes and flow.target.id in page.boxes:
                edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"{flow.id}_di", bpmnElement=flow.id)
                for x, y in page.way(flow):
                    etree.SubElement(edge, f"{{{DD}}}waypoint", x=str(x), y=str(y))
    return diagram
