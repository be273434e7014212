"""Work done again and again: what all repeated activities share, and the standard loop."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from app.engine.expressions import compile_expression
from app.engine.tokens import Token


class Repeated(ABC, BpmnSpecMixin):  # type: ignore[misc]
    """An activity drawn with a loop marker; its turns are children of its token.  `task_spec` names their step."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.task_spec = ""

    def instances(self, my_task: Token) -> list[Token]:
        """The turns begun so far, in order of their beginning."""
        return [child for child in my_task.children if child.triggered]

    def _begin(self, my_task: Token, own: dict[str, Any], **marks: Any) -> None:
        """Start a turn with variables of its own."""
        child = my_task._add_child(my_task.workflow.spec.task_specs[self.task_spec])
        child.triggered = True
        child.internal_data = marks
        child.data = own
        child.update()

    @abstractmethod
    def own_variables(self, turn: Token) -> dict[str, Any]:
        """The variables that a turn has and does not inherit."""

    @abstractmethod
    def merge_child(self, my_task: Token, turn: Token) -> None:
        """Called when a turn has ended."""

    @abstractmethod
    def forget(self, my_task: Token, turn: Token) -> None:
        """Take back that a turn has ended; what has begun because of that is removed."""


class Loop(Repeated):
    """A standard loop: the same activity again while its condition holds, `maximum` times at most."""

    def __init__(
        self,
        wf_spec: Any,
        bpmn_id: str,
        task_spec: str,
        maximum: int | None,
        condition: str | None,
        test_before: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.maximum = maximum
        self.condition = condition
        self.test_before = test_before

    def _update_hook(self, my_task: Token) -> bool:
        BpmnTaskSpec._update_hook(self, my_task)
        if self.test_before and self._ends(my_task, 0):
            return True
        my_task._set_state(TaskState.STARTED)
        self._begin(my_task, {}, iteration=0)
        return False

    def _ends(self, my_task: Token, turns: int) -> bool:
        if self.maximum is not None and turns >= self.maximum:
            return True
        return bool(self.condition) and not compile_expression(self.condition).evaluate_condition(my_task.data)

    def merge_child(self, my_task: Token, turn: Token) -> None:
        my_task.data = dict(turn.data)
        turns = turn.internal_data["iteration"] + 1
        if self._ends(my_task, turns):
            my_task._set_state(TaskState.READY)
        else:
            my_task.touch()
            self._begin(my_task, {}, iteration=turns)

    def own_variables(self, turn: Token) -> dict[str, Any]:
        return {}

    def forget(self, my_task: Token, turn: Token) -> None:
        begun = self.instances(my_task)
        at = begun.index(turn)
        for later in begun[at + 1 :]:
            my_task.workflow.remove(later)
        my_task.data = dict(begun[at - 1].data if at else my_task.parent.data)
