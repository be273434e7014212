"""The prover's front: what is asked of a diagram, one verdict for each process or closed collaboration."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from app.errors import NotFound
from app.verify.deadline import is_item, prove_deadline, stated
from app.verify.explain import Words, exhausted, recursive, unsupported
from app.verify.explore import Budget
from app.verify.findings import PROPERTIES, Proof, Status, Verdict, verdict_of
from app.verify.model import ACTIVITIES, Diagram, Element, Node, Process
from app.verify.net import Kind, Net
from app.verify.places import Called, Recursive, TooLarge
from app.verify.portable import not_portable
from app.verify.reading import read
from app.verify.shapes import Unknown, ends_of_reminders, unknown
from app.verify.signals import TooManyListeners
from app.verify.soundness import Asked, Case, Soundness, decide
from app.verify.translate import translate

Semantics = Literal["engine", "bpmn"]


def check(
    source: bytes | Element | Diagram,
    *,
    process: str | None = None,
    called: Mapping[str, bytes] | None = None,
    semantics: Semantics = "engine",
    closed: bool = False,
    budget: Budget | None = None,
) -> list[Verdict]:
    """Prove soundness and deadlines of every process in a file, or of `process` alone.

    called: the diagrams of the processes that call activities name, by process id; a call of another is one step.
    semantics: `engine` refuses what our engine does not run; `bpmn` is BPMN 2.0 alone.  closed: explore all
    processes together, messages coming only over the file's message flows; the first verdict is then that of the
    collaboration, if it has several processes.
    Raises DiagramRefused: the file cannot be read.  NotFound: no such process.
    """
    diagram = source if isinstance(source, Diagram) else read(source)
    if process is not None and process not in diagram.processes:
        raise NotFound(f"the file holds no process {process!r}", f"文件中没有流程「{process}」")
    question = _Question(
        diagram=diagram,
        library=_Library(diagram, called or {}),
        semantics=semantics,
        closed=closed,
        budget=budget or Budget(),
    )
    asked = [each for each in diagram.processes.values() if process in (None, each.id)]
    if closed and len(diagram.processes) > 1:
        return _collaboration(question, asked)
    until = time.monotonic() + question.budget.file
    return [_alone(question, each, until) for each in asked]


class _Library:
    """Finds a called process: in this file, else in the diagrams that were handed over; each is read once."""

    def __init__(self, diagram: Diagram, called: Mapping[str, bytes]) -> None:
        self._here = diagram.processes
        self._called = called
        self._read: dict[str, Process | None] = {}
        self._strange: dict[tuple[str, Semantics], list[Unknown]] = {}

    def __call__(self, name: str) -> Process | None:
        if name in self._here:
            return self._here[name]
        if name not in self._read:
            source = self._called.get(name)
            self._read[name] = read(source).processes.get(name) if source is not None else None
        return self._read[name]

    def strange(self, process: Process, semantics: Semantics) -> list[Unknown]:
        """What cannot be proved about in one of them, or in the process that calls them."""
        key = (process.id, semantics)
        if key not in self._strange:
            self._strange[key] = unknown(process, semantics)
        return self._strange[key]

    def used(self) -> list[Process]:
        """Those that were asked for."""
        return [each for each in self._read.values() if each is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    diagram: Diagram
    library: _Library
    semantics: Semantics
    closed: bool
    budget: Budget

    @property
    def called(self) -> Called:
        return self.library


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    net: Net
    found: Soundness
    findings: list[Proof]


def _alone(question: _Question, process: Process, until: float) -> Verdict:
    start = time.perf_counter()
    late = time.monotonic() > until
    strange = [] if late else _strange(question, process)
    answer = None if strange else _decide(question, [process], process.id, until)
    if answer is None or isinstance(answer, Proof):
        findings = unsupported(process, strange) if answer is None else [answer]
        return Verdict(
            process=process.id,
            item=is_item(process),
            verdict="not_proven",
            properties=_nothing(),
            deadline=stated(process),
            findings=tuple(findings),
        )
    return _verdict(question, process, answer.found.properties, answer, start)


def _strange(question: _Question, process: Process) -> list[Unknown]:
    """What cannot be proved about in a process and, told on the call activity, in those that it calls."""
    found = list(question.library.strange(process, question.semantics))
    todo: list[tuple[Process, Node | None]] = [(process, None)]
    seen = {process.id}
    while todo:
        here, outer = todo.pop()
        for call in (node for node in here.scope.everything() if node.tag == "callActivity"):
            other = question.library(call.called)
            if other is not None and other.id not in seen:
                seen.add(other.id)
                told = outer or call
                todo.append((other, told))
                for element, _, en, zh in question.library.strange(other, question.semantics):
                    found.append((told.id, told.line, f"{element}: {en}", f"{element}：{zh}"))
    return found


def _collaboration(question: _Question, asked: list[Process]) -> list[Verdict]:
    """The whole first; then of each process what the whole says about it."""
    start = time.perf_counter()
    everybody = list(question.diagram.processes.values())
    strange = [proof for each in everybody for proof in unsupported(each, _strange(question, each))]
    name = question.diagram.collaboration or "collaboration"
    answer = None if strange else _decide(question, everybody, name, time.monotonic() + question.budget.file)
    if answer is None or isinstance(answer, Proof):
        findings = tuple(strange) if answer is None else (answer,)
        whole = Verdict(process=name, verdict="not_proven", properties=_nothing(), findings=findings)
        return [whole, *(Verdict(process=each.id, verdict="not_proven", properties=_nothing()) for each in asked)]
    whole = Verdict(
        process=name,
        verdict=verdict_of(answer.found.properties),
        properties=answer.found.properties,
        findings=tuple(answer.findings),
        states=answer.found.states,
        seconds=time.perf_counter() - start,
    )
    return [whole, *(_verdict(question, each, _share(answer, each), answer, start) for each in asked)]


def _decide(question: _Question, processes: list[Process], name: str, until: float) -> _Answer | Proof:
    left = until - time.monotonic()
    if left < 0:
        return exhausted(name, "", None)
    lenient = not question.closed
    forgotten = [ends_of_reminders(each.scope) for each in processes] if lenient else []
    try:
        net = translate(
            processes,
            question.called,
            closed=question.closed,
            messages=question.diagram.message_flows,
            forgotten=frozenset[str]().union(*forgotten),
            short=lenient,
        )
    except TooLarge:
        return exhausted(name, "", None)
    except Recursive as error:
        return recursive(str(error.args[0]))
    except TooManyListeners as error:
        return exhausted(name, str(error.args[0]), None)
    found = decide(
        net,
        Asked(
            activities=frozenset(
                node.id
                for process in processes
                for node in process.scope.everything()
                if node.tag in ACTIVITIES and not node.compensates
            ),
            closed=question.closed,
            lenient=lenient,
            beside_counts=question.semantics == "engine" and lenient,
            budget=replace(question.budget, seconds=min(question.budget.seconds, left)),
        ),
    )
    findings: list[Proof] = []
    if found.cases or found.dead:
        drawn = [*processes, *question.library.used(), *question.diagram.processes.values()]
        findings = Words(net, drawn).findings(found)
    if Status.NOT_PROVEN in found.properties.values() and Status.VIOLATED not in found.properties.values():
        findings.append(exhausted(name, found.left_open, None))
    return _Answer(net=net, found=found, findings=findings)


def _verdict(
    question: _Question, process: Process, properties: dict[str, Status], answer: _Answer, start: float
) -> Verdict:
    own = {node.id for node in process.scope.everything()} | {process.id}
    findings = [each for each in answer.findings if not question.closed or own.intersection(each.elements)]
    deadline, late = stated(process), list[Proof]()
    if verdict_of(properties) == "sound":
        deadline, late = prove_deadline(process, question.called)
    if question.semantics == "engine":
        late += not_portable(process)
    return Verdict(
        process=process.id,
        item=is_item(process),
        verdict=verdict_of(properties),
        properties={name: properties[name] for name in PROPERTIES},
        deadline=deadline,
        findings=(*findings, *late),
        states=answer.found.states,
        seconds=time.perf_counter() - start,
    )


def _nothing() -> dict[str, Status]:
    return dict.fromkeys(PROPERTIES, Status.NOT_PROVEN)


SHOWN = {
    "alarm": ("safeness",),
    "stuck": ("option_to_complete", "proper_completion"),
    "livelock": ("option_to_complete",),
    "twice": ("proper_completion",),
    "message": ("messages_consumed",),
}
"""The properties that a counter-example of each kind violates."""


def _share(answer: _Answer, process: Process) -> dict[str, Status]:
    """A process has its part in a violation when the counter-example leaves something in it."""
    mine: set[str] = set()
    for case in answer.found.cases:
        if process.id in _owners(answer.net, case):
            mine.update(SHOWN[case.shows])
    activities = {node.id for node in process.scope.everything()}
    if activities.intersection(answer.found.dead):
        mine.add("no_dead_activities")
    shared: dict[str, Status] = {}
    for name, status in answer.found.properties.items():
        spared = Status.PROVEN if name == "no_dead_activities" else Status.NOT_PROVEN
        shared[name] = spared if status is Status.VIOLATED and name not in mine else status
    return shared


def _owners(net: Net, case: Case) -> set[str]:
    if case.shows == "message":
        places = [place for place, count in case.replay.tokens.items() if count and net.kinds[place] == Kind.MESSAGE]
        return {net.owners[net.where[place]] for place in places}
    if case.shows in ("alarm", "twice"):
        kind = (Kind.END,) if case.shows == "twice" else (Kind.FLOW, Kind.BUSY)
        return {net.owners[net.where[place]] for place in case.places if net.kinds[place] in kind}
    marked = case.replay.marked() or [place for place, count in case.replay.tokens.items() if count]
    return {net.owners[net.where[place]] for place in marked}
