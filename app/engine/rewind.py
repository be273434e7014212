"""Going back: an earlier step is done again, and everything that followed from it is undone.

A join that had already taken a token from the undone part is undone too, and the tokens that it had
taken from other branches wait at it again; those branches keep what they have done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.activities import SubProcess
from app.engine.gateways import JOINED
from app.engine.scopes import Scope
from app.engine.shapes import ACTIVITIES
from app.engine.state import CaseState
from app.engine.timers import DUE
from app.engine.tokens import Token, border_of, host_of, is_instance
from app.errors import Refused

KEPT = ("index", "item", "iteration")
"""Marks of an instance that it has again when it is done again."""


def go_back(top: CaseState, start: Token, element: str) -> None:
    """Do the activity `element` again, as seen from the open step `start`; the latest time it was done counts.

    It is looked for in what led to `start`: its own line, branches that were joined into it, sub-processes that
    were passed, then the same around the scope it is in; a step of the same process before one of the same id in a
    process that it calls.  Raises Refused when the case did not come that way.
    """
    at: Token | None = start
    while at is not None:
        found = [token for token in _past(at) if token.task_spec.bpmn_id == element and _can_be_redone(token)]
        if found:
            own = [token for token in found if token.task_spec.info.process == at.task_spec.info.process]
            redo(top, max(own or found, key=lambda token: token.last_state_change))
            return
        at = at.workflow.host
    raise Refused(
        f"step {element!r} was not passed on the way to {start.task_spec.bpmn_id!r}; the case cannot return to it",
        f"办件未经过环节「{element}」,无法退回",
        element=element,
    )


def withdraw(top: CaseState, done: Token) -> None:
    """Open a completed step again with its timers as they were.

    Raises Refused when somebody has acted on it already: a join has taken it, or a later step is done.
    """
    _refuse_when_gone_on(done)
    old = _with_border(done)
    border = border_of(done)
    top.kept = {event.task_spec.name: dict(event.internal_data) for event in border if DUE in event.internal_data}
    fired = {event.task_spec.name for event in border if event._state == TaskState.COMPLETED}
    waited = {event.task_spec.name for event in border if event._state == TaskState.CANCELLED}
    fresh = redo(top, done)
    top.kept = {}
    for event in list(fresh.children) if old is not done else ():
        if event.task_spec.name in fired - waited:
            event.cancel()  # it has fired, and a reminder reminds once


def redo(top: CaseState, target: Token) -> Token:
    """Do a step again, with the events on its border; returns the new token."""
    scope = target.workflow
    _reopen(scope)
    old = _with_border(target)
    _undo(scope, old)
    if is_instance(old):
        _wait_for(old)
    fresh: Token = old.parent._add_child(old.task_spec)
    fresh.triggered = old.triggered
    fresh.internal_data = {key: old.internal_data[key] for key in KEPT if key in old.internal_data}
    fresh.data = _own_variables(target)
    scope.remove(old)
    fresh.update()
    top.advance()
    return fresh


def _with_border(token: Token) -> Token:
    """The token that stands for a step together with the events on its border."""
    parent: Token | None = token.parent
    return parent if parent is not None and parent.task_spec.border else token


def _own_variables(old: Token) -> dict[str, Any]:
    """What a step has of its own and does not inherit: an instance its item."""
    own: dict[str, Any] = old.parent.task_spec.own_variables(old) if is_instance(old) else {}
    return own


def _can_be_redone(token: Token) -> bool:
    """An activity that was passed or cut short; a multi-instance as a whole, never one of its instances by name."""
    if token.task_spec.info.tag not in ACTIVITIES or is_instance(token):
        return False
    return bool(token._state & (TaskState.COMPLETED | TaskState.CANCELLED))


def _past(start: Token) -> Iterator[Token]:
    """What led to a token within its scope: the line above it, what its joins took, the inside of sub-processes."""
    tasks, seen, todo = start.workflow.tasks, {start.id}, [start]
    while todo:
        token = todo.pop()
        before = [number for number in (token._parent, *token.internal_data.get(JOINED, ())) if number in tasks]
        if token.task_spec.on_border and token.task_spec.cancel_activity:
            before.append(host_of(token).id)  # the activity that the event cut short
        for number in before:
            if number not in seen:
                seen.add(number)
                todo.append(tasks[number])
                yield tasks[number]
                yield from _inside(tasks[number])


def _inside(host: Token) -> Iterator[Token]:
    """The tokens of the sub-process that ran for a token and was passed."""
    if isinstance(host.task_spec, SubProcess) and host._state == TaskState.COMPLETED:
        for token in host.workflow.top_workflow.scope(host.id).tasks.values():
            yield token
            yield from _inside(token)


def _refuse_when_gone_on(done: Token) -> None:
    at: Token | None = done
    while at is not None:
        scope = at.workflow
        below = list(at.descendants())
        joins = [token for token in scope.tasks.values() if token.task_spec is not scope.spec.end]
        taken = {number for join in joins for number in join.internal_data.get(JOINED, ())}
        if at._state != TaskState.COMPLETED or any(_acted(token) or token.id in taken for token in below):
            raise _gone_on(done)
        if is_instance(at) and at.parent._state != TaskState.STARTED:
            raise _gone_on(done)
        if not scope.completed:
            return
        at = scope.host
    raise Refused("the case has ended; nothing in it can be done again", "办件已办结,不能撤回")


def _gone_on(done: Token) -> Refused:
    step = done.task_spec.bpmn_id
    return Refused(
        f"step {step!r} cannot be withdrawn: the case has gone on from it",
        f"环节「{step}」之后的办理已进行,不能撤回",
        element=step,
    )


def _acted(token: Token) -> bool:
    """Whether a step that followed shows that somebody went on: a person did it, or a join let the flow pass."""
    if JOINED in token.internal_data and token.task_spec is not token.workflow.spec.end:
        return True
    if token._state == TaskState.COMPLETED and token.task_spec.manual:
        return True
    if token.id not in token.workflow.top_workflow.parents:
        return False
    return any(_acted(inner) for inner in token.workflow.top_workflow.scope(token.id).tasks.values())


def _reopen(scope: Scope) -> None:
    """A scope that had ended runs again, and so do those around it; what followed from its end is undone."""
    if not scope.completed:
        return
    host = scope.host
    if host is None:
        raise Refused("the case has ended; nothing in it can be done again", "办件已办结,不能再退回")
    _reopen(host.workflow)
    scope.completed, scope.dirty = False, True
    _undo(host.workflow, host)
    host._set_state(TaskState.STARTED)
    _wait_on_border(host)
    for token in list(scope.tasks.values()):
        if token.task_spec is scope.spec.end and token._state == TaskState.COMPLETED:
            _unfire(token)
    if is_instance(host):
        _wait_for(host)


def _wait_for(turn: Token) -> None:
    """A multi-instance or loop that still runs waits again for one of its turns."""
    several = turn.parent
    several.task_spec.forget(several, turn)
    several.touch()


def _wait_on_border(activity: Token) -> None:
    """The events that ended with an activity wait again, and are due when they were."""
    for event in border_of(activity):
        if event._state == TaskState.CANCELLED:
            event._set_state(TaskState.WAITING)
            activity.workflow.top_workflow.waiting[event.id] = event


def _undo(scope: Scope, token: Token) -> None:
    """Remove what follows from a token; joins that had taken some of it give the other tokens back."""
    while (join := _broken_join(scope, {below.id for below in token.descendants()})) is not None:
        _unfire(join)
    for child in list(token.children):
        if child.id in scope.tasks and not is_instance(child):
            scope.remove(child)


def _broken_join(scope: Scope, below: set[int]) -> Token | None:
    """A join some of whose tokens are to be removed, and others not."""
    for token in scope.tasks.values():
        taken = token.internal_data.get(JOINED)
        if taken and 0 < sum(1 for number in (token.id, *taken) if number in below) <= len(taken):
            return token
    return None


def _unfire(join: Token) -> None:
    """Let a join that went on wait again, together with the tokens that it had taken."""
    scope = join.workflow
    _undo(scope, join)
    for number in join.internal_data.pop(JOINED, ()):
        if number in scope.tasks:
            scope.tasks[number]._set_state(TaskState.WAITING)
    join._set_state(TaskState.WAITING)
