"""The files of a program on their way to specs: which processes are meant, whether they can run, what they read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import SpiffWorkflowException

from app.domain.rhythm import rhythm_of
from app.engine.activities import CallActivity, SubProcess
from app.engine.events import BoundaryEvent, BoundarySplit
from app.engine.expressions import compile_collection, compile_expression, compile_groups, compile_script, compile_timer
from app.engine.findings import finding
from app.engine.gateways import EndJoin, ExclusiveGateway, InclusiveGateway, Join, ProcessSpec
from app.engine.instances import MultiInstance
from app.engine.loops import Loop
from app.engine.parser import DiagramParser
from app.engine.reading import Diagram
from app.engine.rewrite import rewrite
from app.engine.shapes import BPMN, NODES, Element, flow_nodes, id_of, is_true, local
from app.engine.unsupported import refusals
from app.engine.vocabulary import ElementInfo, element_info
from app.errors import DiagramRefused, Finding

MOST_CALLED = 100
"""Processes that a case may run through, its own included."""


class Documents:
    """A process and all it calls, wherever they are drawn.  main: its id.  order: all ids, callers first."""

    def __init__(self, diagrams: list[Diagram], process: str | None) -> None:
        if not diagrams:
            raise DiagramRefused([finding("no-diagram", "no diagram given", "没有流程图")])
        self.main = process or _main(diagrams[0])
        files = [_File(diagram) for diagram in diagrams]
        self._files = {id: file for file in reversed(files) for id in file.diagram.processes}
        self.order = self._called()

    def process(self, id: str) -> Element:
        """A process as it was drawn."""
        return self._files[id].diagram.processes[id]

    def _called(self) -> list[str]:
        """The main process and all it calls, directly or not; DiagramRefused names a call that leads nowhere."""
        if self.main not in self._files:
            known = ", ".join(self._files)
            raise DiagramRefused([
                finding(
                    "unknown-process",
                    f"there is no process {self.main!r}; the files hold: {known}",
                    f"没有流程「{self.main}」;文件中有:{known}",
                )
            ])  # fmt: skip
        order, missing = [self.main], []
        for id in order:
            if len(order) > MOST_CALLED:
                break
            for call in self.process(id).iterdescendants(f"{{{BPMN}}}callActivity"):
                target = call.get("calledElement", "").strip()
                if target not in self._files:
                    en, zh = f"calls process {target!r}, which is not known", f"调用的流程「{target}」不存在"
                    missing.append(finding("unknown-called-process", en, zh, call))
                elif target not in order:
                    order.append(target)
        if missing:
            raise DiagramRefused(missing)
        if len(order) > MOST_CALLED:
            en = f"it calls more than {MOST_CALLED - 1} processes, directly or through others"
            zh = f"直接或间接调用的流程超过 {MOST_CALLED - 1} 个"
            raise DiagramRefused([finding("too-large", en, zh, self.process(self.main))])
        return order

    def check(self) -> list[Finding]:
        """Refuse shapes that cannot run; what is left are warnings."""
        findings = [each for file in dict.fromkeys(self._files.values()) for each in file.diagram.warnings]
        for id in self.order:
            findings += refusals(self._files[id].diagram, self.process(id))
        if any(each.severity == "error" for each in findings):
            raise DiagramRefused(findings)
        return findings

    def specs(self) -> dict[str, ProcessSpec]:
        """The prepared processes by their ids, and embedded sub-processes by `process/id`."""
        found: dict[str, ProcessSpec] = {}
        for id in self.order:
            found |= self._files[id].specs(id)
        for spec in found.values():
            _prepare_once(spec)
        return found

    def infos(self) -> dict[tuple[str, str], ElementInfo]:
        """What the diagrams say of their flow nodes, by process and id."""
        return {
            (id, id_of(node)): self._files[id].infos[id_of(node)]
            for id in self.order
            for node in flow_nodes(self.process(id))
        }

    def names(self) -> frozenset[str]:
        """Variables that the processes read or gather; only these are kept in a case's state."""
        found: set[str] = set()
        for info in self.infos().values():
            found.update(_names_of(info))
        for id in self.order:
            for node in self.process(id).iterdescendants(f"{{{BPMN}}}*"):
                found.update(_names_in(local(node), (node.text or "").strip()))
        return frozenset(found)


