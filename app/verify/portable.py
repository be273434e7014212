"""Shapes that mean one thing in BPMN and our engine and another in other engines: warned of, never refused."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.rhythm import rhythm_of
from app.verify.findings import Proof
from app.verify.model import Node, Process, Scope


def not_portable(process: Process) -> list[Proof]:
    """Every such shape of a process."""
    return [_proof(node, en, zh) for node, en, zh in (*_starts(process.scope), *_joins(process.scope))]


def _starts(scope: Scope) -> Iterator[tuple[Node, str, str]]:
    for start in scope.starts():
        if start.event == "timer" and rhythm_of(start.timer[1]) is None:
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
    """Whether some of the flows into a join, but not all, come from behind it."""
    behind = _behind(node)
    returning = sum(flow.source.id in behind for flow in node.incoming)
    return 0 < returning < len(node.incoming)


def _behind(start: Node) -> set[str]:
    """The shapes to which the flows out of one lead."""
    seen: set[str] = set()
    todo = [flow.target for flow in start.outgoing]
    while todo:
        here = todo.pop()
        if here.id not in seen:
            seen.add(here.id)
            todo += [flow.target for flow in here.outgoing]
            todo += here.boundaries
    return seen


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
