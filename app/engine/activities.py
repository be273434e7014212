"""Activities: service topics, scripts, sub-processes and called processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin, SendTaskMixin
from SpiffWorkflow.util.task import TaskState

from app.engine.data import require_json
from app.engine.describe import request_of
from app.engine.expressions import compile_expression, compile_script
from app.engine.scopes import Scope
from app.engine.tokens import Token


class ServiceTask(BpmnSpecMixin):  # type: ignore[misc]
    """A service step: its topic is performed at once, and what comes back is added to the variables."""

    def _run_hook(self, my_task: Token) -> None:
        perform = my_task.workflow.top_workflow.perform
        if self.info.topic and perform is not None:
            my_task.set_data(**require_json(dict(perform(request_of(my_task)) or {})))


class SendTask(SendTaskMixin, BpmnSpecMixin):  # type: ignore[misc]
    """Performs its topic when it has one, else throws its message."""

    def _run_hook(self, my_task: Token) -> None:
        if self.info.topic:
            ServiceTask._run_hook(self, my_task)
        else:
            SendTaskMixin._run_hook(self, my_task)


class ScriptTask(BpmnSpecMixin):  # type: ignore[misc]
    """Lines of `name = expression`."""

    def __init__(self, wf_spec: Any, bpmn_id: str, script: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.script = script

    def _run_hook(self, my_task: Token) -> None:
        my_task.set_data(**require_json(compile_script(self.script).execute(my_task.data)))


class SubProcess(BpmnSpecMixin):  # type: ignore[misc]
    """An embedded sub-process; `spec` is the key of its process among the program's."""

    def __init__(self, wf_spec: Any, bpmn_id: str, subworkflow_spec: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.spec = subworkflow_spec

    def _update_hook(self, my_task: Token) -> bool:
        BpmnTaskSpec._update_hook(self, my_task)
        my_task._set_state(TaskState.STARTED)
        my_task.workflow.top_workflow.begin_within(my_task, self.spec, self.data_in(my_task))
        return False

    def data_in(self, my_task: Token) -> dict[str, Any]:
        """The variables that the sub-process starts with."""
        return dict(my_task.data)

    def data_out(self, my_task: Token, data: Mapping[str, Any]) -> dict[str, Any]:
        """The variables that the host has when the sub-process has ended with `data`."""
        return dict(data)

    def finished(self, scope: Scope, my_task: Token) -> None:
        """Called when the sub-process has ended; a host that was cancelled meanwhile stays cancelled."""
        if my_task._state == TaskState.STARTED and scope.last_task is not None:
            my_task.data = self.data_out(my_task, scope.last_task.data)
            my_task._set_state(TaskState.READY)

    def _on_cancel(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.scope(my_task.id).cancel()


class Transaction(SubProcess):
    """A transaction sub-process; its cancel end climbs to its border."""


class CallActivity(SubProcess):
    """A called process; `camunda:in` and `camunda:out` say what goes in and out, without them everything does."""

    def data_in(self, my_task: Token) -> dict[str, Any]:
        return _mapped(self.info.inputs, my_task.data) if self.info.inputs else dict(my_task.data)

    def data_out(self, my_task: Token, data: Mapping[str, Any]) -> dict[str, Any]:
        return {**my_task.data, **(_mapped(self.info.outputs, data) if self.info.outputs else data)}


def _mapped(mappings: tuple[tuple[str, str], ...], data: Mapping[str, Any]) -> dict[str, Any]:
    """Variables by (source, target); the source `*` means all, `${…}` is an expression."""
    result: dict[str, Any] = {}
    for source, target in mappings:
        if source == "*":
            result.update(data)
        elif source.startswith(("${", "#{")):
            result[target] = compile_expression(source).evaluate(data)
        elif source in data:
            result[target] = data[source]
    return result
