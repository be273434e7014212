"""Catching and throwing events as BPMN means them, where the stock library differs.

Mended here: non-interrupting boundaries that may fire again, reminders that outlive their host,
errors and escalations that reach only the activities around them, races of an event gateway with
any number of timers, and a terminate end that stops its own scope only.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import (
    CancelEventDefinition,
    NoneEventDefinition,
    TerminateEventDefinition,
)
from SpiffWorkflow.bpmn.specs.mixins import (
    BpmnSpecMixin,
    EndEventMixin,
    IntermediateThrowEventMixin,
)
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from app.engine.data import changed, merged
from app.engine.timers import FIRED, TimerDefinition
from app.engine.tokens import CAME, LIVE, Token, border_of, host_of, is_instance
from app.engine.variables import seen_at


class Catching(CatchingEvent, BpmnSpecMixin):  # type: ignore[misc]
    """A token that waits for its event, whoever else in the case is stepped meanwhile."""

    def _update_hook(self, my_task: Token) -> bool:
        waiting = my_task.workflow.top_workflow.waiting
        if my_task.id not in waiting:
            BpmnTaskSpec._update_hook(self, my_task)
        if isinstance(self.event_definition, NoneEventDefinition) or self.event_definition.has_fired(my_task):
            return True
        if my_task._state != TaskState.WAITING:
            my_task._set_state(TaskState.WAITING)
        waiting[my_task.id] = my_task
        return False

    def _on_ready_hook(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.waiting.pop(my_task.id, None)
        if my_task.parent is not None and isinstance(my_task.parent.task_spec, EventGateway):
            for rival in my_task.parent.children:
                if rival is not my_task and rival._state & TaskState.NOT_FINISHED_MASK:
                    rival.cancel()

    def _run_hook(self, my_task: Token) -> None:
        my_task.internal_data.pop(FIRED, None)
        came = my_task.internal_data.pop(self.event_definition.name, None)
        if came and self.on_border:
            was = {name: my_task.data[name] for name in came if name in my_task.data}
            my_task.internal_data[CAME] = [was, [name for name in came if name not in was]]
        my_task.set_data(**(came or {}))

    def _on_cancel(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.waiting.pop(my_task.id, None)


class StartEvent(Catching):
    """The one start of a scope; after rewriting it never waits."""


class CatchEvent(Catching):
    """An intermediate catch event."""


class ReceiveTask(Catching):
    """A receive task: a catch event drawn as a task."""


class EventGateway(BpmnSpecMixin):  # type: ignore[misc]
    """Starts all its events at once; the first to be ready cancels the others."""


class BoundarySplit(BpmnTaskSpec):  # type: ignore[misc]
    """Starts an activity together with the events on its border."""


class BoundaryEvent(Catching):
    """An event on the border of an activity; the path it opens sees what the activity has brought so far."""

    def __init__(self, wf_spec: Any, bpmn_id: str, event_definition: Any, cancel_activity: bool, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, event_definition, **kwargs)
        self.cancel_activity = cancel_activity

    def _on_ready_hook(self, my_task: Token) -> None:
        super()._on_ready_hook(my_task)
        my_task.data = merged(my_task.data, seen_at(host_of(my_task)))
        if self.cancel_activity:
            for sibling in my_task.parent.children:
                if sibling is not my_task and sibling._state & LIVE and not _fired(sibling):
                    sibling.cancel()
        else:
            self._wait_again(my_task)

    def _wait_again(self, my_task: Token) -> None:
        """Put a fresh token beside the one that fired, for the next message or the next turn of a cycle."""
        definition = self.event_definition
        repeats = definition.next_turn(my_task) if isinstance(definition, TimerDefinition) else {}
        if repeats is not None:
            again = my_task.parent._add_child(self)
            again.internal_data = repeats
            again.update()


def _fired(token: Token) -> bool:
    return bool(token.task_spec.on_border and token._state != TaskState.WAITING)


class EndEvent(EndEventMixin, BpmnSpecMixin):  # type: ignore[misc]
    """An end event; terminate stops the scope it is drawn in."""

    def _on_complete_hook(self, my_task: Token) -> None:
        BpmnTaskSpec._on_complete_hook(self, my_task)
        if isinstance(self.event_definition, TerminateEventDefinition):
            my_task.workflow.finish(my_task)


class ThrowEvent(IntermediateThrowEventMixin, BpmnSpecMixin):  # type: ignore[misc]
    """An intermediate throw event."""


class Terminate(TerminateEventDefinition):  # type: ignore[misc]
    """A terminate needs no catcher: its end event does the work."""

    def throw(self, my_task: Token) -> None:
        return None


class Message(MessageEventDefinition):  # type: ignore[misc]
    """A message; it comes to its case by the case's number, so there is nothing to correlate."""

    def catches(self, my_task: Token, event: BpmnEvent) -> bool:
        return bool(self == event.event_definition)

    def catch(self, my_task: Token, event: BpmnEvent) -> None:
        my_task._set_internal_data(**{self.name: event.payload, FIRED: True})

    def throw(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.catch(BpmnEvent(self, payload=dict(my_task.data)))


class Error(ErrorEventDefinition):  # type: ignore[misc]
    """An error climbs to the first activity around it that catches it; if none does, the case has failed."""

    def throw(self, my_task: Token) -> None:
        if not _climb(my_task, self):
            my_task.workflow.top_workflow.fail(self.code or self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Error) and self.code in (None, other.code)

    __hash__ = object.__hash__


class Escalation(EscalationEventDefinition):  # type: ignore[misc]
    """An escalation climbs like an error, but the flow goes on when nobody listens."""

    def throw(self, my_task: Token) -> None:
        _climb(my_task, self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Escalation) and self.code in (None, other.code)

    __hash__ = object.__hash__


class Cancel(CancelEventDefinition):  # type: ignore[misc]
    """The cancel end of a transaction."""

    def throw(self, my_task: Token) -> None:
        if not _climb(my_task, self):
            my_task.workflow.top_workflow.fail("cancel")


def _climb(thrower: Token, definition: Any) -> bool:
    """Offer an event to the borders around its thrower, innermost first, until one catches it.

    On one border an event for this very code comes before one for any code.
    """
    top = thrower.workflow.top_workflow
    host = thrower.workflow.host
    while host is not None:
        event = BpmnEvent(definition, payload=_brought(thrower, host))
        for activity in (host, host.parent) if is_instance(host) else (host,):
            for catcher in sorted(border_of(activity), key=_is_for_any):
                if catcher.task_spec.catches(catcher, event) and top.hand(event, catcher):
                    return True
        host = host.workflow.host
    return False


def _is_for_any(catcher: Token) -> bool:
    return getattr(catcher.task_spec.event_definition, "code", "") is None


def _brought(thrower: Token, host: Token) -> dict[str, Any]:
    """What the thrower sees and the activity did not start with; from an instance also its item."""
    found = changed(thrower.data, host.data)
    name = host.parent.task_spec.item_name if "item" in host.internal_data else ""
    return {**found, name: host.internal_data["item"]} if name else found
