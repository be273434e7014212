"""Which diagram calls which, and in what order they have to be deployed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine import Diagram
from app.errors import DiagramRefused, Finding


@dataclass(frozen=True)
class Drawn:
    """A file that holds processes; `fetched` says that it was deployed before and is only called."""

    file: str
    data: bytes
    diagram: Diagram
    fetched: bool = False

    def is_startable(self, key: str) -> bool:
        """Whether the process is marked as executable."""
        return self.diagram.processes[key].get("isExecutable", "").lower() == "true"

    def calls(self, key: str) -> tuple[str, ...]:
        """The processes that call activities of this process name; its file may hold others."""
        nodes = self.diagram.processes[key].iter("{*}callActivity")
        return tuple(dict.fromkeys(node.get("calledElement", "") for node in nodes))


def in_order(drawn: Mapping[str, Drawn]) -> list[str]:
    """The processes, each after those that it calls.  Raises DiagramRefused: they call each other in a circle."""
    order: list[str] = []
    path: list[str] = []

    def visit(key: str) -> None:
        if key in order or key not in drawn:
            return
        if key in path:
            circle = " → ".join([*path[path.index(key) :], key])
            raise DiagramRefused(
                [
                    Finding(
                        code="calls-in-a-circle",
                        element=key,
                        message_en=f"the diagrams call each other in a circle: {circle}",
                        message_zh=f"流程循环调用:{circle}",
                    )
                ]
            )
        path.append(key)
        for called in drawn[key].calls(key):
            visit(called)
        path.pop()
        order.append(key)

    for key in drawn:
        visit(key)
    return order
