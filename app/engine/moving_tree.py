"""The tokens of a scope while it is bound to another version: what that lacks is taken out, borders are put in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.activities import SubProcess
from app.engine.events import EventGateway
from app.engine.expressions import compile_timer
from app.engine.scopes import Scope
from app.engine.timers import BASIS, DUE, TimerDefinition, basis_of, moment
from app.engine.tokens import LIVE, Token, is_instance

SPLIT = ".BoundaryEventSplit"
Opened = Callable[[Token], datetime | None]


def bind(scope: Scope, spec: Any, names: Mapping[str, str]) -> None:
    """Let a scope run by `spec`; its tokens stand at the steps that `names` gives for theirs."""
    there = {name: spec.task_specs.get(other) for name, other in names.items()}
    for token in list(scope.tasks.values()):
        if token.id in scope.tasks and not _stays(token, there[token.task_spec.name], there):
            _lift_out(scope, token)
    for token in scope.tasks.values():
        was, token.task_spec = token.task_spec, there[token.task_spec.name]
        token.record = None
        token.internal_data = {**token.internal_data, WAS: was} if _is_waiting_timer(token) else token.internal_data
        if token.id in scope.top_workflow.parents and not isinstance(token.task_spec, SubProcess):
            scope.top_workflow._drop(token.id, running=False)
    scope.spec = spec
    scope.dirty = True


WAS = "was"
"""Where a waiting timer keeps, for the length of the move, the step it stood at before."""


def _is_waiting_timer(token: Token) -> bool:
    return token._state == TaskState.WAITING and DUE in token.internal_data


def _stays(token: Token, there: Any, others: Mapping[str, Any]) -> bool:
    """Whether a token has a place in the target; an event on a border only on that of the same activity."""
    if there is None:
        return False
    if not token.task_spec.on_border and not there.on_border:
        return True
    if token.task_spec.on_border != there.on_border:
        return False
    same_kind = type(token.task_spec.event_definition) is type(there.event_definition)
    host = others.get(token.task_spec.info.attached_to)
    return same_kind and host is not None and host.bpmn_id == there.info.attached_to


def _lift_out(scope: Scope, token: Token) -> None:
    """Take one token out of the tree; what follows from it hangs on what came before it."""
    top = scope.top_workflow
    if token._state == TaskState.WAITING:
        token.cancel()
    above = token.parent
    if above is None:
        return
    while token._children and above.task_spec.border and above.parent is not None:
        above = above.parent  # beside the events of a border it would be taken for their host
    place = above._children.index(token.id) if token.id in above._children else len(above._children)
    above._children[place:place] = token._children
    for number in token._children:
        scope.tasks[number]._parent = above.id
    token._children = []
    top.forget(token)
    scope.tasks[token._parent]._children.remove(token.id)  # type: ignore[index]
    del scope.tasks[token.id]
    scope.open.pop(token.id, None)
    scope.gates.pop(token.id, None)
    if scope.last_task is token:
        scope.last_task = above


def take_out(scope: Scope) -> None:
    """Drop a finished sub-process that the target does not have."""
    top = scope.top_workflow
    if scope.branch in top.parents:
        top._drop(scope.branch, running=False)


def put_borders_in(scope: Scope, opened: Opened, *, new_limits: bool) -> None:
    """Let what the target hangs on open steps, and offers at open event gateways, begin to wait."""
    for token in list(scope.tasks.values()):
        name = f"{token.task_spec.bpmn_id}{SPLIT}"
        split = scope.spec.task_specs.get(name)
        if split is not None and not token.task_spec.on_border and not is_instance(token):
            if token.parent is not None and token.parent.task_spec is not split:
                _insert(scope, split, token)
            if token._state & LIVE and token.parent is not None:
                _begin_missing(token.parent, opened(token))
        elif isinstance(token.task_spec, EventGateway) and any(c._state & LIVE for c in token.children):
            _begin_missing(token, None)
    for token in list(scope.tasks.values()):
        was = token.internal_data.pop(WAS, None)
        if new_limits and was is not None:
            _count_anew(token, was, opened)


def _insert(scope: Scope, split: Any, token: Token) -> None:
    """Put the split that starts an activity with its border between the activity and what came before it."""
    above = scope.tasks[token._parent]  # type: ignore[index]
    between = Token(scope, split, above, TaskState.COMPLETED)
    between.data = dict(above.data)
    above._children.remove(between.id)
    above._children[above._children.index(token.id)] = between.id
    between._children = [token.id]
    token._parent = between.id
    token.record = None


def _begin_missing(above: Token, since: datetime | None) -> None:
    """Start the events that hang there in the target and never did in this case, with the clock from `since`."""
    top = above.workflow.top_workflow
    known = {child.task_spec.name for child in above.children}
    now = top.now
    for spec in above.task_spec.outputs:
        if spec.name not in known:
            top.now = since or now
            try:
                above._add_child(spec).update()
            finally:
                top.now = now


def _count_anew(token: Token, was: Any, opened: Opened) -> None:
    """Give a timer whose amount was changed the moment that it would have had from the beginning."""
    definition = token.task_spec.event_definition
    changed = isinstance(definition, TimerDefinition) and definition.expression != was.event_definition.expression
    host = next((c for c in token.parent.children if not c.task_spec.on_border), None) if token.parent else None
    since = opened(host) if host is not None and token.task_spec.on_border else None
    if not changed or since is None or "turns" in token.internal_data:
        return
    value = compile_timer(definition.expression).evaluate(token.data)
    if isinstance(value, str) and value.upper().startswith("R"):
        return
    top = token.workflow.top_workflow
    token.internal_data.pop(BASIS, None)
    token._set_internal_data(**{DUE: moment(value, since, top.calendar).isoformat()}, **basis_of(value, since))
    top.changed[token.id] = token
