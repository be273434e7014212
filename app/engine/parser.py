"""The stock BPMN parser taught our vocabulary and our mended steps."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    SIGNAL_EVENT_XPATH,
    BoundaryEventParser,
    EndEventParser,
    EventDefinitionParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
    SendTaskParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import (
    CallActivityParser,
    ConditionalGatewayParser,
    GatewayParser,
    ScriptTaskParser,
    SubWorkflowParser,
)
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import first, full_tag
from SpiffWorkflow.bpmn.specs.defaults import ManualTask, NoneTask, UserTask
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from app.engine import activities, events, gateways, instances, loops
from app.engine.timers import TimerDefinition
from app.engine.vocabulary import ElementInfo


class _Steps(TaskParser):  # type: ignore[misc]
    """What every step's parser shares: loops and boundaries of our kind.

    A drawn data object documents and does nothing: the stock library moves variables into and out of it, and fails
    where there are none.  Flows count in the order of the file, as in Camunda, and not from top to bottom.
    """

    STANDARD_LOOP_CLASS = loops.Loop

    def parse_incoming_data_references(self) -> list[Any]:
        return []

    def parse_outgoing_data_references(self) -> list[Any]:
        return []

    def parse_io_spec(self) -> None:
        return None

    def get_position(self, node: Any = None) -> dict[str, float]:
        return {"x": 0.0, "y": 0.0}

    def _add_multiinstance_task(self, loop: Any) -> None:
        original = self.spec.task_specs.pop(self.task.name)
        info = self.process_parser.parser.infos[self.bpmn_id]
        self.task: Any = instances.MultiInstance(
            self.spec,
            original.name,
            sequential=info.sequential,
            collection=info.collection,
            cardinality=info.cardinality,
            item_name=info.element_variable,
            output=info.output,
            condition=info.completion_condition,
            bpmn_name=original.bpmn_name,
        )
        self._copy_task_attrs(original, loop)

    def _add_boundary_event(self, children: list[Any]) -> Any:
        split = events.BoundarySplit(self.spec, f"{self.bpmn_id}.BoundaryEventSplit", lane=self.task.lane)
        split.connect(self.task)
        for event in children:
            split.connect(self.process_parser.parse_node(event))
        return split


class _Events(_Steps, EventDefinitionParser):  # type: ignore[misc]
    """Event definitions of our kind."""

    def parse_timer_event(self, event: Any) -> TimerDefinition:
        body = first([child for child in event if child.tag in _TIMES])
        return TimerDefinition(self.bpmn_id, (body.text or "").strip())

    def parse_message_event(self, event: Any) -> events.Message:
        return events.Message(super().parse_message_event(event).name)

    def parse_error_event(self, event: Any) -> events.Error:
        stock = super().parse_error_event(event)
        return events.Error(stock.name, stock.code)

    def parse_escalation_event(self, event: Any) -> events.Escalation:
        stock = super().parse_escalation_event(event)
        return events.Escalation(stock.name, stock.code)

    def parse_cancel_event(self, event: Any) -> events.Cancel:
        return events.Cancel()

    def parse_terminate_event(self, event: Any) -> events.Terminate:
        return events.Terminate()


_TIMES = [full_tag("timeDate"), full_tag("timeDuration"), full_tag("timeCycle")]


class _Start(_Events, StartEventParser):  # type: ignore[misc]
    pass


class _Catch(_Events, IntermediateCatchEventParser):  # type: ignore[misc]
    pass


class _Throw(_Events, IntermediateThrowEventParser):  # type: ignore[misc]
    pass


class _SendOrReceive(_Events, SendTaskParser):  # type: ignore[misc]
    pass


class _Boundary(_Events, BoundaryEventParser):  # type: ignore[misc]
    pass


class _End(_Events, EndEventParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        task = super().create_task()
        signal = self.get_event_definition([SIGNAL_EVENT_XPATH])  # the stock parser forgets it
        if not isinstance(signal, NoneEventDefinition):
            task.event_definition = signal
        return task


class _Gateway(_Steps, GatewayParser):  # type: ignore[misc]
    pass


class _Choice(_Steps, ConditionalGatewayParser):  # type: ignore[misc]
    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:
        text = self.parse_condition(sequence_flow_node)
        if is_default or text is None:
            self.task.connect(outgoing_task)
        else:
            self.task.connect_if(gateways.Condition(text.strip()), outgoing_task)


class _SubProcess(_Steps, SubWorkflowParser):  # type: ignore[misc]
    pass


class _Call(_Steps, CallActivityParser):  # type: ignore[misc]
    pass


class _Script(_Steps, ScriptTaskParser):  # type: ignore[misc]
    pass


class _Process(ProcessParser):  # type: ignore[misc]
    def parse_io_spec(self) -> None:
        return None

    def create_spec(self) -> gateways.ProcessSpec:
        return gateways.ProcessSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)


class DiagramParser(BpmnParser):  # type: ignore[misc]
    """Reads rewritten diagrams; `infos` are the elements' vocabulary by id."""

    PROCESS_PARSER_CLASS = _Process
    PARSER_CLASSES = {  # noqa: RUF012 - the stock class has it as a plain class attribute
        full_tag("startEvent"): (_Start, events.StartEvent),
        full_tag("endEvent"): (_End, events.EndEvent),
        full_tag("userTask"): (_Steps, UserTask),
        full_tag("task"): (_Steps, NoneTask),
        full_tag("manualTask"): (_Steps, ManualTask),
        full_tag("serviceTask"): (_Steps, activities.ServiceTask),
        full_tag("businessRuleTask"): (_Steps, activities.ServiceTask),
        full_tag("scriptTask"): (_Script, activities.ScriptTask),
        full_tag("sendTask"): (_SendOrReceive, activities.SendTask),
        full_tag("receiveTask"): (_SendOrReceive, events.ReceiveTask),
        full_tag("subProcess"): (_SubProcess, activities.SubProcess),
        full_tag("transaction"): (_SubProcess, activities.Transaction),
        full_tag("callActivity"): (_Call, activities.CallActivity),
        full_tag("exclusiveGateway"): (_Choice, gateways.ExclusiveGateway),
        full_tag("inclusiveGateway"): (_Choice, gateways.InclusiveGateway),
        full_tag("parallelGateway"): (_Gateway, gateways.ParallelGateway),
        full_tag("eventBasedGateway"): (_Gateway, events.EventGateway),
        full_tag("intermediateCatchEvent"): (_Catch, events.CatchEvent),
        full_tag("intermediateThrowEvent"): (_Throw, events.ThrowEvent),
        full_tag("boundaryEvent"): (_Boundary, events.BoundaryEvent),
    }

    def __init__(self, infos: dict[str, ElementInfo]) -> None:
        super().__init__()
        self.infos = infos

    def _add_messages(self, bpmn: Any) -> None:
        self._name(bpmn, "message", self.messages)

    def _add_signals(self, bpmn: Any) -> None:
        self._name(bpmn, "signal", self.signals)

    def _add_correlations(self, bpmn: Any) -> None:
        """A message comes to its case by the case's number."""

    def _name(self, bpmn: Any, tag: str, names: dict[str, str]) -> None:
        """A message or signal without a name goes by its id."""
        for element in bpmn.iter(full_tag(tag)):
            names[element.get("id")] = element.get("name") or element.get("id")
