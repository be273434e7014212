"""Gateways that count tokens, as BPMN has it.

The stock joins look for completed ancestors in the task tree. That crashes or stalls when a split
and its join lie inside a rework loop, and it lets a join pass that a branch has escaped from. Here
an arriving token waits at the join, and the join takes one token from each incoming flow.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.operators import Operator
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.util.task import TaskState

from app.engine.expressions import compile_expression
from app.engine.tokens import Token
from app.engine.variables import together
from app.errors import Refused

JOINED = "joined"
"""Where a token that went on from a join keeps the numbers of those that the join took with it."""


class Condition(Operator):  # type: ignore[misc]
    """The condition of a sequence flow."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.expression = compile_expression(text)

    def _matches(self, task: Token) -> bool:
        return self.expression.evaluate_condition(task.data)


class Join(ABC, BpmnTaskSpec):  # type: ignore[misc]
    """What joins share: arriving tokens wait, and the one that goes on carries everybody's variables."""

    def _update_hook(self, my_task: Token) -> bool:
        if my_task._state != TaskState.WAITING:
            my_task._set_state(TaskState.WAITING)
        taken = self._takes(my_task)
        if my_task not in taken:
            return False
        my_task.data = together([token.parent for token in taken])
        others = [token for token in taken if token is not my_task]
        for token in others:
            token._set_state(TaskState.CANCELLED)
        if others:
            my_task.internal_data[JOINED] = [token.id for token in others]
        return True

    def _arrivals(self, my_task: Token) -> list[Token]:
        found = [t for t in my_task.workflow.open.values() if t.task_spec is self and t._state == TaskState.WAITING]
        return sorted(found, key=lambda token: token.last_state_change)

    def _first_of_each_flow(self, my_task: Token) -> dict[str, Token]:
        first: dict[str, Token] = {}
        for token in self._arrivals(my_task):
            first.setdefault(token.parent.task_spec.name, token)
        return first

    @abstractmethod
    def _takes(self, my_task: Token) -> list[Token]:
        """The arrived tokens that go on as one now, in order of arrival; none when more are to be waited for."""


class ParallelGateway(Join, BpmnSpecMixin):  # type: ignore[misc]
    """Takes one token from each incoming flow, puts one on each outgoing flow."""

    def _takes(self, my_task: Token) -> list[Token]:
        first = self._first_of_each_flow(my_task)
        return list(first.values()) if len(first) == len(self._inputs) else []


class InclusiveGateway(Join, MultiChoice, BpmnSpecMixin):  # type: ignore[misc]
    """Waits while a token may still reach an empty incoming flow; then opens every flow whose condition holds.

    A token that can also reach a flow which already has its token does not count (BPMN 2.0, 13.4.3).
    """

    def _takes(self, my_task: Token) -> list[Token]:
        first = self._first_of_each_flow(my_task)
        empty = [name for name in self._inputs if name not in first]
        if empty and self._may_still_come(my_task, first, empty):
            return []
        return list(first.values())

    def _may_still_come(self, my_task: Token, full: Iterable[str], empty: Iterable[str]) -> bool:
        places = {token.task_spec.name for token in my_task.workflow.open.values()} - {self.name}
        to_empty = set[str]().union(*(self._upstream(name) for name in empty))
        to_full = set[str]().union(*(self._upstream(name) for name in full))
        return any(place in to_empty and place not in to_full for place in places)

    def _upstream(self, name: str) -> frozenset[str]:
        """The steps from which a token can come to the flow out of `name` without passing this gateway."""
        known: dict[str, frozenset[str]] = self.__dict__.setdefault("_known_upstream", {})
        if name not in known:
            seen: set[str] = set()
            todo = [name]
            while todo:
                here = todo.pop()
                if here not in seen and here != self.name:
                    seen.add(here)
                    todo.extend(self._wf_spec.task_specs[here]._inputs)
            known[name] = frozenset(seen)
        return known[name]

    def _run_hook(self, my_task: Token) -> None:
        asked = [(condition, name) for condition, name in self.cond_task_specs if condition is not None]
        _follow(my_task, [name for condition, name in asked if condition._matches(my_task)] or _default(self))


class ExclusiveGateway(MultiChoice, BpmnSpecMixin):  # type: ignore[misc]
    """Follows the first flow whose condition holds, else the default flow."""

    def _run_hook(self, my_task: Token) -> None:
        for condition, name in self.cond_task_specs:
            if condition is not None and condition._matches(my_task):
                return _follow(my_task, [name])
        return _follow(my_task, _default(self))


def _default(spec: MultiChoice) -> list[str]:
    return [name for condition, name in spec.cond_task_specs if condition is None]


def _follow(my_task: Token, names: list[str]) -> None:
    """Put a token on each of these flows.  Raises Refused when there is none."""
    spec = my_task.task_spec
    if not names:
        raise Refused(
            f"gateway {spec.bpmn_id!r}: no condition holds and there is no default flow",
            f"网关「{spec.bpmn_id}」:没有满足的条件,也没有默认流向",
            element=spec.bpmn_id,
        )
    for name in names:
        my_task._add_child(spec._wf_spec.task_specs[name])


class EndJoin(Join):
    """The end of a scope: reached when no other token of the scope is left."""

    def _takes(self, my_task: Token) -> list[Token]:
        if any(token.task_spec is not self for token in my_task.workflow.open.values()):
            return []
        return self._arrivals(my_task)


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """A process whose end counts tokens."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        stock, last = self.end, self.task_specs["End"]
        last._inputs.clear()
        del self.task_specs[stock.name]
        self.end: EndJoin = EndJoin(self, stock.name)
        self.end.connect(last)
