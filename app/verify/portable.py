"""Shapes that mean one thing in BPMN and our engine and another in other engines: warned of, never refused."""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import Node, Process, Scope


def not_portable(process: Process) -> list[Proof]:
    """Every such shape of a process."""
    return [_proof(node, en, zh) for node, en, zh in (*_starts(process.scope), *_joins(process.scope))]


def _starts(scope: Scope) -> Iterator[tuple[Node, str, str]]:
    for start in scope.starts():
        if start.event == "timer":
            yield start, "a case begins when it is received, not by a timer", "办件自收件时开始，定时开始不起作用"


def _joins(scope: Scope) -> Iterator[tuple[Node, str, str]]:
    """A parallel join at the head of a loop blocks in BPMN and is let pass by some engines."""
    for node in scope.nodes:
        if node.tag == "parallelGateway" and len(node.incoming) > 1 and _returns(node):
            yield (
                node,
                "it stands at the head of a loop, which some engines let pass",
                "位于循环入口，有的引擎会直接放行",
            )
        if node.inside is not None:
            yield from _joins(node.inside)


def _returns(node: Node) -> bool:
    """Whether the very flows that leave a join can lead back to it without passing a split that feeds all of them."""
    entries = 0
    for flow in node.incoming:
        entries += _reaches(node, flow.source)
    return 0 < entries < len(node.incoming)


def _reaches(start: Node, goal: Node) -> bool:
    seen: set[str] = set()
    todo = [flow.target for flow in start.outgoing]
    while todo:
        here = todo.pop()
        if here is goal:
            return True
        if here.id not in seen:
            seen.add(here.id)
            todo += [flow.target for flow in here.outgoing]
            todo += [flow.target for event in here.boundaries for flow in event.outgoing]
    return False


def _proof(node: Node, en: str, zh: str) -> Proof:
    return Proof(
        code="not-portable",
        severity="warning",
        element=node.id,
        elements=(node.id,),
        message_zh=f"「{node.label}」在其他引擎中可能行为不同：{zh}。",
        message_en=f"“{node.label}” may behave differently in other engines: {en}.",
        line=node.line,
        fix="如需移植，请改画。 / Draw it differently if the diagram is to move.",
    )
