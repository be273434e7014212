"""Which variables are seen where: by the work at a token, in a scope, and where several branches come together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.activities import CallActivity, SubProcess
from app.engine.data import merged
from app.engine.instances import Loop
from app.engine.scopes import Scope
from app.engine.tokens import LIVE, Token, is_instance


def together(tokens: list[Token], see: Callable[[Token], dict[str, Any]] = lambda token: token.data) -> dict[str, Any]:
    """What several tokens of one scope see, taken together; of two changes to one variable the later token's counts."""
    result = dict(see(tokens[0])) if tokens else {}
    if len(tokens) > 1:
        above = {at.id for at in (tokens[0], *tokens[0].ancestors())}
        for token in tokens[1:]:
            line = [token, *token.ancestors()]
            parting = next((at.data for at in line if at.id in above), {})
            result = merged(result, see(token), parting)
            above.update(at.id for at in line)
    return result


def seen_at(token: Token) -> dict[str, Any]:
    """The variables as the work at an open token has them by now; a called process keeps its own to itself."""
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
