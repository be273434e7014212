"""The stored form of a case's state: one compact record a token, one text a branch.

A branch is a JSON list `[version, head, records]`; a record is `[id, parent, step, state, flags, change,
internal, changed data, removed names (or 1 for all)]` with empty tails cut off. A token's data is stored
as its difference from its parent's, as in the stock serializer, so parents come before children; the
first token of a sub-process differs from its host, and a turn of a multi-instance or loop from the step
before that, whose data stays as it is while the turns come in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from app.engine.data import changed
from app.engine.records import MAIN, SavedBranch
from app.engine.scopes import Scope
from app.engine.state import CaseState
from app.engine.tokens import LIVE, Token
from app.errors import LianbanError

VERSION = 2
TRIGGERED = 1
ALL = 1


def encode(scope: Scope) -> SavedBranch:
    """One scope as it is stored; tokens that did not change keep their record."""
    head: dict[str, Any] = {"spec": scope.spec.name}
    if scope.completed:
        head["done"] = True
    if scope.last_task is not None:
        head["last"] = scope.last_task.id
    if isinstance(scope, CaseState):
        head |= {"id": scope.last_id, "change": scope.last_change, "known": list(scope.parents.items())}
        if scope.failure:
            head["failure"] = scope.failure
        if scope.rosters:
            head["rosters"] = scope.rosters
    else:
        head["in"] = scope.parent_branch
    return SavedBranch(
        data=orjson.dumps([VERSION, head, _records(scope)]), parent=scope.parent_branch, open=not scope.completed
    )


def _records(scope: Scope) -> list[Any]:
    tasks, records, todo = scope.tasks, [], [scope.task_tree.id]
    host = scope.host
    scope.task_tree.record = None  # what it differs from is the host's data
    stale: set[int] = set()
    while todo:
        token = tasks[todo.pop()]
        children = token._children
        if token.record is None:
            stale.update(_built_upon(token))  # their data did not change, but what they differ from did
        if token.record is None or token.id in stale:
            token.record = _record(token, host if token._parent is None else _base(token, tasks[token._parent]))
        records.append(token.record)
        if children:
            todo.extend(reversed(children) if len(children) > 1 else children)
    return records


def _base(token: Token, parent: Token) -> Token:
    """The token from whose data that of `token` is stored as a difference."""
    return token.workflow.tasks[parent._parent] if token.triggered and parent._parent is not None else parent


def _built_upon(token: Token) -> Iterator[int]:
    """Numbers of the tokens whose data is stored as a difference from this one's."""
    tasks = token.workflow.tasks
    for number in token._children:
        below = tasks[number]
        if not below.triggered:
            yield number
        if below.task_spec.spreads:
            yield from (turn for turn in below._children if tasks[turn].triggered)


def _record(token: Token, base: Token | None) -> list[Any]:
    data = token.data
    above = {} if base is None else base.data
    lacks = not above.keys() <= data.keys()
    removed = ([k for k in above if k not in data] if data else ALL) if lacks else 0
    record = [
        token.id,
        token._parent or 0,
        token.task_spec.name,
        token._state,
        TRIGGERED if token.triggered else 0,
        token.last_state_change,
        token.internal_data or 0,
        changed(data, above) or 0,
        removed,
    ]
    while not record[-1]:
        record.pop()
    return record


def decode(top: CaseState, branch: int, stored: bytes) -> Scope:
    """Put a stored scope back into the case; waiting events and open tokens are known again.

    Raises LianbanError when the text is of another version or names a step that the diagram lacks.
    """
    version, head, records = orjson.loads(stored)
    if version != VERSION:
        raise LianbanError(f"state of branch {branch} has version {version}; this program reads {VERSION}")
    if branch == MAIN:
        scope: Scope = top
        top.last_id, top.last_change = head["id"], head["change"]
        top.parents = dict(head["known"])
        top.failure = head.get("failure")
        top.rosters = head.get("rosters", {})
    else:
        scope = top.branches[branch] = Scope(top.subprocess_specs[head["spec"]], top, branch, head["in"])
    scope.completed = head.get("done", False)
    _restore(scope, records)
    scope.last_task = scope.tasks.get(head.get("last"))
    return scope


def _restore(scope: Scope, records: list[Any]) -> None:
    tasks, specs, events = scope.tasks, scope.spec.task_specs, scope.top_workflow.waiting
    host = scope.host
    for record in records:
        number, above, name, state, flags, change, internal, own, removed = record + [0] * (9 - len(record))
        token = Token.__new__(Token)
        token.id, token.workflow, token._state, token.last_state_change = number, scope, state, change
        token._children, token.triggered, token.record = [], bool(flags), record
        try:
            spec = token.task_spec = specs[name]
        except KeyError:
            raise LianbanError(f"the state stands at step {name!r}, which process {scope.spec.name!r} lacks") from None
        if above:
            parent = tasks[above]
            token._parent = above
            parent._children.append(number)
            base: Token | None = tasks[parent._parent] if flags and parent._parent else parent
        else:
            base = host
            token._parent = None
            scope.task_tree = token
        data = {} if removed == ALL or base is None else dict(base.data)
        if own:
            data.update(own)
        if removed and removed != ALL:
            for key in removed:
                del data[key]
        token.data = data
        token.internal_data = internal or {}
        tasks[number] = token
        if state & LIVE:
            scope.open[number] = token
            if state == TaskState.WAITING:
                if spec.gate:
                    scope.gates[number] = token
                elif isinstance(spec, CatchingEvent):
                    events[number] = token