def _main(diagram: Diagram) -> str:
    """The process meant when none is named: the first that is executable, else the first."""
    executable = [id for id, node in diagram.processes.items() if is_true(node.get("isExecutable"))]
    return (executable or list(diagram.processes))[0]


class _File:
    """One file; each has a parser of its own, so ids may repeat between files."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram

    @cached_property
    def parser(self) -> DiagramParser:
        """The stock parser over the rewritten file, whose shapes were found supported."""
        root = rewrite(self.diagram.root)
        parser = DiagramParser(
            {id_of(node): element_info(node) for node in root.iter(f"{{{BPMN}}}*") if local(node) in NODES}
        )
        try:
            parser.add_bpmn_xml(root)
        except (ValidationException, SpiffWorkflowException) as error:
            raise _refused(error) from error
        return parser

    @property
    def infos(self) -> dict[str, ElementInfo]:
        """What the rewritten file says of its flow nodes."""
        return self.parser.infos

    def specs(self, process: str) -> dict[str, ProcessSpec]:
        """The process by its id, and its embedded sub-processes by `process/id`."""
        found: dict[str, ProcessSpec] = {}
        todo = deque([process])
        while todo:
            name = todo.popleft()
            spec = self._spec(name)
            spec.name = name if name == process else f"{process}/{name}"
            found[spec.name] = spec
            for step in spec.task_specs.values():
                step.info = self.infos.get(step.bpmn_id) or ElementInfo(id=step.bpmn_id or "", process=process)
                if isinstance(step, SubProcess) and not isinstance(step, CallActivity):
                    todo.append(step.spec)
                    step.spec = f"{process}/{step.spec}"
        return found

    def _spec(self, name: str) -> ProcessSpec:
        try:
            spec: ProcessSpec = self.parser.get_spec(name)
        except (ValidationException, SpiffWorkflowException) as error:
            raise _refused(error) from error
        return spec


def _refused(error: Exception) -> DiagramRefused:
    """What the rules let pass and the stock parser does not; it reads step after step by recursion."""
    en, zh = f"the engine cannot run this: {error}", f"引擎无法执行:{error}"
    if "RecursionError" in str(error):
        en, zh = "too many steps follow one another; move some into a called process", "连续环节过多;请移入被调用流程"
    return DiagramRefused([finding("unsupported", en, zh, element=str(getattr(error, "id", None) or ""))])


def _prepare_once(spec: ProcessSpec) -> None:
    """Note on each step what stepping asks of it."""
    for step in spec.task_specs.values():
        step.joins = isinstance(step, Join)
        step.gate = isinstance(step, InclusiveGateway | EndJoin)
        step.border = isinstance(step, BoundarySplit)
        step.on_border = isinstance(step, BoundaryEvent)
        step.spreads = isinstance(step, MultiInstance | Loop)
        step.chooses = isinstance(step, InclusiveGateway | ExclusiveGateway)
        step.followers = step.outputs


def _names_of(info: ElementInfo) -> Iterator[str]:
    """Variables in what the vocabulary says of a step."""
    for text in (info.cardinality, info.completion_condition, info.assignee if "{" in info.assignee else ""):
        yield from compile_expression(text).names if text else ()
    for text in (info.candidate_groups, info.candidate_users):
        yield from compile_groups(text).names if text else ()
    if info.collection:
        yield from compile_collection(info.collection).names
    if info.output[1]:
        yield info.output[1]
    for source, _ in (*info.inputs, *info.outputs):
        if "{" in source:
            yield from compile_expression(source).names
        elif source != "*":
            yield source


def _names_in(tag: str, text: str) -> frozenset[str]:
    """Variables in the text of an element."""
    if text and tag in ("conditionExpression", "loopCondition"):
        return compile_expression(text).names
    if text and tag in ("timeDate", "timeDuration", "timeCycle") and rhythm_of(text) is None:
        return compile_timer(text).names
    return compile_script(text).names if text and tag == "script" else frozenset()
