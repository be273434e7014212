"""A diagram without a drawing is laid out: every shape once, none upon another, every flow between its shapes."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree

from app.designs import drawn
from app.engine import prepare
from app.verify.model import NODES
from app.verify.rules.drawn import drawn_ids
from tests.factories import joint
from tests.verify.drawing import joint as many_departments
from tests.verify.random_models import Grower

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
PROCESSES = Path(__file__).parents[2] / "processes"
Rectangle = tuple[int, int, int, int]


def bare(source: bytes) -> bytes:
    root = etree.fromstring(source)
    for diagram in root.findall(f"{DI}BPMNDiagram"):
        root.remove(diagram)
    return etree.tostring(root)


def shapes(source: bytes) -> dict[str, Rectangle]:
    found = {}
    for shape in etree.fromstring(source).iter(f"{DI}BPMNShape"):
        (bounds,) = shape.iter(f"{DC}Bounds")
        x, y, width, height = (int(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
        found[shape.get("bpmnElement", "")] = (x, y, x + width, y + height)
    return found


def apart(one: Rectangle, other: Rectangle) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


SOURCES = {path.stem: bare(path.read_bytes()) for path in sorted(PROCESSES.glob("*.bpmn"))}
SOURCES |= {f"random {seed}": Grower(seed, size=8).diagram().bytes() for seed in range(12)}
SOURCES |= {"joint": joint(), "thirty departments": many_departments(30, rework=True).bytes()}


@pytest.mark.parametrize("name", SOURCES)
def test_everything_is_drawn_once_and_nothing_upon_another(name: str) -> None:
    root = etree.fromstring(drawn(SOURCES[name]))
    nodes = {each.get("id"): each for each in root.iter() if each.get("id") and _is_node(each)}
    found = shapes(etree.tostring(root))
    assert set(found) == set(nodes)
    for one, other in combinations(found, 2):
        border = "boundaryEvent" in (_tag(nodes[one]), _tag(nodes[other]))
        if nodes[one].getparent() is nodes[other].getparent() and not border:
            assert apart(found[one], found[other]), f"{one} lies upon {other}"
    for identity, (left, top, right, bottom) in found.items():
        parent = nodes[identity].getparent()
        around = found.get(parent.get("id", "")) if parent is not None else None
        if around is not None:
            assert around[0] < left and around[1] < top and right < around[2] and bottom < around[3], identity


def test_every_flow_is_drawn_from_shape_to_shape() -> None:
    root = etree.fromstring(drawn(SOURCES["joint"]))
    edges = {each.get("bpmnElement"): len(each) for each in root.iter(f"{DI}BPMNEdge")}
    flows = {each.get("id") for each in root.iter() if _tag(each) == "sequenceFlow"}
    assert set(edges) == flows and all(points >= 2 for points in edges.values())


def test_what_is_drawn_already_is_given_back_byte_for_byte() -> None:
    for path in PROCESSES.glob("*.bpmn"):
        assert drawn(path.read_bytes()) == path.read_bytes()


def test_the_drawing_changes_nothing_else() -> None:
    laid_out = drawn(joint())
    assert drawn_ids(etree.fromstring(laid_out)) and etree.tostring(etree.fromstring(bare(laid_out))) == etree.tostring(
        etree.fromstring(joint())
    )
    assert prepare([laid_out]).process == "joint"


def _tag(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_node(element: etree._Element) -> bool:
    return _tag(element) in NODES
