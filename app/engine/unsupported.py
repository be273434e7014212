"""The gate before a diagram is prepared: shapes that would run wrongly or not at all, each with its place and reason.

A rule looks at a process and reports; it changes nothing. What the engine mends is not reported: see `rewrite.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.engine import (
    unsupported_events,
    unsupported_expressions,
    unsupported_flows,
    unsupported_joins,
    unsupported_shapes,
)
from app.engine.findings import worst_first
from app.engine.outline import Outline, outline
from app.engine.reading import Diagram
from app.engine.shapes import Element
from app.errors import Finding

Rule = Callable[[Outline], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *unsupported_shapes.RULES,
    *unsupported_events.RULES,
    *unsupported_flows.RULES,
    *unsupported_joins.RULES,
    *unsupported_expressions.RULES,
)


def refusals(diagram: Diagram, process: Element) -> list[Finding]:
    """What keeps a process from running (severity `error`), and what will not do what it seems to (`warning`)."""
    plan = outline(diagram.root, process)
    return worst_first(finding for rule in RULES for finding in rule(plan))
