"""A diagram made ready to run: parsed once, checked, and shared by every case on its version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent

from app.engine.activities import ScriptTask
from app.engine.data import require_json
from app.engine.documents import Documents
from app.engine.events import Message
from app.engine.expressions import compile_script
from app.engine.gateways import ProcessSpec
from app.engine.needs import needed
from app.engine.reading import Diagram, read
from app.engine.records import Calendar, Perform
from app.engine.run import Load, Run
from app.engine.state import CaseState
from app.engine.vocabulary import ElementInfo, ProcessInfo, process_info
from app.errors import Finding


@dataclass(frozen=True, kw_only=True)
class Program:
    """A prepared process with the processes it calls.

    elements: flow nodes of the process and of all it calls; an id used twice is the caller's.  infos: all of them
    by process and id.  names: variables that the diagrams read.  needs: those without which no case comes to its first
    wait.  calls: ids of the called processes.
    """

    process: str
    info: ProcessInfo
    elements: Mapping[str, ElementInfo]
    infos: Mapping[tuple[str, str], ElementInfo]
    names: frozenset[str]
    needs: frozenset[str]
    calls: frozenset[str]
    warnings: tuple[Finding, ...]
    spec: ProcessSpec
    subprocess_specs: dict[str, ProcessSpec]

    @property
    def name(self) -> str:
        """What the diagram calls the process."""
        return self.info.name

    @property
    def properties(self) -> Mapping[str, str]:
        """The process's extension properties: lead, itemCode, mode, limit, statutoryLimit …"""
        return self.info.properties

    @property
    def messages(self) -> dict[str, str]:
        """The names of messages from outside that its elements wait for, by the id of the element."""
        specs = [one for spec in self.subprocess_specs.values() for one in spec.task_specs.values()]
        return {
            one.bpmn_id: one.event_definition.name
            for one in specs
            if isinstance(one, CatchingEvent) and isinstance(one.event_definition, Message)
        }

    @cached_property
    def begin(self) -> ElementInfo:
        """What the diagram says of the start event; blank when it has several."""
        found = [
            info
            for info in self.infos.values()
            if info.tag == "startEvent" and info.process == info.parent == self.process
        ]
        return found[0] if len(found) == 1 else ElementInfo(id="", process=self.process)

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Variables that the diagrams work out themselves: by scripts, joint reviews, and what calls hand over."""
        found: set[str] = set()
        for info in self.infos.values():
            gathered = (info.properties.get("outputCollection", ""), info.properties.get("outputElement", ""))
            found |= {info.element_variable, *info.output, *gathered, *(target for _, target in info.inputs)}
        steps = [step for spec in self.subprocess_specs.values() for step in spec.task_specs.values()]
        for step in steps:
            found |= compile_script(step.script).targets if isinstance(step, ScriptTask) else set()
        return frozenset(found - {"", "*"})

    def path(self, element: str, scope: Iterable[str] = ()) -> tuple[ElementInfo, ...]:
        """The activities around a step, outermost first, and the step itself.

        scope: their ids, as an OpenTask names them; each called process has ids of its own.  What the diagrams do not
        have is blank.
        """
        found: list[ElementInfo] = []
        process = self.process
        for id in (*scope, element):
            found.append(self.infos.get((process, id)) or ElementInfo(id=id, process=process))
            process = found[-1].called or process
        return tuple(found)

    def step(self, element: str, scope: Iterable[str] = ()) -> ElementInfo:
        """What the diagram says of a step; `scope` tells in which of the processes it is drawn."""
        return self.path(element, scope)[-1]

    def start(
        self, variables: Mapping[str, Any], *, at: datetime, calendar: Calendar, perform: Perform | None = None
    ) -> Run:
        """Start a case at an aware moment and run it to its first wait."""
        state = self._state(at, calendar, perform)
        state.begin(require_json(dict(variables)))
        state.advance()
        return Run(state)

    def restore(
        self,
        load: Load,
        *,
        at: datetime,
        calendar: Calendar,
        perform: Perform | None = None,
        branches: Iterable[int] = (),
    ) -> Run:
        """Take a stored case up again; `branches` are read at once, others when they are needed."""
        run = Run(self._state(at, calendar, perform))
        run.attach(load, [branch for branch in branches if branch])
        return run

    def _state(self, at: datetime, calendar: Calendar, perform: Perform | None) -> CaseState:
        return CaseState(self.spec, self.subprocess_specs, at=at, calendar=calendar, perform=perform)


def prepare(sources: Iterable[bytes | Diagram], process: str | None = None) -> Program:
    """Read diagrams and make one process of them ready to run.

    sources: the files; process: its id, needed when the first file holds several executable ones.
    Raises DiagramRefused with all findings.
    """
    documents = Documents([source if isinstance(source, Diagram) else read(source) for source in sources], process)
    warnings = documents.check()
    specs = documents.specs()
    infos = documents.infos()
    return Program(
        process=documents.main,
        info=process_info(documents.process(documents.main)),
        elements={id: info for (_, id), info in reversed(infos.items())},
        infos=infos,
        names=documents.names(),
        needs=needed(specs[documents.main], specs),
        calls=frozenset(documents.order[1:]),
        warnings=tuple(warnings),
        spec=specs[documents.main],
        subprocess_specs=specs,
    )
