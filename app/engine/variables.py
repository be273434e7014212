"""Which variables are seen where: by the work at a token, in a scope, and where several branches come together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.activities import CallActivity, SubProcess
from app.engine.data import merged
from app.engine.loops import Loop
from app.engine.scopes import Scope
from app.engine.tokens import CAME, LIVE, Token, is_instance
from app.errors import Refused

See = Callable[[Token], dict[str, Any]]
MOST_PARTINGS = 200


def together(tokens: list[Token], see: See = lambda token: token.data) -> dict[str, Any]:
    """What several tokens of one scope see, taken together; of two changes to one variable the later token's counts.

    Branches come together where they parted, inner ones first, so that each side is held against what both began with.
    """
    if len(tokens) < 2:
        return dict(see(tokens[0])) if tokens else {}
    return _folded([[*reversed(list(token.ancestors())), token] for token in tokens], 0, see, MOST_PARTINGS)


def _folded(lines: list[list[Token]], depth: int, see: See, left: int) -> dict[str, Any]:
    """`lines`: from the root to each token, in the order of the tokens; they are the same up to `depth`.

    left: how often they may part yet.  Raises Refused: they part more often, for each round leaves one behind.
    """
    if len(lines) == 1:
        return dict(see(lines[0][-1]))
    if not left:
        raise Refused(
            f"more than {MOST_PARTINGS} branches have parted one inside the other; a round leaves one behind each time",
            f"分支逐层分出超过{MOST_PARTINGS}层,循环每一轮都留下未汇合的分支",
        )
    while all(len(line) > depth and line[depth] is lines[0][depth] for line in lines):
        depth += 1
    branches: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        branches.setdefault(line[depth].id if len(line) > depth else 0, []).append(place)
    result: dict[str, Any] = {}
    latest = -1
    for places in sorted(branches.values(), key=lambda places: _turn(lines[places[0]], depth, places[-1])):
        branch = [lines[place] for place in places]
        brought, began = _folded(branch, depth, see, left - 1), _began_with(branch[0], depth)
        early = places[-1] < latest
        result = merged(brought, result, began) if early or not result else merged(result, brought, began)
        latest = max(latest, places[-1])
    return result


def _turn(line: list[Token], depth: int, place: int) -> tuple[bool, int]:
    """Branches come in by their latest token; those that a border began beside its activity come last, in turn."""
    beside = _is_beside(line, depth)
    return (beside, line[depth].id if beside else place)


def _is_beside(line: list[Token], depth: int) -> bool:
    spec = line[depth].task_spec if len(line) > depth else None
    return spec is not None and spec.on_border and not spec.cancel_activity


def _began_with(line: list[Token], depth: int) -> dict[str, Any]:
    """What a branch saw when it began: what the step before it had, or what an activity had brought by then."""
    if not _is_beside(line, depth):
        return line[depth - 1].data
    was, new = line[depth].internal_data.get(CAME, ({}, ()))
    return {name: value for name, value in {**line[depth].data, **was}.items() if name not in new}


def seen_at(token: Token) -> dict[str, Any]:
    """The variables as the work at an open token has them by now; a called process keeps its own to itself."""
    if token.task_spec.joins:
        brought: dict[str, Any] = token.parent.data  # they come along when the join goes on
        return brought
    if token._state == TaskState.STARTED:
        if isinstance(token.task_spec, SubProcess) and not isinstance(token.task_spec, CallActivity):
            return seen_in(token.workflow.top_workflow.scope(token.id)) or token.data
        if isinstance(token.task_spec, Loop):
            return next((seen_at(turn) for turn in token.children if turn._state & LIVE), token.data)
    return token.data


def seen_in(scope: Scope) -> dict[str, Any]:
    """The variables of a scope that runs; what an instance of a multi-instance sees is its own affair."""
    tokens = [token for token in scope.open.values() if not is_instance(token)]
    return together(sorted(tokens, key=lambda token: token.last_state_change), seen_at)
