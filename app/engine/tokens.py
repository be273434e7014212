"""A token: one step that a case has reached, and the moves it can make.

SpiffWorkflow predicts the whole tree of what may come and finds work by walking it. Here a token is
made when the flow arrives at its step, and every change of its state is noted where it happens, so
that an act costs what it touches.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.errors import LianbanError

if TYPE_CHECKING:
    from app.engine.scopes import Scope

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
CAME = "came"
"""Where an event on a border keeps what came with it: variables as they were before, and the names of new ones."""


class Token(Task):  # type: ignore[misc]
    """One node of the tree of what a case has done; its id is a number never used again in the case."""

    id: int
    workflow: Scope

    def __init__(self, workflow: Scope, task_spec: TaskSpec, parent: Token | None, state: int) -> None:
        top = workflow.top_workflow
        self.id = top.next_id()
        workflow.tasks[self.id] = self
        self.workflow = workflow
        self._parent = None if parent is None else parent.id
        self._children: list[int] = []
        self._state = state
        self.triggered = False
        self.task_spec = task_spec
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.record: Any = None
        self.last_state_change = top.next_change()
        if parent is not None:
            parent._children.append(self.id)
        if state & LIVE:
            workflow.note(self)

    def _set_state(self, value: int) -> None:
        self._state = value
        self.last_state_change = self.workflow.top_workflow.next_change()
        self.record = None
        self.workflow.note(self)

    def touch(self) -> None:
        """Say that the token's data changed though its state did not."""
        self.record = None
        self.workflow.dirty = True

    def _inherit_data(self) -> None:
        """See what the step before saw; a token's own variables, such as its item, hide what it inherits."""
        above = self.workflow.tasks[self._parent].data  # type: ignore[index]
        self.data = {**above, **self.data} if self.data else dict(above)
        self.record = None

    def set_data(self, **kwargs: Any) -> None:
        self.data.update(kwargs)
        self.touch()

    def _set_internal_data(self, **kwargs: Any) -> None:
        self.internal_data.update(kwargs)
        self.touch()

    def _add_child(self, task_spec: TaskSpec, state: int = TaskState.FUTURE) -> Token:
        return Token(self.workflow, task_spec, self, state)

    def ancestors(self) -> Iterator[Token]:
        """The tokens above this one in its scope, nearest first; no recursion, so loops may be long."""
        tasks = self.workflow.tasks
        above = self._parent
        while above is not None:
            token = tasks[above]
            yield token
            above = token._parent

    def descendants(self) -> Iterator[Token]:
        """The tokens below this one in its scope, parents before children."""
        tasks, found = self.workflow.tasks, list(self._children)
        while found:
            token = tasks[found.pop()]
            yield token
            found.extend(token._children)

    def update(self) -> None:
        """Let the step look whether it can be carried out.  A refusal names the step."""
        try:
            if self.task_spec._update_hook(self):
                self._ready()
        except LianbanError as error:
            error.extra.setdefault("element", self.task_spec.bpmn_id or "")
            raise

    def _ready(self) -> None:
        self._set_state(TaskState.READY)
        self.task_spec._on_ready_hook(self)

    def run(self) -> None:
        """Carry out a ready step; whatever goes wrong, throw the case in memory away.  A refusal names the step."""
        try:
            self.task_spec._run_hook(self)
            if self._state == TaskState.READY:  # an error end is cancelled by what it does, with its whole scope
                self.complete()
        except LianbanError as error:
            error.extra.setdefault("element", self.task_spec.bpmn_id or "")
            raise

    def complete(self) -> None:
        """Finish the step, end the waiting of the events on its border, and move on."""
        self._set_state(TaskState.COMPLETED)
        spec = self.task_spec
        above = None if self._parent is None else self.workflow.tasks[self._parent]
        if above is not None and above.task_spec.border and not spec.on_border:
            for beside in above.children:
                if beside.task_spec.on_border and beside._state == TaskState.WAITING:
                    beside.cancel()
        if not spec.chooses:
            for following in spec.followers:
                self._add_child(following)
        spec._on_complete_hook(self)
        self._arrive([child for child in self.children if child._state == TaskState.FUTURE])
        self.workflow.passed(self)
        if above is not None and above.task_spec.spreads and self.triggered:
            above.task_spec.merge_child(above, self)

    def _arrive(self, tokens: list[Token]) -> None:
        """Let tokens look whether they can go on; joins last, for what comes beside them may still come to them."""
        if len(tokens) == 1:
            return tokens[0].update()
        at_gates = [token for token in tokens if token.task_spec.gate]
        for token in at_gates:
            token._set_state(TaskState.WAITING)
        for token in tokens:
            if not token.task_spec.gate:
                token.update()
        for token in at_gates:
            token.update()

    def cancel(self) -> None:
        """Stop a step that is not finished, with all that it started."""
        self._set_state(TaskState.CANCELLED)
        self.task_spec._on_cancel(self)
        for child in self.children:
            if child._state & LIVE:
                child.cancel()


def is_catching(token: Token) -> bool:
    """Whether the token waits for an event."""
    return token._state == TaskState.WAITING and isinstance(token.task_spec, CatchingEvent)


def is_instance(token: Token) -> bool:
    """Whether the token is one of the instances of a multi-instance or one turn of a loop."""
    parent = token.parent
    return token.triggered and parent is not None and bool(parent.task_spec.spreads)


def border_of(token: Token) -> list[Token]:
    """The events on the border of an activity."""
    parent = token.parent
    if parent is None or not parent.task_spec.border:
        return []
    return [beside for beside in parent.children if beside.task_spec.on_border]


def host_of(event: Token) -> Token:
    """The activity on whose border an event hangs."""
    found: Token = next(beside for beside in event.parent.children if not beside.task_spec.on_border)
    return found
