"""What the gate finds in small diagrams; for the tests of its rules."""

from __future__ import annotations

from collections.abc import Iterable

from app.engine.reading import read
from app.engine.unsupported import refusals
from app.errors import Finding
from tests.engine.drawing import Flow, Shape, draw, end, event_sub, flow, start, user


def found(source: bytes) -> list[Finding]:
    diagram = read(source)
    return [each for process in diagram.processes.values() for each in refusals(diagram, process)]


def around(*shapes: Shape, flows: Iterable[str | Flow] = (), through: str = "a") -> bytes:
    """A whole process around what matters: `s` leads to `through`, which leads to `e`."""
    return draw(start("s"), end("e"), *shapes, flows=[f"s -> {through}", f"{through} -> e", *flows])


def choosing(gateway: Shape, when: str = "") -> bytes:
    """A gateway `a` whose flow `bad` has this condition."""
    return draw(
        start("s"), gateway, end("e"), end("f"),
        flows=["s -> a", "a -> f: " + ("default" if when else "${x}"), flow("a", "e", id="bad", when=when)],
    )  # fmt: skip


def listening(*inside: Shape, flows: Iterable[str] = ("x -> xe",), beside: Iterable[Shape] = (), **more: str) -> bytes:
    """A process with an event sub-process `l`."""
    return around(user("a"), event_sub("l", *inside, flows=flows, **more), *beside)


INNER = (start("s1"), user("i"), end("e1"))
INNER_FLOWS = ("s1 -> i -> e1",)
XE = end("xe")


def refused(code: str, element: str, source: bytes) -> None:
    """Check that this rule refuses this element, and that every error has its words and its line."""
    errors = [each for each in found(source) if each.severity == "error"]
    places = {(each.code, each.element) for each in errors}
    assert (code, element) in places
    assert places == {(code, element)} or code in ("link", "flow-across-border")
    assert all(each.message_en and each.message_zh and each.line for each in errors)
