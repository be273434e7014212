"""Watches which sequence flows of a diagram cases take, whatever they are cases of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.engine.describe import SYNTHETIC
from app.engine.tokens import Token

Pair = tuple[str, str, str]
"""Process, source and target: no two flows of a diagram join the same two shapes."""


@contextmanager
def watched() -> Iterator[set[Pair]]:
    """Every step from shape to shape that a token makes meanwhile; a token is made when the flow arrives."""
    made, plain = set[Pair](), Token.__init__

    def noting(self: Token, *given: Any) -> None:
        plain(self, *given)
        before = next((one.task_spec for one in self.ancestors() if _is_drawn(one)), None)
        if before is not None and _is_drawn(self):
            made.add((before.info.process, before.bpmn_id, self.task_spec.bpmn_id))

    Token.__init__ = noting  # type: ignore[method-assign]
    try:
        yield made
    finally:
        Token.__init__ = plain  # type: ignore[method-assign]


def _is_drawn(token: Token) -> bool:
    id = token.task_spec.bpmn_id
    return bool(id) and SYNTHETIC not in id
