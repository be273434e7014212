"""The rules that a diagram of the centre keeps: one small module each, which only reports.

The first paragraph of a module's docstring is its name, the rest its page (see `docs/rules.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.verify.findings import Proof
from app.verify.model import Diagram, Element
from app.verify.reading import read
from app.verify.rules import (
    apart,
    defaults,
    departments,
    disclosure,
    drawn,
    foreign,
    ids,
    lead,
    lights,
    limits,
    names,
    notices,
    opinions,
    posts,
    procedures,
    promise,
    reviewers,
    roles,
    silence,
    timers,
    topics,
    warnings,
)
from app.verify.rules.sheet import Centre, Parameter, Post, Sheet, Topic

__all__ = ["RULES", "Centre", "Parameter", "Post", "Topic", "findings"]

Check = Callable[[Sheet], Iterator[Proof]]

MODULES = (
    foreign, lead, promise, limits, departments, warnings, timers, lights, apart, opinions, silence, topics, notices,
    defaults, names, roles, reviewers, posts, procedures, disclosure, ids, drawn,
)  # fmt: skip
RULES: tuple[Check, ...] = tuple(module.check for module in MODULES)


def findings(source: bytes | Element | Diagram, centre: Centre, *, process: str) -> list[Proof]:
    """What the rules say about one process.  Raises DiagramRefused: the file cannot be read."""
    diagram = source if isinstance(source, Diagram) else read(source)
    sheet = Sheet(diagram.processes[process], diagram, centre)
    return [found for rule in RULES for found in rule(sheet)]
