"""The stock library over the same diagrams: its own parser, workflow and serializer, without anything of ours."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import SignalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.engine.drawing import BPMN, CAMUNDA

LOOPS = "multiInstanceLoopCharacteristics"
SERIALIZER = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))


def plain(source: bytes) -> bytes:
    """A diagram in our vocabulary, in the words that the stock parser understands.

    `${x}` becomes `x`, a bare duration a Python text, Camunda's multi-instance that of BPMN.
    """
    root = etree.fromstring(source)
    for node in root.iter(f"{{{BPMN}}}*"):
        timed = node.tag.rpartition("}")[2] in ("timeDuration", "timeDate", "timeCycle")
        if timed and "{" not in (node.text or ""):
            node.text = repr(node.text)
        elif node.text and node.text.strip():
            node.text = re.sub(r"[$#]\{(.*?)\}", r"\1", node.text)
    for node in root.iter(f"{{{BPMN}}}{LOOPS}"):
        _in_plain_words(node)
    return etree.tostring(root)


def _in_plain_words(node: Any) -> None:
    names = {
        each.get("name"): each.get("value")
        for each in node.getparent().findall(f"{{{BPMN}}}extensionElements//{{{CAMUNDA}}}property")
    }
    collection = node.attrib.pop(f"{{{CAMUNDA}}}collection", "").strip("${}")
    item = node.attrib.pop(f"{{{CAMUNDA}}}elementVariable", "")
    if collection:
        etree.SubElement(node, f"{{{BPMN}}}loopDataInputRef").text = collection
    if item:
        etree.SubElement(node, f"{{{BPMN}}}inputDataItem", id=item)
    if "outputCollection" in names:
        etree.SubElement(node, f"{{{BPMN}}}loopDataOutputRef").text = names["outputCollection"]
        etree.SubElement(node, f"{{{BPMN}}}outputDataItem", id=names["outputElement"])


def parse(*sources: bytes, process: str = "p", parser: type[BpmnParser] = BpmnParser) -> tuple[Any, dict[str, Any]]:
    """The stock specs of a process; the parser runs without its validator, as most people use it."""
    reader = parser()
    for source in sources:
        reader.add_bpmn_str(source)
    return reader.get_spec(process), reader.get_subprocess_specs(process)


class Stock:
    """A stock case; steps are named by the ids of their shapes, as in the diagram."""

    def __init__(
        self,
        *sources: bytes,
        process: str = "p",
        variables: dict[str, Any] | None = None,
        parser: type[BpmnParser] = BpmnParser,
        specs: tuple[Any, dict[str, Any]] | None = None,
        engine: PythonScriptEngine | None = None,
    ) -> None:
        spec, subs = specs or parse(*map(plain, sources), process=process, parser=parser)
        self.workflow = BpmnWorkflow(spec, subs, script_engine=engine)
        self.workflow.task_tree.data.update(variables or {})
        self.workflow.do_engine_steps()

    def ready(self) -> list[Task]:
        """Tasks that wait for a person."""
        found: list[Task] = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        return found

    @property
    def open(self) -> list[str]:
        """Ids of the shapes of the tasks that wait for a person, sorted."""
        return sorted(task.task_spec.bpmn_id for task in self.ready())

    def task(self, element: str, state: int = TaskState.READY, **data: Any) -> Task:
        """The first task of a shape, in a state and with these values in its data."""
        for found in self.workflow.get_tasks(state=state):
            if found.task_spec.bpmn_id == element and data.items() <= found.data.items():
                return found
        raise LookupError(f"no {TaskState.get_name(state)} task {element} with {data}")

    def complete(self, element: str, where: dict[str, Any] | None = None, **variables: Any) -> None:
        """Complete the first open task of a shape."""
        task = self.task(element, **(where or {}))
        task.set_data(**variables)
        task.run()
        self.step()

    def step(self) -> None:
        """Run until nothing moves; twice, because timers are only looked at when a first run is over."""
        self.workflow.do_engine_steps()
        self.workflow.do_engine_steps()

    def message(self, name: str, **payload: Any) -> None:
        """Deliver a message to whoever waits."""
        self.workflow.catch(BpmnEvent(MessageEventDefinition(name), payload))
        self.step()

    def signal(self, name: str, **payload: Any) -> None:
        """Deliver a signal to whoever waits."""
        self.workflow.catch(BpmnEvent(SignalEventDefinition(name), payload))
        self.step()

    def waiting(self) -> list[Task]:
        """Tasks that wait for an event."""
        return list(self.workflow.event_manager.tasks.values())

    def due(self) -> dict[str, Any]:
        """The moments for which timers wait, as the stock library keeps them, by the ids of their shapes."""
        return {
            task.task_spec.bpmn_id: task.internal_data.get("event_value")
            for task in self.waiting()
            if isinstance(task.task_spec.event_definition, TimerEventDefinition)
        }

    def reload(self) -> None:
        """A round trip through the stock serializer; the specs travel with the state."""
        engine = self.workflow.script_engine
        self.workflow = SERIALIZER.deserialize_json(SERIALIZER.serialize_json(self.workflow))
        self.workflow.script_engine = engine

    def state(self) -> dict[str, Any]:
        """The stock state as JSON."""
        found: dict[str, Any] = json.loads(SERIALIZER.serialize_json(self.workflow))
        return found

    @property
    def ended(self) -> bool:
        """Whether the stock library takes the case for ended."""
        return bool(self.workflow.completed)

    @property
    def data(self) -> dict[str, Any]:
        """The data of the ended case."""
        found: dict[str, Any] = self.workflow.data
        return found
